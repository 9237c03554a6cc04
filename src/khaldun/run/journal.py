"""Journals: files of JSON lines that only grow, and lose no more than the line that was being written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


def read_journal(path: Path, kind: type[T], *, unseal: Callable[[bytes], bytes | None] | None = None) -> Iterator[T]:
    """The lines of a journal, none where there is no file; a line that was cut short counts as not written. `unseal`
    opens a line of an encrypted one; what it does not open counts as not written."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    for kept in lines:
        line = unseal(kept) if unseal is not None else kept
        try:
            yield msgspec.json.decode(line or b"", type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue


class Journal:
    """A journal to write to, line by line, each at once; `seal` encrypts a line."""

    def __init__(self, path: Path, *, seal: Callable[[bytes], bytes] | None = None) -> None:
        self._seal = seal
        self._file = path.open("a+b", buffering=0)
        if self._file.tell():
            self._file.seek(-1, 2)
            if self._file.read(1) != b"\n":
                self._file.write(b"\n")  # the last line was cut short: it must not swallow the next

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: Any) -> None:
        self._file.close()

    def write(self, line: msgspec.Struct) -> None:
        """Adds a line."""
        data = msgspec.json.encode(line)
        self._file.write((self._seal(data) if self._seal is not None else data) + b"\n")
