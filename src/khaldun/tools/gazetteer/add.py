"""Adding a table of places to the index: one transaction, the old index stays usable until it is done."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import msgspec

from khaldun.errors import GazetteerError
from khaldun.text.folding import Folding
from khaldun.tools.gazetteer.countries import country_finder, find_outlier_country
from khaldun.tools.gazetteer.entries import Entry, name_rows
from khaldun.tools.gazetteer.join import join_twins, make_join_tables
from khaldun.tools.gazetteer.progress import Progress, no_progress
from khaldun.tools.gazetteer.read_sources import OWN_LICENCE, WOF_LICENCE, is_wof, read_entries, stem_of
from khaldun.tools.gazetteer.read_table import read_rows, read_text
from khaldun.tools.gazetteer.regions import fill_regions
from khaldun.tools.gazetteer.rules import load_folding

_BATCH = 2_000
_WOF_RANK, _OWN_RANK = 1, 2


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A source of the index: how many places and names it gave, under which licence, added on which day."""

    name: str
    path: str
    places: int
    names: int
    licence: str
    added: str
    sha256: str


def list_sources(index: Path) -> list[Source]:
    """The sources in the index, in the order they were added."""
    columns = "name, path, places, names, licence, added, sha256"
    with contextlib.closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)) as db:
        rows = db.execute(f"SELECT {columns} FROM source ORDER BY id").fetchall()
    return [Source(**dict(zip(columns.split(", "), row, strict=True))) for row in rows]


def add_file(
    index: Path, path: Path, *, country: str | None = None, progress: Progress = no_progress,
    folding: Folding | None = None,
) -> Source:  # fmt: skip
    """Add the places of a table to the index; a file added before (by its name) is replaced.

    Raises:
        GazetteerError: the file or its content is wrong, or the index is busy; nothing has been changed.
    """
    folding = folding or load_folding()
    text, sha256 = read_text(path)
    try:
        with contextlib.closing(sqlite3.connect(index, timeout=30, isolation_level=None)) as db:
            db.execute("PRAGMA cache_size = -60000")
            db.execute("BEGIN IMMEDIATE")
            name = _add(db, path, text, sha256, country, progress, folding)
            db.execute("COMMIT")
    except sqlite3.Error as error:
        raise GazetteerError(f"{index}: cannot be written ({error}).") from error
    return next(source for source in list_sources(index) if source.name == name)


def _add(
    db: sqlite3.Connection, path: Path, text: str, sha256: str, country: str | None, progress: Progress,
    folding: Folding,
) -> str:  # fmt: skip
    find_country = country_finder(db, folding)
    stated = find_country(country) if country else None
    if country and stated is None:
        raise GazetteerError(f"{country!r} is no country.", advice="Use a name or an ISO code (SYR, SY).")
    wof = is_wof(read_rows(path, text)[0])
    name = ("wof-" if wof else "") + stem_of(path)
    _forget(db, name)
    day = dt.datetime.now(dt.UTC).date().isoformat()
    licence, rank = (WOF_LICENCE, _WOF_RANK) if wof else (OWN_LICENCE, _OWN_RANK)
    cursor = db.execute(
        "INSERT INTO source (name, path, sha256, licence, added, rank) VALUES (?, ?, ?, ?, ?, ?)",
        (name, str(path), sha256, licence, day, rank),
    )
    source = int(cursor.lastrowid or 0)
    entries = read_entries(path, text, stated, find_country)
    if wof or not stated:
        entries = find_outlier_country(db, entries)
    with make_join_tables(db):
        places, names = _insert_all(db, source, entries, path, text.count("\n"), progress, folding)
        join_twins(db, source)
    fill_regions(db, source)
    db.execute("UPDATE source SET places = ?, names = ? WHERE id = ?", (places, names, source))
    return name


def _insert_all(
    db: sqlite3.Connection, source: int, entries: Iterable[Entry], path: Path, total: int, progress: Progress,
    folding: Folding,
) -> tuple[int, int]:  # fmt: skip
    """Insert the entries; returns how many places and names they are."""
    places = names = 0
    for batch in _batches(entries):
        names += _insert(db, source, batch, folding)
        places += len(batch)
        progress(f"Adding {path.name}", places, total)
    if not places:
        raise GazetteerError(f"{path}: no places in it.")
    progress(f"Joining {path.name} with what is there", 0, 0)
    return places, names


def _forget(db: sqlite3.Connection, name: str) -> None:
    row = db.execute("SELECT id, rank FROM source WHERE name = ?", (name,)).fetchone()
    if row is None:
        return
    if row[1] == 0:
        raise GazetteerError(f"{name!r} is the packaged gazetteer's name.", advice="Give the file another name.")
    db.execute("CREATE TEMP TABLE gone AS SELECT id FROM place WHERE source = ?", (row[0],))
    db.execute("DELETE FROM name WHERE place IN (SELECT id FROM gone)")
    db.execute("DELETE FROM place WHERE source = ?", (row[0],))
    db.execute("DELETE FROM source WHERE id = ?", (row[0],))
    db.execute("DROP TABLE gone")


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    stream = iter(entries)
    while batch := list(islice(stream, _BATCH)):
        yield batch


def _insert(db: sqlite3.Connection, source: int, batch: list[Entry], folding: Folding) -> int:
    names = 0
    for entry in batch:
        cursor = db.execute(
            "INSERT INTO place (source, gid, name, lat, lon, country, admin1, admin1_code, admin2, feature, population,"
            " same) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                source, entry.gid, entry.name, entry.latitude, entry.longitude, entry.country, entry.admin1,
                entry.admin1_code, entry.admin2, entry.feature, entry.population,
            ),
        )  # fmt: skip
        place = cursor.lastrowid
        rows = [(row.key, row.skeleton, entry.country, place, row.name, row.lang) for row in name_rows(entry, folding)]
        db.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", rows)
        db.executemany("INSERT OR IGNORE INTO fresh VALUES (?, ?)", ((place, row[0]) for row in rows))
        names += len(rows)
        if entry.twin:
            db.execute("INSERT INTO twin VALUES (?, ?)", (place, entry.twin))
    return names
