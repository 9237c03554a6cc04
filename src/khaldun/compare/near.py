"""Which pairs of rows may speak of one event at all: days and places within what their precisions allow.

Rows are taken in the order of their days, a few at a time beside those of theirs that may be of the same days, so that
memory does not grow with the tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from khaldun.compare.columns import NONE, Columns, Flags
from khaldun.compare.rules import Rules
from khaldun.compare.score import Index, km_between, same_name

_TOGETHER = 256  # rows of ours
_CELLS = 2_000_000  # pairs of days that are looked at together
_LONG = 62  # days: vaguer rows stand apart, for they meet many
_KM_PER_DEGREE = 110.0


def near(ours: Columns, theirs: Columns, rules: Rules) -> Iterator[list[tuple[Index, Index]]]:
    """Pairs of rows (of ours, of theirs) that may be one event. Of each row of ours all are in one list."""
    early, late = theirs.start - theirs.slack, theirs.end + theirs.slack
    first, last = ours.start - ours.slack, ours.end + ours.slack
    order = np.lexsort((ours.latitude, first, last - first > _LONG))
    for at in range(0, len(order), _TOGETHER):
        rows = order[at : at + _TOGETHER]
        met = np.flatnonzero((early <= last[rows].max()) & (late >= first[rows].min()))
        step = max(_CELLS // len(rows), 1)
        parts = [_pairs(ours, theirs, rows, met[start : start + step], rules) for start in range(0, len(met), step)]
        yield [part for part in parts if len(part[0])]


def _pairs(ours: Columns, theirs: Columns, rows: Index, met: Index, rules: Rules) -> tuple[Index, Index]:
    gap = np.maximum(ours.start[rows, None] - theirs.end[None, met], theirs.start[None, met] - ours.end[rows, None])
    one, other = np.nonzero(gap <= np.maximum(ours.slack[rows, None], theirs.slack[None, met]))
    i, j = rows[one], met[other]
    reach = np.maximum(ours.reach[i], theirs.reach[j])
    apart = np.abs(ours.latitude[i] - theirs.latitude[j]) * _KM_PER_DEGREE
    named = (ours.name[i] != NONE) & (ours.name[i] == theirs.name[j])
    wide = _wide(ours, theirs, i, j)
    maybe = (apart <= reach) | named | wide
    i, j, reach, wide = i[maybe], j[maybe], reach[maybe], wide[maybe]
    km = km_between(ours, theirs, i, j)
    kept = (km <= reach) | same_name(ours, theirs, i, j, km, rules) | wide
    return i[kept], j[kept]


def _wide(ours: Columns, theirs: Columns, i: Index, j: Index) -> Flags:
    """Whether one of both is of a country at large, and the other of that country."""
    one: Flags = (ours.country[i] != NONE) & (ours.country[i] == theirs.country[j])
    return one & (ours.wide[i] | theirs.wide[j])
