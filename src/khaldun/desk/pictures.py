"""Pictures of what was measured, as geometry for SVG: in the units of a viewBox, drawn by the page's template.

Every picture has a table beside it with the same figures; who cannot see it lacks nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from khaldun.review.calibration import Calibration
from khaldun.review.measures import Corrections, Pace

_STEPS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
_EDGES = ("", "1", "2", "4", "8", "16", "32", "64", "128", "256", "")


class Tick(msgspec.Struct, frozen=True):
    at: float
    label: str


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """A bin: where it lies, how large it is drawn, its interval from `top` to `bottom`, and its bar of counts."""

    x: float
    y: float
    radius: float
    top: float
    bottom: float
    left: float
    tall: float
    told: str
    count: int


class Reliability(msgspec.Struct, frozen=True, kw_only=True):
    """Share accepted by confidence: a square from (`left`, `top`), `side` wide; counts stand under it."""

    width: int
    height: int
    left: int
    top: int
    side: int
    bar: float
    ground: int
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]


def draw_reliability(told: Calibration) -> Reliability | None:
    """The reliability diagram; null without claims."""
    if not told.bins:
        return None
    left, top, side, strip = 54, 12, 300, 44
    ground = top + side + 46 + strip
    most = max(one.accepted.of for one in told.bins)

    def x(share: float) -> float:
        return round(left + share * side, 1)

    def y(share: float) -> float:
        return round(top + (1 - share) * side, 1)

    dots = tuple(
        Dot(
            x=x(one.sure),
            y=y(one.accepted.value or 0.0),
            radius=round(3 + 6 * math.sqrt(one.accepted.of / most), 1),
            top=y(one.accepted.high or 0.0),
            bottom=y(one.accepted.low or 0.0),
            left=x(one.low),
            tall=round(max(strip * one.accepted.of / most, 1.0), 1),
            told=f"confidence {one.sure:.2f}: {one.accepted.count} of {one.accepted.of} accepted",
            count=one.accepted.of,
        )
        for one in told.bins
    )
    ticks = tuple(Tick(at / 4, f"{at / 4:g}") for at in range(5))
    return Reliability(
        width=left + side + 14, height=ground + 20, left=left, top=top, side=side, bar=side / 10 - 3, ground=ground,
        dots=dots, ticks=ticks,
    )  # fmt: skip


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A class of seconds."""

    x: float
    y: float
    tall: float
    count: int
    told: str


class Histogram(msgspec.Struct, frozen=True, kw_only=True):
    """Claims by seconds, on an axis of powers of two; `lower` to `upper` is the middle half, `median` between."""

    width: int
    height: int
    ground: int
    bar: float
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    lower: float
    median: float
    upper: float
    told: str


def draw_seconds(pace: Pace) -> Histogram | None:
    """The histogram of seconds a claim; null where no time is known."""
    if pace.lower is None or pace.median is None or pace.upper is None:
        return None
    wide, left, top, tall = 42, 10, 44, 160
    most = max(pace.classes)
    columns = tuple(
        Column(
            x=left + at * wide + 1.5,
            y=round(top + tall * (1 - count / most), 1),
            tall=round(tall * count / most, 1),
            count=count,
            told=f"{_class(at)}: {count} claim{'s' if count != 1 else ''}",
        )
        for at, count in enumerate(pace.classes)
        if count
    )
    ticks = tuple(Tick(left + at * wide, label) for at, label in enumerate(_EDGES) if label)

    def x(seconds: float) -> float:
        return round(left + wide * _along(seconds), 1)

    return Histogram(
        width=2 * left + wide * len(pace.classes), height=top + tall + 40, ground=top + tall, bar=wide - 3,
        columns=columns, ticks=ticks, lower=x(pace.lower), median=x(pace.median), upper=x(pace.upper),
        told=f"median {pace.median:.1f} s",
    )  # fmt: skip


def _along(seconds: float) -> float:
    """Where seconds lie on the axis of classes; the last class is as wide as the others."""
    return min(seconds if seconds < 1 else 1 + math.log2(seconds), float(len(_EDGES) - 1))


def _class(at: int) -> str:
    low, high = _EDGES[at], _EDGES[at + 1]
    return f"under {high} s" if not low else f"{low} s and more" if not high else f"{low} to {high} s"


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A field: its bar, its interval, and what is written beside it."""

    y: float
    label: str
    wide: float
    low: float
    high: float
    told: str


class Bars(msgspec.Struct, frozen=True, kw_only=True):
    width: int
    height: int
    left: int
    right: int
    row: int
    top: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def draw_corrections(told: Corrections) -> Bars | None:
    """A bar a field: the share of accepted drafts in which it was changed; null where none was accepted."""
    if not told.untouched.of:
        return None
    left, right, row, top, width = 112, 116, 24, 22, 456
    scale = _scale([one.changed.high or 0.0 for one in told.fields])

    def x(share: float) -> float:
        return round(left + (width - left - right) * share / scale, 1)

    bars = tuple(
        Bar(
            y=top + at * row,
            label=one.label,
            wide=round(x(one.changed.value or 0.0) - left, 1),
            low=x(one.changed.low or 0.0),
            high=x(one.changed.high or 0.0),
            told=f"{100 * (one.changed.value or 0.0):.0f} % ({one.changed.count} of {one.changed.of})",
        )
        for at, one in enumerate(told.fields)
    )
    ticks = tuple(Tick(x(scale * part / 2), f"{100 * scale * part / 2:g} %") for part in range(3))
    return Bars(
        width=width, height=top + row * len(bars) + 6, left=left, right=width - right, row=row, top=top, bars=bars,
        ticks=ticks,
    )  # fmt: skip


def _scale(shares: Sequence[float]) -> float:
    """A round end of the axis that all shares lie under."""
    return next(step for step in _STEPS if step >= min(max(shares, default=0.0), 1.0))
