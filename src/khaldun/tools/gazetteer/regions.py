"""Places whose source does not name their region: by the source's own code for it, else by their nearest neighbours."""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterator

from khaldun.tools.gazetteer.join import Mark

_FARTHEST = 0.2
"""Degrees: some twenty kilometres."""
_CELL = 0.02
_RINGS = 10
"""So many rings of cells reach as far as `_FARTHEST`."""
_VOICES = 3
_BATCH = 20_000
Cell = tuple[int, int]


class Grid:
    """Known places of a country by cell: degrees in arrays, since there may be a million."""

    def __init__(self, db: sqlite3.Connection, country: str) -> None:
        self._cells: dict[Cell, tuple[array[float], list[str]]] = {}
        names: dict[str, str] = {}
        rows = db.execute(
            "SELECT lat, lon, admin1 FROM place WHERE country = ? AND admin1 IS NOT NULL AND feature = 'settlement'",
            (country,),
        )
        for lat, lon, region in rows:
            degrees, regions = self._cells.setdefault(_cell(lat, lon), (array("d"), []))
            degrees.extend((lat, lon))
            regions.append(names.setdefault(region, region))

    def region_at(self, lat: float, lon: float) -> str | None:
        """The region that most of the three nearest places have, null if none is near."""
        found: list[tuple[float, str]] = []
        for ring in range(_RINGS + 1):
            found.extend(self._in_ring(lat, lon, ring))
            found = sorted(found)[:_VOICES]
            if len(found) == _VOICES and found[-1][0] <= ring * _CELL:
                break
        voices = Counter(region for apart, region in found if apart <= _FARTHEST)
        return voices.most_common(1)[0][0] if voices else None

    def _in_ring(self, lat: float, lon: float, ring: int) -> Iterator[tuple[float, str]]:
        """The places in the cells that are `ring` steps away, each with its distance in degrees."""
        down, right = _cell(lat, lon)
        for i in range(-ring, ring + 1):
            steps = range(-ring, ring + 1) if abs(i) == ring else (-ring, ring)
            for j in steps:
                degrees, regions = self._cells.get((down + i, right + j), ((), ()))
                for at, region in enumerate(regions):
                    yield math.hypot(lat - degrees[2 * at], lon - degrees[2 * at + 1]), region


def fill_regions(db: sqlite3.Connection, mark: Mark) -> None:
    """Give the places since `mark` that lack a region the one that most of their three nearest neighbours have."""
    grids: dict[str, Grid] = {}
    found: list[tuple[str, int]] = []
    after = mark.place - 1
    while lacking := _lacking(db, after):
        for place, lat, lon, country in lacking:
            if country not in grids:
                grids[country] = Grid(db, country)
            region = grids[country].region_at(lat, lon)
            if region is not None:
                found.append((region, place))
        after = lacking[-1][0]
    db.executemany("UPDATE place SET admin1 = ? WHERE id = ?", found)


def _lacking(db: sqlite3.Connection, after: int) -> list[tuple[int, float, float, str]]:
    return db.execute(
        "SELECT id, lat, lon, country FROM place WHERE id > ? AND admin1 IS NULL AND country IS NOT NULL"
        f" AND feature NOT IN ('country', 'region', 'area') ORDER BY id LIMIT {_BATCH}",
        (after,),
    ).fetchall()


def name_regions(db: sqlite3.Connection, source: int) -> None:
    """Give the places of `source` whose region is but a code to us the name of the source's own region of that code."""
    db.execute("CREATE TEMP TABLE coded (country TEXT, code TEXT, name TEXT NOT NULL, PRIMARY KEY (country, code))")
    db.execute(
        "INSERT OR IGNORE INTO coded SELECT country, admin1_code, name FROM place"
        " WHERE source = ? AND feature = 'region' AND admin1_code IS NOT NULL AND country IS NOT NULL",
        (source,),
    )
    db.execute(
        "UPDATE place SET admin1 ="
        " (SELECT c.name FROM coded c WHERE c.country = place.country AND c.code = place.admin1_code)"
        " WHERE source = ? AND admin1 IS NULL AND admin1_code IS NOT NULL",
        (source,),
    )
    db.execute("DROP TABLE coded")


def _cell(lat: float, lon: float) -> Cell:
    return math.floor(lat / _CELL), math.floor(lon / _CELL)
