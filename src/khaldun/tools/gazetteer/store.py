"""The gazetteer as a tool: opened read-only, searched by exact, folded and consonant-level names."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from khaldun.borders import border_lines
from khaldun.errors import GazetteerError
from khaldun.resolve.gazetteer_protocol import EXACT, FOLDED, RIVER, STEPS, Hit, Line, Place
from khaldun.resolve.places_geo import distance_km
from khaldun.text.folding import Folding
from khaldun.text.spelling import spelling_steps
from khaldun.tools.countries import packaged_countries
from khaldun.tools.gazetteer.countries import country_finder
from khaldun.tools.gazetteer.install import install
from khaldun.tools.gazetteer.loose import Near, near_names
from khaldun.tools.gazetteer.packaged import PACKED
from khaldun.tools.gazetteer.progress import Progress, no_progress
from khaldun.tools.gazetteer.rivers import Rivers, load_rivers
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.tools.gazetteer.schema import get_meta
from khaldun.tools.gazetteer.senses import Sense, forms, load_senses

_PLACE = "p.gid, p.name, p.lat, p.lon, p.country, p.admin1, p.admin2, p.feature, p.population, p.same"
_BY_KEY = f"SELECT {_PLACE}, p.source, n.name FROM name n JOIN place p ON p.id = n.place WHERE n.key = ?"
_BY_ID = f"SELECT p.id, {_PLACE}, p.source FROM place p WHERE p.id IN "
_MOST, _SETTLEMENTS = 400, 400
_FEATURES = ("country", "region", "settlement", "area", "airport", "facility", "district", "neighbourhood")
_ADVICE = "Remove the file: it is built anew at the next start; then add your own gazetteers again."


def open_gazetteer(folder: Path | None = None, *, packed: Path = PACKED, progress: Progress = no_progress) -> Gazetteer:
    """The gazetteer of the user's data folder, unpacked first if need be.

    Raises:
        GazetteerError: it can be neither opened nor unpacked.
    """
    return Gazetteer(install(folder, packed=packed, progress=progress))


class Gazetteer:
    """Implements `resolve.gazetteer_protocol.Places` over the index file. Look-ups are remembered."""

    def __init__(self, path: Path, folding: Folding | None = None) -> None:
        self.path = path
        self._folding = folding or load_folding()
        try:
            self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            self._db.execute("PRAGMA mmap_size = 300000000")
            stored = get_meta(self._db, "folding")
            self._version = self._read_version()
            self._ranks: dict[int, int] = dict(self._db.execute("SELECT id, rank FROM source"))
        except sqlite3.Error as error:
            raise GazetteerError(f"{path}: the gazetteer cannot be opened ({error}).", advice=_ADVICE) from error
        if stored != self._folding.version:
            raise GazetteerError(f"{path}: keys of {stored}, rules of {self._folding.version}.", advice=_ADVICE)
        self._country = country_finder(self._db, self._folding)
        self._senses = load_senses()
        self._found = lru_cache(20_000)(self._find)
        self._strict = lru_cache(20_000)(self._find_strict)
        self._loose = lru_cache(20_000)(self._find_loose)
        self._feature = lru_cache(100_000)(self._find_feature)
        self._settlements = lru_cache(500)(self._find_settlements)
        self._points = lru_cache(500)(self._find_points)
        self._regions = lru_cache(500)(self._find_regions)
        self._spelling = lru_cache(50_000)(spelling_steps)
        self._border = lru_cache(500)(border_lines)
        self._countries = packaged_countries()

    @property
    def version(self) -> str:
        """The sources with their days and the heads of their hashes."""
        return self._version

    def close(self) -> None:
        """Close the index."""
        self._db.close()

    def fold(self, name: str) -> str:
        """The name's folded form."""
        return self._folding.fold(name)

    @property
    def folding(self) -> Folding:
        """The rules that bring spellings together."""
        return self._folding

    def regions(self, country: str | None) -> tuple[str, ...]:
        """The names of the first-order regions of a country, of all countries for null."""
        return self._regions(country)

    def region_km(self, country: str, admin1: str, latitude: float, longitude: float) -> float:
        """How far a point is from the nearest settlement of a region, in kilometres; infinite where it has none."""
        points = self._points(country, admin1)
        return min((distance_km(latitude, longitude, *point) for point in points), default=math.inf)

    def country(self, name: str) -> str | None:
        """The ISO alpha-3 code of a country's name or code, null if it is none."""
        return self._country(name)

    def known(self, name: str) -> str | None:
        """The feature class of the best exact or folded match, null if there is none."""
        key = self._folding.key(name)
        return self._feature(key) if key else None

    def settlements(self, country: str, admin1: str | None = None) -> tuple[Place, ...]:
        """The most populous settlements (400 at most) of a country or of its region `admin1`."""
        return self._settlements(country, admin1)

    def is_river(self, name: str) -> bool:
        """Whether a river is so called, whatever else is."""
        return any(True for _ in self._rivers().find(name, said=True))

    def course(self, id_: str) -> tuple[Line, ...]:
        """The course of a river in one country; see the Protocol."""
        return self._rivers().line(id_)

    def border(self, one: str, other: str | None = None) -> tuple[Line, ...]:
        """Where two countries touch; see the Protocol."""
        first, second = self._countries.get(one), self._countries.get(other or "")
        if first is None or (other is not None and second is None):
            return ()
        return self._border(first.numeric, second.numeric if second else None)

    def spelling(self, asked: str, matched: str) -> tuple[str, ...]:
        """By which steps of folding two spellings meet; see the Protocol."""
        return self._spelling(self._folding, asked, matched)

    def country_name(self, iso3: str) -> str:
        """A country's common name, by its code; the code where it has none."""
        country = self._countries.get(iso3)
        return country.name if country else iso3

    def _rivers(self) -> Rivers:
        return load_rivers(self._folding)

    def every_settlement(self, country: str) -> list[Place]:
        """All settlements of a country, one record a place."""
        rows = self._db.execute(
            f"SELECT {_PLACE} FROM place p WHERE p.country = ? AND p.feature = 'settlement'"
            " AND p.id = p.same ORDER BY id",
            (country,),
        )
        return [_place(row) for row in rows]

    def find(
        self, name: str, *, sense: str = "", countries: Iterable[str] = (), loose: bool = False
    ) -> tuple[Hit, ...]:
        """Places so called, best step first; see the Protocol."""
        return self._found(name, sense, frozenset(countries), loose)

    def _find(self, name: str, sense: str, countries: frozenset[str], loose: bool) -> tuple[Hit, ...]:
        kind = self._senses.get(sense)
        found: dict[int, Hit] = {}
        for river in self._rivers().find(name, said=sense == RIVER) if sense in ("", RIVER) else ():
            if not countries or river.place.country in countries:
                found[river.place.same] = river
        for form, proves in forms(name, kind):
            hits = self._strict(form, countries)
            if loose and (kind is None or proves or not kind.near_only):
                hits += self._loose(form, countries, bool(hits))
            for hit in hits:
                hit = hit if form == name else msgspec.structs.replace(hit, asked=form)
                found.setdefault(hit.place.same, hit if kind is None else _judged(hit, kind, proves=proves))
        for hit in self._demonyms(name) if not countries and kind is None else ():
            found.setdefault(hit.place.same, hit)
        return _sorted(list(found.values()))

    def _demonyms(self, name: str) -> Iterator[Hit]:
        """The countries whose people are so called ("Russian", "Syrians")."""
        for country in packaged_countries().all_by_adjective(name):
            for hit in self._find_strict(country.name, frozenset()):
                if hit.place.feature == "country":
                    yield msgspec.structs.replace(hit, asked=country.name)

    def _find_strict(self, name: str, countries: frozenset[str]) -> tuple[Hit, ...]:
        plain = self._folding.plain
        best: dict[int, tuple[int, int, Hit]] = {}
        for key in self._folding.keys(name):
            for *columns, source, other in self._rows(key, countries):
                matched = other or columns[1]
                step = EXACT if matched == name or plain(matched) == plain(name) else FOLDED
                hit = Hit(place=_place(columns), step=step, matched=matched, similarity=1.0)
                _keep_best(best, hit, self._ranks[source])
        return _ranked(best)

    def _rows(self, key: str, countries: frozenset[str]) -> list[tuple[Any, ...]]:
        if not key:
            return []
        asked = ", ".join("?" * len(countries))
        limit = f" AND n.country IN ({asked})" if countries else ""
        rows = self._db.execute(_BY_KEY + limit, (key, *countries)).fetchall()
        if len(rows) > _MOST:  # sorted here: an ORDER BY would cost every look-up a sorter
            rows.sort(key=lambda row: -row[8])
            del rows[_MOST:]
        return rows

    def _find_loose(self, name: str, countries: frozenset[str], near_only: bool) -> tuple[Hit, ...]:
        near = near_names(self._db, self._folding, name, countries, fuzzy=not near_only)
        places = self._places({item.place for item in near})
        best: dict[int, tuple[int, int, Hit]] = {}
        for item in near:
            place, rank = places[item.place]
            if place.feature == "country":
                continue  # few reports misspell a country, and many towns are spelled like one
            _keep_best(best, _hit(item, place), rank)
        return _ranked(best)

    def _places(self, ids: set[int]) -> dict[int, tuple[Place, int]]:
        rows = self._db.execute(f"{_BY_ID}({', '.join('?' * len(ids))})", tuple(ids))
        return {id_: (_place(columns), self._ranks[source]) for id_, *columns, source in rows}

    def beginning(self, words: str, most: int = 12) -> tuple[Place, ...]:
        """Places with a name that begins so, folded; the most populous first, each once. For names being typed."""
        key = next(iter(self._folding.keys(words)), "")
        if not key:
            return ()
        rows = self._db.execute(
            f"SELECT {_PLACE} FROM name n JOIN place p ON p.id = n.place WHERE n.key >= ? AND n.key < ?"
            f" GROUP BY p.id ORDER BY p.population DESC LIMIT {4 * most}",
            (key, key + "\U0010ffff"),
        )
        found = {place.same: place for place in reversed([_place(row) for row in rows])}
        return tuple(list(found.values())[::-1][:most])

    def _find_feature(self, key: str) -> str | None:
        rows = self._db.execute(
            "SELECT DISTINCT p.feature FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? LIMIT 200", (key,)
        )
        features = {row[0] for row in rows}
        known = next((feature for feature in _FEATURES if feature in features), None)
        return known or next(iter(features), None)

    def _find_settlements(self, country: str, admin1: str | None = None) -> tuple[Place, ...]:
        rows = self._db.execute(
            f"SELECT {_PLACE} FROM place p WHERE p.country = ? AND (? IS NULL OR p.admin1 = ?)"
            f" AND p.feature = 'settlement' ORDER BY p.population DESC LIMIT {_SETTLEMENTS}",
            (country, admin1, admin1),
        )
        return tuple(_place(row) for row in rows)

    def _find_points(self, country: str, admin1: str) -> tuple[tuple[float, float], ...]:
        return tuple(
            self._db.execute(
                "SELECT lat, lon FROM place WHERE country = ? AND admin1 = ? AND feature = 'settlement'",
                (country, admin1),
            )
        )

    def _find_regions(self, country: str | None) -> tuple[str, ...]:
        rows = self._db.execute(
            "SELECT DISTINCT admin1 FROM place WHERE admin1 IS NOT NULL AND (? IS NULL OR country = ?)",
            (country, country),
        )
        return tuple(row[0] for row in rows)

    def _read_version(self) -> str:
        rows = self._db.execute("SELECT name, added, sha256 FROM source ORDER BY id")
        return "+".join(f"{name}@{added}#{sha256[:8]}" for name, added, sha256 in rows)


