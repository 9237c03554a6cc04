"""A newer package brings newer places: what the user added to the old index is carried over to the new one."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from khaldun.tools.gazetteer.join import join_new, next_mark, twin_table

_PLACE = "gid, name, lat, lon, country, admin1, admin1_code, admin2, feature, population"


def packaged_fingerprint(index: Path) -> str | None:
    """The fingerprint of the packaged places in an index, null if it cannot be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT sha256 FROM source WHERE rank = 0").fetchone()
    except sqlite3.Error:
        return None
    return None if row is None else str(row[0])


def carry_over(old: Path, new: Path) -> None:
    """Copy the added sources of `old` into `new`, and join them with what is there.

    Raises:
        sqlite3.Error: one of the two cannot be read or written.
    """
    with contextlib.closing(sqlite3.connect(new, timeout=30, isolation_level=None)) as db:
        db.execute("ATTACH ? AS old", (str(old),))
        db.execute("BEGIN IMMEDIATE")
        for source in db.execute("SELECT id FROM old.source WHERE rank > 0 ORDER BY id").fetchall():
            _carry_source(db, int(source[0]))
        db.execute("COMMIT")


def _carry_source(db: sqlite3.Connection, old_source: int) -> None:
    columns = "name, path, sha256, licence, added, places, names, rank"
    cursor = db.execute(f"INSERT INTO source ({columns}) SELECT {columns} FROM old.source WHERE id = ?", (old_source,))
    source = int(cursor.lastrowid or 0)
    mark = next_mark(db)
    lowest = db.execute("SELECT min(id) FROM old.place WHERE source = ?", (old_source,)).fetchone()[0]
    if lowest is None:
        return
    shift = mark.place - int(lowest)
    db.execute(
        f"INSERT INTO place (id, source, {_PLACE}, same) SELECT id + ?, ?, {_PLACE}, id + ? FROM old.place"
        " WHERE source = ?",
        (shift, source, shift, old_source),
    )
    rows = "SELECT n.key, n.skeleton, n.country, n.place + ?, n.name, n.lang FROM old.name n"
    db.execute(f"INSERT INTO name {rows} JOIN old.place p ON p.id = n.place WHERE p.source = ?", (shift, old_source))
    with twin_table(db):
        db.execute(
            "INSERT INTO twin SELECT p.id + ?, known.gid FROM old.place p JOIN old.place known ON known.id = p.same"
            " WHERE p.source = ? AND known.id <> p.id",
            (shift, old_source),
        )
        join_new(db, mark)
