"""Reading claims interchange (JSON Lines) from files, a line at a time."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

import msgspec

from khaldun.errors import UsageError
from khaldun.records.codec import decode_line
from khaldun.records.days import is_day
from khaldun.records.lines import ClaimLine, ContractLine, ReportLine, ReportRef
from khaldun.run.inputs import STDIN

_ADVICE = "Give claims interchange, as khaldun code --format jsonl writes it (docs/contract.md)."
_DAY, _SHOWN = len("YYYY-MM-DD"), 40
Passed = Callable[[int], None]


def find_claims(names: Sequence[str]) -> list[str]:
    """The files that are named, and of each folder its .jsonl files; "-" is standard input.

    Raises:
        UsageError: one does not exist, or a folder holds none.
    """
    found: list[str] = []
    for name in names:
        path = Path(name)
        if name != STDIN and path.is_dir():
            inside = sorted(str(each) for each in path.glob("*.jsonl"))
            if not inside:
                raise UsageError(f"The folder {name} holds no .jsonl files.", advice=_ADVICE)
            found += inside
        elif name != STDIN and not path.is_file():
            raise UsageError(f"{name} does not exist.", advice=_ADVICE)
        else:
            found.append(name)
    return found


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Whole lines of a file, one after another; `first` is the number of the first of them. They are `size` bytes at
    `start`; whoever takes the piece reads them, but those of standard input, which are its `data`."""

    name: str
    first: int
    start: int = 0
    size: int = 0
    data: bytes | None = None

    def read(self) -> bytes:
        """The lines.

        Raises:
            UsageError: the file cannot be read, or is another by now.
        """
        if self.data is not None:
            return self.data
        with _opened(self.name) as file:
            try:
                file.seek(self.start)
                data = file.read(self.size)
            except OSError as error:
                raise _unread(self.name, error) from error
        if len(data) < self.size:
            raise UsageError(f"{self.name} was changed while it was read.", advice="Wait until it is whole.")
        return data


class _Head(msgspec.Struct, frozen=True):
    """What of a line tells whether a report's lines end before it."""

    kind: str
    name: str = ""
    report: ReportRef | None = None


_head = msgspec.json.Decoder(_Head)


def read_pieces(names: Sequence[str], passed: Passed, *, size: int) -> Iterator[tuple[Piece, ...]]:
    """The files in pieces of about so many bytes, each of whole reports: those that one report's claims stand in come
    together, however large they are.

    Raises:
        UsageError: a file cannot be read.
    """
    taken: list[_Taken] = []
    length = 0
    before = b""
    for name, number, start, data in _lines(names, passed):
        if length >= size and _begins(data, before):
            yield tuple(each.piece() for each in taken)
            taken, length = [], 0
        if not taken or number == 1:
            taken.append(_Taken(name=name, first=number, start=start))
        taken[-1].add(data)
        length += len(data)
        before = data if not data.isspace() else before
    if taken:
        yield tuple(each.piece() for each in taken)


def lines_of(pieces: Iterable[Piece]) -> Iterator[tuple[ContractLine, bytes]]:
    """Each line of the pieces, with its bytes.

    Raises:
        UsageError: it is no line of the contract; names file, line and field.
    """
    for piece in pieces:
        for number, data in enumerate(io.BytesIO(piece.read()), start=piece.first):
            if not data.isspace():
                yield _decoded(piece.name, number, data), data


def _begins(line: bytes, before: bytes) -> bool:
    """Whether a line begins another report than the line before tells of. What cannot be read does not: it is told
    where it is read whole."""
    if line.startswith(b'{"kind":"report"'):
        return True
    try:
        here, there = _head.decode(line), _head.decode(before)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    if here.kind == "report":
        return True
    names = [head.name if head.report is None else head.report.name for head in (here, there)]
    return here.kind == "claim" and there.kind in ("report", "claim") and names[0] != names[1]


class _Taken(msgspec.Struct, kw_only=True):
    """Lines of a file that are to be a piece."""

    name: str
    first: int
    start: int
    size: int = 0
    lines: list[bytes] = msgspec.field(default_factory=list)

    def add(self, data: bytes) -> None:
        """A line more. Standard input is read once."""
        self.size += len(data)
        if self.name == STDIN:
            self.lines.append(data)

    def piece(self) -> Piece:
        """They as they are taken."""
        data = b"".join(self.lines) if self.name == STDIN else None
        return Piece(name=self.name, first=self.first, start=self.start, size=self.size, data=data)


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    if name == STDIN:
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise _unread(name, error) from error


def _lines(names: Sequence[str], passed: Passed) -> Iterator[tuple[str, int, int, bytes]]:
    """Each line with its file, its number and where it begins."""
    for name in names:
        with _opened(name) as file:
            number = start = 0
            while data := _next(file, name):
                number += 1
                passed(len(data))
                yield name, number, start, data
                start += len(data)


def _decoded(name: str, number: int, data: bytes) -> ContractLine:
    try:
        line = decode_line(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        half = "" if data.endswith(b"\n") else " It has no end: was the file written whole?"
        raise UsageError(f"{name}, line {number}: {error}.{half}", advice=_ADVICE) from error
    for field, day in _days(line):
        if not is_day(day[:_DAY] if field == "published" else day):
            raise UsageError(
                f"{name}, line {number}: {day[:_SHOWN]!r} is no day (YYYY-MM-DD) - at `$.{field}`.", advice=_ADVICE
            )
    return line


def _days(line: ContractLine) -> Iterator[tuple[str, str]]:
    """The days of a line, each with its field."""
    if isinstance(line, ReportLine) and line.published is not None:
        yield "published", line.published
    elif isinstance(line, ClaimLine):
        if line.date is not None:
            yield "date.start", line.date.start
            yield "date.end", line.date.end
        if line.coding is not None and line.coding.event_date is not None:
            yield "coding.event_date", line.coding.event_date


def _next(file: BinaryIO, name: str) -> bytes:
    try:
        return file.readline()
    except OSError as error:
        raise _unread(name, error) from error


def _unread(name: str, error: OSError) -> UsageError:
    return UsageError(f"{name} cannot be read ({error.strerror}).", advice=_ADVICE)
