"""One round of `khaldun watch` at a time; a redaction waits for none and lets none begin. Whoever dies lets go."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from khaldun.errors import StoreError

LOCK = ".watch.lock"


@contextlib.contextmanager
def one_round(folder: Path) -> Iterator[None]:
    """Holds a workspace's folder for a round.

    Raises:
        StoreError: another round, or a redaction, is under way.
    """
    with (folder / LOCK).open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(
                "A round of khaldun watch, or a redaction, of this workspace is under way.",
                advice="Wait for it, or end it.",
            ) from None
        yield
