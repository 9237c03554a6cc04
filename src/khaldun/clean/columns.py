"""The reading order of boxes on a page: column after column, between the boxes that span them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

_MOST_SPANNING = 0.34  # share of boxes that may cross a gutter: headings over all columns
_LEAST = 2  # boxes that make a column


class Placed(Protocol):
    """A box in points; y grows upwards."""

    x0: float
    x1: float
    y0: float
    y1: float


B = TypeVar("B", bound=Placed)


class _Gutter(NamedTuple):
    spanning: int
    width: float
    x: float


def in_reading_order(boxes: Sequence[B]) -> list[B]:
    """The boxes, from the top; where a gutter parts them, the left column before the right."""
    ordered = sorted(boxes, key=lambda box: (-box.y1, box.x0))
    gutter = _gutter(ordered)
    if gutter is None:
        return ordered
    found: list[B] = []
    band: list[B] = []
    for box in ordered:
        if box.x0 < gutter.x < box.x1:
            found += [*_side_by_side(band, gutter.x), box]
            band = []
        else:
            band.append(box)
    return [*found, *_side_by_side(band, gutter.x)]


def _side_by_side(band: Sequence[B], x: float) -> list[B]:
    left = [box for box in band if box.x1 <= x]
    right = [box for box in band if box.x0 >= x]
    return (
        [*in_reading_order(left), *in_reading_order(right)] if left and right else sorted(band, key=lambda box: -box.y1)
    )


def _gutter(boxes: Sequence[Placed]) -> _Gutter | None:
    """The gap between columns that the fewest boxes span, the widest of equals; null where there is one column."""
    candidates: list[_Gutter] = []
    for right in sorted({box.x1 for box in boxes}):
        following = [box.x0 for box in boxes if box.x0 >= right]
        if not following:
            continue
        x = (right + min(following)) / 2
        spanning = sum(box.x0 < x < box.x1 for box in boxes)
        left, beside = (sum(box.x1 <= x for box in boxes), sum(box.x0 >= x for box in boxes))
        if left >= _LEAST and beside >= _LEAST and spanning <= _MOST_SPANNING * len(boxes) and _overlap(boxes, x):
            candidates.append(_Gutter(spanning, min(following) - right, x))
    return min(candidates, key=lambda gutter: (gutter.spanning, -gutter.width), default=None)


def _overlap(boxes: Sequence[Placed], x: float) -> bool:
    """Whether what lies left and right of `x` stands side by side at some height; else it is one column, ragged."""
    left = [box for box in boxes if box.x1 <= x]
    right = [box for box in boxes if box.x0 >= x]
    return sum(any(one.y0 < two.y1 and two.y0 < one.y1 for two in right) for one in left) >= _LEAST
