"""People killed and injured of a codebook's rows: each told figure once, and divided among the rows that share it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Literal

import msgspec

from khaldun.publish.export.cells import told
from khaldun.publish.export.figures import Figure, figures
from khaldun.publish.export.tables import NOTHING, Value
from khaldun.records.lines import ClaimLine, CountLine, DeathLine

Bound = Literal["low", "best", "high"]
Rows = Sequence[Sequence[ClaimLine]]


def deaths(rows: Rows, bound: Bound, of: Sequence[str], rule: str) -> list[Value]:
    """The dead of each row: `of` these sides, of all where it is empty; nothing where no number is told."""
    return _sums(rows, bound, rule, lambda claim: [one for one in claim.deaths if not of or one.of in of])


def injured(rows: Rows, bound: Bound, rule: str) -> list[Value]:
    """The injured of each row; nothing where no number is told."""
    return _sums(rows, bound, rule, lambda claim: [_figure(claim.injured)] if claim.injured is not None else [])


class _Counts(msgspec.Struct, frozen=True):
    """The parts of figures that a row has, null where one is open to that side."""

    parts: list[int | None]
    figures: list[DeathLine]


def _sums(rows: Rows, bound: Bound, rule: str, counts: Callable[[ClaimLine], Sequence[DeathLine]]) -> list[Value]:
    told_of = [(number, claim) for number, claims in enumerate(rows) for claim in claims]
    counted, again = figures(told_of, counts, divided=True)
    found: dict[Hashable, _Counts] = {}
    for figure, part in _divided(counted, bound):
        row = found.setdefault(figure.row, _Counts([], []))
        row.parts.append(part)
        row.figures.append(figure.death)
    lost = {figure.row for figure in again}
    return [_value(found.get(number), rule, told_once=number in lost) for number in range(len(rows))]


def _value(found: _Counts | None, rule: str, *, told_once: bool) -> Value:
    if found is None:
        return NOTHING
    numbers = [part for part in found.parts if part is not None]
    if len(numbers) < len(found.parts):
        return NOTHING
    return told(sum(numbers), *found.figures, rules=(rule, *((f"{rule}-told-once",) if told_once else ())))


def _divided(counted: Iterable[Figure], bound: Bound) -> Iterable[tuple[Figure, int | None]]:
    """Each figure with its row's part of it: the first rows take one more each of a remainder."""
    sharing: dict[Hashable, list[Figure]] = {}
    for figure in counted:
        sharing.setdefault(figure.key, []).append(figure)
    for found in sharing.values():
        number = _number(found[0].death, bound)
        for at, figure in enumerate(found):
            if number is None:
                yield figure, None
            else:
                share, rest = divmod(number, len(found))
                yield figure, share + (at < rest)


def _number(death: DeathLine, bound: Bound) -> int | None:
    low = death.low if death.low is not None else death.best
    if bound == "low":
        return low
    return death.high if bound == "high" else death.best if death.best is not None else low


def _figure(count: CountLine) -> DeathLine:
    return DeathLine(
        low=count.low,
        best=count.best,
        high=count.high,
        unbounded=count.unbounded,
        group=count.group,
        evidence=count.evidence,
        rules=count.rules,
    )
