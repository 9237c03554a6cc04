"""How sure a mean or a median is: the middle 95 % over bootstrap samples of the pairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from khaldun.compare.columns import Floats
from khaldun.compare.result import Interval

_SAMPLES, _FEWER, _MANY = 1000, 200, 5000  # samples; of so many pairs or more, fewer
_ENDS = (2.5, 97.5)


def interval(values: Floats, figure: Callable[[Floats], float], *, seed: int) -> Interval:
    """The figure of some values, with its interval; nothing of no values, no interval of one."""
    if not len(values):
        return Interval(value=None)
    if len(values) == 1:
        return Interval(value=figure(values))
    chance = np.random.default_rng(seed)
    samples = _SAMPLES if len(values) < _MANY else _FEWER
    drawn = [figure(values[chance.integers(len(values), size=len(values))]) for _ in range(samples)]
    low, high = np.percentile(drawn, _ENDS)
    return Interval(value=figure(values), low=float(low), high=float(high))


def mean(values: Floats) -> float:
    """The mean."""
    return float(values.mean())


def median(values: Floats) -> float:
    """The middle value."""
    return float(np.median(values))
