"""GeoJSON (RFC 7946): a FeatureCollection with a point a row, a feature a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from khaldun.publish.cells import Cell
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import Row
from khaldun.publish.export.writing.writer import Digest, Making, Remark, unlike

_HEAD, _TAIL = b'{"type":"FeatureCollection","features":[\n', b"\n]}\n"


class Point(msgspec.Struct, frozen=True, tag_field="type", tag="Point"):
    """Longitude first."""

    coordinates: tuple[float, float]


class Feature(msgspec.Struct, frozen=True, tag_field="type", tag="Feature"):
    id: str
    geometry: Point
    properties: dict[str, Cell]


class GeojsonFile:
    """Writes GeoJSON. Every row has a point: `Mapped` leaves out the others."""

    def __init__(self, making: Making) -> None:
        self.remarks: list[Remark] = []
        self._path = making.path
        self._names = [column.name for column in making.table.columns]
        self._file = self._path.open("xb")
        self._file.write(_HEAD)
        self._digest = Digest()

    def write(self, told: Told, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.longitude is None or row.latitude is None:
                raise ValueError(f"row {row.id} has no point")
            properties = {name: row.values[name].cell for name in self._names}
            point = Point(coordinates=(float(row.longitude), float(row.latitude)))
            if self._digest.rows:
                self._file.write(b",\n")
            self._file.write(msgspec.json.encode(Feature(id=row.id, geometry=point, properties=properties)))
            self._digest.add([row.id, *point.coordinates, *properties.items()])

    def close(self) -> None:
        self._file.write(_TAIL)
        self._file.close()

    def release(self) -> None:
        self._file.close()

    def reread(self) -> None:
        self._digest.check(self._read())

    def _read(self) -> Iterator[list[object]]:
        """Each feature: no character of a line break stands inside one."""
        decoder = msgspec.json.Decoder(Feature)
        with self._path.open("rb") as file:
            if file.readline() != _HEAD:
                raise unlike("it does not begin as a FeatureCollection")
            last = b""
            for line in file:
                if line in (b"\n", b"]}\n"):
                    last += line
                    continue
                try:
                    one = decoder.decode(line.rstrip(b",\n"))
                except msgspec.DecodeError as error:
                    raise unlike(f"it is no GeoJSON ({error})") from error
                yield [one.id, *one.geometry.coordinates, *one.properties.items()]
            if last not in (b"]}\n", b"\n]}\n"):
                raise unlike("it does not end as a FeatureCollection")
