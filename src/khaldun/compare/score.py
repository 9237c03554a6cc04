"""How alike two rows are, part by part: days, place, type, sides, deaths. Many pairs are weighed at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khaldun.compare.columns import NONE, Columns, Flags, Floats, Kind, Words
from khaldun.compare.rules import PARTS, Rules
from khaldun.compare.sides import SidesAlike

Index = NDArray[np.intp]
_EARTH_KM = 6371.0088
APART = -1.0  # of two types that never pair


@dataclass(frozen=True, slots=True)
class Scores:
    """Of each pair: days and kilometres between its rows (nan: not known), its parts (nan: one does not state it), and
    the score, -1 where the types never pair."""

    days: Floats
    km: Floats
    parts: dict[str, Floats]
    total: Floats


class Scorer:
    """Weighs pairs of rows of two tables."""

    def __init__(self, ours: Columns, theirs: Columns, words: Words, sides: SidesAlike, rules: Rules) -> None:
        self._ours, self._theirs, self._rules, self._alike = ours, theirs, rules, sides
        self._pairs = list(words.sides)
        self._sides_met: dict[int, float] = {}
        kinds = list(words.kinds)
        self._types = np.array([[type_score(one, other, rules) for other in kinds] for one in kinds] or [[np.nan]])

    def scores(self, i: Index, j: Index) -> Scores:
        """Of the pairs of our rows `i` and their rows `j`."""
        ours, theirs = self._ours, self._theirs
        days = days_between(ours, theirs, i, j)
        km = km_between(ours, theirs, i, j)
        kinds = np.where(
            (ours.kind[i] == NONE) | (theirs.kind[j] == NONE), np.nan, self._types[ours.kind[i], theirs.kind[j]]
        )
        parts = {
            "days": self._days(i, j, days),
            "place": self._place(i, j, km),
            "type": kinds,
            "sides": self._sides(i, j),
            "deaths": self._deaths(i, j),
        }
        total = weighed(parts, self._rules)
        total[kinds == APART] = APART
        return Scores(days, km, parts, total)

    def _days(self, i: Index, j: Index, gap: Floats) -> Floats:
        ours, theirs, least = self._ours, self._theirs, self._rules.days.overlapping
        shared = np.minimum(ours.end[i], theirs.end[j]) - np.maximum(ours.start[i], theirs.start[j]) + 1
        longer = np.maximum(ours.end[i] - ours.start[i], theirs.end[j] - theirs.start[j]) + 1
        slack = np.maximum(ours.slack[i], theirs.slack[j])
        found: Floats = np.where(gap == 0, least + (1 - least) * shared / longer, least * (1 - gap / (slack + 1)))
        return found

    def _place(self, i: Index, j: Index, km: Floats) -> Floats:
        rules = self._rules.place
        fading = np.maximum(np.exp(-km / rules.fades_km), rules.faintest)
        # Beyond what precisions allow a row can only be of the country at large.
        fading = np.where(np.isnan(km), rules.faintest, fading)
        return np.where(
            same_name(self._ours, self._theirs, i, j, km, self._rules), np.maximum(fading, rules.same_name), fading
        )

    def _sides(self, i: Index, j: Index) -> Floats:
        """Pairs of sides are few, so each is compared once."""
        many = len(self._pairs) + 1
        codes = (self._ours.sides[i].astype(np.int64) + 1) * many + self._theirs.sides[j] + 1
        found, where = np.unique(codes, return_inverse=True)
        return np.array([self._sides_of(int(code), many) for code in found], dtype=np.float64)[where]

    def _sides_of(self, code: int, many: int) -> float:
        if code not in self._sides_met:
            one, other = divmod(code, many)
            alike = self._alike.pair(self._pairs[one - 1], self._pairs[other - 1]) if one and other else None
            self._sides_met[code] = np.nan if alike is None else alike
        return self._sides_met[code]

    def _deaths(self, i: Index, j: Index) -> Floats:
        ours, theirs = self._ours, self._theirs
        one, other = ours.deaths[i], theirs.deaths[j]
        alike: Floats = (np.minimum(one, other) + 1) / (np.maximum(one, other) + 1)
        overlap = (ours.low[i] <= theirs.high[j]) & (theirs.low[j] <= ours.high[i])
        return np.where(overlap, np.maximum(alike, self._rules.deaths.overlapping), alike)


def weighed(parts: dict[str, Floats], rules: Rules) -> Floats:
    """The mean of the parts that are stated, by their weights."""
    total = np.zeros(len(parts[PARTS[0]]))
    of = np.zeros(len(total))
    for part in PARTS:
        weight = getattr(rules.weights, part)
        known = ~np.isnan(parts[part])
        total += np.where(known, parts[part], 0.0) * weight
        of += known * weight
    return np.divide(total, of, out=np.zeros_like(total), where=of > 0)


def type_score(one: Kind, other: Kind, rules: Rules) -> float:
    """How alike two types are: -1 where they never pair, nan where they are not of one codebook."""
    (event, sub, violence), (their_event, their_sub, their_violence) = one, other
    if violence is not None and their_violence is not None:
        return 1.0 if violence == their_violence else rules.type.other_violence
    if not event or not their_event:
        return np.nan
    if event == their_event:
        return 1.0 if sub and sub == their_sub else rules.type.same_event_type
    alike = {frozenset((pair.one, pair.other)): pair.score for pair in rules.type.alike}
    known = {name for pair in rules.type.alike for name in (pair.one, pair.other)}
    if not {event, their_event} <= known:
        return np.nan  # a type of another edition of the codebook
    return alike.get(frozenset((event, their_event)), APART)


def days_between(ours: Columns, theirs: Columns, i: Index, j: Index) -> Floats:
    """Days from one row's last day to the other's first: 0 where they share a day."""
    gap = np.maximum(ours.start[i] - theirs.end[j], theirs.start[j] - ours.end[i])
    found: Floats = np.maximum(gap, 0).astype(np.float64)
    return found


def km_between(ours: Columns, theirs: Columns, i: Index, j: Index) -> Floats:
    """Great-circle distances, nan where one has no coordinates."""
    one, other = np.radians(ours.latitude[i]), np.radians(theirs.latitude[j])
    across = np.sin(np.radians(theirs.longitude[j] - ours.longitude[i]) / 2) ** 2
    half = np.sin((other - one) / 2) ** 2 + np.cos(one) * np.cos(other) * across
    found: Floats = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return found


def same_name(ours: Columns, theirs: Columns, i: Index, j: Index, km: Floats, rules: Rules) -> Flags:
    """Whether places are of one name, not of two countries, and not far apart."""
    one, other = ours.country[i], theirs.country[j]
    abroad = (one != NONE) & (other != NONE) & (one != other)
    named: Flags = (ours.name[i] != NONE) & (ours.name[i] == theirs.name[j])
    found: Flags = named & ~abroad & ~(km > rules.place.same_name_km)
    return found
