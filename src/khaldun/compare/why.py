"""Why a row of one table has no partner in the other, as far as the two tables and our exclusion report can tell."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec
import numpy as np

from khaldun.compare.columns import NONE, Columns, Flags, Words, columns
from khaldun.compare.match import UNMATCHED, Matching, match
from khaldun.compare.ours import Shadow
from khaldun.compare.result import Lone
from khaldun.compare.rules import PARTS, Rules
from khaldun.compare.score import APART, Scorer
from khaldun.compare.sides import SidesAlike

LEFT_OUT, TAKEN, UNLIKE, APART_TYPES = "left out by", "paired with another row", "too unlike", "another type of event"
NO_DAY, NO_PLACE = "nothing on these days", "nothing at this place on these days"
_WEAK = 0.5  # a part of a score under this is told as what two rows differ in


class Shadows:
    """Claims of ours that have no row, found by what they tell: theirs may well have made rows of them."""

    def __init__(self, shadows: Sequence[Shadow], words: Words, rules: Rules) -> None:
        self._shadows = shadows
        # Days and places of claims have ACLED's precisions (docs/contract.md).
        self._columns = columns([shadow.row for shadow in shadows], "ACLED", words, rules)
        self._words, self._rules = words, rules

    def of(self, theirs: Columns, lone: Sequence[int], sides: SidesAlike) -> dict[int, Shadow]:
        """For rows of theirs without a partner the claim that is likest, where one is like enough."""
        if not self._shadows or not lone:
            return {}
        kept = columns_of_rows(theirs, lone)
        scorer = Scorer(self._columns, kept, self._words, sides, self._rules)
        found = match(self._columns, kept, scorer, self._rules)
        likest = zip(found.best_theirs, found.best_theirs_score, lone, strict=True)
        return {row: self._shadows[at] for at, score, row in likest if at != UNMATCHED and score >= self._rules.least}


def columns_of_rows(table: Columns, rows: Sequence[int]) -> Columns:
    """Some rows of a table."""
    at = np.asarray(rows, dtype=np.intp)
    arrays = {name: getattr(table, name)[at] for name in Columns.__slots__ if name != "rows"}
    return Columns(rows=tuple(table.rows[row] for row in rows), **arrays)


def lone_rows(
    mine: Columns, other: Columns, found: Matching, scorer: Scorer, rules: Rules, *, ours: bool
) -> list[Lone]:
    """The rows of one table (`ours` or theirs) that have no partner, each with why."""
    partner = np.full(len(mine.rows), UNMATCHED)
    taken = np.full(len(other.rows), UNMATCHED)
    here, there = (found.ours, found.theirs) if ours else (found.theirs, found.ours)
    partner[here], taken[there] = there, here
    best, score = (found.best_ours, found.best_ours_score) if ours else (found.best_theirs, found.best_theirs_score)
    days = _Days(other)
    lone: list[Lone] = []
    for row in np.flatnonzero(partner == UNMATCHED).tolist():
        near, total = int(best[row]), float(score[row])
        if near == UNMATCHED:
            empty = NO_PLACE if days.any(mine, row) else NO_DAY
            lone.append(Lone(row=row, reason=empty))
        elif total >= rules.least and taken[near] != UNMATCHED:
            lone.append(Lone(row=row, reason=TAKEN, near=near, score=total))
        elif total == APART:
            lone.append(Lone(row=row, reason=APART_TYPES, near=near))
        else:
            lone.append(Lone(row=row, reason=UNLIKE, near=near, score=total))
    return _with_differences(lone, scorer, ours=ours)


def _with_differences(lone: list[Lone], scorer: Scorer, *, ours: bool) -> list[Lone]:
    """The rows, those that are too unlike with what they differ in most."""
    rows = np.array([one.row for one in lone if one.reason == UNLIKE], dtype=np.intp)
    near = np.array([one.near for one in lone if one.reason == UNLIKE], dtype=np.intp)
    parts = scorer.scores(rows, near).parts if ours else scorer.scores(near, rows).parts
    weak = iter(zip(*(parts[part] < _WEAK for part in PARTS), strict=True))
    return [
        msgspec.structs.replace(one, differs=tuple(itertools.compress(PARTS, next(weak))))
        if one.reason == UNLIKE
        else one
        for one in lone
    ]


class _Days:
    """Whether a table has any row on some days, in their country; a row without a country may be of any."""

    def __init__(self, table: Columns) -> None:
        self._table = table
        self._first = int(table.start.min()) if len(table.rows) else 0
        self._days = int(table.end.max()) - self._first + 1 if len(table.rows) else 0
        countries = np.unique(table.country).tolist()
        nowhere = self._told(table.country == NONE)
        self._of = {country: self._told(table.country == country) | nowhere for country in countries}
        self._anywhere = self._told(np.ones(len(table.rows), dtype=np.bool_))
        self._nowhere = nowhere

    def any(self, mine: Columns, row: int) -> bool:
        slack, country = int(mine.slack[row]), int(mine.country[row])
        told = self._anywhere if country == NONE else self._of.get(country, self._nowhere)
        start, end = int(mine.start[row]) - slack - self._first, int(mine.end[row]) + slack - self._first
        return bool(told[max(start, 0) : max(end + 1, 0)].any())

    def _told(self, rows: Flags) -> Flags:
        """Of each day from the first on, whether any of the rows tells of it."""
        changes = np.zeros(self._days + 1, dtype=np.int64)
        np.add.at(changes, self._table.start[rows] - self._first, 1)
        np.add.at(changes, self._table.end[rows] - self._first + 1, -1)
        told: Flags = np.cumsum(changes)[: self._days] > 0
        return told


def with_rules(lone: Sequence[Lone], shadows: dict[int, Shadow]) -> list[Lone]:
    """The rows of theirs, with the rule by which a claim of ours that tells of the same has no row."""
    told: list[Lone] = []
    for one in lone:
        shadow = shadows.get(one.row)
        if shadow is None:
            told.append(one)
        else:
            told.append(Lone(row=one.row, reason=LEFT_OUT, rule=shadow.rule, why=shadow.why, into=shadow.into))
    return told
