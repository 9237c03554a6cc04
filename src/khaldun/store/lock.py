"""One run of a workspace at a time, on this machine or, with PostgreSQL, on any. Whoever dies lets go."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from khaldun.errors import StoreError
from khaldun.store.open import Store

_KEY = 0x6B68616C  # of PostgreSQL's advisory locks ("khal")


@contextlib.contextmanager
def one_run(store: Store, folder: Path) -> Iterator[None]:
    """Holds the workspace for a run.

    Raises:
        StoreError: another run holds it.
    """
    with held_file(folder / ".run.lock") if store.is_sqlite else _held_advisory(store) as free:
        if not free:
            raise StoreError(
                "Another run of this workspace is under way.", advice="Wait for it, or end it; it resumes where it was."
            )
        yield


@contextlib.contextmanager
def held_file(path: Path) -> Iterator[bool]:
    """Holds a file until the block ends; False where somebody else does."""
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        os.ftruncate(file.fileno(), 0)
        yield True


@contextlib.contextmanager
def _held_advisory(store: Store) -> Iterator[bool]:
    """Held by a connection of its own: it ends with the connection, however that ends."""
    with store.snapshot() as connection:  # a transaction: the lock lasts as long
        yield bool(connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _KEY}).scalar_one())
