"""After words were taken out: the store's files are written anew, so that they are in none of them any more."""

from __future__ import annotations

from typing import Any

from khaldun.errors import StoreError
from khaldun.store.open import Store
from khaldun.store.schema import METADATA

_CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
# Others whose transactions began before now, and see what stood then.
_SEEN_BY = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_xmin IS NOT NULL AND age(backend_xmin) > age('{here}'::xid)"
)
_LOOKS = 60  # half a second apart
_ADVICE = "End what has it open (khaldun review, watch, run), and finish it: khaldun redact --finish"


def erase(store: Store) -> None:
    """Packs the store anew. SQLite overwrites what it frees and empties its journal; PostgreSQL keeps old rows in its
    own journal (WAL) and copies as long as whoever keeps it says.

    Raises:
        StoreError: somebody has it open and does not let go; nothing is lost, and it can be done again.
    """
    dialect: Any = store._engine.dialect
    connection: Any = store._engine.raw_connection()
    connection.detach()  # it is of no transaction, and goes back into no pool
    try:
        busy = (_pack_sqlite if store.is_sqlite else _pack_postgresql)(connection.dbapi_connection)
    except dialect.loaded_dbapi.Error as error:
        told = error.args[0] if error.args else error
        why = told.get("M", told) if isinstance(told, dict) else told
        raise StoreError(f"The store {store.where} could not be packed anew ({why}).", advice=_ADVICE) from error
    finally:
        connection.close()
    if busy:
        raise StoreError(f"The store {store.where} is read by others, who hold what was changed.", advice=_ADVICE)


def _pack_sqlite(connection: Any) -> bool:
    """Whether the journal could not be emptied: somebody reads from it."""
    connection.execute(_CHECKPOINT)
    connection.execute("VACUUM")
    busy, *_ = connection.execute(_CHECKPOINT).fetchone()
    return bool(busy)


def _pack_postgresql(connection: Any) -> bool:
    """Whether old rows could not be left out: a transaction from before still sees them."""
    connection.rollback()  # asking whether the connection lives has begun a transaction
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("SET lock_timeout = '30s'")
    cursor.execute("SELECT txid_current() % 4294967296")
    (here,) = cursor.fetchone()
    for _ in range(_LOOKS):
        cursor.execute(_SEEN_BY.format(here=int(here)))
        if not cursor.fetchone()[0]:
            break
        cursor.execute("SELECT pg_sleep(0.5)")
    else:
        return True
    for table in METADATA.sorted_tables:
        cursor.execute(f'VACUUM (FULL, ANALYZE) "{table.name}"')
    return False
