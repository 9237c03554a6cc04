"""Points as words and areas tell them: notations of coordinates, and GeoJSON geometries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

HIDDEN = "[withheld]"
NULL = msgspec.Raw(b"null")
_LEAST = 0.02  # degrees that an area must span: no house
_SHAPES = frozenset({"LineString", "MultiLineString", "Polygon", "MultiPolygon"})
# In sentences there are other numbers too.
_IN_SENTENCES = re.compile(
    r"""
    (?<![\d.])-?\d{1,3}\.\d{3,}(?:\s?°?\s?[NSEW]\b|°)?
  | \d{1,3}\s*[°º˚]\s*(?:\d{1,2}(?:\.\d+)?\s*['’′]\s*)?(?:\d{1,2}(?:\.\d+)?\s*(?:["”″]|'')\s*)?[NSEW]\b
  | \b(?:MULTI)?(?:POINT|POLYGON|LINESTRING)\s*Z?\s*\([^)]*\)+
  | \b[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}\b
  | \b\d{1,2}[C-X]\s?[A-Z]{2}\s?\d{2,5}\s?\d{2,5}\b
    """,
    re.VERBOSE,
)
_GAZETTEERS = re.compile(r"^[A-Za-z_-]+:(?:[nwr]/?)?\d{1,12}$")
_NOTATIONS = re.compile(
    r"""
    \d{1,3}[.,]\d{2,}                                         # 36.21
  | \d\s*[°º˚′″]                                              # 36° 12′ 40″
  | \d['’]\s*\d{1,2}(?:\.\d+)?(?:["”]|'')                    # 36'12.4"
  | \b(?:multi)?(?:point|polygon|linestring)\s*z?\s*\(        # WKT
  | \b[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}\b        # plus codes
  | \b\d{1,2}[C-X]\s?[A-Z]{2}\s?\d{2,5}\s?\d{2,5}\b          # MGRS
  | \bgeohash\b | \b(?=[a-z]*\d)(?=\d*[a-z])[0-9b-hjkmnp-z]{7,12}\b
  | \d{6,}                                                   # metres of a grid
  | ///\w+ | \b[a-z]{3,}\.[a-z]{3,}\.[a-z]{3,}\b             # three words
    """,
    re.VERBOSE | re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def tells_point(words: str | None) -> bool:
    """Whether words write a point in a notation of coordinates; ids of gazetteers ("geonames:166227") do not."""
    return words is not None and _NOTATIONS.search(_GAZETTEERS.sub("", words)) is not None


def without_points(text: str) -> str:
    """Sentences without the points that they write in a notation of coordinates."""
    return _IN_SENTENCES.sub(HIDDEN, text)


def area(geometry: msgspec.Raw, *, least: float = _LEAST) -> msgspec.Raw:
    """A line or an area as it may be told: with nothing but its corners, and null where it spans less than `least`
    degrees from south to north and from west to east, or is none."""
    written = bytes(geometry)
    return NULL if written == b"null" else _area(written, least)


@lru_cache(maxsize=2_000)
def _area(written: bytes, least: float) -> msgspec.Raw:
    shape = _decoded(written)
    if shape is None:
        return NULL
    points = list(_points(shape["coordinates"]))
    wide = [max(values) - min(values) for values in zip(*points, strict=True)] if points else []
    if not wide or max(wide) < least:
        return NULL
    return msgspec.Raw(msgspec.json.encode({"type": shape["type"], "coordinates": shape["coordinates"]}))


def corners(geometry: msgspec.Raw) -> Iterator[tuple[float, float]]:
    """The corners of a line or an area: latitudes and longitudes."""
    shape = None if bytes(geometry) == b"null" else _decoded(bytes(geometry))
    for longitude, latitude in _points(shape["coordinates"]) if shape is not None else ():
        yield latitude, longitude


def _decoded(geometry: bytes) -> dict[str, Any] | None:
    try:
        shape = msgspec.json.decode(geometry)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(shape, dict) or shape.get("type") not in _SHAPES:
        return None
    try:
        list(_points(shape.get("coordinates")))
    except (TypeError, ValueError, RecursionError):
        return None
    return shape


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    """The points of nested arrays, longitude first.

    Raises:
        TypeError: they hold something else than numbers.
        ValueError: a point has not two numbers, or three.
    """
    if coordinates and isinstance(coordinates[0], int | float):
        if len(coordinates) not in (2, 3) or not all(isinstance(each, int | float) for each in coordinates):
            raise ValueError("no point")
        yield float(coordinates[0]), float(coordinates[1])
        return
    if not isinstance(coordinates, list):
        raise TypeError("no coordinates")
    for each in coordinates:
        yield from _points(each)
