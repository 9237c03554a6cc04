"""The folder of a release: written whole or not at all, never over another, and held against its list of hashes."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from khaldun.errors import KhaldunError, UsageError
from khaldun.release.manifest import FILE, SUMS, Manifest, listed
from khaldun.run.output import OutputError


@contextlib.contextmanager
def new_folder(target: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A folder to write into, and what makes it appear as `target`; whatever stops the block before leaves nothing.

    Raises:
        UsageError: there is something at `target`, or it can have no folder.
        OutputError: the disk is full, or the folder above may not be written to.
    """
    if os.path.lexists(target):
        raise UsageError(f"{target} is there already.", advice="A release never takes another's place: name another.")
    above = target.resolve().parent
    if not above.is_dir():
        raise UsageError(f"{target} cannot be made: {above} is no folder.", advice="Make it, or name another with -o.")
    _sweep(above, target.name)
    part = above / f".{target.name}.{os.getpid()}.part"
    with told(target):
        part.mkdir()
    try:
        with told(target):
            yield part, lambda: _appear(part, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextlib.contextmanager
def told(target: Path) -> Iterator[None]:
    """What the disk refuses, told as an error of ours."""
    try:
        yield
    except KhaldunError:
        raise
    except OSError as error:
        raise OutputError(
            f"{target} could not be written ({error.strerror or error}).",
            advice="Free some space, or name another folder with -o; a release is written whole or not at all.",
        ) from error


def _appear(part: Path, target: Path) -> None:
    for path in sorted(part.iterdir()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    if os.path.lexists(target):
        raise UsageError(f"{target} was made by somebody else meanwhile.", advice="Give another name.")
    part.rename(target)


def _sweep(above: Path, name: str) -> None:
    """Takes away what was left of releases of that name whose making was ended."""
    for left in above.glob(f".{name}.*.part"):
        number = left.name.removesuffix(".part").rpartition(".")[2]
        if number.isdigit() and not _runs(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What is wrong with the files of a release: missing, changed, or not of it."""
    for one in manifest.files:
        path = folder / one.name
        if not path.is_file():
            yield f"{one.name} is missing."
        elif (found := listed(path)) != one:
            size = "" if found.size == one.size else f" It has {found.size:,} bytes, and had {one.size:,}."
            yield f"{one.name} was changed: its SHA-256 is another.{size}"
    own = {FILE, SUMS, *(one.name for one in manifest.files)}
    for path in sorted(folder.iterdir()):
        if path.name not in own:
            yield f"{path.name} is not of the release."
