"""Which row of ours is which row of theirs: each in one pair at most, and the pairs together as alike as can be.

What counts of a pair is how far its score lies above the least that makes a pair. Where the scores themselves counted,
two poor pairs would outweigh a good one, and rows that are nobody's would break up those that are one event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from khaldun.compare.columns import Columns, Floats, Ints
from khaldun.compare.near import near
from khaldun.compare.rules import Rules
from khaldun.compare.score import Index, Scorer, Scores

Tell = Callable[[int, int], None]
UNMATCHED = -1
_ANY = 1e-3  # what a pair gains that just counts


@dataclass(frozen=True, slots=True)
class Matching:
    """The pairs (`ours`, `theirs`: numbers of rows) with their scores, and how many other rows come close to either row
    of each. `best_ours` and `best_theirs` are the likest row for each row, whatever its score (-1: none is near), with
    the score. `cut` counts rows of ours that had more rows of theirs beside them than are weighed."""

    ours: Index
    theirs: Index
    scores: Scores
    rivals: Ints
    best_ours: Ints
    best_ours_score: Floats
    best_theirs: Ints
    best_theirs_score: Floats
    cut: int


class _Best:
    """For each row of one table the likest of the other."""

    def __init__(self, rows: int) -> None:
        self.row: Ints = np.full(rows, UNMATCHED, dtype=np.int32)
        self.score: Floats = np.full(rows, -np.inf)

    def see(self, rows: Index, others: Index, totals: Floats) -> None:
        order = np.lexsort((totals, rows))
        last = np.flatnonzero(np.diff(rows[order], append=-1))
        at = order[last]
        better = at[totals[at] > self.score[rows[at]]]
        self.row[rows[better]], self.score[rows[better]] = others[better], totals[better]


def match(
    ours: Columns, theirs: Columns, scorer: Scorer, rules: Rules, tell: Tell = lambda done, total: None
) -> Matching:
    """Matches the rows; `tell` hears how many of ours are done."""
    mine, other = _Best(len(ours.rows)), _Best(len(theirs.rows))
    edges: list[tuple[Index, Index, Floats]] = []
    done = cut = 0
    for batch in near(ours, theirs, rules):
        kept: list[tuple[Index, Index, Floats]] = []
        for i, j in batch:
            total = scorer.scores(i, j).total
            mine.see(i, j, total)
            other.see(j, i, total)
            enough = total >= rules.least
            kept.append((i[enough], j[enough], total[enough]))
        if kept:
            likest, more = _likest(*(np.concatenate(part) for part in zip(*kept, strict=True)), most=rules.kept)
            edges.append(likest)
            cut += more
        done += 256
        tell(min(done, len(ours.rows)), len(ours.rows))
    empty = np.empty(0, dtype=np.intp)
    i, j, total = (np.concatenate(part) for part in zip(*edges, strict=True)) if edges else (empty, empty, np.empty(0))
    gains = _ANY + (1 - _ANY) * (total - rules.least) / max(1 - rules.least, _ANY)
    partner = assign(len(ours.rows), len(theirs.rows), i, j, gains)
    paired = np.flatnonzero(partner != UNMATCHED)
    return Matching(
        ours=paired,
        theirs=partner[paired],
        scores=scorer.scores(paired, partner[paired]),
        rivals=_rivals(partner, i, j, total, len(theirs.rows), rules.alike)[paired],
        best_ours=mine.row,
        best_ours_score=mine.score,
        best_theirs=other.row,
        best_theirs_score=other.score,
        cut=cut,
    )


def _likest(i: Index, j: Index, total: Floats, *, most: int) -> tuple[tuple[Index, Index, Floats], int]:
    """Of each row of ours the likest rows of theirs, and how many rows had more of them."""
    order = np.lexsort((j, -total, i))
    i, j, total = i[order], j[order], total[order]
    starts = np.flatnonzero(np.diff(i, prepend=-1))
    rank = np.arange(len(i)) - np.repeat(starts, np.diff(starts, append=len(i)))
    kept = rank < most
    return (i[kept], j[kept], total[kept]), int(np.count_nonzero(rank == most))


def assign(ours: int, theirs: int, i: Index, j: Index, gains: Floats) -> Index:
    """The partner of each row of ours, -1 for none: the pairs whose gains (over 0 to 1) make the greatest sum (Jonker
    and Volgenant 1987, by lap). Beside each row stands one that means "nobody", so that none must pair."""
    import lap

    if not len(i):
        return np.full(ours, UNMATCHED, dtype=np.intp)
    mine, other = np.arange(ours), np.arange(theirs)
    rows = np.concatenate([i, mine, ours + other, ours + j])
    columns = np.concatenate([j, theirs + mine, other, theirs + i])
    costs = np.concatenate([1 - gains, np.full(ours, 0.5), np.full(theirs, 0.5), np.zeros(len(i))])
    order = np.lexsort((columns, rows))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=ours + theirs))])
    column_of, _ = lap.lapmod(ours + theirs, costs[order], starts, columns[order], return_cost=False)
    found: Index = np.asarray(column_of[:ours], dtype=np.intp)
    return np.where(found < theirs, found, UNMATCHED)


def _rivals(partner: Index, i: Index, j: Index, total: Floats, theirs: int, alike: float) -> Ints:
    """For each row of ours that has a partner: how many other pairs of either row come close to theirs."""
    score_ours, score_theirs = np.full(len(partner), np.inf), np.full(theirs, np.inf)
    chosen = partner[i] == j
    score_ours[i[chosen]], score_theirs[j[chosen]] = total[chosen], total[chosen]
    close_ours = ~chosen & (total >= score_ours[i] - alike)
    close_theirs = ~chosen & (total >= score_theirs[j] - alike)
    of_ours = np.bincount(i[close_ours], minlength=len(partner))
    of_theirs = np.bincount(j[close_theirs], minlength=theirs)
    found: Ints = (of_ours + np.where(partner == UNMATCHED, 0, of_theirs[partner])).astype(np.int32)
    return found
