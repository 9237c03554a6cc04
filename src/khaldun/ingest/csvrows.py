"""CSV and TSV → rows: one broken row costs that row, not the table."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from khaldun.errors import TableError

MAX_BROKEN = 100
Row = dict[str, object]


def csv_columns(text: str, delimiter: str) -> list[str]:
    """The cells of the header line."""
    first = text.lstrip("\n").partition("\n")[0]
    return [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]


def csv_rows(text: str, delimiter: str, *, origin: str) -> Iterator[Row | TableError]:
    """Each row as column → cell, or the error of a row that cannot be read; rows count from 1 below the header.

    A quote that never closes would swallow the rest of the table: reading starts again on the line after it.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    lines = text.lstrip("\n").splitlines(keepends=True)
    columns = csv_columns(text, delimiter)
    start, number, broken = 1, 0, 0
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        before = 0
        try:
            for cells in reader:
                before = reader.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                number += 1
                yield _row(cells, columns, number, origin)
            return
        except csv.Error as error:
            number, broken = number + 1, broken + 1
            yield _broken(f"row {number} (line {start + before + 1}) is broken: {error}", origin)
            start += before + 1
        if broken >= MAX_BROKEN:
            yield _broken(f"{broken} rows are broken; the rest was not read", origin)
            return


def _row(cells: list[str], columns: list[str], number: int, origin: str) -> Row | TableError:
    if len(cells) != len(columns):
        what = "cell" if len(cells) == 1 else "cells"
        return _broken(f"row {number} has {len(cells)} {what} where the header has {len(columns)}", origin)
    return dict(zip(columns, cells, strict=True))


def _broken(what: str, origin: str) -> TableError:
    return TableError(f"{origin}: {what}.", advice="Mend that row (cells with delimiters or line ends need quotes).")
