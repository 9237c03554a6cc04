"""Records of one place from several sources: joined by id, or by folded name within three kilometres."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

_NEAR_DEGREES = 0.027
"""Three kilometres of latitude; of longitude less than that anywhere but on the equator, which is strict enough."""


class Mark(NamedTuple):
    """Where a new source begins: the first id of its places, the first row of its names. All else is older."""

    place: int
    name: int


def next_mark(db: sqlite3.Connection) -> Mark:
    """Where the next source will begin."""
    place = db.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'place'").fetchone()[0]
    name = db.execute("SELECT max(rowid) FROM name").fetchone()[0]
    return Mark((place or 0) + 1, (name or 0) + 1)


@contextlib.contextmanager
def twin_table(db: sqlite3.Connection) -> Iterator[None]:
    """The table `twin` of other sources' ids of new places, for as long as joining takes."""
    db.execute("CREATE TEMP TABLE twin (place INTEGER PRIMARY KEY, gid TEXT NOT NULL)")
    yield
    db.execute("DROP TABLE twin")


def join_new(db: sqlite3.Connection, mark: Mark) -> None:
    """Give each place since `mark` the `same` of its twin in an older source; it has its own id until then.

    Regions join by name within their country: their points are capitals in one source and centroids in another;
    the source's places then take the other's name for the region, so that one region has one name.
    """
    db.execute("CREATE TEMP TABLE joined (place INTEGER PRIMARY KEY, same INTEGER NOT NULL)")
    _join_by_id(db, mark)
    _join_by_name(db, mark)
    regions = _regions(db, mark)
    db.executemany("INSERT OR IGNORE INTO joined VALUES (?, ?)", (one[:2] for one in regions))
    db.execute(
        "UPDATE place SET same = (SELECT same FROM joined WHERE joined.place = place.id)"
        " WHERE id IN (SELECT place FROM joined)"
    )
    db.execute("DROP TABLE joined")
    _rename(db, mark, {name: known for _, _, name, known in regions if known != name})


def _join_by_id(db: sqlite3.Connection, mark: Mark) -> None:
    db.execute(
        "INSERT OR IGNORE INTO joined SELECT t.place, p.same FROM twin t JOIN place p ON p.gid = t.gid WHERE p.id < ?",
        (mark.place,),
    )
    db.execute(
        "INSERT OR IGNORE INTO joined SELECT mine.id, other.same FROM place mine CROSS JOIN place other"
        " ON other.gid = mine.gid WHERE mine.id >= ? AND other.id < ?",
        (mark.place, mark.place),
    )


# The order of the joins is ours: from the new names to older ones, of which an index tells those with the same key.
_SAME_NAME = """FROM name n CROSS JOIN place mine ON mine.id = n.place
    CROSS JOIN name m ON m.key = n.key AND m.rowid < :name
    CROSS JOIN place other ON other.id = m.place
    WHERE n.rowid >= :name AND other.feature = mine.feature"""


def _join_by_name(db: sqlite3.Connection, mark: Mark) -> None:
    db.execute(
        f"""INSERT OR IGNORE INTO joined SELECT mine.id, min(other.same) {_SAME_NAME}
        AND abs(other.lat - mine.lat) < :near AND abs(other.lon - mine.lon) < :near GROUP BY mine.id""",
        {"name": mark.name, "near": _NEAR_DEGREES},
    )


def _regions(db: sqlite3.Connection, mark: Mark) -> list[tuple[int, int, str, str]]:
    """(id, `same` of the older, name, name of the older) of new regions and countries.

    Of several older ones the one with most names in common counts, then the one that shows the same name: a single
    alias may be another region's.
    """
    rows = db.execute(
        f"""SELECT mine.id, other.same, mine.name, other.name {_SAME_NAME}
        AND mine.feature IN ('region', 'country') AND other.country = mine.country
        GROUP BY mine.id, other.id
        ORDER BY count(*) DESC, max(n.name IS NULL AND m.name IS NULL) DESC, other.id""",
        {"name": mark.name},
    )
    best: dict[int, tuple[int, int, str, str]] = {}
    for row in rows:
        best.setdefault(row[0], row)
    return list(best.values())


def _rename(db: sqlite3.Connection, mark: Mark, names: dict[str, str]) -> None:
    db.execute("CREATE TEMP TABLE renamed (name TEXT PRIMARY KEY, known TEXT NOT NULL)")
    db.executemany("INSERT INTO renamed VALUES (?, ?)", names.items())
    db.execute(
        "UPDATE place SET admin1 = (SELECT known FROM renamed WHERE renamed.name = place.admin1)"
        " WHERE id >= ? AND admin1 IN (SELECT name FROM renamed)",
        (mark.place,),
    )
    db.execute("DROP TABLE renamed")
