"""What a public export asks of the gazetteer: the settlement near a point, and the point that stands for a region."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache

from khaldun.publish.export.coarsen import Spot
from khaldun.resolve.gazetteer_protocol import Place
from khaldun.tools.countries import Countries
from khaldun.tools.gazetteer.store import Gazetteer

_Cells = dict[tuple[int, int], list[Place]]
_RINGS = 1  # cells of a degree around the point's own: 100 km and more, save near the poles


class GazetteerGround:
    """The gazetteer's settlements by degree, a country at a time, as they are asked for."""

    def __init__(self, gazetteer: Gazetteer, countries: Countries) -> None:
        self._gazetteer, self._countries = gazetteer, countries
        self._cells = lru_cache(maxsize=16)(self._find_cells)
        self._region = lru_cache(maxsize=4096)(self._find_region)

    def nearest(self, latitude: float, longitude: float, country: str | None) -> Spot | None:
        """The settlement of the country that is nearest to a point, among those about a hundred kilometres around."""
        if not country:
            return None
        cells, here = self._cells(country), (math.floor(latitude), math.floor(longitude))
        around = [
            place
            for north in range(-_RINGS, _RINGS + 1)
            for east in range(-_RINGS, _RINGS + 1)
            for place in cells.get((here[0] + north, here[1] + east), ())
        ]
        wide = math.cos(math.radians(latitude))
        found = min(
            around,
            key=lambda each: math.hypot(each.latitude - latitude, (each.longitude - longitude) * wide),
            default=None,
        )
        return _spot(found) if found is not None else None

    def region(self, country: str, admin1: str | None) -> Spot | None:
        """The point of a region (its capital's), or the middle of a country."""
        return self._region(country, admin1)

    def _find_region(self, country: str, admin1: str | None) -> Spot | None:
        if admin1 is None:
            known = self._countries.get(country)
            if known is None:
                return None
            return Spot(name=known.name, latitude=known.latitude, longitude=known.longitude, country=country)
        hits = self._gazetteer.find(admin1, countries=(country,))
        return next((_spot(hit.place) for hit in hits if hit.place.feature == "region"), None)

    def _find_cells(self, country: str) -> _Cells:
        cells: _Cells = defaultdict(list)
        for place in self._gazetteer.every_settlement(country):
            cells[math.floor(place.latitude), math.floor(place.longitude)].append(place)
        return cells


def _spot(place: Place) -> Spot:
    return Spot(
        name=place.name,
        latitude=place.latitude,
        longitude=place.longitude,
        country=place.country,
        admin1=place.admin1,
        admin2=place.admin2,
    )


def country_words(countries: Countries) -> frozenset[str]:
    """Words for countries and their people, which name no person."""
    return frozenset(part for word in countries.words() for part in word.split())
