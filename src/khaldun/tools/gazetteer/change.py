"""Changing the index, all or nothing: the work is done on a copy, which takes the index's place when it is finished.

Readers go on with the old file meanwhile, and what breaks off leaves it as it was. One change at a time: a second one
waits for the lock, a small SQLite file of its own, which frees itself when a process ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.schema import INDEXES

_PREFIX, _SUFFIX = ".gazetteer-change-", ".part"
_PATIENCE_S = 30.0
_CACHE_KIB = 60_000
MANY = 50_000
"""From so many rows on, indexes are made anew rather than extended: a sorted build is faster than random inserts."""
_EMPTY_SHARE = 0.2


@contextlib.contextmanager
def changing(index: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a copy of the index; the copy replaces the index unless an error is raised.

    Raises:
        GazetteerError: the index is busy, or cannot be read or written.
    """
    try:
        with index_lock(index):
            part = _copy(index)
            try:
                with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as db:
                    db.execute("PRAGMA journal_mode = OFF")  # a copy that fails is thrown away
                    db.execute("PRAGMA synchronous = OFF")
                    db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
                    db.execute("BEGIN")
                    yield db
                    db.execute("COMMIT")
                    _shrink(db)
                _publish(part, index)
            finally:
                part.unlink(missing_ok=True)
    except (sqlite3.Error, OSError) as error:
        raise GazetteerError(
            f"{index}: cannot be changed ({error}).",
            advice="See whether another add or remove is running, and whether the folder can be written and has room.",
        ) from error


@contextlib.contextmanager
def without_indexes(db: sqlite3.Connection, *tables: str, when: bool) -> Iterator[None]:
    """With many rows to come or go: no indexes on the tables, until they are made again at the end."""
    indexes = [one for one in INDEXES if when and one[0].split("_")[0] in tables]
    for name, _ in indexes:
        db.execute(f"DROP INDEX IF EXISTS {name}")
    yield
    for _, statement in indexes:
        db.execute(statement)


@contextlib.contextmanager
def index_lock(index: Path) -> Iterator[None]:
    """Held, nobody else changes the index or puts another in its place.

    Raises:
        sqlite3.OperationalError: somebody else has held it for half a minute, or the folder cannot be written.
    """
    path = index.with_name(f".{index.stem}.lock")
    with contextlib.closing(sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        yield


def _copy(index: Path) -> Path:
    """A copy beside the index. What an earlier change left when it was killed is cleared away first."""
    for rest in index.parent.glob(f"{_PREFIX}*{_SUFFIX}"):
        rest.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=index.parent)
    os.close(handle)
    try:
        shutil.copyfile(index, name)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _shrink(db: sqlite3.Connection) -> None:
    """Give back the room of what was removed, if it is much."""
    (empty,), (pages,) = (db.execute(f"PRAGMA {name}").fetchone() for name in ("freelist_count", "page_count"))
    if empty > _EMPTY_SHARE * pages:
        db.execute("VACUUM")


def _publish(part: Path, index: Path) -> None:
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    shutil.copymode(index, part)
    part.replace(index)
