"""Adding a file of places to the index: all of it or nothing, the old index stays usable until it is done."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from khaldun.errors import GazetteerError
from khaldun.text.folding import Folding
from khaldun.tools.gazetteer.add_names import add_names
from khaldun.tools.gazetteer.change import MANY, changing, without_indexes
from khaldun.tools.gazetteer.countries import country_finder, find_outlier_country
from khaldun.tools.gazetteer.entries import Entry, FindCountry
from khaldun.tools.gazetteer.insert import in_batches, insert_entries
from khaldun.tools.gazetteer.join import Mark, join_new, next_mark, twin_table
from khaldun.tools.gazetteer.kinds import WOF, Kind, kind_of
from khaldun.tools.gazetteer.progress import Progress, no_progress
from khaldun.tools.gazetteer.regions import fill_regions, name_regions
from khaldun.tools.gazetteer.remove import forget, names_of
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.tools.gazetteer.source_file import SourceFile, open_source
from khaldun.tools.gazetteer.sources import Source, list_sources
from khaldun.tools.gazetteer.swapped import refuse_swapped


class _Adding(NamedTuple):
    """What the parts of one addition share; `many` says whether it has many rows."""

    db: sqlite3.Connection
    source: int
    mark: Mark
    file: SourceFile
    many: bool
    progress: Progress
    folding: Folding


def add_file(
    index: Path, path: Path, *, country: str | None = None, progress: Progress = no_progress,
    folding: Folding | None = None,
) -> Source:  # fmt: skip
    """Add the places or names of a file to the index; a file added before (by its name) is replaced.

    Raises:
        GazetteerError: the file or its content is wrong, or the index is busy; nothing has been changed.
    """
    folding = folding or load_folding()
    file = open_source(path)
    kind = kind_of(file)
    name = kind.prefix + file.stem
    with changing(index) as db:
        find_country = country_finder(db, folding)
        stated = _stated(country, find_country)
        many = max(file.lines, names_of(db, name)) >= MANY
        with without_indexes(db, "name", "place", when=many and names_of(db, name) > 0):
            forget(db, name)
        adding = _Adding(db, _new_source(db, name, file, kind), next_mark(db), file, many, progress, folding)
        if kind.read is None:
            counts = _add_names(adding)
        else:
            entries = refuse_swapped(db, adding.mark, file, kind.read(file, stated, find_country))
            if kind is WOF or not (stated or kind.sure):
                entries = find_outlier_country(db, entries)
            counts = _add_places(adding, entries)
        db.execute("UPDATE source SET places = ?, names = ? WHERE id = ?", (*counts, adding.source))
    return next(source for source in list_sources(index) if source.name == name)


def _stated(country: str | None, find_country: FindCountry) -> str | None:
    stated = find_country(country) if country else None
    if country and stated is None:
        raise GazetteerError(f"{country!r} is no country.", advice="Use a name or an ISO code (SYR, SY).")
    return stated


def _new_source(db: sqlite3.Connection, name: str, file: SourceFile, kind: Kind) -> int:
    day = dt.datetime.now(dt.UTC).date().isoformat()
    cursor = db.execute(
        "INSERT INTO source (name, path, sha256, licence, added, rank) VALUES (?, ?, ?, ?, ?, ?)",
        (name, str(file), file.sha256, kind.licence, day, kind.rank),
    )
    return int(cursor.lastrowid or 0)


def _add_names(adding: _Adding) -> tuple[int, int]:
    """Add names of known places; returns how many places got how many."""
    with without_indexes(adding.db, "name", when=adding.many):
        return add_names(adding.db, adding.source, adding.mark, adding.file, adding.progress, adding.folding)


def _add_places(adding: _Adding, entries: Iterable[Entry]) -> tuple[int, int]:
    """Add places and join them with older ones; returns how many places and names they are."""
    db, file = adding.db, adding.file
    with twin_table(db):
        with without_indexes(db, "name", "place", when=adding.many):
            counts = _insert(adding, entries)
            adding.progress(f"Joining {file.path.name} with what is there", 0, 0)
            name_regions(db, adding.source)
        join_new(db, adding.mark)
    fill_regions(db, adding.mark)
    return counts


def _insert(adding: _Adding, entries: Iterable[Entry]) -> tuple[int, int]:
    places = names = 0
    for batch in in_batches(entries):
        first = adding.mark.place + places
        names += insert_entries(adding.db, adding.source, first, batch, adding.folding)
        places += len(batch)
        adding.progress(f"Adding {adding.file.path.name}", places, adding.file.lines)
    if not places:
        raise GazetteerError(f"{adding.file}: no places in it.", advice="See whether this is the file you meant.")
    return places, names
