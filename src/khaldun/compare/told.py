"""A comparison in words: what stands above every figure, whoever it is shown to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from khaldun.compare.result import Comparison, Interval, Lone, Source
from khaldun.compare.why import LEFT_OUT
from khaldun.review.shares import Share

_COUNTRIES = 12  # that are named


def share(one: Share) -> str:
    """A share with its count and interval: "62 % (31 of 50; 48 to 74)"."""
    if one.value is None or one.low is None or one.high is None:
        return "–"
    return f"{100 * one.value:.0f} % ({one.count:,} of {one.of:,}; {100 * one.low:.0f} to {100 * one.high:.0f})"


def figure(one: Interval, unit: str = "", *, signed: bool = False) -> str:
    """A figure with its interval: "1.4 km (0.9 to 2.2)"."""
    if one.value is None:
        return "–"
    sign = "+" if signed else ""
    value = f"{one.value:{sign}.1f}{unit and ' ' + unit}"
    return value if one.low is None else f"{value} ({one.low:{sign}.1f} to {one.high:{sign}.1f})"


def reasons(lone: Iterable[Lone]) -> list[tuple[str, str, int]]:
    """Why rows have no partner, the commonest first: the reason, what its rule says, how many."""
    counts = Counter((reason(one), one.why) for one in lone)
    return [(said, why, count) for (said, why), count in counts.most_common()]


def reason(one: Lone) -> str:
    """Why a row has no partner, with the rule where there is one."""
    if one.reason != LEFT_OUT:
        return one.reason
    return f"{LEFT_OUT} {one.rule}" + (" (another row tells of it)" if one.into else "")


def notes(told: Comparison) -> Iterator[str]:
    """What has to be said beside the figures."""
    where = "; ".join(f"{name} {first} to {last}" for name, first, last in told.countries[:_COUNTRIES])
    more = len(told.countries) - _COUNTRIES
    others = f" and {more:,} countries more" if more > 0 else ""
    yield f"Compared over what both tell of: {where or 'rows without a country'}{others}."
    for whose, source in (("Ours", told.ours), ("Theirs", told.theirs)):
        if source.outside:
            lie = "lies" if source.outside == 1 else "lie"
            yield f"{whose}: {source.outside:,} of {source.rows:,} rows {lie} outside of that: not compared."
        yield from (f"{whose}: {said}." for said in _source_notes(source))
    if told.cut:
        yield f"Ours: {_rows(told.cut, 'has', 'have')} more rows beside than are weighed; the likest of them were."
    if told.chance is not None:
        yield f"By chance: with the places of theirs shuffled among its rows, {_pairs(told.chance)} would be found."
    if told.left_out:
        rules = "; ".join(f"{count:,} {rule}" for rule, count in sorted(told.left_out.items(), key=_often))
        yield f"Claims of ours without a row of their own: {rules}."


def _pairs(count: float) -> str:
    return "1 pair" if count == 1 else f"{count:,.1f}".removesuffix(".0") + " pairs"


def _often(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def _source_notes(source: Source) -> Iterator[str]:
    if source.unread:
        yield f"{_rows(source.unread, 'was', 'were')} not to be read"
    if source.repeated:
        yield f"{_rows(source.repeated, 'stands twice and counts', 'stand twice and count')} once"
    if source.shared_ids:
        stand = "id stands" if source.shared_ids == 1 else "ids stand"
        yield f"{source.shared_ids:,} {stand} on several rows that differ"
    if source.unplaced:
        yield f"{_rows(source.unplaced, 'has', 'have')} no coordinates: places are compared by name alone"


def _rows(count: int, does: str, do: str) -> str:
    """So many rows, and what they do."""
    return f"1 row {does}" if count == 1 else f"{count:,} rows {do}"
