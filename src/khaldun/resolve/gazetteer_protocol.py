"""What the place resolver needs of a gazetteer. `tools/gazetteer` implements it; tests use a fake."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from khaldun.records.base import Record

EXACT, FOLDED, SKELETON, FUZZY = "exact", "folded", "skeleton", "fuzzy"
STEPS = (EXACT, FOLDED, SKELETON, FUZZY)


class Place(Record, frozen=True, kw_only=True):
    """A place of the gazetteer.

    `feature` is "country", "region", "district", "area", "settlement", "neighbourhood", "airport", "facility", …
    `country` is ISO 3166-1 alpha-3; `admin1`, `admin2` are names. `population` is 0 where it is unknown.
    The point of a region is its capital. `same` is equal for records of one place from several sources.
    """

    id: str
    name: str
    latitude: float
    longitude: float
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    feature: str = "settlement"
    population: int = 0
    same: int = 0


class Hit(Record, frozen=True, kw_only=True):
    """A place one of whose names matches.

    `step` says how, `matched` under which name, `asked` for which form of the words ("" for the words themselves),
    `similarity` how alike the folded names are (0…1). `fits` says
    whether it is of the kind asked for, null if none was; `near_only` that as a namesake of another kind it can only
    be near what is meant (a town, for "X airbase").
    """

    place: Place
    step: str
    matched: str
    similarity: float = 1.0
    fits: bool | None = None
    near_only: bool = False
    asked: str = ""


RIVER = "river"
Line = tuple[tuple[float, float], ...]
"""Corners of a line: (longitude, latitude), degrees."""
WIDE = frozenset({"region", "area", "country"})
"""Features of places that are land, not a point."""
POINTLESS = WIDE | {RIVER}
"""Features whose coordinates stand for them, but are not where they are: nothing is near them."""


class Places(Protocol):
    """A gazetteer that can be searched."""

    @property
    def version(self) -> str:
        """What stands in every row's provenance: the sources, their days and a hash."""

    def find(
        self, name: str, *, sense: str = "", countries: Iterable[str] = (), loose: bool = False
    ) -> tuple[Hit, ...]:
        """Places so called, best step first: by exact and folded name; `loose` adds equal consonants and one letter
        off. `sense` is a mention's; `countries` (ISO alpha-3) keeps only places there. One hit per place."""

    def fold(self, name: str) -> str:
        """The name's folded form: equal for names that differ in habit of spelling alone."""

    def known(self, name: str) -> str | None:
        """The feature class of the best exact or folded match, null if there is none."""

    def settlements(self, country: str, admin1: str | None = None) -> tuple[Place, ...]:
        """The most populous settlements of a country or of its region `admin1`."""

    def is_river(self, name: str) -> bool:
        """Whether a river is so called, whatever else is."""

    def course(self, id_: str) -> tuple[Line, ...]:
        """The course of a river in one country, by the id of its place; empty where it is not known."""

    def border(self, one: str, other: str | None = None) -> tuple[Line, ...]:
        """Where two countries (ISO alpha-3) touch, or the first and any other; empty where they do not."""

    def country_name(self, iso3: str) -> str:
        """A country's common name, by its code; the code where it has none."""

    def spelling(self, asked: str, matched: str) -> tuple[str, ...]:
        """By which steps of folding two spellings of a name meet ("article al dropped", "vowels"); empty where they
        differ in case and marks alone."""
