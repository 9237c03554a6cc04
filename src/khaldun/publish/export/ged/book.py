"""UCDP GED's codebook as its data file has it, and what is asked about actors and countries."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.publish.export.book import CODEBOOKS, Book, load_book


class ActorFacts(Protocol):
    """What the table asks of an actor: its home (ISO alpha-3), UCDP's ids of it."""

    @property
    def home(self) -> str | None: ...
    @property
    def ucdp(self) -> tuple[int, ...]: ...


class CountryFacts(Protocol):
    """What the table asks of a country: its common name, ACLED's region, its middle in degrees."""

    @property
    def name(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...


FindActor = Callable[[str], ActorFacts | None]
FindCountry = Callable[[str], CountryFacts | None]


class Longest(msgspec.Struct, frozen=True):
    """The most days of a date_prec."""

    days: int
    code: int


class State(msgspec.Struct, frozen=True):
    """A state under UCDP: Gleditsch and Ward's number, UCDP's name."""

    number: int
    name: str


class GedBook(Book, frozen=True, kw_only=True):
    """The rules of ged.yaml with the lists that they go by."""

    organised: tuple[str, ...]
    states: tuple[str, ...]
    unarmed: tuple[str, ...]
    unidentified: tuple[str, ...]
    unidentified_names: tuple[str, ...]
    civilians: str
    no_force: tuple[str, ...]
    crowds: tuple[str, ...]
    one_sided: tuple[str, ...]
    date_prec: tuple[Longest, ...]
    near_km: float
    where_of_geo: dict[int, int]
    unnumbered: int
    regions: dict[str, str]
    regions_of: dict[str, str]


@lru_cache(maxsize=1)
def ged_book() -> GedBook:
    """UCDP GED's codebook as it comes with Khaldun, read once."""
    return load_book(CODEBOOKS / "ged.yaml", GedBook)


@lru_cache(maxsize=1)
def ged_states() -> dict[str, State]:
    """States by ISO alpha-3 code."""
    return load_yaml(DATA / "gw_numbers.yaml", dict[str, State])
