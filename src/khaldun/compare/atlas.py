"""The map of a comparison, drawn as SVG: where both have rows, where one has them alone, how far pairs lie apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from khaldun.borders import outlines
from khaldun.coded.table import CodedRow
from khaldun.compare.result import Comparison
from khaldun.publish.receipt.atlas import HEIGHT, WIDTH, View, land_paths, scale_of, view_of

Found = Literal["both", "ours", "theirs"]
_CELL = 8  # pixels: rows nearer to each other are one mark
_SHORT = 4  # pixels: a shorter line between the rows of a pair is not drawn
_LINES = 1500
_LABELS, _LETTER = 14, 6.2  # names at most; about the width of a letter, pixels


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one kind at one place: pixels, how many, and the name that is written beside it ("" for none)."""

    found: Found
    x: float
    y: float
    size: float
    rows: int
    label: str = ""


class Point(msgspec.Struct, frozen=True):
    """A row's place: what was found of it, degrees, its name."""

    found: Found
    longitude: float
    latitude: float
    name: str


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn map: `land` are SVG paths, `lines` those from our row of a pair to theirs, `scale_km` what `scale_px`
    pixels are; `more` lines were not drawn."""

    width: int
    height: int
    land: tuple[str, ...]
    marks: tuple[Mark, ...]
    lines: tuple[str, ...]
    more: int
    scale_km: int
    scale_px: float


def draw_comparison(told: Comparison) -> Drawing | None:
    """The map of the rows that have coordinates, null where none has."""
    points: list[Point] = [
        *_points("both", (told.their_rows[pair.theirs] for pair in told.pairs)),
        *_points("theirs", (told.their_rows[one.row] for one in told.only_theirs)),
        *_points("ours", (told.our_rows[one.row] for one in told.only_ours)),
    ]
    if not points:
        return None
    ours = _points("both", (told.our_rows[pair.ours] for pair in told.pairs))
    view = view_of([(point.longitude, point.latitude) for point in (*points, *ours)])
    lines = list(_lines(told, view))
    km, px = scale_of(view)
    return Drawing(
        width=WIDTH,
        height=HEIGHT,
        land=tuple(land_paths(view, outlines())),
        marks=tuple(_marks(points, view)),
        lines=tuple(lines[:_LINES]),
        more=max(len(lines) - _LINES, 0),
        scale_km=km,
        scale_px=px,
    )


def _points(found: Found, rows: Iterable[CodedRow]) -> Iterator[Point]:
    for row in rows:
        if row.latitude is not None and row.longitude is not None:
            yield Point(found, row.longitude, row.latitude, row.place)


def _marks(points: Iterable[Point], view: View) -> Iterator[Mark]:
    """The largest first, so that small ones stay seen; names beside the first of them that have room."""
    names: dict[tuple[Found, float, float], Counter[str]] = {}
    for point in points:
        x, y = (float(round(at / _CELL) * _CELL) for at in (view.x(point.longitude), view.y(point.latitude)))
        names.setdefault((point.found, x, y), Counter())[point.name] += 1
    taken: list[tuple[float, float, float, float]] = []
    for (found, left, top), called in sorted(names.items(), key=lambda one: (-one[1].total(), one[0])):
        x, y, size = left, top, round(min(3 + 1.5 * math.sqrt(called.total()), 14), 1)
        label = called.most_common(1)[0][0]
        box = (x + size, y - 8, x + size + 4 + _LETTER * len(label), y + 8)
        met = any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
        if met or len(taken) >= _LABELS or box[2] > WIDTH:
            label = ""
        else:
            taken.append(box)
        yield Mark(found=found, x=x, y=y, size=size, rows=called.total(), label=label)


def _lines(told: Comparison, view: View) -> Iterator[str]:
    for pair in told.pairs:
        one, other = told.our_rows[pair.ours], told.their_rows[pair.theirs]
        if pair.km is None or None in (one.latitude, one.longitude, other.latitude, other.longitude):
            continue
        x, y = view.x(one.longitude or 0.0), view.y(one.latitude or 0.0)
        to_x, to_y = view.x(other.longitude or 0.0), view.y(other.latitude or 0.0)
        if math.hypot(to_x - x, to_y - y) >= _SHORT:
            yield f"M{x:g},{y:g}L{to_x:g},{to_y:g}"
