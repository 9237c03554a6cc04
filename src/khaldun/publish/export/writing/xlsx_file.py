"""Excel workbooks: a sheet of rows and a sheet that tells the columns. Text is text and never a formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from khaldun.publish.cells import Cell
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import Column, Row
from khaldun.publish.export.writing.writer import Digest, Making, Part, Remark, WriteError
from khaldun.publish.export.writing.xlsx_read import read_rows

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# Puts a cell at a row and column of a sheet, and gives what must be read there.
Put = Callable[[Any, int, int, Any], object]
MOST_ROWS = 1_048_576  # of a sheet, with its header
MOST_UNITS = 32_767  # UTF-16 units of a cell
_FIRST_DAY = dt.date(1900, 3, 1)  # before it Excel's days are one off, and before 1900 it has none
_START = dt.date(1899, 12, 30)
_WIDEST, _NARROWEST = 40, 9


class XlsxRows:
    """Makes rows as JSON, a line each: the file writes their cells."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns]
        self._encoder = msgspec.json.Encoder()

    def part(self, told: Told, rows: Sequence[Row]) -> Part:
        remarks: list[Remark] = []
        cells = [[_fitting(row, name, remarks) for name in self._names] for row in rows]
        return Part(data=self._encoder.encode_lines(cells), rows=len(rows), remarks=tuple(remarks))


class XlsxFile:
    """Writes a workbook, a row at a time; days are Excel's from March 1900 on, and text before."""

    def __init__(self, making: Making) -> None:
        import xlsxwriter

        self._path, self._columns = making.path, making.table.columns
        options = {"constant_memory": True, "tmpdir": str(making.path.parent)}
        self._book: Any = xlsxwriter.Workbook(str(making.path), options)
        day = dt.datetime.fromisoformat(making.day)
        self._book.set_properties({"created": day, "title": f"{making.table.name}, {making.day}"})
        bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheet = self._book.add_worksheet("data")
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(self._columns):
            self._sheet.set_column(at, at, min(max(len(column.name) + 2, _NARROWEST), _WIDEST))
            self._sheet.write_string(0, at, column.name, bold)
        self._digest = Digest()
        self._digest.add([column.name for column in self._columns])
        puts: dict[str, Put] = {"integer": _number, "number": _number, "boolean": _boolean, "date": self._put_day}
        self._put: list[Put] = [puts.get(column.kind, _text) for column in self._columns]
        self._bold = bold
        self._decoder = msgspec.json.Decoder(list[Cell])

    def write(self, part: Part) -> None:
        for row in self._decoder.decode_lines(part.data):
            self._write(row)

    def _write(self, cells: Sequence[Cell]) -> None:
        at = self._digest.rows
        if at >= MOST_ROWS:
            raise WriteError(
                f"Excel's sheets hold {MOST_ROWS - 1:,} rows, and there are more: nothing is published.",
                advice="Export csv or parquet, or choose fewer claims in a profile.",
            )
        sheet = self._sheet
        read = [
            None if cell is None or cell == "" else put(sheet, at, number, cell)
            for number, (put, cell) in enumerate(zip(self._put, cells, strict=True))
        ]
        self._digest.add(read)

    def close(self) -> None:
        from xlsxwriter.exceptions import FileCreateError

        sheet = self._book.add_worksheet("columns")
        for at, head in enumerate(("column", "meaning", "kind", "codes")):
            sheet.write_string(0, at, head, self._bold)
        sheet.set_column(0, 0, _WIDEST // 2)
        sheet.set_column(1, 1, 2 * _WIDEST)
        for at, column in enumerate(self._columns, start=1):
            for number, words in enumerate((column.name, column.meaning, column.kind, "; ".join(column.codes))):
                sheet.write_string(at, number, words[:MOST_UNITS])
        self._sheet.autofilter(0, 0, max(self._digest.rows - 1, 1), len(self._columns) - 1)
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from error

    def release(self) -> None:
        for sheet in self._book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()

    def reread(self) -> None:
        self._digest.check(self._read())

    def _read(self) -> Iterator[list[object]]:
        yield from read_rows(self._path, columns=len(self._columns))

    def _put_day(self, sheet: Worksheet, at: int, number: int, cell: str) -> object:
        day = dt.date.fromisoformat(cell)
        if day < _FIRST_DAY:
            return _text(sheet, at, number, cell)
        serial = (day - _START).days
        sheet.write_number(at, number, serial, self._day)
        return float(serial)


def _fitting(row: Row, column: str, remarks: list[Remark]) -> Cell:
    """The cell; text that is longer than Excel's cells are is cut, says so where it ends, and is remarked upon."""
    cell = row.values[column].cell
    if not isinstance(cell, str):
        return cell
    if cell.startswith("<r>") and cell.endswith("</r>"):  # the writer would take it for XML of its own
        remarks.append(Remark(row=row.id, column=column, what="an apostrophe stands before it"))
        cell = f"'{cell}"
    if 2 * len(cell) <= MOST_UNITS or _units(cell) <= MOST_UNITS:
        return cell
    said = f" [… cut: Excel's cells hold no more; the whole has {len(cell):,} characters]"
    kept = cell.encode("utf-16-le")[: 2 * (MOST_UNITS - len(said))].decode("utf-16-le", errors="ignore")
    what = f"{len(cell):,} characters; Excel's cells hold {MOST_UNITS:,}: the cell is cut after {len(kept):,}"
    remarks.append(Remark(row=row.id, column=column, what=what))
    return kept + said


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _text(sheet: Worksheet, at: int, number: int, cell: Cell) -> object:
    sheet.write_string(at, number, str(cell))
    return str(cell)


def _number(sheet: Worksheet, at: int, number: int, cell: int | float) -> object:
    sheet.write_number(at, number, cell)
    return float(f"{cell:.16G}")


def _boolean(sheet: Worksheet, at: int, number: int, cell: bool) -> object:
    sheet.write_boolean(at, number, cell)
    return cell
