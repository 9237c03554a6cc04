"""What the desk has in its memory goes when words are taken out of the store, by whichever program that is done.

A page that shows reports looks first; a desk that nobody asks anything looks by itself.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from khaldun.errors import KhaldunError
from khaldun.store.open import Connection, Store
from khaldun.store.since import End, end, redacted_since

EVERY = 30.0  # seconds between two looks of a desk that nobody asks anything
_MANY = 1_000  # results: a cache with room for as many is one of words, not of the program's own data


@dataclass(slots=True)
class Forgetting:
    """Empties what is kept in memory, by `drops`, once the store's chain has a redaction more. For all threads of a
    desk.

    A page that was being made while words were taken out may keep them a moment later: what is kept goes a second time
    with the look after.
    """

    store: Store
    drops: list[Callable[[], None]] = field(default_factory=list)
    _seen: End | None = None
    _again: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, connection: Connection) -> None:
        """Looks whether words were taken out since the last look."""
        now = end(connection)
        with self._lock:
            seen = self._seen
            if seen is not None and now.seq < seen.seq:
                return  # somebody has looked later than this connection sees; of another store the idle look learns
            self._seen = now
        self._drop_after(connection, seen, now)

    def look_idle(self) -> None:
        """The same, without anybody asking. Where the store does not answer nothing is kept: it may be another one, or
        have fewer words, when it is back."""
        if self._again:
            self._again = False
            self._drop()
        try:
            with self.store.read() as connection:
                with self._lock:
                    seen, self._seen = self._seen, end(connection)
                self._drop_after(connection, seen, self._seen)
        except KhaldunError:
            self._drop()

    async def watch(self, every: float = EVERY) -> None:
        """Looks again and again, until it is cancelled."""
        while True:
            await asyncio.sleep(every)
            await run_in_threadpool(self.look_idle)

    def _drop_after(self, connection: Connection, seen: End | None, now: End) -> None:
        if seen is not None and redacted_since(connection, seen, now):
            self._again = True
            self._drop()

    def _drop(self) -> None:
        for drop in self.drops:
            drop()
        _empty_caches()


def _empty_caches() -> None:
    """Empties what functions remember of the words that they were given, whichever part of the program they are of."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and (one.cache_parameters()["maxsize"] or 0) >= _MANY:
            one.cache_clear()
