"""GeoJSON geometries as a map takes them. What a claim says of its place's shape is checked before it is drawn."""

from __future__ import annotations

import msgspec

_LARGEST = 200_000  # bytes of a shape that is sent to a map
Position = list[float]


class Point(msgspec.Struct, frozen=True, tag="Point"):
    """GeoJSON: longitude, latitude."""

    coordinates: tuple[float, float]


class LineString(msgspec.Struct, frozen=True, tag="LineString"):
    """GeoJSON."""

    coordinates: list[Position]


class MultiLineString(msgspec.Struct, frozen=True, tag="MultiLineString"):
    """GeoJSON."""

    coordinates: list[list[Position]]


class Polygon(msgspec.Struct, frozen=True, tag="Polygon"):
    """GeoJSON."""

    coordinates: list[list[Position]]


class MultiPolygon(msgspec.Struct, frozen=True, tag="MultiPolygon"):
    """GeoJSON."""

    coordinates: list[list[list[Position]]]


Shape = LineString | MultiLineString | Polygon | MultiPolygon


def shape_of(geometry: bytes) -> Shape | None:
    """A shape that a map can draw, null where it is none."""
    if len(geometry) > _LARGEST:
        return None
    try:
        shape: Shape | None = msgspec.json.decode(geometry, type=Shape | None)
    except msgspec.MsgspecError:
        return None
    return shape
