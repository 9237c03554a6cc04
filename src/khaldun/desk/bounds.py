"""Addresses → what of the Earth and of time is looked at."""

from __future__ import annotations

import datetime as dt
import math

from starlette.datastructures import QueryParams

from khaldun.review.fields import FieldError
from khaldun.store.earth import Box

_WORLD = 360.0


def window_of(query: QueryParams) -> dict[str, str]:
    """The days that the timeline shows (`first`, `last`), where it does not show all.

    Raises:
        FieldError: a day is none.
    """
    told = {bound: query.get(bound, "").strip() for bound in ("first", "last")}
    return {bound: _day(value) for bound, value in told.items() if value}


def _day(told: str) -> str:
    try:
        return dt.date.fromisoformat(told).isoformat()
    except ValueError:
        raise FieldError(f"{told!r} is no day.", advice="Write it as 2019-11-16.") from None


def box_of(query: QueryParams) -> Box:
    """The part of the Earth that is looked at, by `bbox` (west,south,east,north; the whole where it says nothing).

    Raises:
        FieldError: it is none.
    """
    told = query.get("bbox", "-180,-90,180,90").split(",")
    try:
        west, south, east, north = (float(one) for one in told)
    except ValueError:
        west = south = east = north = math.nan
    if not all(map(math.isfinite, (west, south, east, north))) or south > north:
        raise FieldError("The box of the map is none.", advice="Write it as west,south,east,north in degrees.")
    if east - west >= _WORLD:
        return Box(south=south, north=north)
    return Box(west=_turned(west), south=south, east=_turned(east), north=north)


def _turned(longitude: float) -> float:
    """A longitude of the map, which goes around the Earth more than once, as one of the Earth."""
    return (longitude + _WORLD / 2) % _WORLD - _WORLD / 2


def zoom_of(query: QueryParams) -> float:
    """How close the map is looked at: the zoom of web maps.

    Raises:
        FieldError: it is no number.
    """
    try:
        told = float(query.get("zoom", "2"))
    except ValueError:
        told = math.nan
    if not math.isfinite(told):
        raise FieldError("The zoom of the map is no number.", advice="0 is the whole Earth, a step more half as much.")
    return told
