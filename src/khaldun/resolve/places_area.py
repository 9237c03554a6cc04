"""Places that are not points: what lies near, around, between or in a part of a place, as a GeoJSON geometry.

Each relation makes its area by a named rule. Kilometres are those within which such words usually mean a place (UCDP
GED codebook, where_prec 2: "within ca. 25 km"); they are the house's, not measured.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from khaldun.resolve.gazetteer_protocol import WIDE, Place
from khaldun.resolve.places_geo import KM_PER_DEGREE, direction_of, moved
from khaldun.text.places.records import PlacePhrase

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_NEAR_KM, _OUTSKIRTS_KM, _COUNTRYSIDE_KM, _DIRECTION_KM = 10.0, 5.0, 15.0, 15.0
_ROAD_KM, _BETWEEN_KM, _BORDER_KM = 2.0, 4.0, 5.0
_LEAST_KM, _BLUR = 1.0, 0.25
"""A point so many kilometres off is as sure as a quarter of them, but never surer than one."""
_EDGE_KM = 5.0
_SECTOR = 45.0
_LEAST_TOWNS = 3
_SIDES, _FEW_SIDES = 8, 2
_SMOOTH, _SMOOTHEST, _CORNERS = 0.02, 0.08, 300
"""Degrees that a line may be made smooth by: the more the longer it is, never so much that it leaves its strip."""
_DIGITS = 4


PART = "places/area-part-of-region"


class Area(NamedTuple):
    """A GeoJSON geometry (RFC 7946: longitude before latitude) as text, and the rule that made it."""

    geometry: str
    rule: str


def area_of(
    phrase: PlacePhrase, place: Place, other: Place | None, towns: Sequence[Place], *, part: str = ""
) -> Area | None:
    """The area that a phrase means; null where it means the place itself, and that is a point.

    `other` is the second place of a road, a border or "between", null where it is not known; `towns` are the
    settlements of `place`, if it is wide; `part` is a compass part or "central".
    """
    if place.feature in WIDE:
        return _wide(place, towns, part or phrase.part, phrase)
    if phrase.relation in ("between", "road", "border"):
        return None if other is None else _line(phrase.relation, place, other)
    if phrase.relation == "direction":
        return _direction(place, phrase)
    if phrase.relation == "near":
        km = phrase.km
        return _made(_circle(place, max(_LEAST_KM, km) if km else _NEAR_KM), "near")
    if phrase.relation == "outskirts":
        return _made(_circle(place, _OUTSKIRTS_KM), "outskirts")
    if phrase.relation in ("countryside", "part"):
        return _made(_sector(place, _COUNTRYSIDE_KM, _bearing(part or phrase.part, phrase)), "countryside")
    return None


def site_of(place: Place, km: float) -> Area:
    """A site that has a point: what lies so near it."""
    return _made(_circle(place, km), "site")


def _direction(place: Place, phrase: PlacePhrase) -> Area | None:
    """ "12 km south of X": around the point there; "south of X": the quarter circle on that side."""
    if phrase.bearing is None:
        return None
    if phrase.km is None:
        return _made(_sector(place, _DIRECTION_KM, phrase.bearing), "direction")
    latitude, longitude = moved(place.latitude, place.longitude, phrase.bearing, phrase.km)
    return _made(_round(longitude, latitude, max(_LEAST_KM, _BLUR * phrase.km)), "distance-and-direction")


def _line(relation: str, place: Place, other: Place) -> Area:
    from shapely.geometry import LineString

    km = {"road": _ROAD_KM, "between": _BETWEEN_KM}.get(relation, _BORDER_KM)
    line = LineString([(place.longitude, place.latitude), (other.longitude, other.latitude)])
    return _made(_buffered(line, place.latitude, km), relation)


def strip(line: BaseGeometry, latitude: float, km: float, rule: str) -> Area:
    """What lies within `km` of a line, made smooth: a border or a river is drawn coarser than its bends."""
    smooth = min(_SMOOTHEST, max(_SMOOTH, line.length / _CORNERS))
    return _made(_buffered(line.simplify(smooth), latitude, km, sides=_FEW_SIDES), rule)


def land_of(place: Place, towns: Sequence[Place]) -> BaseGeometry | None:
    """The land of a region's settlements: their hull, and a little more; null where too few are known."""
    from shapely.geometry import LineString  # made of 400 towns in a tenth of the time that a MultiPoint takes

    if len(towns) < _LEAST_TOWNS:
        return None
    hull = LineString([(town.longitude, town.latitude) for town in towns]).convex_hull
    return _buffered(hull, place.latitude, _EDGE_KM)


