"""Counts of what was found, missed and invented, their ratios, and how sure these are."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

import msgspec

_RESAMPLES = 1000


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over rows: `pairs` found, `missed` of the reference, `false` of the system, pairs that are `whole`."""

    pairs: int = 0
    missed: int = 0
    false: int = 0
    whole: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(
            pairs=self.pairs + other.pairs,
            missed=self.missed + other.missed,
            false=self.false + other.false,
            whole=self.whole + other.whole,
        )

    @property
    def precision(self) -> float | None:
        return _ratio(self.pairs, self.pairs + self.false)

    @property
    def recall(self) -> float | None:
        return _ratio(self.pairs, self.pairs + self.missed)

    @property
    def f1(self) -> float | None:
        return _ratio(2 * self.pairs, 2 * self.pairs + self.missed + self.false)

    @property
    def whole_f1(self) -> float | None:
        return _ratio(2 * self.whole, 2 * self.pairs + self.missed + self.false)


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the pairs that state something have it right."""

    right: int
    of: int

    @property
    def share(self) -> float | None:
        return _ratio(self.right, self.of)


def total(parts: Iterable[Found]) -> Found:
    """Counts added up."""
    pairs = missed = false = whole = 0
    for part in parts:
        pairs, missed, false, whole = pairs + part.pairs, missed + part.missed, false + part.false, whole + part.whole
    return Found(pairs=pairs, missed=missed, false=false, whole=whole)


def interval(
    parts: Sequence[Found], figure: Callable[[Found], float | None], *, seed: int
) -> tuple[float, float] | None:
    """The middle 95 % of a figure over bootstrap samples of the parts; null where there is nothing to resample."""
    if len(parts) < 2:
        return None
    chance = random.Random(seed)
    values = sorted(figure(total(chance.choices(parts, k=len(parts)))) or 0.0 for _ in range(_RESAMPLES))
    return values[round(0.025 * (len(values) - 1))], values[round(0.975 * (len(values) - 1))]


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
