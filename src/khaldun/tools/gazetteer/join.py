"""Records of one place from several sources: joined by id, or by folded name within three kilometres."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

_NEAR_DEGREES = 0.027
"""Three kilometres of latitude; of longitude less than that anywhere but on the equator, which is strict enough."""


@contextlib.contextmanager
def make_join_tables(db: sqlite3.Connection) -> Iterator[None]:
    """The tables that joining reads, for as long as it takes: other sources' ids of new places, and their keys."""
    db.execute("CREATE TEMP TABLE twin (place INTEGER, gid TEXT)")
    db.execute("CREATE TEMP TABLE fresh (place INTEGER, key TEXT, PRIMARY KEY (place, key)) WITHOUT ROWID")
    yield
    db.execute("DROP TABLE twin")
    db.execute("DROP TABLE fresh")


def join_twins(db: sqlite3.Connection, source: int) -> None:
    """Give each place of `source` the `same` of its twin in another source; its own id where it has none.

    Regions join by name within their country: their points are capitals in one source and centroids in another;
    the source's places then take the other's name for the region, so that one region has one name.
    """
    db.execute("UPDATE place SET same = id WHERE source = ?", (source,))
    twins: dict[int, int] = dict(_by_id(db, source))
    for place, same in _by_name(db, source):
        twins.setdefault(place, same)
    regions = _regions(db, source)
    for place, same, _, _ in regions:
        twins.setdefault(place, same)
    db.executemany("UPDATE place SET same = ? WHERE id = ?", ((same, place) for place, same in twins.items()))
    db.executemany(
        "UPDATE place SET admin1 = ? WHERE source = ? AND admin1 = ?",
        ((known, source, name) for _, _, name, known in regions if known != name),
    )


def _by_id(db: sqlite3.Connection, source: int) -> list[tuple[int, int]]:
    return db.execute(
        "SELECT t.place, p.same FROM twin t JOIN place p ON p.gid = t.gid WHERE p.source <> ?", (source,)
    ).fetchall()


def _by_name(db: sqlite3.Connection, source: int) -> list[tuple[int, int]]:
    return db.execute(
        """SELECT mine.id, min(other.same) FROM place mine
        JOIN fresh n ON n.place = mine.id JOIN name m ON m.key = n.key
        JOIN place other ON other.id = m.place
        WHERE mine.source = ? AND other.source <> mine.source AND other.feature = mine.feature
        AND abs(other.lat - mine.lat) < ? AND abs(other.lon - mine.lon) < ?
        GROUP BY mine.id""",
        (source, _NEAR_DEGREES, _NEAR_DEGREES),
    ).fetchall()


def _regions(db: sqlite3.Connection, source: int) -> list[tuple[int, int, str, str]]:
    return db.execute(
        """SELECT mine.id, other.same, mine.name, other.name FROM place mine
        JOIN fresh n ON n.place = mine.id JOIN name m ON m.key = n.key
        JOIN place other ON other.id = m.place
        WHERE mine.source = ? AND mine.feature IN ('region', 'country') AND other.source <> mine.source
        AND other.feature = mine.feature AND other.country = mine.country
        GROUP BY mine.id""",
        (source,),
    ).fetchall()
