"""The figures of a comparison: found, missed, invented; how right the pairs are; how sure the figures are."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

import msgspec

from khaldun.evaluate.agreement import MEASURES
from khaldun.evaluate.control import shuffled_places
from khaldun.evaluate.found import Found, Share, interval, total
from khaldun.evaluate.names import Names
from khaldun.evaluate.pairing import Pair, pair_rows
from khaldun.evaluate.rows import Claims, Row

EventTypeOf = Callable[[str], str | None]
_SHUFFLES = 20


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison. Optional rows of the reference, and what pairs with them, are in none of the counts.

    Intervals are the middle 95 % of a bootstrap over reports; null where there is nothing to resample.
    `unknown_reports` are reports of the system that the reference does not name: their claims count as false finds.
    `control` is the same comparison with the places of each report shuffled among its events, over the reports that
    name two places or more, averaged over shuffles; `control_kept` is the share of the pairs that would still pair.
    """

    reports: int
    found: Found
    f1_interval: tuple[float, float] | None
    whole_f1_interval: tuple[float, float] | None
    measures: dict[str, Share]
    by_event_type: dict[str, Found]
    control: Found
    control_reports: int
    control_kept: Share
    unknown_reports: tuple[str, ...]
    pairs: tuple[Pair, ...]
    missed: tuple[Row, ...]
    false: tuple[Row, ...]


class _Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One report compared: required pairs, and what is left over on each side."""

    pairs: tuple[Pair, ...]
    missed: tuple[Row, ...]
    false: tuple[Row, ...]

    @property
    def found(self) -> Found:
        whole = sum(pair.agreement.whole for pair in self.pairs)
        return Found(pairs=len(self.pairs), missed=len(self.missed), false=len(self.false), whole=whole)


def evaluate(ref: Claims, sys: Claims, *, names: Names, event_type_of: EventTypeOf, seed: int = 0) -> Result:
    """The system's claims against the reference's. `event_type_of` gives the event type of a sub-event type."""
    reports = sorted(ref.reports | set(sys.rows))
    left = {name: _typed(ref.rows.get(name, ()), event_type_of) for name in reports}
    right = {name: _typed(sys.rows.get(name, ()), event_type_of) for name in reports}
    compared = [_compare(left[name], right[name], names) for name in reports]
    parts = [one.found for one in compared]
    pairs = [pair for one in compared for pair in one.pairs]
    control, control_reports, kept = _control(compared, left, right, reports, names, random.Random(seed))
    missed = tuple(row for one in compared for row in one.missed)
    false = tuple(row for one in compared for row in one.false)
    return Result(
        reports=len(reports),
        found=total(parts),
        f1_interval=interval(parts, lambda found: found.f1, seed=seed),
        whole_f1_interval=interval(parts, lambda found: found.whole_f1, seed=seed),
        measures={measure: _share(pairs, measure) for measure in MEASURES},
        by_event_type=_by_event_type(pairs, missed, false),
        control=control,
        control_reports=control_reports,
        control_kept=kept,
        unknown_reports=tuple(sorted(set(sys.rows) - ref.reports)),
        pairs=tuple(pairs),
        missed=missed,
        false=false,
    )


def _typed(rows: Iterable[Row], event_type_of: EventTypeOf) -> tuple[Row, ...]:
    """The rows with their event type; the sub-event type's where none is stated."""
    return tuple(
        row
        if row.event_type is not None or row.sub_event_type is None
        else msgspec.structs.replace(row, event_type=event_type_of(row.sub_event_type))
        for row in rows
    )


def _compare(ref: Sequence[Row], sys: Sequence[Row], names: Names) -> _Compared:
    pairs = pair_rows(ref, sys, names)
    used_ref, used_sys = {id(pair.ref) for pair in pairs}, {id(pair.sys) for pair in pairs}
    return _Compared(
        pairs=tuple(pair for pair in pairs if not pair.ref.optional),
        missed=tuple(row for row in ref if id(row) not in used_ref and not row.optional),
        false=tuple(row for row in sys if id(row) not in used_sys),
    )


def _share(pairs: Sequence[Pair], measure: str) -> Share:
    values = [value for pair in pairs if (value := getattr(pair.agreement, measure)) is not None]
    return Share(right=sum(values), of=len(values))


def _by_event_type(pairs: Sequence[Pair], missed: Sequence[Row], false: Sequence[Row]) -> dict[str, Found]:
    kinds: dict[str, Found] = {}

    def count(row: Row, found: Found) -> None:
        kind = row.event_type or "unknown"
        kinds[kind] = kinds.get(kind, Found()) + found

    for pair in pairs:
        count(pair.ref, Found(pairs=1, whole=int(pair.agreement.whole)))
    for row in missed:
        count(row, Found(missed=1))
    for row in false:
        count(row, Found(false=1))
    return dict(sorted(kinds.items()))


def _control(
    compared: Sequence[_Compared],
    left: dict[str, tuple[Row, ...]],
    right: dict[str, tuple[Row, ...]],
    reports: Sequence[str],
    names: Names,
    chance: random.Random,
) -> tuple[Found, int, Share]:
    """The comparison with shuffled places: counts summed over the shuffles, the reports in it, the pairs kept."""
    total, kept, of, counted = Found(), 0, 0, 0
    for name, plain in zip(reports, compared, strict=True):
        if shuffled_places(right[name], names, chance) is None:
            continue
        counted += 1
        for _ in range(_SHUFFLES):
            moved = shuffled_places(right[name], names, chance) or {}
            shuffled = tuple(moved[id(row)] for row in right[name])
            total += _compare(left[name], shuffled, names).found
            kept += sum(bool(pair_rows([pair.ref], [moved[id(pair.sys)]], names)) for pair in plain.pairs)
            of += len(plain.pairs)
    return total, counted, Share(right=kept, of=of)
