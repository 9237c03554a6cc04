"""Distances and compass parts, in kilometres."""

from __future__ import annotations

import math
from collections.abc import Sequence

from khaldun.resolve.gazetteer_protocol import Place

KM_PER_DEGREE = 111.2
_EARTH_KM = 6371.0
_PARTS: dict[str, tuple[float, float]] = {
    "north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0),
    "northeast": (1, 1), "northwest": (-1, 1), "southeast": (1, -1), "southwest": (-1, -1),
}  # fmt: skip


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The distance of two points on a plane laid through them: right to 1 % below 500 km, and never too small there."""
    across = (lon1 - lon2 + 180) % 360 - 180
    return KM_PER_DEGREE * math.hypot(lat1 - lat2, across * math.cos(math.radians((lat1 + lat2) / 2)))


def sphere_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The great-circle distance of two points, at any distance."""
    one, two = math.radians(lat1), math.radians(lat2)
    across = math.sin(math.radians(lon1 - lon2) / 2) ** 2
    half = math.sin((one - two) / 2) ** 2 + math.cos(one) * math.cos(two) * across
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def moved(latitude: float, longitude: float, bearing: float, km: float) -> tuple[float, float]:
    """The point `km` away in the direction `bearing` (degrees from north), to four decimals."""
    turn = math.radians(bearing)
    north = km * math.cos(turn) / KM_PER_DEGREE
    east = km * math.sin(turn) / (KM_PER_DEGREE * math.cos(math.radians(latitude)))
    return round(latitude + north, 4), round(longitude + east, 4)


def direction_of(part: str) -> tuple[float, float] | None:
    """The direction (east, north) that a part's word points to ("northern", "south-western", "eastern")."""
    word = part.casefold().replace("-", "").replace(" ", "").removesuffix("ern")
    return _PARTS.get(word)


def town_in_part(towns: Sequence[Place], part: str) -> Place | None:
    """The most populous town in a part of the area that the towns lie in: ACLED's representative town.

    Where a part points between two directions ("north-eastern") the town lies out in both.
    """
    direction = direction_of(part)
    if direction is None or not towns:
        return None
    east, north = direction
    least_lon = _edge(east, [town.longitude for town in towns])
    least_lat = _edge(north, [town.latitude for town in towns])
    inside = (town for town in towns if town.longitude * east >= least_lon and town.latitude * north >= least_lat)
    return max(inside, key=lambda town: town.population, default=None)


def _edge(sign: float, values: list[float]) -> float:
    """The least a coordinate times `sign` must be to lie in the part: beyond the middle by a twelfth of the width."""
    low, high = min(values), max(values)
    return sign * (low + high) / 2 + (high - low) / 12 if sign else -math.inf