def _place(columns: Sequence[Any]) -> Place:
    gid, name, lat, lon, country, admin1, admin2, feature, population, same = columns
    return Place(
        id=gid, name=name, latitude=lat, longitude=lon, country=country, admin1=admin1, admin2=admin2,
        feature=feature, population=population, same=same,
    )  # fmt: skip


def _judged(hit: Hit, kind: Sense, *, proves: bool) -> Hit:
    fits = proves or hit.place.feature in kind.features
    return Hit(
        place=hit.place, step=hit.step, matched=hit.matched, similarity=hit.similarity, fits=fits,
        near_only=kind.near_only and not fits, asked=hit.asked,
    )  # fmt: skip


def _order(hit: Hit) -> tuple[int, bool, float, int]:
    return STEPS.index(hit.step), hit.fits is False, -hit.similarity, -hit.place.population


def _hit(item: Near, place: Place) -> Hit:
    return Hit(place=place, step=item.step, matched=item.matched or place.name, similarity=item.similarity)


def _keep_best(best: dict[int, tuple[int, int, Hit]], hit: Hit, rank: int) -> None:
    """Of the records of one place keep the one of the source that ranks highest, with the best step of any."""
    step = STEPS.index(hit.step)
    known = best.get(hit.place.same)
    if known is None:
        best[hit.place.same] = (step, rank, hit)
        return
    known_step, known_rank, known_hit = known
    if known_hit.place.id == hit.place.id and known_rank == rank:  # one record under two names
        if (step, -hit.similarity) < (known_step, -known_hit.similarity):
            best[hit.place.same] = (step, rank, hit)
        return
    better = hit if (step, -hit.similarity) < (known_step, -known_hit.similarity) else known_hit
    first, second = (
        (hit.place, known_hit.place) if _shown_first(rank) > _shown_first(known_rank) else (known_hit.place, hit.place)
    )
    kept = Hit(place=_completed(first, second), step=better.step, matched=better.matched, similarity=better.similarity)
    best[hit.place.same] = (min(step, known_step), max(rank, known_rank, key=_shown_first), kept)


def _shown_first(rank: int) -> int:
    """Of joined records the user's own comes first, then the packaged one, whose names are in use today."""
    return (1, 0, 2)[rank]


def _completed(place: Place, other: Place) -> Place:
    """The place with what only the other record of it says."""
    return Place(
        id=place.id, name=place.name, latitude=place.latitude, longitude=place.longitude,
        country=place.country or other.country, admin1=place.admin1 or other.admin1,
        admin2=place.admin2 or other.admin2, feature=place.feature,
        population=max(place.population, other.population), same=place.same,
    )  # fmt: skip


def _sorted(hits: list[Hit]) -> tuple[Hit, ...]:
    if len(hits) > 1:
        hits.sort(key=_order)
    return tuple(hits)


def _ranked(best: dict[int, tuple[int, int, Hit]]) -> tuple[Hit, ...]:
    return _sorted([hit for _, _, hit in best.values()])
