"""How far two codings disagree over the pairs that both have: days, places, types, sides, deaths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from khaldun.coded.table import ACLED, CodedRow
from khaldun.compare.columns import Flags, Floats
from khaldun.compare.interval import interval, mean, median
from khaldun.compare.result import (
    Apart,
    ByPrecision,
    Class,
    Count,
    Deaths,
    Fields,
    Pair,
    SidesFigures,
    Types,
)
from khaldun.compare.rules import Rules
from khaldun.compare.sides import SAME, SidesAlike
from khaldun.review.shares import Share

NEAR_KM = 5.0
DAYS = (("1 day apart", 1), ("2 to 3", 3), ("4 to 7", 7), ("8 to 31", 31), ("more", np.inf))
KILOMETRES = (("up to 1 km", 1), ("1 to 5", 5), ("5 to 10", 10), ("10 to 25", 25), ("25 to 50", 50), ("more", np.inf))
DIFFERENCES = (
    ("10 or more fewer", -10), ("3 to 9 fewer", -3), ("1 or 2 fewer", -1), ("the same", 0), ("1 or 2 more", 2),
    ("3 to 9 more", 9), ("10 or more more", np.inf),
)  # fmt: skip
_OFTEN = 12
Rows = Sequence[tuple[CodedRow, CodedRow]]
Precision = Callable[[CodedRow], int | None]


def fields_of(rows: Rows, pairs: Sequence[Pair], table: str, sides: SidesAlike, rules: Rules, *, seed: int) -> Fields:
    """The figures over pairs; `rows` are the two rows of each."""
    return Fields(
        date=_dates(rows, pairs, seed),
        place=_places(rows, pairs, seed),
        type=_types(rows, table, rules),
        sides=_sides(rows, sides),
        deaths=_deaths(rows, table, seed),
    )


def _dates(rows: Rows, pairs: Sequence[Pair], seed: int) -> Apart:
    same = np.array([(a.start, a.end) == (b.start, b.end) for a, b in rows], dtype=np.bool_)
    gaps = np.array([pair.days for pair in pairs], dtype=np.float64)
    touching = int(np.count_nonzero((gaps == 0) & ~same))
    classes = (
        Class("the same days", int(np.count_nonzero(same))),
        Class("days overlap", touching),
        *_classes(gaps[gaps > 0], DAYS),
    )
    return Apart(
        agree=_share(same),
        apart=interval(gaps, mean, seed=seed),
        classes=classes,
        by_precision=_by_precision(rows, lambda row: row.day_precision, same, gaps, mean, seed),
    )


def _places(rows: Rows, pairs: Sequence[Pair], seed: int) -> Apart:
    known = [at for at, pair in enumerate(pairs) if pair.km is not None]
    km = np.array([pairs[at].km for at in known], dtype=np.float64)
    near = km <= NEAR_KM
    placed = [rows[at] for at in known]
    return Apart(
        agree=_share(near),
        apart=interval(km, median, seed=seed),
        classes=tuple(_classes(km, KILOMETRES)),
        by_precision=_by_precision(placed, lambda row: row.place_precision, near, km, median, seed),
        unknown=len(pairs) - len(known),
    )


def _by_precision(
    rows: Rows, precision: Precision, agree: Flags, apart: Floats, figure: Callable[[Floats], float], seed: int
) -> tuple[ByPrecision, ...]:
    groups: dict[tuple[int | None, int | None], list[int]] = {}
    for at, (one, other) in enumerate(rows):
        groups.setdefault((precision(one), precision(other)), []).append(at)
    return tuple(
        ByPrecision(
            ours=ours, theirs=theirs, pairs=len(found), agree=_share(agree[found]),
            apart=interval(apart[found], figure, seed=seed),
        )
        for (ours, theirs), found in sorted(groups.items(), key=lambda one: [code or 99 for code in one[0]])
    )  # fmt: skip


def _types(rows: Rows, table: str, rules: Rules) -> Types:
    if table == ACLED:
        named = [(one.event_type, other.event_type) for one, other in rows]
        subs = [(a.sub_event_type, b.sub_event_type) for a, b in rows if a.sub_event_type and b.sub_event_type]
    else:
        words = rules.words.violence
        named = [(words.get(one.violence or 0, ""), words.get(other.violence or 0, "")) for one, other in rows]
        subs = []
    both = [(one, other) for one, other in named if one and other]
    counts = Counter(both)
    labels = tuple(sorted({name for pair in both for name in pair}))
    return Types(
        agree=Share(count=sum(one == other for one, other in both), of=len(both)),
        sub_types=Share(count=sum(one == other for one, other in subs), of=len(subs)),
        labels=labels,
        matrix=tuple(tuple(counts[one, other] for other in labels) for one in labels),
    )


def _sides(rows: Rows, sides: SidesAlike) -> SidesFigures:
    compared = all_same = none = 0
    unlike: Counter[tuple[str, str]] = Counter()
    for one, other in rows:
        matched = sides.matched((one.actor1, one.actor2), (other.actor1, other.actor2))
        if not matched:
            continue
        compared += 1
        same = sum(figure >= SAME for figure in matched)
        all_same += same == len(matched)
        none += not same
        if same < len(matched):
            unlike.update(_unlike(one, other, sides))
    often = tuple((ours, theirs, count) for (ours, theirs), count in unlike.most_common(_OFTEN))
    return SidesFigures(
        agree=Share(count=all_same, of=compared), some=compared - all_same - none, none=none, often=often
    )


def _unlike(one: CodedRow, other: CodedRow, sides: SidesAlike) -> list[tuple[str, str]]:
    """Names of two rows that none of the other's is like, side by side where that is plain."""
    left, right = (
        [name for name in (one.actor1, one.actor2) if name],
        [name for name in (other.actor1, other.actor2) if name],
    )
    mine = [name for name in left if all(sides.actors(name, met) < SAME for met in right)]
    theirs = [name for name in right if all(sides.actors(name, met) < SAME for met in left)]
    return list(zip(mine, theirs, strict=True)) if len(mine) == len(theirs) == 1 else []


