"""Writing several files so that all of them are there, or none: a table with what lies beside it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from khaldun.errors import KhaldunError, UsageError
from khaldun.run.output import OutputError

_ADVICE = "Free some space, or name another place with -o; files are written whole or not at all."


class Together:
    """Files that appear at once. `part(name)` is where one is written before; nothing of it is seen until the end."""

    def __init__(self, folder: Path, parts: Path) -> None:
        self._folder, self._parts = folder, parts
        self._names: list[str] = []

    def part(self, name: str) -> Path:
        """Where the file that will be called `name` is written. The first that is asked for appears last."""
        self._names.append(name)
        return self._parts / name

    def appear(self) -> None:
        """Renames every file into its place; where one cannot be, those that were there before are put back.

        Raises:
            OSError: a file cannot be renamed, or is not on the disk.
        """
        kept = self._parts / "before"
        kept.mkdir()
        for name in self._names:
            _sync(self._parts / name)
        begun: list[str] = []
        try:
            for name in reversed(self._names):
                target = self._folder / name
                if os.path.lexists(target):
                    target.replace(kept / name)
                begun.append(name)
                (self._parts / name).replace(target)
            begun.clear()
        finally:
            for name in begun:
                _put_back(self._folder / name, kept / name)
        _sync(self._folder)


@contextlib.contextmanager
def together(main: Path) -> Iterator[Together]:
    """Files beside `main`, whose names begin with its name; whatever stops the block leaves everything as it was.

    Raises:
        UsageError: `main` is a folder, a device or a pipe, or its folder does not exist.
        OutputError: the disk is full, or the folder may not be written to.
    """
    target = main.resolve()
    if target.is_dir() or not target.parent.is_dir():
        why = "is a folder" if target.is_dir() else "cannot be made: its folder does not exist"
        raise UsageError(f"The output {main} {why}.", advice="Give -o the path of a file in an existing folder.")
    if target.exists() and not target.is_file():
        raise UsageError(f"The output {main} is no file: others are written beside it.", advice="Give -o a file.")
    parts = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _told(main):
        parts.mkdir()
    try:
        with _told(main):
            yield Together(target.parent, parts)
    finally:
        shutil.rmtree(parts, ignore_errors=True)


@contextlib.contextmanager
def _told(main: Path) -> Iterator[None]:
    try:
        yield
    except (BrokenPipeError, KhaldunError):
        raise
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError(f"{main} could not be written ({why}).", advice=_ADVICE) from error


def _put_back(target: Path, before: Path) -> None:
    if os.path.lexists(before):
        before.replace(target)
    else:
        target.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Waits until the disk has it; a folder cannot be waited for everywhere."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        if not path.is_dir():
            raise
    finally:
        os.close(handle)
