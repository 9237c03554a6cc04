"""The registry of actors in memory: every name, who bears it, and where it stands in a text."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.resolve.actors_words import ActorWords
from khaldun.resolve.registry_protocol import Actor, CountryHit, NameHit
from khaldun.tools.codebooks import CIVILIANS, load_civilian_kinds
from khaldun.tools.countries import Countries, packaged_countries
from khaldun.tools.registry.entries import read_entries
from khaldun.tools.registry.lookup import Match, NameIndex, fold
from khaldun.tools.registry.made import GOVERNMENTS, MadeActors, load_governments
from khaldun.tools.registry.scanning import Found, Scanner
from khaldun.tools.registry.sectors import SECTORS, load_sectors

FOLDER = DATA / "actors"
_CAPITALISED = re.compile(r"[^\W\d_][\w'’-]*")
WORDS = DATA / "actor_words.yaml"
LEADERS = DATA / "leaders.yaml"


class Registry:
    """Actors by id and by name. Implements `resolve.registry_protocol.Actors` and `read.protocols.ActorNames`."""

    def __init__(
        self,
        actors: dict[str, Actor],
        made: MadeActors,
        words: ActorWords,
        countries: Countries,
        leaders: dict[str, str],
        version: str,
    ) -> None:
        self.version = version
        self.words = words
        self.countries = countries
        self._made = made
        self._actors = actors
        self._members: dict[str, list[Actor]] = {}
        self._by_name: dict[str, tuple[str, ...]] = {}
        self._local: dict[str, tuple[str, ...]] = {}
        for name, actor_id in made.names():
            _add(self._by_name, name, actor_id)
        for actor in actors.values():
            self._enter(actor)
        self._scanner = Scanner([*self._by_name, *self._local], words.tails)
        self._patterns = [*self._by_name.values(), *self._local.values()]
        self._first_local = len(self._by_name)
        self._country_words = {
            **{name: (country.iso3,) for country in reversed(countries.all) for name in country.names},
            **{
                word: tuple(c.iso3 for c in countries.all_by_adjective(word))
                for c in countries.all
                for word in c.adjectives
            },
        }
        self._country_names = frozenset(name for country in countries.all for name in country.names)
        self._country_scanner = Scanner(self._country_words)
        self._leaders = leaders
        self._leader_scanner = Scanner(leaders)
        self._index: NameIndex | None = None
        # A reader and the resolver ask for the same sentences.
        self._scanned = lru_cache(maxsize=256)(self._scan)

    def _enter(self, actor: Actor) -> None:
        for name in dict.fromkeys((actor.name, *actor.aliases)):
            for spelling in _spellings(name):
                _add(self._by_name, spelling, actor.id)
        for name in actor.local:
            _add(self._local, name, actor.id)
        if not actor.kind:
            for country in actor.countries:
                self._members.setdefault(country, []).append(actor)

    def __len__(self) -> int:
        return len(self._actors)

    def __iter__(self) -> Iterator[Actor]:
        """The actors of the files; of those that every country has only the ones that a file adds to."""
        return iter(self._actors.values())

    def get(self, actor_id: str) -> Actor | None:
        """The actor with this id."""
        return self._actors.get(actor_id) or self._made.get(actor_id)

    def coalitions(self, actor_id: str) -> Sequence[Actor]:
        """The coalitions that an actor or a country (ISO alpha-3) is named a member of."""
        return self._coalitions.get(actor_id, ())

    @cached_property
    def _coalitions(self) -> dict[str, tuple[Actor, ...]]:
        found: dict[str, tuple[Actor, ...]] = {}
        for actor in self._actors.values():
            for who in dict.fromkeys(member.who for member in actor.members):
                found[who] = (*found.get(who, ()), actor)
        return found

    def type_of(self, actor_id: str) -> str | None:
        """The ACLED actor type at home."""
        actor = self.get(actor_id)
        return actor.type if actor else None

    def called(self, name: str) -> tuple[str, ...]:
        """The ids of the actors so called: by the name as written, else by its folded form."""
        return self._by_name.get(name) or self._folded.get(fold(name), ())

    @cached_property
    def _folded(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for index in (self._by_name, self._local):
            for name, ids in index.items():
                for actor_id in ids:
                    _add(found, fold(name), actor_id)
        return found

    def members(self, country: str) -> Sequence[Actor]:
        """The actors of the files that are at home or act in a country."""
        return self._members.get(country, ())

    def countries_of(self, word: str) -> tuple[str, ...]:
        """The countries with this name or adjective."""
        found = self._country_words.get(word)
        if found:
            return found
        country = self.countries.by_name(word)
        return (country.iso3,) if country else ()

    def capital_of(self, word: str) -> str | None:
        """The country whose capital is so called: "Ankara" may speak for Turkey."""
        return self.capitals.get(word)

    @cached_property
    def capitals(self) -> dict[str, str]:
        """Capital or seat of government → country."""
        capitals = {country.capital: country.iso3 for country in reversed(self.countries.all) if country.capital}
        return {**capitals, **self.words.seats}

    def adjective(self, country: str) -> str:
        """The adjective of a country, its name where it has none, the code itself where it is unknown."""
        found = self.countries.get(country)
        return found.adjective if found else country

    def scan(self, text: str, start: int = 0, end: int | None = None) -> tuple[NameHit, ...]:
        """All names in ``text[start:end]``, the longest where they overlap, without "the"; offsets into `text`.

        A local alias counts where the whole text names one of the actor's countries or another alias of the actor.
        """
        return self._scanned(text, start, len(text) if end is None else end)

    def _scan(self, text: str, start: int, end: int) -> tuple[NameHit, ...]:
        hits: list[NameHit] = []
        for hit in self._scanner.find(text, start, end):
            ids = self._ids(hit, text)
            if not ids:
                continue
            if hits and hits[-1][:2] == hit[:2]:
                ids = tuple(dict.fromkeys((*hits.pop().actor_ids, *ids)))
            hits.append(NameHit(hit.start, hit.end, ids))
        return tuple(hits)

    def _ids(self, hit: Found, text: str) -> tuple[str, ...]:
        ids = self._patterns[hit.pattern]
        if hit.pattern < self._first_local:
            return ids
        return tuple(actor_id for actor_id in ids if self._at_home(actor_id, text))

    def _at_home(self, actor_id: str, text: str) -> bool:
        actor = self.get(actor_id)
        countries, ids = self._context(text)
        return actor_id in ids or (actor is not None and not countries.isdisjoint(actor.countries))

    def _context(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        return _context_of(self, text)

    def scan_countries(self, text: str, start: int = 0, end: int | None = None) -> list[CountryHit]:
        """All names and adjectives of countries in ``text[start:end]``; offsets into `text`."""
        names = self._country_scanner.names
        found = self._country_scanner.find(text, start, len(text) if end is None else end)
        hits: dict[tuple[int, int], CountryHit] = {}
        for hit in found:
            word = names[hit.pattern]
            hits.setdefault(
                hit[:2], CountryHit(hit.start, hit.end, self._country_words[word], word in self._country_names)
            )
        return list(hits.values())

    def scan_leaders(self, text: str, start: int = 0, end: int | None = None) -> list[CountryHit]:
        """All names of those who ruled a country in ``text[start:end]``; offsets into `text`."""
        names = self._leader_scanner.names
        found = self._leader_scanner.find(text, start, len(text) if end is None else end)
        return [CountryHit(hit.start, hit.end, (self._leaders[names[hit.pattern]],), False) for hit in found]

    def sure(self, text: str) -> frozenset[str]:
        """The actors whose names, local aliases aside, stand in the text."""
        found = self._scanner.find(text, 0, len(text), keep=lambda pattern: pattern < self._first_local)
        return frozenset(actor_id for hit in found for actor_id in self._patterns[hit.pattern])

    def lookup(
        self,
        name: str,
        *,
        country: str | None = None,
        date: dt.date | None = None,
        limit: int = 10,
        alike: bool = True,
    ) -> list[Match]:
        """Actors that the name may mean, best first, with a score in [0, 1] and the reasons for it.

        `country` (ISO alpha-3) and `date` prefer those at home there and those so called then. Where none is so
        called, those whose names are `alike` by letters.
        """
        if self._index is None:
            made = {actor.id: actor for actor in self._made.all()}
            self._index = NameIndex({**made, **self._actors}, self.words, self.countries)
        return self._index.lookup(name, country=country, date=date, limit=limit, alike=alike)


@lru_cache(maxsize=4)
def _context_of(registry: Registry, text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The countries (or their capitals) and actors that a text names; kept, for each local alias in it asks."""
    countries = {iso3 for hit in registry.scan_countries(text) for iso3 in hit.countries}
    words = set(_CAPITALISED.findall(text))
    countries.update(iso3 for capital, iso3 in registry.capitals.items() if capital in words)
    return frozenset(countries), registry.sure(text)


