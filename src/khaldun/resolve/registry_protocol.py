"""What the actor resolver needs of a registry of actors. `tools/registry` implements it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from khaldun.records.base import Record
from khaldun.resolve.actors_words import ActorWords

STATE = "State forces"
REBEL = "Rebel group"
POLITICAL = "Political militia"
IDENTITY = "Identity militia"
RIOTERS = "Rioters"
PROTESTERS = "Protesters"
CIVILIANS = "Civilians"
EXTERNAL = "External/Other forces"
TYPES = frozenset({STATE, REBEL, POLITICAL, IDENTITY, RIOTERS, PROTESTERS, CIVILIANS, EXTERNAL})


class Member(Record, frozen=True, kw_only=True):
    """Who belongs to a coalition on the days [`start`, `end`): an actor's id, or a country (ISO 3166-1 alpha-3)."""

    who: str
    start: dt.date | None = None
    end: dt.date | None = None

    def on(self, day: dt.date | None) -> bool:
        """Whether it belonged on that day (None: unknown, so perhaps)."""
        return day is None or ((self.start is None or self.start <= day) and (self.end is None or day < self.end))


class Actor(Record, frozen=True, kw_only=True):
    """An actor of the registry.

    `type` is its ACLED type at home, `home` and `areas` ISO 3166-1 alpha-3 codes (`home` None: of no one country).
    It bears its name on the days [`start`, `end`), None where that side is open. `aliases` hold no `name`. `kind` is
    what made a generated entry ("military", "police", "government", "civilians", …), "" for an entry of the files.
    `members` are those of a coalition, `ucdp` the ids of UCDP's list of actors, `sector` is PLOVER's code and
    `sector_rule` the named rule that gave it.
    """

    id: str
    name: str
    type: str
    home: str | None = None
    areas: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    parent: str | None = None
    kind: str = ""
    members: tuple[Member, ...] = ()
    ucdp: tuple[int, ...] = ()
    sector: str = ""
    sector_rule: str = ""

    @property
    def countries(self) -> tuple[str, ...]:
        """Where it is at home or acts."""
        return (self.home, *self.areas) if self.home else self.areas

    def overlaps(self, first: dt.date | None, last: dt.date | None = None) -> bool:
        """Whether it bore its name on a day from `first` to `last` (both inclusive; None: unknown, so perhaps)."""
        if first is None:
            return True
        return (self.end is None or first < self.end) and (self.start is None or self.start <= (last or first))


class NameHit(NamedTuple):
    """A name found in a text: code points `start` to `end`, and the actors so called."""

    start: int
    end: int
    actor_ids: tuple[str, ...]


class CountryHit(NamedTuple):
    """A country's name or adjective found in a text: code points, and the countries (ISO alpha-3) so called.

    `name` is true for a name ("Russia"), false for an adjective or demonym ("Russian").
    """

    start: int
    end: int
    countries: tuple[str, ...]
    name: bool


class Actors(Protocol):
    """A registry of actors, with the words that speak of actors without naming them."""

    @property
    def version(self) -> str:
        """What stands in every row's provenance."""

    @property
    def words(self) -> ActorWords:
        """The words for forces, groups and civilians."""

    def get(self, actor_id: str) -> Actor | None:
        """The actor with this id, generated ones ("syr-military", "civ-syr") too."""

    def called(self, name: str) -> tuple[str, ...]:
        """The ids of the actors so called: by the name as written, else by its folded form."""

    def scan(self, text: str, start: int = 0, end: int | None = None) -> Sequence[NameHit]:
        """All names in ``text[start:end]``, none overlapping another; offsets into `text`."""

    def scan_countries(self, text: str, start: int = 0, end: int | None = None) -> Sequence[CountryHit]:
        """All names and adjectives of countries in ``text[start:end]``; offsets into `text`."""

    def scan_leaders(self, text: str, start: int = 0, end: int | None = None) -> Sequence[CountryHit]:
        """All names of those who ruled a country ("Assad") in ``text[start:end]``; offsets into `text`."""

    def countries_of(self, word: str) -> tuple[str, ...]:
        """The countries (ISO alpha-3) with this name or adjective ("Russian", "Congolese": two)."""

    def capital_of(self, word: str) -> str | None:
        """The country (ISO alpha-3) whose capital is so called."""

    def adjective(self, country: str) -> str:
        """The adjective of a country ("Russian"), its name where it has none."""

    def members(self, country: str) -> Sequence[Actor]:
        """The actors of the files that are at home or act in a country."""
