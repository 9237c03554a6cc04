"""The actors that every country has, made by rule: its forces, its police, its civilians."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from khaldun.code.schema import CivilianKind
from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.resolve.actors_words import ActorWords, Made
from khaldun.resolve.registry_protocol import CIVILIANS, STATE, Actor
from khaldun.tools.countries import Countries, Country
from khaldun.tools.registry.sectors import Sectors

GOVERNMENTS = DATA / "ucdp_governments.yaml"


class MadeActors:
    """The actors of actor_words.yaml's `made` and of civilians.yaml, made when they are asked for.

    Most countries stand in no report.
    """

    def __init__(
        self,
        words: ActorWords,
        countries: Countries,
        sectors: Sectors,
        governments: Mapping[str, tuple[int, ...]],
        civilians: Iterable[CivilianKind],
    ) -> None:
        self._words = words
        self._countries = countries
        self._sectors = sectors
        self._governments = governments
        self._governed = {ucdp: country for country, ids in governments.items() for ucdp in ids}
        self._rules = (*words.made, *(_civilians(each) for each in civilians))
        self._patterns = [(made.id.partition("{iso}"), made) for made in self._rules]
        self._made: dict[str, Actor] = {}

    def get(self, actor_id: str) -> Actor | None:
        """The made actor with this id ("syr-military"), None if no rule makes it."""
        found = self._made.get(actor_id)
        if found is not None:
            return found
        for (before, _, after), made in self._patterns:
            if actor_id.startswith(before) and actor_id.endswith(after):
                iso = actor_id[len(before) : len(actor_id) - len(after)]
                country = self._countries.get(iso.upper()) if iso.islower() else None
                if country is not None:
                    return self._made.setdefault(actor_id, self._make(made, country))
        return None

    def governed(self, ucdp: int) -> str | None:
        """The country whose government has this id in UCDP's list."""
        return self._governed.get(ucdp)

    def names(self) -> Iterator[tuple[str, str]]:
        """The names of those that are organisations (governments, armies, police), each with its actor's id."""
        for country in self._countries.all:
            for made in self._words.made:
                if not made.unnamed:
                    actor_id = made.id.replace("{iso}", country.iso3.lower())
                    for pattern in made.names:
                        yield self._name(pattern, country), actor_id

    def all(self) -> Iterator[Actor]:
        """Every one of them."""
        for country in self._countries.all:
            for made in self._rules:
                yield self._make(made, country)

    def _make(self, made: Made, country: Country) -> Actor:
        names = [self._name(pattern, country) for pattern in made.names]
        actor = Actor(
            id=made.id.replace("{iso}", country.iso3.lower()),
            name=names[0],
            type=made.type,
            home=country.iso3,
            aliases=tuple(names[1:]),
            kind=made.kind,
            ucdp=self._governments.get(country.iso3, ()) if made.type == STATE else (),
        )
        return self._sectors.filled(actor)

    def _name(self, pattern: str, country: Country) -> str:
        inside = f"the {country.acled_name}" if country.iso3 in self._words.with_article else country.acled_name
        return pattern.replace("{country}", inside).replace("{Country}", country.acled_name)


def _civilians(each: CivilianKind) -> Made:
    """Civilians of a kind, as an unnamed actor that every country has ("journalists-syr")."""
    names = (f"{each.name} ({{Country}})",)
    return Made(kind=each.kind, id=f"{each.kind}-{{iso}}", names=names, type=CIVILIANS, bare=each.name, unnamed=True)


def load_governments(countries: Countries, path: Path = GOVERNMENTS) -> dict[str, tuple[int, ...]]:
    """UCDP's ids of governments, by country.

    Raises:
        DataError: the file is missing or wrong; names file, line and field, or file and country.
    """
    found: dict[str, tuple[int, ...]] = {}
    for country, ids in load_yaml(path, dict[str, int | tuple[int, ...]]).items():
        if countries.get(country) is None:
            raise DataError(f"{path}: there is no country {country!r}.")
        found[country] = (ids,) if isinstance(ids, int) else ids
    return found