def _wide(place: Place, towns: Sequence[Place], part: str, phrase: PlacePhrase) -> Area | None:
    """The land of a region's settlements, or the part of it beyond its middle; "central" is its middle third."""
    hull = land_of(place, towns)
    if hull is None:
        return None
    cut = part or _word(phrase.bearing)
    if not cut:
        return _made(hull, "region")
    part_of = hull.intersection(_window(hull.bounds, cut))
    return _made(hull, "region") if part_of.is_empty else _made(part_of, "part-of-region")


def _window(bounds: tuple[float, float, float, float], part: str) -> BaseGeometry:
    """The half, quarter or middle of a box that a part's word points to."""
    from shapely.geometry import box

    west, south, east, north = bounds
    across, up = (west + east) / 2, (south + north) / 2
    direction = direction_of(part)
    if part == "central":
        third_across, third_up = (east - west) / 3, (north - south) / 3
        return box(west + third_across, south + third_up, east - third_across, north - third_up)
    if direction is None:
        return box(*bounds)
    to_east, to_north = direction
    return box(
        across if to_east > 0 else west, up if to_north > 0 else south,
        across if to_east < 0 else east, up if to_north < 0 else north,
    )  # fmt: skip


def _bearing(part: str, phrase: PlacePhrase) -> float | None:
    direction = direction_of(part)
    return phrase.bearing if direction is None else math.degrees(math.atan2(*direction)) % 360


def _word(bearing: float | None) -> str:
    names = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
    return "" if bearing is None else names[round(bearing / _SECTOR) % len(names)]


def _sector(place: Place, km: float, bearing: float | None) -> BaseGeometry:
    """The circle around a place, or its quarter around a bearing."""
    from shapely.geometry import Polygon

    circle = _circle(place, km)
    if bearing is None:
        return circle
    corners = [moved(place.latitude, place.longitude, bearing + turn, 2 * km) for turn in (-_SECTOR, 0.0, _SECTOR)]
    wedge = Polygon([(place.longitude, place.latitude), *((longitude, latitude) for latitude, longitude in corners)])
    return circle.intersection(wedge)


def _circle(place: Place, km: float) -> BaseGeometry:
    return _round(place.longitude, place.latitude, km)


def _round(longitude: float, latitude: float, km: float) -> BaseGeometry:
    from shapely.geometry import Point

    return _buffered(Point(longitude, latitude), latitude, km)


def _buffered(shape: BaseGeometry, latitude: float, km: float, *, sides: int = _SIDES) -> BaseGeometry:
    """A shape with `km` around it, right in both directions at its latitude."""
    from shapely.affinity import scale

    squeeze = math.cos(math.radians(latitude))
    flat = scale(shape, xfact=squeeze, origin=(0, 0)).buffer(km / KM_PER_DEGREE, quad_segs=sides)
    return scale(flat, xfact=1 / squeeze, origin=(0, 0))


def _made(shape: BaseGeometry, rule: str) -> Area:
    from shapely import set_precision
    from shapely.geometry import mapping
    from shapely.geometry.polygon import orient

    even = set_precision(shape, 10**-_DIGITS)
    if even.geom_type == "Polygon":
        even = orient(even)  # type: ignore[arg-type]
    return Area(json.dumps(_rounded(mapping(even)), separators=(",", ":")), f"places/area-{rule}")


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value
