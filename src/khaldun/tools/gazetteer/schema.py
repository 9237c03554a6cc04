"""The index's tables. Place ids are never used twice, so that `same` cannot come to mean another place."""

from __future__ import annotations

import sqlite3

FORMAT = 1
"""Raised when the tables change: an index of another format is built anew."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, path TEXT NOT NULL, sha256 TEXT NOT NULL,
    licence TEXT NOT NULL, added TEXT NOT NULL, places INTEGER NOT NULL DEFAULT 0, names INTEGER NOT NULL DEFAULT 0,
    rank INTEGER NOT NULL
) STRICT;
CREATE TABLE place (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL, gid TEXT NOT NULL, name TEXT NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, country TEXT, admin1 TEXT, admin1_code TEXT, admin2 TEXT,
    feature TEXT NOT NULL, population INTEGER NOT NULL, same INTEGER NOT NULL
) STRICT;
CREATE TABLE name (
    key TEXT NOT NULL, skeleton TEXT NOT NULL, country TEXT, place INTEGER NOT NULL, name TEXT, lang TEXT
) STRICT
"""

INDEXES = (
    ("name_key", "CREATE INDEX name_key ON name (key)"),
    ("name_skeleton", "CREATE INDEX name_skeleton ON name (skeleton, country)"),
    ("place_gid", "CREATE INDEX place_gid ON place (gid)"),
    ("place_country", "CREATE INDEX place_country ON place (country, admin1, population)"),
)


def create_tables(connection: sqlite3.Connection) -> None:
    """The empty tables, without indexes."""
    for statement in TABLES.split(";\n"):
        connection.execute(statement)


def create_indexes(connection: sqlite3.Connection) -> None:
    """The indexes: made after the first bulk load, since that is faster."""
    for _, statement in INDEXES:
        connection.execute(statement)


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))


def get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])
