"""A workbook (XLSX, XLS, ODS) as spreadsheets write it: bytes → the sheet that holds a table, as a CSV file would."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from khaldun.coded.sheet import Fault, Record, Sheet
from khaldun.errors import TableError, TooLargeError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_SIGNS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zipped (XLSX, ODS), and what came before
MOST_BYTES = 4_000_000_000  # of what a workbook unpacks to
_ADVICE = "Save the sheet anew, or as CSV (UTF-8)."


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin as a workbook does."""
    return data.startswith(_SIGNS)


def read_workbook(data: bytes, *, known: Callable[[list[str]], int]) -> Sheet:
    """Of a workbook's sheets the one whose first row holds most columns that are `known`, the first where none does.

    Formulas are read as the values that were last calculated; days are days.

    Raises:
        TableError: it is no workbook, is locked, is cut off, or has no rows.
        TooLargeError: it unpacks to more than 4 GB.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    _check_size(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except PasswordError as error:
        raise TableError("The workbook is locked by a password.", advice="Save it without one.") from error
    except (CalamineError, OSError, ValueError) as error:
        raise TableError(f"The workbook cannot be read ({error}).", advice=_ADVICE) from error
    filled = [sheet for sheet in sheets if sheet.height]
    if not filled:
        raise TableError("The workbook's sheets are empty.", advice="Check the export that made it.")
    sheet = max(filled, key=lambda one: known(_header(one)))
    return Sheet(header=tuple(_header(sheet)), rows=partial(_records, sheet))


def _check_size(data: bytes) -> None:
    if not data.startswith(_SIGNS[0]):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(info.file_size for info in packed.infolist())
    except zipfile.BadZipFile as error:
        raise TableError(f"The workbook is damaged, or was cut off ({error}).", advice=_ADVICE) from error
    if size > MOST_BYTES:
        raise TooLargeError(f"The workbook unpacks to {size:,} bytes.", advice="Save it as CSV, or cut it in two.")


def _header(sheet: CalamineSheet) -> list[str]:
    return [_text(cell) for cell in next(iter(sheet.iter_rows()), [])]


def _records(sheet: CalamineSheet) -> Iterator[Record | Fault]:
    first = sheet.start[0] + 1 if sheet.start else 1
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        told = [_text(cell) for cell in cells]
        if number > 1 and any(told):
            yield Record(number, first + number - 1, told)


def _text(cell: object) -> str:
    """A cell as CSV would have it."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
