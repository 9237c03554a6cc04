"""Adding names to places that are in the index already, by their GeoNames id.

The names become a source of their own: each place that gets some has a record there, joined to the one it copies, so
that the source can be removed, added anew and carried over like any other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import count

from khaldun.errors import GazetteerError
from khaldun.text.folding import Folding
from khaldun.tools.gazetteer.entries import is_usable
from khaldun.tools.gazetteer.insert import NAME, in_batches
from khaldun.tools.gazetteer.join import Mark
from khaldun.tools.gazetteer.progress import Progress
from khaldun.tools.gazetteer.read_names import AlternateName, read_names
from khaldun.tools.gazetteer.source_file import SourceFile

_GID = "geonames:"
_COPY = """INSERT INTO place SELECT ?, ?, gid, p.name, lat, lon, country, admin1, admin1_code, admin2, feature,
    population, same FROM place p JOIN source s ON s.id = p.source WHERE gid = ? AND p.id < ?
    ORDER BY s.rank DESC, p.id DESC LIMIT 1 RETURNING country"""
Record = tuple[int, str | None]
"""The id and the country of a place's record in the source."""
NameRow = tuple[str, str, str | None, int, str, str | None]


def add_names(
    db: sqlite3.Connection, source: int, mark: Mark, file: SourceFile, progress: Progress, folding: Folding
) -> tuple[int, int]:
    """Add a file of alternate names; returns how many places got how many.

    Raises:
        GazetteerError: the file is wrong, or none of its ids is that of a place in the index.
    """
    known = _known(db)
    records: dict[int, Record] = {}
    ids = count(mark.place)
    done = 0
    for batch in in_batches(read_names(file)):
        done += len(batch)
        mine = [one for one in batch if one.geonameid in known]
        for geonameid in dict.fromkeys(one.geonameid for one in mine if one.geonameid not in records):
            records[geonameid] = _record(db, next(ids), source, geonameid, mark)
        db.executemany(NAME, (row for one in mine for row in _rows(one, records[one.geonameid], folding)))
        progress(f"Adding {file.path.name}", done, file.lines)
    if not records:
        raise GazetteerError(
            f"{file}: none of its {done:,} names is of a place in the index (by field geonameid).",
            advice="Add GeoNames' dump of the country first, then its alternate names.",
        )
    return len(records), _drop_repeated(db, mark)


def _known(db: sqlite3.Connection) -> set[int]:
    rows = db.execute("SELECT gid FROM place WHERE gid >= ? AND gid < ?", (_GID, _GID[:-1] + ";"))
    return {int(gid[len(_GID) :]) for (gid,) in rows}


def _record(db: sqlite3.Connection, id_: int, source: int, geonameid: int, mark: Mark) -> Record:
    """The place's record in the source: a copy of the best that there is."""
    (country,) = db.execute(_COPY, (id_, source, f"{_GID}{geonameid}", mark.place)).fetchall()[0]
    return id_, country


def _rows(one: AlternateName, record: Record, folding: Folding) -> Iterator[NameRow]:
    place, country = record
    if is_usable(one.name):
        for key in folding.keys(one.name):
            if key:
                yield key, folding.skeleton(one.name), country, place, one.name, one.lang or None


def _drop_repeated(db: sqlite3.Connection, mark: Mark) -> int:
    """Of a place's names that are written the same in several languages only the first stays; returns how many do."""
    db.execute(
        "DELETE FROM name WHERE rowid >= :name AND rowid NOT IN"
        " (SELECT min(rowid) FROM name WHERE rowid >= :name GROUP BY place, key, name)",
        {"name": mark.name},
    )
    return int(db.execute("SELECT count(*) FROM name WHERE rowid >= ?", (mark.name,)).fetchone()[0])
