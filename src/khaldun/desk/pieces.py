"""Pieces of a report's page that are rendered once for as long as nothing of them changes.

Who decides on one of sixty claims sees the page again: the text and fifty-nine cards are as they were. A piece is kept
with all that it was made from, and made anew where any of that is another: its template gets nothing else.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from time import monotonic

import msgspec
from markupsafe import Markup

_MOST = 48_000_000  # characters of all pieces together
_LONGEST = 600.0  # seconds that a piece is kept that nobody asks for


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """HTML; of a report's text also, by the claims' numbers on the page, cell → the first marked words of it."""

    html: Markup
    first: Mapping[int, Mapping[str, str]] = {}


class _Kept(msgspec.Struct, frozen=True):
    made_from: object
    piece: Piece
    used: float


@dataclass(slots=True)
class Pieces:
    """The pieces that were asked for last, by a key each. For all threads of a desk; at most `most` characters."""

    most: int = _MOST
    clock: Callable[[], float] = monotonic
    _kept: OrderedDict[Hashable, _Kept] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def piece(self, key: Hashable, made_from: object, make: Callable[[], Piece]) -> Piece:
        """The piece of that key where it was made from what is equal; else it is made now."""
        with self._lock:
            kept = self._kept.get(key)
        piece = kept.piece if kept is not None and kept.made_from == made_from else make()
        with self._lock:
            self._forget(key)
            self._kept[key] = _Kept(made_from, piece, self.clock())
            self._size += len(piece.html)
            self._make_room()
        return piece

    def clear(self) -> None:
        """Forgets them all."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def _make_room(self) -> None:
        """Forgets what nobody has asked for in a while, and what is too much."""
        before = self.clock() - _LONGEST
        while self._kept:
            oldest = next(iter(self._kept))
            if self._size <= self.most and self._kept[oldest].used >= before:
                return
            self._forget(oldest)

    def _forget(self, key: Hashable) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._size -= len(kept.piece.html)
