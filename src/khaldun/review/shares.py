"""Shares with the counts that they are made of, and how far chance may have moved them."""

from __future__ import annotations

import math

import msgspec

_Z = 1.959963984540054  # the normal distribution's 97.5 % point: intervals are of 95 %


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """`count` of `of`.

    The interval is Wilson's (1927, JASA 22:209-212), of 95 %: it stays within 0 and 1, and holds for few cases too
    (Brown, Cai and DasGupta 2001, Statistical Science 16:101-133). It takes each case for a draw of its own; claims of
    one report are more alike than that, so that in truth it is somewhat wider.
    """

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """The share; null of nothing."""
        return self.count / self.of if self.of else None

    @property
    def low(self) -> float | None:
        """The lower end of the interval; null of nothing. Exactly 0 where none is counted."""
        if not self.of or not self.count:
            return 0.0 if self.of else None
        middle, half = self._wilson()
        return middle - half

    @property
    def high(self) -> float | None:
        """The upper end of the interval; null of nothing. Exactly 1 where all are counted."""
        if not self.of or self.count == self.of:
            return 1.0 if self.of else None
        middle, half = self._wilson()
        return middle + half

    def _wilson(self) -> tuple[float, float]:
        share, squared = self.count / self.of, _Z * _Z
        widened = 1 + squared / self.of
        middle = (share + squared / (2 * self.of)) / widened
        return middle, _Z * math.sqrt(share * (1 - share) / self.of + squared / (4 * self.of**2)) / widened
