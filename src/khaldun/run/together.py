"""Writing several files so that all of them are there, or none: a table with what lies beside it."""

from __future__ import annotations

import contextlib
import fcntl
import glob
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from khaldun.errors import KhaldunError, UsageError
from khaldun.run.output import OutputError

# Beside the files, none of which begins so: who writes holds the first; what was there before; what is to appear.
_HELD, _BEFORE, _NAMES = "?held", "?before", "?names"
_BEGINNING = 60.0  # seconds in which who begins holds nothing yet
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
        kept = self._parts / _BEFORE
        for name in self._names:
            _sync(self._parts / name)
        (self._parts / _NAMES).write_text("\n".join(self._names), encoding="utf-8")
        kept.mkdir()
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
        _sweep(target)
        parts.mkdir()
        held = (parts / _HELD).open("wb")
    try:
        with held, _told(main):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield Together(target.parent, parts)
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Takes away what runs have left that were killed while they wrote these files; where one was killed while they
    appeared, what was there before is put back."""
    for parts in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        if parts.is_dir() and not parts.is_symlink() and _is_left(parts):
            if (parts / _BEFORE).is_dir() and (parts / target.name).exists():
                _undo(target.parent, parts)
            shutil.rmtree(parts, ignore_errors=True)


def _is_left(parts: Path) -> bool:
    """Whether nobody holds it any more."""
    try:
        with (parts / _HELD).open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return time.time() - parts.stat().st_mtime > _BEGINNING
    except BlockingIOError:
        return False
    return True


def _undo(folder: Path, parts: Path) -> None:
    for name in (parts / _NAMES).read_text(encoding="utf-8").split("\n"):
        if not (parts / name).exists():
            _put_back(folder / name, parts / _BEFORE / name)
        elif (parts / _BEFORE / name).exists():
            (parts / _BEFORE / name).replace(folder / name)


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
