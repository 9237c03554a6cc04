"""Which country a name, a code or a point means."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from khaldun.datafile import DATA
from khaldun.text.folding import Folding
from khaldun.tools.gazetteer.entries import Entry, FindCountry
from khaldun.tools.gazetteer.geonames import read_table

_MARGIN = 0.5
_FARTHEST = 1.0


def country_finder(db: sqlite3.Connection, folding: Folding) -> FindCountry:
    """A function from a country's name or ISO code to its alpha-3 code; it remembers what it was asked."""
    codes = {}
    for row in read_table(DATA / "countries.csv"):
        codes[row["iso3"]] = codes[row["iso2"]] = row["iso3"]

    @lru_cache(10_000)
    def find(name: str) -> str | None:
        if name.strip().upper() in codes:
            return codes[name.strip().upper()]
        found = db.execute(
            "SELECT p.country FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? AND p.feature = 'country'",
            (folding.key(name),),
        ).fetchone()
        return None if found is None else str(found[0])

    return find


def find_outlier_country(db: sqlite3.Connection, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries; those without a country, or far outside the towns of theirs, get that of the nearest known town."""
    boxes: dict[str, tuple[float, float, float, float] | None] = {}
    grid: dict[tuple[int, int], list[tuple[float, float, str]]] = {}
    for entry in entries:
        if entry.country not in boxes and entry.country is not None:
            boxes[entry.country] = _box(db, entry.country)
        if entry.country is not None and _inside(boxes[entry.country], entry):
            yield entry
            continue
        grid = grid or _grid(db)
        yield msgspec.structs.replace(entry, country=_nearest(grid, entry) or entry.country)


def _box(db: sqlite3.Connection, country: str) -> tuple[float, float, float, float] | None:
    row = db.execute(
        "SELECT min(lat), max(lat), min(lon), max(lon) FROM place JOIN source ON source.id = place.source"
        " WHERE country = ? AND feature = 'settlement' AND rank = 0",
        (country,),
    ).fetchone()
    return None if row[0] is None else (row[0], row[1], row[2], row[3])


def _inside(box: tuple[float, float, float, float] | None, entry: Entry) -> bool:
    if box is None:
        return True
    south, north, west, east = box
    return south - _MARGIN <= entry.latitude <= north + _MARGIN and west - _MARGIN <= entry.longitude <= east + _MARGIN


def _grid(db: sqlite3.Connection) -> dict[tuple[int, int], list[tuple[float, float, str]]]:
    grid: dict[tuple[int, int], list[tuple[float, float, str]]] = {}
    rows = db.execute("SELECT lat, lon, country FROM place WHERE feature = 'settlement' AND country IS NOT NULL")
    for lat, lon, country in rows:
        grid.setdefault((math.floor(lat), math.floor(lon)), []).append((lat, lon, country))
    return grid


def _nearest(grid: dict[tuple[int, int], list[tuple[float, float, str]]], entry: Entry) -> str | None:
    lat, lon = entry.latitude, entry.longitude
    cells = ((math.floor(lat) + down, math.floor(lon) + right) for down in (-1, 0, 1) for right in (-1, 0, 1))
    towns = [town for cell in cells for town in grid.get(cell, ())]
    near = min(towns, key=lambda town: math.hypot(town[0] - lat, town[1] - lon), default=None)
    return near[2] if near and math.hypot(near[0] - lat, near[1] - lon) <= _FARTHEST else None
