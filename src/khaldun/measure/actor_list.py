"""How much of UCDP's list of actors the registry knows, by country: a print, no target.

The list has no years: it counts everyone who ever fought in a country since 1946, communities and the supporters of
parties among them. Governments are left out, for every state has its forces by rule.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from khaldun.errors import DataError
from khaldun.records.base import Record
from khaldun.tools.countries import Countries
from khaldun.tools.registry import Registry

ACTORS = Path("ucdp", "actors_22.1.csv")
GED = Path("ucdp", "ged_syria_2016_2018.csv.gz")
CONFLICTS = ("SYR", "IRQ", "YEM", "NGA", "COD", "MMR", "AFG", "SDN")
_GOVERNMENT, _COMMUNITY = "4", "3"
_NAMES = ("NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng", "NewNameFullMotherTongue", "NewNameFullEng")
_NONE = frozenset({"", "n/a"})
_BRAZZAVILLE = "Congo"  # the other one is "DR Congo (Zaire)"
_FORMERLY = re.compile(r"\s*\(.*?\)")


class Listed(Record, frozen=True, kw_only=True):
    """An actor of UCDP's list: its names, and the countries it fought in (ISO alpha-3; of states that are no more
    the name)."""

    id: int
    name: str
    names: tuple[str, ...]
    countries: frozenset[str]
    government: bool
    community: bool


class Coverage(Record, frozen=True, kw_only=True):
    """Of the `groups` listed for a country those known by UCDP's id and by name alone, of its `communities` those that
    are a people whose militias are named by rule ("Fulani Ethnic Militia"), and who is `unknown`."""

    country: str
    groups: int
    by_id: int
    by_name: int
    communities: int
    peoples: int
    unknown: tuple[str, ...]


def read_listed(path: Path, countries: Countries) -> list[Listed]:
    """The actors of UCDP's list.

    Raises:
        DataError: the file cannot be read or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [_listed(row, countries) for row in csv.DictReader(file)]
    except (OSError, KeyError, ValueError) as error:
        raise DataError(f"{path}: no list of actors ({error!r}).", advice="See docs/data.md.") from error


def _listed(row: dict[str, str], countries: Countries) -> Listed:
    names = [*(row[field].strip() for field in _NAMES), *(name.strip() for name in row["NewName"].split(","))]
    return Listed(
        id=int(row["ActorId"]),
        name=row["NameData"].strip(),
        names=tuple(dict.fromkeys(name for name in names if name not in _NONE)),
        countries=frozenset(country_of(name, countries) for name in row["Location"].split(",")),
        government=row["Org"] == _GOVERNMENT,
        community=row["Org"] == _COMMUNITY,
    )


def country_of(name: str, countries: Countries) -> str:
    """The country so called in UCDP's list, as "Yemen (North Yemen)"; the name itself where there is none."""
    if name.strip() == _BRAZZAVILLE:
        return "COG"
    found = countries.by_name(name.strip()) or countries.by_name(_FORMERLY.sub("", name).strip())
    return found.iso3 if found else name.strip()


def cover(listed: Iterable[Listed], registry: Registry, conflicts: Iterable[str] = CONFLICTS) -> Iterator[Coverage]:
    """What the registry knows of the list, one row a country."""
    known = {ucdp for actor in registry for ucdp in actor.ucdp}
    others = [actor for actor in listed if not actor.government]
    peoples = {people.casefold() for people in registry.words.peoples}
    for country in conflicts:
        here = [actor for actor in others if country in actor.countries]
        ways = [_way(actor, country, registry, known, peoples) for actor in here]
        communities = sum(actor.community for actor in here)
        yield Coverage(
            country=country,
            groups=len(here) - communities,
            by_id=ways.count("id"),
            by_name=ways.count("name"),
            communities=communities,
            peoples=ways.count("people"),
            unknown=tuple(f"{actor.name} ({actor.id})" for actor, way in zip(here, ways, strict=True) if not way),
        )


def _way(actor: Listed, country: str, registry: Registry, known: set[int], peoples: set[str]) -> str:
    """How the registry knows the actor: "id", "name" (one of the country that has no id), "people", or ""."""
    if actor.community:
        return "people" if actor.name.casefold() in peoples else ""
    if actor.id in known:
        return "id"
    for name in actor.names:
        for called in map(registry.get, registry.called(name)):
            if called is not None and not called.ucdp and country in called.countries:
                return "name"
    return ""
