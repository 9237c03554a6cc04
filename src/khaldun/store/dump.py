"""The store as lines of JSON, and back: the same for SQLite and PostgreSQL, so that either restores the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import BigInteger, Connection, Integer, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from khaldun.errors import StoreError
from khaldun.store.schema import METADATA

_BATCH = 1_000


class Row(msgspec.Struct, frozen=True):
    """A row of a table."""

    table: str
    values: dict[str, str | int | float | bool | None]


def dump(connection: Connection) -> Iterator[bytes]:
    """Every row of every table, in an order that references allow, of one moment: `connection` is a snapshot's."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    for table in METADATA.sorted_tables:
        for row in connection.execution_options(yield_per=_BATCH).execute(select(table)).mappings():
            values = {str(name): value for name, value in row.items()}
            yield msgspec.json.encode(Row(str(table.name), values)) + b"\n"


def load(connection: Connection, lines: Iterable[bytes]) -> int:
    """Puts dumped rows into an empty store; returns how many.

    Raises:
        StoreError: a line is no row of this store's.
    """
    loaded = 0
    waiting: list[dict[str, object]] = []
    name = ""
    for line in lines:
        try:
            row = msgspec.json.decode(line, type=Row)
        except msgspec.DecodeError as error:
            raise StoreError(f"Line {loaded + len(waiting) + 1} of the dump is no row ({error}).") from error
        if row.table != name or len(waiting) == _BATCH:
            loaded += _insert(connection, name, waiting)
            name, waiting = row.table, []
        waiting.append(dict(row.values))
    loaded += _insert(connection, name, waiting)
    _count_on(connection)
    return loaded


def _insert(connection: Connection, name: str, rows: list[dict[str, object]]) -> int:
    if not rows:
        return 0
    table = METADATA.tables.get(name)
    if table is None or set(rows[0]) != {column.name for column in table.columns}:
        raise StoreError(
            f"The dump's table {name!r} is not one of this version's.",
            advice="Restore it with the version that made it.",
        )
    try:
        connection.execute(insert(table), rows)
    except IntegrityError as error:
        raise StoreError(f"The dump's rows of {name} do not fit together ({error.orig}).") from error
    return len(rows)


def _count_on(connection: Connection) -> None:
    """PostgreSQL numbers new rows on from the highest that was put in."""
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        for column in table.primary_key.columns:
            if isinstance(column.type, BigInteger | Integer) and column.autoincrement:
                highest = connection.execute(select(func.max(column))).scalar_one()
                if highest is not None:
                    connection.execute(
                        text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
                        {"table": table.name, "column": column.name, "highest": highest},
                    )
