"""The land of the Earth as GeoJSON, for maps that draw themselves: country borders, each ring a polygon of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from khaldun.borders import NOTE as NOTE  # what a map that shows borders has to say: others name it by this module
from khaldun.borders import Ring, outlines

_HALF_TURN, _TURN, _POLE = 180.0, 360.0, -90.0


class _Polygon(msgspec.Struct, frozen=True, tag="Polygon"):
    coordinates: tuple[Ring]


class _Feature(msgspec.Struct, frozen=True, tag="Feature"):
    geometry: _Polygon
    properties: None = None


class _Collection(msgspec.Struct, frozen=True, tag="FeatureCollection"):
    features: tuple[_Feature, ...]


@cache
def land() -> bytes:
    """A feature collection. A ring over the 180th meridian goes on beyond it (to 181 and so on) and is not cut.

    Raises:
        DataError: the packed borders are missing or damaged.
    """
    rings = (outline.corners for outline in outlines() if outline.box[1] < outline.box[3])
    features = (_Feature(_Polygon((_closed(tuple(_unbroken(ring))),))) for ring in rings)
    return msgspec.json.encode(_Collection(tuple(features)))


def _unbroken(ring: Ring) -> Iterator[tuple[float, float]]:
    """Corners of which none lies half a turn from the one before."""
    turned, before = 0.0, ring[0][0]
    for lon, lat in ring:
        if abs(lon - before) > _HALF_TURN:
            turned += _TURN if lon < before else -_TURN
        before = lon
        yield round(lon + turned, 3), lat


def _closed(ring: Ring) -> Ring:
    """A ring that goes around the pole is led over it."""
    (start, _), (end, _) = ring[0], ring[-1]
    return ring if start == end else (*ring, (end, _POLE), (start, _POLE), ring[0])
