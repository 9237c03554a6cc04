"""Latitude and longitude in each other's place: told by where a country's known places lie."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.entries import Entry
from khaldun.tools.gazetteer.join import Mark
from khaldun.tools.gazetteer.source_file import SourceFile

_CELL = 0.25
"""Degrees. A point is near a known place if that lies in its cell or one beside it: up to some 50 km."""
Cell = tuple[int, int]


def refuse_swapped(db: sqlite3.Connection, mark: Mark, file: SourceFile, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, counted: most of those of a stated country far from what is known of it, and near if swapped?

    Raises:
        GazetteerError: (at the end) so it is.
    """
    known: dict[str, set[Cell]] = {}
    looked_at = swapped = 0
    first: Entry | None = None
    for entry in entries:
        if entry.country is not None:
            cells = known.get(entry.country)
            if cells is None:
                cells = known[entry.country] = _cells(db, mark, entry.country)
            looked_at += bool(cells)
            lat, lon = entry.latitude, entry.longitude
            if _cell(lat, lon) not in cells and _cell(lon, lat) in cells:
                swapped += 1
                first = first or entry
        yield entry
    if first is not None and 2 * swapped > looked_at:
        raise GazetteerError(
            f"{file}, line {first.line}, fields latitude and longitude: {first.name} and {swapped - 1:,} more of"
            f" {looked_at:,} places lie far from the known places of {first.country}, but near them if the two are"
            " swapped.",
            advice="Give the two columns (in GeoJSON: longitude first) in each other's place, and add the file again.",
        )


def _cells(db: sqlite3.Connection, mark: Mark, country: str) -> set[Cell]:
    """The cells of the settlements that older sources know in a country, and those beside them."""
    rows = db.execute(
        "SELECT lat, lon FROM place WHERE country = ? AND feature = 'settlement' AND id < ?", (country, mark.place)
    )
    cells = {_cell(lat, lon) for lat, lon in rows}
    return {(down + i, right + j) for down, right in cells for i in (-1, 0, 1) for j in (-1, 0, 1)}


def _cell(lat: float, lon: float) -> Cell:
    return math.floor(lat / _CELL), math.floor(lon / _CELL)
