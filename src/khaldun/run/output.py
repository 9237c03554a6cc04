"""Writing results so that a file is either whole or not there."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from khaldun.errors import KhaldunError, UsageError


class OutputError(KhaldunError):
    """The output could not be written; the message says where, why and what to do. Ends the run with exit 1."""


def write_chunks(chunks: Iterable[bytes], out: BinaryIO, *, where: str) -> None:
    """Writes and flushes chunk by chunk.

    Raises:
        OutputError: the disk is full, or the device refuses.
        BrokenPipeError: the reader of a pipe has gone.
    """
    source = iter(chunks)
    while (chunk := next(source, None)) is not None:
        with _told(where):
            out.write(chunk)
    with _told(where):
        out.flush()


def write_file(chunks: Iterable[bytes], path: Path) -> None:
    """Writes to a temporary file beside `path` and renames it at the end; whatever stops this leaves `path` as it was.

    A device or a pipe (which cannot be replaced) is written to directly.

    Raises:
        UsageError: the folder does not exist, or `path` is a folder.
        OutputError: the disk is full, or the folder may not be written to.
    """
    target = path.resolve()
    if target.is_dir() or not target.parent.is_dir():
        why = "is a folder" if target.is_dir() else "cannot be made: its folder does not exist"
        raise UsageError(f"The output {path} {why}.", advice="Give -o the path of a file in an existing folder.")
    if target.exists() and not target.is_file():
        with _told(str(path)), target.open("wb") as out:
            write_chunks(chunks, out, where=str(path))
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with _opened(part, where=str(path)) as out:
            write_chunks(chunks, out, where=str(path))
            with _told(str(path)):
                os.fsync(out.fileno())
        with _told(str(path)):
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(part: Path, *, where: str) -> Iterator[BinaryIO]:
    """The temporary file; closing a file on a full disk fails too, and is told the same way."""
    with _told(where):
        out = part.open("xb")
    try:
        yield out
    finally:
        with _told(where):
            out.close()


@contextlib.contextmanager
def _told(where: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"{where} could not be written ({error.strerror}).",
            advice="Free some space, or name another place with -o; a file is written whole or not at all.",
        ) from error
