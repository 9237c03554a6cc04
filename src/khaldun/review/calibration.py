"""How far a reader's confidence holds: of the claims given 0.7, seven in ten should have been accepted."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from khaldun.review.shares import Share

BINS = 10
_DRAWS = 200


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Claims with a confidence from `low` to under `high` (the last bin: to 1): their mean confidence, and the share
    that was accepted."""

    low: float
    high: float
    sure: float
    accepted: Share


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """Bins with a claim in them, and how far confidence lies from the share accepted.

    `error` is the expected calibration error (Naeini, Cooper and Hauskrecht 2015, AAAI): the mean distance over the
    bins, each by its claims. `by_chance` is what confidence that holds perfectly would show on as few claims. Both are
    null without claims.
    """

    bins: tuple[Bin, ...]
    claims: int
    error: float | None
    by_chance: float | None


def calibrate(sure: Sequence[float], accepted: Sequence[bool], *, seed: int = 0) -> Calibration:
    """The calibration of claims: how sure the reader was of each, and whether it was accepted (else: rejected)."""
    if not sure:
        return Calibration(bins=(), claims=0, error=None, by_chance=None)
    given, right = np.asarray(sure, dtype=np.float64), np.asarray(accepted, dtype=np.float64)
    home = np.minimum((given * BINS).astype(np.intp), BINS - 1)
    return Calibration(
        bins=tuple(_bins(given, right, home)),
        claims=len(given),
        error=_error(given, right, home),
        by_chance=_by_chance(given, home, seed),
    )


def _bins(given: NDArray[np.float64], right: NDArray[np.float64], home: NDArray[np.intp]) -> list[Bin]:
    found = []
    for at in range(BINS):
        here = home == at
        if count := int(here.sum()):
            accepted = Share(count=int(right[here].sum()), of=count)
            found.append(
                Bin(low=at / BINS, high=(at + 1) / BINS, sure=float(given[here].mean()), accepted=accepted)
            )  # fmt: skip
    return found


def _error(given: NDArray[np.float64], right: NDArray[np.float64], home: NDArray[np.intp]) -> float:
    """The bins' distances by their claims: what is summed in a bin is its claims times their mean."""
    off = np.bincount(home, weights=given - right, minlength=BINS)
    return float(np.abs(off).sum() / len(given))


def _by_chance(given: NDArray[np.float64], home: NDArray[np.intp], seed: int) -> float:
    """The mean error over draws in which each claim is accepted with just the probability that its confidence says."""
    chance = np.random.default_rng(seed)
    drawn = ((chance.random(len(given)) < given).astype(np.float64) for _ in range(_DRAWS))
    return float(np.mean([_error(given, right, home) for right in drawn]))