def _deaths(rows: Rows, table: str, seed: int) -> Deaths:
    names = ("fatalities",) if table == ACLED else ("best", "low", "high")
    counts = tuple(_count(rows, name, seed) for name in names)
    differences = np.array(
        [a.deaths - b.deaths for a, b in rows if a.deaths is not None and b.deaths is not None], dtype=np.float64
    )
    ranges = [(a, b) for a, b in rows if None not in (a.low, a.high, b.low, b.high)]
    overlap = sum((a.low or 0) <= (b.high or 0) and (b.low or 0) <= (a.high or 0) for a, b in ranges)
    return Deaths(
        counts=counts,
        classes=tuple(_classes(differences, DIFFERENCES)),
        overlap=Share(count=overlap, of=len(ranges)),
    )


def _count(rows: Rows, name: str, seed: int) -> Count:
    field = name if name in ("low", "high") else "deaths"
    found = [
        (ours, theirs)
        for ours, theirs in ((getattr(a, field), getattr(b, field)) for a, b in rows)
        if ours is not None and theirs is not None
    ]
    difference = np.array([ours - theirs for ours, theirs in found], dtype=np.float64)
    return Count(
        name=name,
        agree=Share(count=sum(ours == theirs for ours, theirs in found), of=len(found)),
        ours=sum(ours for ours, _ in found),
        theirs=sum(theirs for _, theirs in found),
        difference=interval(difference, mean, seed=seed),
    )


def _classes(values: Floats, ends: Sequence[tuple[str, float]]) -> list[Class]:
    """How many values are in each class; each ends with its figure."""
    at = np.searchsorted([end for _, end in ends], values, side="left")
    counts = np.bincount(at, minlength=len(ends))
    return [Class(label, int(count)) for (label, _), count in zip(ends, counts, strict=True)]


def _share(flags: Flags) -> Share:
    return Share(count=int(np.count_nonzero(flags)), of=len(flags))
