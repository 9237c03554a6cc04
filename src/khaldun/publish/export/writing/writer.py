"""What makes the bytes of an exported file, what writes them, and reads the file again to see that it holds them.

Rows are made into bytes where they are coded, in whichever process that is; one process writes the file.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from khaldun.errors import KhaldunError
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import Column, Row, Table

_CHUNK = 1 << 20


class WriteError(KhaldunError):
    """The rows do not fit into a file of this kind, or the file does not hold what was written. Ends the export with
    exit 1; nothing is published."""


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """Something of a cell that could not be written as it is: which row and column, and what was done."""

    row: str
    column: str
    what: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Rows as their file takes them: parts one after another are the bytes that all their rows would have made.
    `remarks` are what could not be written as it is."""

    data: bytes
    rows: int
    remarks: tuple[Remark, ...] = ()


class Renderer(Protocol):
    """Makes parts of a file of rows with certain columns."""

    def part(self, told: Told, rows: Sequence[Row]) -> Part:
        """The rows of a report, whose cells are clean.

        Raises:
            WriteError: what was made does not hold the cells when it is read as such files are.
        """
        ...


class Writer(Protocol):
    """Writes one file."""

    def write(self, part: Part) -> None:
        """Rows more.

        Raises:
            OSError: the disk is full, or refuses.
            WriteError: there are more rows than a file of this kind holds.
        """
        ...

    def close(self) -> None:
        """Ends the file.

        Raises:
            OSError: the disk is full, or refuses.
        """
        ...

    def release(self) -> None:
        """Lets go of the file, whole or not: nothing more is written to it."""
        ...

    def reread(self) -> None:
        """Reads the file anew, from its first byte.

        Raises:
            WriteError: it does not hold what was written.
        """
        ...


@contextlib.contextmanager
def released(writer: Writer) -> Iterator[Writer]:
    """The writer, which lets go of its file at the end, whatever happens."""
    try:
        yield writer
    finally:
        with contextlib.suppress(OSError):  # what is not written yet does not fit either: that was told already
            writer.release()


class Making(msgspec.Struct, frozen=True, kw_only=True):
    """What a writer is made for: the file at `path` (nothing is there yet; its folder is for temporary files too), the
    table, and the day on which it is written (ISO)."""

    path: Path
    table: Table
    day: str


Render = Callable[[Sequence[Column]], Renderer]
Write = Callable[[Making], Writer]


class TextFile:
    """A file that is its parts, between a head and a tail; `skip` bytes of the first part are not written."""

    def __init__(self, path: Path, *, head: bytes = b"", tail: bytes = b"", skip: int = 0) -> None:
        self._path, self._tail, self._skip = path, tail, skip
        self._file = path.open("xb")
        self._hash = hashlib.blake2b()
        self._put(head)

    def write(self, part: Part) -> None:
        if part.data:
            self._put(part.data[self._skip :] if self._skip else part.data)
            self._skip = 0

    def close(self) -> None:
        self._put(self._tail)
        self._file.close()

    def release(self) -> None:
        self._file.close()

    def reread(self) -> None:
        found = hashlib.blake2b()
        with self._path.open("rb") as file:
            while data := file.read(_CHUNK):
                found.update(data)
        if found.digest() != self._hash.digest():
            raise unlike("its bytes are not those that were written")

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)


class Digest:
    """The rows of a file, told by their number and a hash of their cells in order."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)
        self.rows = 0

    def add(self, cells: Sequence[object]) -> None:
        """A row more."""
        self._hash.update(msgspec.json.encode(cells))
        self.rows += 1

    def check(self, rows: Iterable[Sequence[object]]) -> None:
        """Holds the rows that were read against those that were added.

        Raises:
            WriteError: they are others.
        """
        found = Digest()
        for cells in rows:
            found.add(cells)
        if found.rows != self.rows:
            raise unlike(f"{found.rows:,} rows were read where {self.rows:,} were written")
        if found._hash.digest() != self._hash.digest():
            raise unlike("its cells are not those that were written")


def unlike(why: str) -> WriteError:
    """The error of a file that does not hold what was written."""
    return WriteError(
        f"The file was read again, and {why}: nothing is published.",
        advice="Try again; if it stays so, report it with the command that you gave.",
    )
