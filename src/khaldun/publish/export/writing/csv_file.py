"""CSV (UTF-8, RFC 4180 with line feeds): a header, below it HXL's hashtags where they are asked for, the rows."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence

from khaldun.publish.cells import csv_cell
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import Column, Row
from khaldun.publish.export.writing.writer import Making, Part, TextFile, unlike


class CsvRows:
    """Makes lines of CSV. Text that a spreadsheet would run as a formula gets an apostrophe before it."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns]

    def part(self, told: Told, rows: Sequence[Row]) -> Part:
        cells = [[csv_cell(row.values[name].cell) for name in self._names] for row in rows]
        text = _lines(cells)
        if _read(text) != [list(map(str, row)) for row in cells]:
            raise unlike("its cells are not those that were written")
        return Part(data=text.encode(), rows=len(rows))


def csv_file(making: Making, *, tagged: bool = False) -> TextFile:
    """The file, with its header."""
    columns = making.table.columns
    head = [[column.name for column in columns], *([[column.tag for column in columns]] if tagged else [])]
    return TextFile(making.path, head=_lines(head).encode())


def _lines(rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _read(text: str) -> list[list[str]]:
    longest = csv.field_size_limit(sys.maxsize)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise unlike(f"it is no CSV ({error})") from error
    finally:
        csv.field_size_limit(longest)
