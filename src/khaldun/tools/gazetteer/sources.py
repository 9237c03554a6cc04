"""The sources of the index, and what it holds in all."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.schema import FORMAT, get_meta

_COUNTRIES = 10


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A source of the index: how many places and names it gave, under which licence, added on which day."""

    name: str
    path: str
    places: int
    names: int
    licence: str
    added: str
    sha256: str


class CountryCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many records of places a country has; null where the country is not known."""

    country: str | None
    places: int


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """What the index is and holds. `bytes` is the file's size; `places` counts records, of which several may be joined
    into one place (`joined_places`); `countries` are the ten with the most records."""

    path: str
    bytes: int
    format: int
    folding: str
    sources: tuple[str, ...]
    places: int
    joined_places: int
    names: int
    countries: tuple[CountryCount, ...]


def list_sources(index: Path) -> list[Source]:
    """The sources in the index, in the order they were added.

    Raises:
        GazetteerError: the index cannot be read.
    """
    columns = "name, path, places, names, licence, added, sha256"
    with _reading(index) as db:
        rows = db.execute(f"SELECT {columns} FROM source ORDER BY id").fetchall()
    return [Source(**dict(zip(columns.split(", "), row, strict=True))) for row in rows]


def read_info(index: Path) -> Info:
    """What the index is and holds.

    Raises:
        GazetteerError: the index cannot be read.
    """
    sources = list_sources(index)
    with _reading(index) as db:
        joined = db.execute("SELECT count(DISTINCT same) FROM place").fetchone()[0]
        countries = db.execute(
            f"SELECT country, count(*) AS places FROM place GROUP BY country ORDER BY places DESC LIMIT {_COUNTRIES}"
        ).fetchall()
        folding = get_meta(db, "folding") or ""
    return Info(
        path=str(index),
        bytes=index.stat().st_size,
        format=FORMAT,
        folding=folding,
        sources=tuple(source.name for source in sources),
        places=sum(source.places for source in sources),
        joined_places=joined,
        names=sum(source.names for source in sources),
        countries=tuple(CountryCount(country=country, places=places) for country, places in countries),
    )


@contextlib.contextmanager
def _reading(index: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)) as db:
            yield db
    except sqlite3.Error as error:
        raise GazetteerError(f"{index}: cannot be read ({error}).") from error
