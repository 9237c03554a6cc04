"""Places whose source does not say their region get that of the nearest places whose source does."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter

_FARTHEST = 0.2
"""Degrees: some twenty kilometres."""
_VOICES = 3
Cell = tuple[int, int]
Known = tuple[float, float, str]


def fill_regions(db: sqlite3.Connection, source: int) -> None:
    """Give the settlements of `source` that lack a region the one that most of their three nearest neighbours have."""
    lacking = db.execute(
        "SELECT id, lat, lon, country FROM place WHERE source = ? AND admin1 IS NULL AND country IS NOT NULL"
        " AND feature NOT IN ('country', 'region', 'area')",
        (source,),
    ).fetchall()
    grids: dict[str, dict[Cell, list[Known]]] = {}
    found: list[tuple[str, int]] = []
    for place, lat, lon, country in lacking:
        if country not in grids:
            grids[country] = _grid(db, country)
        region = _region_at(grids[country], lat, lon)
        if region is not None:
            found.append((region, place))
    db.executemany("UPDATE place SET admin1 = ? WHERE id = ?", found)


def _grid(db: sqlite3.Connection, country: str) -> dict[Cell, list[Known]]:
    grid: dict[Cell, list[Known]] = {}
    rows = db.execute(
        "SELECT lat, lon, admin1 FROM place WHERE country = ? AND admin1 IS NOT NULL AND feature = 'settlement'",
        (country,),
    )
    for lat, lon, region in rows:
        grid.setdefault(_cell(lat, lon), []).append((lat, lon, region))
    return grid


def _cell(lat: float, lon: float) -> Cell:
    return math.floor(lat / _FARTHEST), math.floor(lon / _FARTHEST)


def _region_at(grid: dict[Cell, list[Known]], lat: float, lon: float) -> str | None:
    down, right = _cell(lat, lon)
    around = (grid.get((down + i, right + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1))
    near = sorted((math.hypot(lat - one[0], lon - one[1]), one[2]) for cell in around for one in cell)[:_VOICES]
    voices = Counter(region for apart, region in near if apart <= _FARTHEST)
    return voices.most_common(1)[0][0] if voices else None
