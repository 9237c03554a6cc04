"""The map of a set of claims, drawn as SVG: borders, places as they are known, a scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from khaldun.borders import Outline, Ring, outlines
from khaldun.records.lines import ClaimLine

WIDTH, HEIGHT = 720, 440
_LEAST = 1.2  # degrees of latitude that a map shows at least
_PAD = 0.12
_KM_PER_DEGREE = 111.32
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_LABELS = 14
_LETTER = 6.2  # about the width of a letter in a label, pixels
_HALF_TURN = 180
_REACH_KM = {2: 15.0, 3: 60.0}  # how far around its dot a place of that precision is drawn
_FINE = 0.7  # pixels: a corner nearer than that to the one before is not drawn

PRECISION = {1: "the settlement itself", 2: "near it, or part of a region", 3: "a larger region, by its seat"}


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """A place on the map: pixels, its name and precision, the claims there, whether a rule placed it (fallback).

    A place that is not a settlement itself is drawn with its area: `area`, an SVG path, or where its words have no
    geometry `reach`, a radius by its precision.
    """

    x: float
    y: float
    radius: float
    name: str
    precision: int
    claims: tuple[int, ...]
    fallback: bool
    reach: float = 0.0
    area: str = ""
    label: bool = False
    left: bool = False


class Atlas(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn map: `land` are SVG paths, `dots` its places, `scale_km` what `scale_px` pixels are."""

    width: int
    height: int
    land: tuple[str, ...]
    dots: tuple[Dot, ...]
    scale_km: int
    scale_px: float


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Equirectangular, true to scale at the middle parallel."""

    west: float
    north: float
    per_lon: float
    per_lat: float

    def x(self, lon: float) -> float:
        return round((lon - self.west) * self.per_lon, 1)

    def y(self, lat: float) -> float:
        return round((self.north - lat) * self.per_lat, 1)


class _Spot(msgspec.Struct, frozen=True, kw_only=True):
    latitude: float
    longitude: float
    name: str
    precision: int
    fallback: bool
    geometry: bytes = b"null"


def draw_map(claims: Sequence[ClaimLine]) -> Atlas | None:
    """The map of the claims' places, null where none has a point. Nothing is moved to make room: dots may overlap."""
    spots = _spots(claims)
    if not spots:
        return None
    view = _view([spot for spot, _ in spots])
    dots = sorted((_dot(spot, numbers, view) for spot, numbers in spots), key=lambda dot: -dot.radius)
    km, px = scale_of(view)
    return Atlas(
        width=WIDTH,
        height=HEIGHT,
        land=tuple(land_paths(view, outlines())),
        dots=tuple(_labelled(dots)),
        scale_km=km,
        scale_px=px,
    )


def _spots(claims: Sequence[ClaimLine]) -> list[tuple[_Spot, tuple[int, ...]]]:
    """Places with the numbers (from 1) of the claims there."""
    found: dict[_Spot, list[int]] = {}
    for number, claim in enumerate(claims, start=1):
        place = claim.place
        if place is None:
            continue
        if place.latitude is not None and place.longitude is not None:
            spot = _Spot(
                latitude=place.latitude,
                longitude=place.longitude,
                name=place.name or place.quote or "?",
                precision=place.precision or 1,
                fallback=False,
                geometry=bytes(place.geometry),
            )
        elif place.fallback is not None:
            spot = _Spot(
                latitude=place.fallback.latitude,
                longitude=place.fallback.longitude,
                name=place.fallback.name,
                precision=place.fallback.precision,
                fallback=True,
            )
        else:
            continue
        found.setdefault(spot, []).append(number)
    return [(spot, tuple(numbers)) for spot, numbers in found.items()]


def _view(spots: Sequence[_Spot]) -> View:
    """What shows all spots and their areas."""
    corners = [(spot.longitude, spot.latitude) for spot in spots]
    return view_of([*corners, *((lon, lat) for spot in spots for ring in _rings(spot.geometry) for lon, lat in ring)])


