"""GeoJSON FeatureCollections of points and polygons made into entries, one feature at a time."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.entries import Entry, FindCountry
from khaldun.tools.gazetteer.read_pcodes import layout_of, pcode_entry
from khaldun.tools.gazetteer.read_plain import entry_of, stated_country
from khaldun.tools.gazetteer.read_table import Row, read_degrees
from khaldun.tools.gazetteer.source_file import SourceFile, cut_off, read_whole

_PIECE = 1 << 20
Ring = list[list[float]]
_COORDINATES: dict[str, Any] = {
    "Point": list[float], "MultiPoint": list[list[float]], "Polygon": list[Ring], "MultiPolygon": list[list[Ring]],
}  # fmt: skip


class Collection(msgspec.Struct, frozen=True):
    """A FeatureCollection with its features not read yet."""

    type: str
    features: list[msgspec.Raw] = []


class Geometry(msgspec.Struct, frozen=True):
    """A geometry whose coordinates are not read yet."""

    type: str
    coordinates: msgspec.Raw = msgspec.Raw(b"null")


class Feature(msgspec.Struct, frozen=True):
    """One feature."""

    geometry: Geometry | None = None
    properties: dict[str, Any] | None = None
    id: str | int | float | None = None


class Point(NamedTuple):
    """Degrees."""

    longitude: float
    latitude: float


def read_geojson(file: SourceFile, country: str | None, find_country: FindCountry) -> Iterator[Entry]:
    """The entries of a FeatureCollection; properties are read as the columns of a table are.

    Raises:
        GazetteerError: what is wrong, with file, line, feature and field.
    """
    data = read_whole(file)
    decoder = msgspec.json.Decoder(Feature)
    for number, (line, raw) in enumerate(_features(file, data), 1):
        where = f"{file}, line {line}, feature {number}"
        try:
            feature = decoder.decode(raw)
        except msgspec.DecodeError as error:
            raise GazetteerError(f"{where}: {error}.", advice="Mend or remove the feature.") from error
        yield _entry(where, line, feature, country, find_country, f"{file.stem}:{number}")


def _features(file: SourceFile, data: bytes) -> Iterator[tuple[int, msgspec.Raw]]:
    """The features as they are written, each with the line on which it begins."""
    _check_encoding(file, data)
    try:
        collection = msgspec.json.decode(data, type=Collection)
    except msgspec.DecodeError as error:
        raise _broken(file, data, error) from error
    if collection.type != "FeatureCollection":
        raise GazetteerError(
            f"{file}, line 1, field type: {collection.type!r} where a FeatureCollection is read.",
            advice='Put the features into {"type": "FeatureCollection", "features": […]}.',
        )
    line, at = 1, 0
    for raw in collection.features:
        start = data.find(raw, at)
        line += data.count(b"\n", at, start)
        at = start
        yield line, raw


def _check_encoding(file: SourceFile, data: bytes) -> None:
    """Piece by piece, since the text as a whole would need as much memory again."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(data[start : start + _PIECE], final=start + _PIECE >= len(data))
    except UnicodeDecodeError as error:
        at = start - len(decoder.getstate()[0]) + error.start
        line = data.count(b"\n", 0, at) + 1
        raise GazetteerError(
            f"{file}, line {line}: not UTF-8 (byte 0x{data[at]:02x}) at byte {at + 1} of the file.",
            advice=(at + 4 > len(data) and cut_off(file, line)) or "Save the file as UTF-8.",
        ) from error


def _broken(file: SourceFile, data: bytes, error: Exception) -> GazetteerError:
    if "truncated" in str(error):
        line = data.count(b"\n") + 1
        return GazetteerError(
            f"{file}, line {line}: the JSON is cut off.", advice=cut_off(file, line) or "Download it again."
        )
    return GazetteerError(f"{file}: no GeoJSON ({error}).", advice="Only a FeatureCollection of places can be added.")


def _entry(where: str, line: int, feature: Feature, country: str | None, find_country: FindCountry, own: str) -> Entry:
    point = _point(where, feature.geometry)
    coordinates = f"{where}, geometry"
    degrees = read_degrees(coordinates, ("latitude", str(point.latitude)), ("longitude", str(point.longitude)))
    row = {key.strip().casefold(): _text(value) for key, value in (feature.properties or {}).items()}
    layout = layout_of(tuple(row))
    if layout is not None and layout.names:
        return pcode_entry(where, line, row, layout, degrees, country, find_country, own)
    return entry_of(
        where, line, row, _id(own, row, feature), row.get("name", ""), degrees,
        stated_country(where, row, find_country) or country,
    )  # fmt: skip


def _id(own: str, row: Row, feature: Feature) -> str:
    stated = row.get("id", "").strip() or _text(feature.id)
    return f"{own.rpartition(':')[0]}:{stated}" if stated else own


def _text(value: Any) -> str:
    """A property as the cell of a table: names by language and lists of names are written as there."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "|".join(f"{lang}={name}" for lang, name in value.items() if name)
    if isinstance(value, list):
        return "|".join(map(str, value))
    return str(value)


def _point(where: str, geometry: Geometry | None) -> Point:
    """The point, or the centroid of the largest outer ring.

    Raises:
        GazetteerError: there is no geometry, or not of a kind that has a point.
    """
    kind = geometry.type if geometry is not None else "null"
    if geometry is None or kind not in _COORDINATES:
        raise GazetteerError(
            f"{where}, field geometry: {kind} is neither point nor polygon.",
            advice="Give the feature a Point, or remove it.",
        )
    try:
        coordinates = msgspec.json.decode(geometry.coordinates, type=_COORDINATES[kind])
        return _representative(kind, coordinates)
    except (msgspec.DecodeError, ValueError) as error:
        raise GazetteerError(
            f"{where}, field geometry.coordinates: not those of a {kind} ({error}).",
            advice="Mend or remove the feature.",
        ) from error


def _representative(kind: str, coordinates: Any) -> Point:
    """The point of decoded coordinates; a ValueError where there are too few."""
    if kind == "Point":
        return _pair(coordinates)
    if not coordinates:
        raise ValueError("they are empty")
    if kind == "MultiPoint":
        return _pair(coordinates[0])
    outer = [polygon[0] for polygon in ([coordinates] if kind == "Polygon" else coordinates) if polygon]
    if not outer:
        raise ValueError("they are empty")
    return max((_centroid([_pair(corner) for corner in ring]) for ring in outer), key=lambda found: found[0])[1]


def _pair(position: Sequence[float]) -> Point:
    if len(position) < 2:
        raise ValueError("a position needs longitude and latitude")
    return Point(position[0], position[1])


def _centroid(ring: list[Point]) -> tuple[float, Point]:
    """The ring's area (in square degrees) and centroid; the mean of its corners where it has no area."""
    from shapely.geometry import MultiPoint, Polygon

    if not ring:
        raise ValueError("a ring is empty")
    land = Polygon(ring) if len(set(ring)) > 2 else None
    middle = land.centroid if land is not None and land.area else MultiPoint(ring).centroid
    return land.area if land is not None else 0.0, Point(middle.x, middle.y)
