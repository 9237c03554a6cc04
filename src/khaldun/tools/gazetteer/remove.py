"""Removing a source from the index."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.change import MANY, changing, without_indexes


def remove_source(index: Path, name: str) -> None:
    """Remove a source, by the name that `list_sources` gives it.

    Raises:
        GazetteerError: there is none of this name, it is the packaged one, or the index cannot be written.
    """
    with changing(index) as db:
        names = [row[0] for row in db.execute("SELECT name FROM source ORDER BY id")]
        if name not in names:
            raise GazetteerError(f"{name!r} is no source.", advice=f"The sources are {', '.join(names)}.")
        with without_indexes(db, "name", "place", when=names_of(db, name) >= MANY):
            forget(db, name)


def names_of(db: sqlite3.Connection, name: str) -> int:
    """How many names a source gave, 0 if it is not there."""
    row = db.execute("SELECT names FROM source WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def forget(db: sqlite3.Connection, name: str) -> None:
    """Delete a source with its places and names, if it is there.

    Raises:
        GazetteerError: it is the packaged one.
    """
    row = db.execute("SELECT id, rank FROM source WHERE name = ?", (name,)).fetchone()
    if row is None:
        return
    if row[1] == 0:
        raise GazetteerError(
            f"{name!r} is the packaged gazetteer, which stays.", advice="A file of this name needs another one."
        )
    db.execute("CREATE TEMP TABLE gone (id INTEGER PRIMARY KEY)")
    db.execute("INSERT INTO gone SELECT id FROM place WHERE source = ?", (row[0],))
    db.execute("DELETE FROM name WHERE place IN (SELECT id FROM gone)")
    db.execute("DELETE FROM place WHERE source = ?", (row[0],))
    db.execute("DELETE FROM source WHERE id = ?", (row[0],))
    _hand_on(db)
    db.execute("DROP TABLE gone")


def _hand_on(db: sqlite3.Connection) -> None:
    """Records that were joined to one that is gone are joined to the first of them that is left."""
    db.execute("CREATE TEMP TABLE heir (gone INTEGER PRIMARY KEY, heir INTEGER NOT NULL)")
    db.execute("INSERT INTO heir SELECT same, min(id) FROM place WHERE same IN (SELECT id FROM gone) GROUP BY same")
    db.execute(
        "UPDATE place SET same = (SELECT heir FROM heir WHERE heir.gone = place.same)"
        " WHERE same IN (SELECT gone FROM heir)"
    )
    db.execute("DROP TABLE heir")
