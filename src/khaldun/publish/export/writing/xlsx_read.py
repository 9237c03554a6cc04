"""The cells of a workbook's first sheet, as they stand in the file: to see that it holds what was written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat
from zlib import error as ZlibError

from khaldun.publish.export.writing.writer import unlike

_SHEET = "xl/worksheets/sheet1.xml"
_CHUNK = 1 << 20
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def read_rows(path: Path, *, columns: int) -> Iterator[list[object]]:
    """Each row of so many cells: text, numbers (float), true and false, null where there is none.

    Raises:
        WriteError: it is no workbook.
    """
    sheet = _Sheet(columns)
    try:
        with zipfile.ZipFile(path) as book, book.open(_SHEET) as file:
            for name in book.namelist():
                if name != _SHEET:
                    book.read(name)  # its checksum is held against it
            while data := file.read(_CHUNK):
                sheet.feed(data)
                yield from sheet.taken()
            sheet.end()
            yield from sheet.taken()
    except (zipfile.BadZipFile, KeyError, ZlibError, EOFError, expat.ExpatError, ValueError) as error:
        raise unlike(f"it is no workbook ({error})") from error


class _Sheet:
    """A sheet's XML as it comes."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._rows: list[list[object]] = []
        self._row: list[object] = []
        self._kind, self._at, self._inside = "", 0, False
        self._text: list[str] = []

    def feed(self, data: bytes) -> None:
        self._parser.Parse(data, False)

    def end(self) -> None:
        self._parser.Parse(b"", True)

    def taken(self) -> list[list[object]]:
        """The rows that are whole."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = [None] * self._columns
        elif name == "c":
            self._kind, self._at = attributes.get("t", "n"), _column(attributes["r"])
        elif name in ("v", "t"):
            self._inside, self._text = True, []

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self._inside = False
            self._row[self._at] = self._cell("".join(self._text))
        elif name == "row":
            self._rows.append(self._row)

    def _data(self, data: str) -> None:
        if self._inside:
            self._text.append(data)

    def _cell(self, text: str) -> object:
        if self._kind == "inlineStr":
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
        return text == "1" if self._kind == "b" else float(text)


def _column(reference: str) -> int:
    """Of "AB12": 27."""
    number = 0
    for letter in reference:
        if letter.isdigit():
            break
        number = 26 * number + ord(letter) - 64
    return number - 1
