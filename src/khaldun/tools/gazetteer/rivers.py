"""Rivers by name: `data/rivers.yaml`, one place for each country that a river lies in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.resolve.gazetteer_protocol import EXACT, FOLDED, RIVER, Hit, Line, Place
from khaldun.resolve.places_geo import distance_km
from khaldun.text.folding import Folding

_JOINED_KM = 500.0


class Stretch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of a river: the countries it lies in or parts, and the places it passes, "name latitude longitude"."""

    countries: tuple[str, ...]
    through: tuple[str, ...]


class River(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A river; see the file's comments."""

    name: str
    names: tuple[str, ...] = ()
    alone: bool | tuple[str, ...] = False
    course: tuple[Stretch, ...]

    @property
    def countries(self) -> tuple[str, ...]:
        """Each country once, in the order of the course."""
        return tuple(dict.fromkeys(country for stretch in self.course for country in stretch.countries))


class RiverRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`data/rivers.yaml`."""

    rivers: tuple[River, ...]


class Rivers:
    """The rivers under one folding. Ids are "river:euphrates-SYR"; `same` is negative: no other place has it."""

    def __init__(self, rivers: tuple[River, ...], folding: Folding) -> None:
        self._folding = folding
        self._by_key: dict[str, list[tuple[River, str, bool]]] = {}
        self._lines: dict[str, tuple[Line, ...]] = {}
        self._places: dict[str, tuple[Place, ...]] = {}
        for number, river in enumerate(rivers):
            self._add(number, river)

    def _add(self, number: int, river: River) -> None:
        alone = (river.name, *river.names) if river.alone is True else river.alone or ()
        for name in (river.name, *river.names):
            found = self._by_key.setdefault(self._folding.key(name), [])
            if all(known is not river for known, *_ in found):
                found.append((river, name, name in alone))
        course = [(stretch.countries, point(each, river.name)) for stretch in river.course for each in stretch.through]
        self._places[river.name] = tuple(
            self._place(river, -1 - 10 * number - at, country, course) for at, country in enumerate(river.countries)
        )

    def _place(
        self, river: River, same: int, country: str, course: list[tuple[tuple[str, ...], tuple[float, float]]]
    ) -> Place:
        """The river in one country: its stretches there, and the middle of the longest."""
        lines: list[list[tuple[float, float]]] = [[]]
        for (one, start), (two, end) in pairwise(course):
            if country in one and distance_km(*start, *end) <= _JOINED_KM:
                lines[-1] = lines[-1] or [start]
                lines[-1].append(end)
            elif country in two and distance_km(*start, *end) <= _JOINED_KM:
                lines.append([start, end])
            elif lines[-1]:
                lines.append([])
        whole = [line for line in lines if line]
        id_ = f"river:{self._folding.key(river.name)}-{country}"
        self._lines[id_] = tuple(tuple((lon, lat) for lat, lon in line) for line in whole)
        own = [where for countries, where in course if country in countries]
        latitude, longitude = own[len(own) // 2]
        return Place(
            id=id_, name=river.name, latitude=latitude, longitude=longitude, country=country, feature=RIVER, same=same
        )

    def find(self, name: str, *, said: bool) -> Iterator[Hit]:
        """The rivers so called, a hit for each of their countries; where no word says that it is one (`said`), only by
        names that mean nothing else."""
        found = self._by_key.get(self._folding.key(name))
        if found is None:
            return
        plain = self._folding.plain(name)
        for river, matched, alone in found:
            if said or alone:
                step = EXACT if self._folding.plain(matched) == plain else FOLDED
                for place in self._places[river.name]:
                    yield Hit(place=place, step=step, matched=matched, fits=True if said else None)

    def line(self, id_: str) -> tuple[Line, ...]:
        """The stretches of a river in a country, by the id of that place."""
        return self._lines.get(id_, ())


def point(text: str, river: str) -> tuple[float, float]:
    """Latitude and longitude of a place that a river passes.

    Raises:
        DataError: they are none.
    """
    try:
        latitude, longitude = map(float, text.split()[-2:])
    except ValueError as error:
        raise DataError(f"rivers.yaml, {river}: {text!r} is not a name, a latitude and a longitude.") from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise DataError(f"rivers.yaml, {river}: {text!r} is no point.")
    return latitude, longitude


@cache
def load_rivers(folding: Folding, path: Path = DATA / "rivers.yaml") -> Rivers:
    """The packaged rivers.

    Raises:
        DataError: the file is missing or does not fit.
    """
    return Rivers(load_yaml(path, RiverRules).rivers, folding)
