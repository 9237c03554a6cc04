"""CSV (UTF-8, RFC 4180 with line feeds): a header, below it HXL's hashtags where they are asked for, the rows."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence

from khaldun.publish.cells import csv_cell
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import Row
from khaldun.publish.export.writing.writer import Digest, Making, Remark, unlike


class CsvFile:
    """Writes CSV. Text that a spreadsheet would run as a formula gets an apostrophe before it."""

    def __init__(self, making: Making, *, tagged: bool = False) -> None:
        self.remarks: list[Remark] = []
        self._path = making.path
        columns = making.table.columns
        self._names = [column.name for column in columns]
        self._head = [self._names, *([[column.tag for column in columns]] if tagged else [])]
        self._file = self._path.open("x", encoding="utf-8", newline="")
        self._rows = csv.writer(self._file, lineterminator="\n")
        self._rows.writerows(self._head)
        self._digest = Digest()

    def write(self, told: Told, rows: Sequence[Row]) -> None:
        for row in rows:
            cells = [csv_cell(row.values[name].cell) for name in self._names]
            self._rows.writerow(cells)
            self._digest.add([str(cell) for cell in cells])

    def close(self) -> None:
        self._file.close()

    def release(self) -> None:
        self._file.close()

    def reread(self) -> None:
        self._digest.check(self._read())

    def _read(self) -> Iterator[list[str]]:
        longest = csv.field_size_limit(sys.maxsize)
        try:
            with self._path.open(encoding="utf-8", newline="") as file:
                rows = csv.reader(file, strict=True)
                for expected in self._head:
                    if next(rows, None) != expected:
                        raise unlike("its first rows are not the names of the columns")
                yield from rows
        except csv.Error as error:
            raise unlike(f"it is no CSV ({error})") from error
        finally:
            csv.field_size_limit(longest)
