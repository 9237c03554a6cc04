"""Rows of places and names put into the index in batches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from khaldun.text.folding import Folding
from khaldun.tools.gazetteer.entries import Entry, name_rows

T = TypeVar("T")
BATCH = 2_000
PLACE = "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
NAME = "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)"


def in_batches(items: Iterable[T]) -> Iterator[list[T]]:
    """The items, some at a time."""
    stream = iter(items)
    while batch := list(islice(stream, BATCH)):
        yield batch


def insert_entries(db: sqlite3.Connection, source: int, first: int, batch: list[Entry], folding: Folding) -> int:
    """Insert places, the first under the id `first`, each joined to none; returns how many names they have."""
    numbered = list(enumerate(batch, first))
    db.executemany(PLACE, (_place(source, id_, entry) for id_, entry in numbered))
    rows = [
        (row.key, row.skeleton, entry.country, id_, row.name, row.lang)
        for id_, entry in numbered
        for row in name_rows(entry, folding)
    ]
    db.executemany(NAME, rows)
    db.executemany("INSERT INTO twin VALUES (?, ?)", ((id_, entry.twin) for id_, entry in numbered if entry.twin))
    return len(rows)


def _place(source: int, id_: int, entry: Entry) -> tuple[int | float | str | None, ...]:
    return (
        id_, source, entry.gid, entry.name, entry.latitude, entry.longitude, entry.country, entry.admin1,
        entry.admin1_code, entry.admin2, entry.feature, entry.population, id_,
    )  # fmt: skip
