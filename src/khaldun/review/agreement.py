"""Krippendorff's alpha for nominal data: how far coders agree beyond what chance would do.

Any number of coders, values missing where somebody has not coded a unit (Krippendorff 2019, Content Analysis, 4th ed.,
ch. 12; the same formula stands in Krippendorff 2011, Computing Krippendorff's Alpha-Reliability). 1 is perfect
agreement, 0 what values drawn at random from all that were given would show, below 0 is worse than that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

SAMPLES = 1_000


class Alpha(msgspec.Struct, frozen=True, kw_only=True):
    """`value` is null where it is not defined: no unit has two values, or all values are the same, so that coders could
    not have been seen to disagree. `units` are those with two values or more, `values` the pairable values in them.
    `low` to `high` is the middle 95 % over bootstrap samples of the units; null where there is nothing to resample."""

    value: float | None
    units: int
    values: int
    low: float | None = None
    high: float | None = None


class _Coincidences(msgspec.Struct, frozen=True):
    """Pairable units as arrays: of each unit how many values it has and how far they disagree; of each cell (a unit's
    values of one category) its unit, its category and how many there are."""

    sizes: NDArray[np.float64]
    disagreement: NDArray[np.float64]
    unit: NDArray[np.intp]
    category: NDArray[np.intp]
    count: NDArray[np.float64]


def nominal_alpha(units: Iterable[Sequence[Hashable]], *, samples: int = SAMPLES, seed: int = 0) -> Alpha:
    """Alpha over units, each with the values that its coders gave it; whoever gave none is left out of the unit.

    The interval resamples units (`samples` times, from `seed`): how far alpha would move with other units of the same
    kind. It says nothing of other coders.
    """
    pairable = [counts for unit in units if (counts := Counter(unit)).total() > 1]
    told = _coincidences(pairable)
    value = _alpha(told, np.ones(len(pairable)))
    low, high = (None, None) if value is None else _interval(told, len(pairable), samples, seed)
    return Alpha(value=value, units=len(pairable), values=int(told.sizes.sum()), low=low, high=high)


def _coincidences(units: Sequence[Counter[Hashable]]) -> _Coincidences:
    categories: dict[Hashable, int] = {}
    cells = [
        (at, categories.setdefault(value, len(categories)), count)
        for at, unit in enumerate(units)
        for value, count in unit.items()
    ]
    return _Coincidences(
        np.array([unit.total() for unit in units], dtype=np.float64),
        np.array([_disagreement(unit) for unit in units], dtype=np.float64),
        np.array([cell[0] for cell in cells], dtype=np.intp),
        np.array([cell[1] for cell in cells], dtype=np.intp),
        np.array([cell[2] for cell in cells], dtype=np.float64),
    )


def _disagreement(unit: Counter[Hashable]) -> float:
    """A unit's part of the coincidences off the diagonal: its ordered pairs that differ, over its values less one."""
    size = unit.total()
    alike = sum(count * (count - 1) for count in unit.values())
    return (size * (size - 1) - alike) / (size - 1)


def _alpha(told: _Coincidences, weights: NDArray[np.float64]) -> float | None:
    """One minus observed over expected disagreement, each unit counted as often as its weight says."""
    values = float(weights @ told.sizes)
    margins = np.bincount(told.category, weights=weights[told.unit] * told.count)
    expected = values**2 - float(margins @ margins)
    if expected <= 0:
        return None
    return 1.0 - (values - 1) * float(weights @ told.disagreement) / expected


def _interval(told: _Coincidences, units: int, samples: int, seed: int) -> tuple[float | None, float | None]:
    """The middle 95 %; samples in which alpha is not defined are left out."""
    if units < 2:
        return None, None
    chance = np.random.default_rng(seed)
    drawn = (np.bincount(chance.integers(units, size=units), minlength=units) for _ in range(samples))
    values = [value for one in drawn if (value := _alpha(told, one.astype(np.float64))) is not None]
    if not values:
        return None, None
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