def _spellings(name: str) -> Iterator[str]:
    """The name, and its possessive in other spellings: "People's", "Peoples'", "Peoples", "People s" (garbled)."""
    yield name
    if "'s " in name:
        yield from (name.replace("'s ", other) for other in ("s' ", "s ", " s "))


def _add(index: dict[str, tuple[str, ...]], name: str, actor_id: str) -> None:
    ids = index.get(name, ())
    if actor_id not in ids:
        index[name] = (*ids, actor_id)


def load_registry(
    folder: Path = FOLDER, words: Path = WORDS, countries: Countries | None = None, leaders: Path = LEADERS
) -> Registry:
    """The registry of the files in `folder`, with the actors that every country has.

    Raises:
        DataError: a file is missing or wrong; names file, line and field.
    """
    countries = countries or packaged_countries()
    spoken = load_yaml(words, ActorWords)
    sectors = load_sectors()
    civilians = load_civilian_kinds()
    made = MadeActors(spoken, countries, sectors, load_governments(countries), civilians)
    actors = read_entries(folder, made, countries, sectors)
    digest = hashlib.sha256(words.read_bytes())
    for path in (GOVERNMENTS, SECTORS, CIVILIANS, *sorted(folder.glob("*.yaml")), leaders):
        digest.update(path.read_bytes())
    version = f"actors/{spoken.version}-{digest.hexdigest()[:12]}"
    return Registry(actors, made, spoken, countries, _read_leaders(leaders, countries), version)


def _read_leaders(path: Path, countries: Countries) -> dict[str, str]:
    """Name → country of those who ruled one.

    Raises:
        DataError: an unknown country, or a name under two.
    """
    found: dict[str, str] = {}
    for iso3, names in load_yaml(path, dict[str, tuple[str, ...]]).items():
        if countries.get(iso3) is None:
            raise DataError(f"{path}, {iso3}: there is no such country.")
        for name in names:
            if found.setdefault(name, iso3) != iso3:
                raise DataError(f"{path}, {iso3}: {name} stands under {found[name]} too.")
    return found
