"""Reading claims interchange (JSON Lines) from files, a line at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

import msgspec

from khaldun.errors import UsageError
from khaldun.records.codec import decode_line
from khaldun.records.lines import ContractLine
from khaldun.run.inputs import STDIN

_ADVICE = "Give claims interchange, as khaldun code --format jsonl writes it (docs/contract.md)."
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


def read_contract(names: Sequence[str], passed: Passed) -> Iterator[tuple[ContractLine, bytes]]:
    """Each line of the files, in their order, with its bytes; `passed` is told how many bytes were read.

    Raises:
        UsageError: a file cannot be read, or a line is no line of the contract; names file, line and field.
    """
    for name in names:
        with _opened(name) as file:
            yield from _lines(file, name, passed)


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    if name == STDIN:
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise UsageError(f"{name} cannot be read ({error.strerror}).", advice=_ADVICE) from error


def _lines(file: BinaryIO, name: str, passed: Passed) -> Iterator[tuple[ContractLine, bytes]]:
    number = 0
    while data := _next(file, name):
        number += 1
        passed(len(data))
        if data.isspace():
            continue
        try:
            line = decode_line(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            half = "" if data.endswith(b"\n") else " It has no end: was the file written whole?"
            raise UsageError(f"{name}, line {number}: {error}.{half}", advice=_ADVICE) from error
        yield line, data


def _next(file: BinaryIO, name: str) -> bytes:
    try:
        return file.readline()
    except OSError as error:
        raise UsageError(f"{name} cannot be read ({error.strerror}).", advice=_ADVICE) from error