def view_of(corners: Sequence[tuple[float, float]]) -> View:
    """What shows all corners (longitude, latitude), of which there is one at least."""
    south, north = min(lat for _, lat in corners), max(lat for _, lat in corners)
    west, east = min(lon for lon, _ in corners), max(lon for lon, _ in corners)
    middle = (south + north) / 2
    shrink = max(math.cos(math.radians(middle)), 0.2)
    tall = max((north - south) * (1 + 2 * _PAD), _LEAST, (east - west) * (1 + 2 * _PAD) * shrink * HEIGHT / WIDTH)
    per_lat = HEIGHT / tall
    per_lon = per_lat * shrink
    return View(west=(west + east) / 2 - WIDTH / per_lon / 2, north=middle + tall / 2, per_lon=per_lon, per_lat=per_lat)


def _dot(spot: _Spot, numbers: tuple[int, ...], view: View) -> Dot:
    radius = round(min(4 + 2 * math.sqrt(len(numbers)), 14), 1)
    area = _area(spot.geometry, view)
    reach = 0.0 if area else _REACH_KM.get(spot.precision, 0.0) / _KM_PER_DEGREE * view.per_lat
    return Dot(
        area=area,
        reach=round(max(reach, radius + 4), 1) if reach else 0.0,
        x=view.x(spot.longitude), y=view.y(spot.latitude), radius=radius, name=spot.name, precision=spot.precision,
        claims=numbers, fallback=spot.fallback,
    )  # fmt: skip


def _area(geometry: bytes, view: View) -> str:
    """An area as an SVG path, "" where there is none."""
    return "".join(
        "M" + "L".join(f"{view.x(lon):g},{view.y(lat):g}" for lon, lat in ring) + "Z" for ring in _rings(geometry)
    )


def _rings(geometry: bytes) -> list[list[tuple[float, float]]]:
    """The outer rings of a GeoJSON polygon or of several."""
    shape = msgspec.json.decode(geometry)
    if not shape or shape["type"] not in ("Polygon", "MultiPolygon"):
        return []
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [[(lon, lat) for lon, lat, *_ in polygon[0]] for polygon in polygons]


def _labelled(dots: Iterable[Dot]) -> Iterator[Dot]:
    """Names beside the dots, the largest first, as long as they touch no other name."""
    taken: list[tuple[float, float, float, float]] = []
    count = 0
    for dot in dots:
        wide = len(dot.name) * _LETTER
        left = dot.x + dot.radius + wide + 8 > WIDTH
        start = dot.x - dot.radius - wide - 4 if left else dot.x + dot.radius + 4
        box = (start, dot.y - 8, start + wide, dot.y + 8)
        free = not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
        label = free and count < _LABELS and start > 0
        if label:
            taken.append(box)
            count += 1
        yield msgspec.structs.replace(dot, label=label, left=left)


def land_paths(view: View, rings: Iterable[Outline]) -> Iterator[str]:
    """The rings that meet the view, thinned to what can be seen, clipped to a margin around it."""
    east, south = view.west + WIDTH / view.per_lon, view.north - HEIGHT / view.per_lat
    for ring in rings:
        west_, south_, east_, north_ = ring.box
        if east_ < view.west or west_ > east or north_ < south or south_ > view.north:
            continue
        for part in _parted(ring.corners):
            points: list[tuple[float, float]] = []
            for lon, lat in part:
                x = min(max(view.x(lon), -WIDTH), 2 * WIDTH)
                y = min(max(view.y(lat), -HEIGHT), 2 * HEIGHT)
                if not points or abs(x - points[-1][0]) + abs(y - points[-1][1]) >= _FINE:
                    points.append((x, y))
            if len(points) > 2:
                yield "M" + "L".join(f"{x:g},{y:g}" for x, y in points) + "Z"


def _parted(corners: Ring) -> Iterator[Ring]:
    """A ring that crosses the 180th meridian, in its parts on either side."""
    start = 0
    for at in range(1, len(corners)):
        if abs(corners[at][0] - corners[at - 1][0]) > _HALF_TURN:
            yield corners[start:at]
            start = at
    yield corners[start:]


def scale_of(view: View) -> tuple[int, float]:
    """A round number of kilometres, and how long it is."""
    km_per_px = _KM_PER_DEGREE / view.per_lat
    km = max((step for step in _STEPS if step / km_per_px <= WIDTH / 4), default=_STEPS[0])
    return km, round(km / km_per_px, 1)
