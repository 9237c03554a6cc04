"""The timeline of a set of claims, drawn as SVG: a bar a claim, a row an event type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from khaldun.records.lines import ClaimLine

WIDTH = 720
LEFT, RIGHT, ROW, HEAD = 172, 12, 18, 24
_MOST_TICKS = 8
_LANES = 6
_STEPS = (1, 2, 7, 14, 31, 62, 92, 183, 366, 731, 1827, 3653)


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A claim's days: pixels, its number (from 1), and whether the days are known only to lie in between."""

    x: float
    y: float
    width: float
    claim: int
    days: str
    vague: bool


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    x: float
    label: str


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    y: float
    name: str


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn timeline; `more` bars found no room in their rows and are not drawn (they stand in the table)."""

    width: int
    height: float
    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    more: int


def draw_timeline(claims: Sequence[ClaimLine]) -> Timeline | None:
    """The timeline of the claims with a date; null where none has one."""
    dated = [
        (number, claim, dt.date.fromisoformat(claim.date.start), dt.date.fromisoformat(claim.date.end))
        for number, claim in enumerate(claims, start=1)
        if claim.date is not None
    ]
    if not dated:
        return None
    first, last = min(start for *_, start, _ in dated), max(end for *_, end in dated)
    span = max((last - first).days + 1, 3)
    per_day = (WIDTH - LEFT - RIGHT) / span
    kinds = list(dict.fromkeys(claim.event_type or "unknown" for _, claim, _, _ in sorted(dated, key=_kind)))
    lanes, bars, y, more = list[Lane](), list[Bar](), float(HEAD), 0
    for kind in kinds:
        rows: list[float] = []
        lanes.append(Lane(y=y + ROW / 2, name=kind))
        for number, claim, start, end in sorted(dated, key=lambda one: one[2:]):
            if (claim.event_type or "unknown") != kind:
                continue
            x = LEFT + (start - first).days * per_day
            wide = max(((end - start).days + 1) * per_day - 1, 3.0)
            row = next((at for at, free in enumerate(rows) if free <= x), len(rows))
            if row >= _LANES:
                more += 1
                continue
            rows[row : row + 1] = [x + wide + 1]
            days = f"{start}" if start == end else f"{start} to {end}"
            bars.append(
                Bar(x=round(x, 1), y=y + row * ROW, width=round(wide, 1), claim=number, days=days, vague=start != end)
            )
        y += max(len(rows), 1) * ROW + 6
    return Timeline(
        width=WIDTH,
        height=y,
        lanes=tuple(lanes),
        bars=tuple(bars),
        ticks=tuple(_ticks(first, span, per_day)),
        more=more,
    )


def _kind(one: tuple[int, ClaimLine, dt.date, dt.date]) -> str:
    return one[1].event_type or "unknown"


def _ticks(first: dt.date, span: int, per_day: float) -> list[Tick]:
    step = next((step for step in _STEPS if span / step <= _MOST_TICKS), _STEPS[-1])
    return [
        Tick(x=round(LEFT + at * per_day, 1), label=(first + dt.timedelta(days=at)).isoformat())
        for at in range(0, span, step)
    ]
