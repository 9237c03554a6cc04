"""GeoJSON (RFC 7946): a FeatureCollection with a point a row, a feature a line."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from khaldun.publish.cells import Cell
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import Column, Row
from khaldun.publish.export.writing.writer import Making, Part, TextFile, unlike

_HEAD, _BETWEEN, _TAIL = b'{"type":"FeatureCollection","features":[\n', b",\n", b"\n]}\n"


class Point(msgspec.Struct, frozen=True, tag_field="type", tag="Point"):
    """Longitude first."""

    coordinates: tuple[float, float]


class Feature(msgspec.Struct, frozen=True, tag_field="type", tag="Feature"):
    id: str
    geometry: Point
    properties: dict[str, Cell]


class GeojsonRows:
    """Makes features, each with what stands between it and the one before. Every row has a point: `Mapped` leaves out
    the others."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns]
        self._encoder, self._decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Feature)

    def part(self, told: Told, rows: Sequence[Row]) -> Part:
        return Part(data=b"".join(map(self._feature, rows)), rows=len(rows))

    def _feature(self, row: Row) -> bytes:
        if row.longitude is None or row.latitude is None:
            raise ValueError(f"row {row.id} has no point")
        properties = {name: row.values[name].cell for name in self._names}
        point = Point(coordinates=(float(row.longitude), float(row.latitude)))
        made = Feature(id=row.id, geometry=point, properties=properties)
        data = self._encoder.encode(made)
        if self._decoder.decode(data) != made:
            raise unlike("its cells are not those that were written")
        return _BETWEEN + data


def geojson_file(making: Making) -> TextFile:
    """The file, as a FeatureCollection begins and ends."""
    return TextFile(making.path, head=_HEAD, tail=_TAIL, skip=len(_BETWEEN))
