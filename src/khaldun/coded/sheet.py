"""A CSV file as spreadsheets write it: bytes → header and records. One broken row costs that row, not the table."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from khaldun.errors import TableError

_MAX_BROKEN = 100
_DELIMITERS = ",;\t|"
_STATED = re.compile(r"sep=(.)", re.IGNORECASE)  # how a spreadsheet says what parts the cells
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Record(msgspec.Struct, frozen=True, gc=False):
    """A row: its number as a spreadsheet counts (the header is 1), the line of the file that it begins on."""

    number: int
    line: int
    cells: list[str]


class Fault(msgspec.Struct, frozen=True):
    """A row that could not be read: its line, and why."""

    line: int
    reason: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A file's header, and its rows, those that are broken among them, read anew whenever they are asked for: a large
    table's cells never stand in memory together. Empty rows are left out, but counted."""

    header: tuple[str, ...]
    rows: Callable[[], Iterator[Record | Fault]]


def read_sheet(data: bytes, *, known: Callable[[list[str]], int]) -> Sheet:
    """The sheet of a CSV file in UTF-8, UTF-16 or cp1252, its cells parted by what makes most of the header `known`.

    Raises:
        TableError: it is empty, or no text.
    """
    lines = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first, choices = 0, _DELIMITERS
    if stated := _STATED.fullmatch(lines[0].strip()):
        first, choices = 1, stated[1]
    while first < len(lines) - 1 and not lines[first].strip():
        first += 1
    told = [(next(csv.reader([lines[first]], delimiter=one), []), one) for one in choices]
    header, delimiter = max(told, key=lambda one: (known(one[0]), len(one[0])))
    rows = partial(_records, lines, first + 1, delimiter)
    return Sheet(header=tuple(cell.strip() for cell in header), rows=rows)


def _decoded(data: bytes) -> str:
    """The text: by its mark, as UTF-8, else as Windows wrote it."""
    if not data.strip():
        raise TableError("The file is empty.", advice="Check the export that made it.")
    if data.startswith(b"PK\x03\x04"):
        raise TableError("The file is a workbook, not a CSV.", advice="Save the sheet as CSV (UTF-8).")
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    if b"\x00" in data:
        raise TableError("The file holds NUL bytes: it is no text.", advice="Save the sheet as CSV (UTF-8).")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _records(lines: list[str], start: int, delimiter: str) -> Iterator[Record | Fault]:
    """The rows. One whose quotes never close would swallow the rest: reading starts again on the line behind it."""
    number, broken = 1, 0
    while start < len(lines) and broken < _MAX_BROKEN:
        rest = (f"{line}\n" for line in itertools.islice(lines, start, None))
        reader, before = csv.reader(rest, delimiter=delimiter, strict=True), 0
        try:
            for cells in reader:
                number, line, before = number + 1, start + before + 1, reader.line_num
                if any(cell.strip() for cell in cells):
                    yield Record(number, line, cells)
            return
        except csv.Error as error:
            number, broken = number + 1, broken + 1
            yield Fault(start + before + 1, f"the row is broken ({error})")
            start += before + 1
    if start < len(lines):
        yield Fault(start + 1, f"{broken} rows are broken; from here on nothing was read")
