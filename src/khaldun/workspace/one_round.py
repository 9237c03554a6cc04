"""One round of `khaldun watch` at a time; a redaction waits for none and lets none begin. Whoever dies lets go."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from khaldun.errors import StoreError
from khaldun.store.lock import held_file

LOCK = ".watch.lock"


@contextlib.contextmanager
def one_round(folder: Path) -> Iterator[None]:
    """Holds a workspace's folder for a round.

    Raises:
        StoreError: another round, or a redaction, is under way.
    """
    with held_file(folder / LOCK) as free:
        if not free:
            raise StoreError(
                "A round of khaldun watch, or a redaction, of this workspace is under way.",
                advice="Wait for it, or end it.",
            )
        yield
