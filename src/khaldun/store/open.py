"""Opens a store: SQLite in a file, or PostgreSQL at an address; one schema, brought up to date by its migrations."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection as Connection  # what a transaction gives: others name it by this module
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, InvalidatePoolError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from khaldun.errors import GoneError, StoreError
from khaldun.store import pg8000_quick
from khaldun.store.encrypted import connect, library
from khaldun.store.migrate import Standing, newest, standing, upgrade
from khaldun.store.same_file import hold_to_file

Connect = Callable[..., Any]  # opens an SQLite file

_BUSY = 30_000  # milliseconds that a writer waits for another
_IDLE, _USED = 1.0, "khaldun_used"  # seconds without use, after which a server's connection may have been lost
_NULL = 'encoding "UTF8": 0x00'  # PostgreSQL's word for a character that it cannot keep; SQLite keeps it
_LARGE = "out of range"
_DRIVERS = {"postgresql": "postgresql+pg8000", "postgres": "postgresql+pg8000", "sqlite": "sqlite"}


class Store:
    """An open store. `read` and `write` are one transaction each: all of it is kept, or nothing.

    A writer on SQLite has the database for itself from its first word on; readers go on beside it. PostgreSQL is read
    on connections of their own that begin nothing and end nothing: each question sees what is kept when it is asked.
    """

    def __init__(
        self, engine: Engine, where: str, *, reading: Engine | None = None, is_encrypted: bool = False
    ) -> None:
        self._engine = engine
        self._reading = reading
        self.where = where
        self.is_encrypted = is_encrypted

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Reads, and changes nothing.

        Raises:
            StoreError: the database is gone, full, locked for too long, or broken.
        """
        if self._reading is None:
            with self.snapshot() as connection:
                yield connection
            return
        with self._told(), self._reading.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that changes nothing; what is read in it may be asked to be of one moment (`store.dump`).

        Raises:
            StoreError: the database is gone, full, locked for too long, or broken.
        """
        with self._told(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that changes something; it is kept when the block ends without an error.

        Raises:
            StoreError: the database is gone, full, locked for too long, or broken.
        """
        engine = self._engine.execution_options(khaldun_writes=True)
        with self._told(), engine.connect() as connection, connection.begin():
            yield connection

    def damage(self) -> list[str]:
        """What an encrypted file's pages say of themselves where they are not what was written; nothing of others.

        Raises:
            StoreError: the file cannot be read at all.
        """
        if not self.is_encrypted:
            return []
        with self.read() as connection:
            return [str(told) for (told,) in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]

    def close(self) -> None:
        """Lets go of every connection."""
        self._engine.dispose()
        if self._reading is not None:
            self._reading.dispose()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise  # a fault of ours, not of the database
        except OverflowError as error:  # what SQLite's driver says; to PostgreSQL it is only a number that nothing has
            raise StoreError("Nothing has so large a number.", advice="Go back, and choose it anew.") from error
        except SQLAlchemyError as error:
            if _NULL in str(error):
                raise StoreError("What was sent holds a null character.", advice="Take it out.") from error
            if _LARGE in str(error):
                raise StoreError("Nothing has so large a number.", advice="Go back, and choose it anew.") from error
            why = f"The store {self.where} does not answer: {_why(error)}."
            raise GoneError(why, advice=_advice(error, is_encrypted=self.is_encrypted)) from error


def open_store(
    address: str, *, folder: Path, create: bool = False, password: str | None = None, key: bytes | None = None
) -> Store:
    """The store at an address: "sqlite:///FILE" (a relative FILE lies in `folder`) or "postgresql://…", with a
    `password` where the address states none. With a `key` of 32 bytes SQLite's file is encrypted; what PostgreSQL
    writes is its server's affair.

    A store of an older version is brought up to date; of SQLite's a copy is kept beside it first.

    Raises:
        StoreError: there is none (and `create` is not set), it is of a newer version, or it cannot be reached.
    """
    url = _url(address, folder)
    if password is not None and url.password is None and url.drivername != "sqlite":
        url = url.set(password=password)
    where = url.render_as_string(hide_password=True) if url.drivername != "sqlite" else str(url.database)
    file = Path(url.database or "") if url.drivername == "sqlite" else None
    if file is not None and not file.is_file() and not create:
        raise StoreError(f"There is no store {file}.", advice="Make a workspace: khaldun init; or khaldun restore.")
    if file is not None and create:
        with contextlib.suppress(FileExistsError):
            file.touch(mode=0o600, exist_ok=False)  # nobody else on the machine reads it
    opening: Connect = sqlite3.connect if key is None else partial(connect, key=key)
    is_encrypted = file is not None and key is not None
    engine = _encrypted_engine(url, opening) if is_encrypted else _engine(url)
    reading = _server_engine(url, isolation_level="AUTOCOMMIT") if file is None else None
    store = Store(engine, where, reading=reading, is_encrypted=is_encrypted)
    with contextlib.ExitStack() as undo:
        undo.callback(store.close)
        _bring_up(store, file, opening, create=create)
        undo.pop_all()
    return store


def _bring_up(store: Store, file: Path | None, opening: Connect, *, create: bool) -> None:
    with store.write() as connection:
        found = standing(connection)
    if found is Standing.CURRENT:
        return
    if found is Standing.NEWER:
        raise StoreError(
            f"The store {store.where} was made by a newer version of Khaldun than this one (it knows {newest()}).",
            advice="Install that version; nothing was changed.",
        )
    if found is Standing.EMPTY and not create:
        raise StoreError(f"The store {store.where} holds no tables.", advice="Make a workspace: khaldun init.")
    if found is Standing.OLDER and file is not None:
        _keep_copy(file, opening)
    with store.write() as connection:
        upgrade(connection)


def _keep_copy(file: Path, opening: Connect) -> None:
    copy = file.with_name(f"{file.name}.before-{newest()}")
    with contextlib.closing(opening(file)) as source, contextlib.closing(opening(copy)) as target:
        source.backup(target)
    shutil.copymode(file, copy)


def _url(address: str, folder: Path) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise StoreError(f"{address} is no address of a store.", advice="sqlite:///FILE or postgresql://…") from error
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise StoreError(f"No store can be kept in {url.drivername}.", advice="sqlite:///FILE or postgresql://…")
    if driver == "sqlite":
        return url.set(database=str(folder / (url.database or "store.sqlite")))
    return url.set(drivername=driver)


def _engine(url: URL) -> Engine:
    if url.drivername != "sqlite":
        return _server_engine(url)
    return _prepared(create_engine(url, connect_args={"timeout": _BUSY / 1000}), url)


def _server_engine(url: URL, **options: Any) -> Engine:
    """PostgreSQL. A connection that nobody has used for a moment is asked whether it lives before it is used; asking
    each time would take as long as many an answer does."""
    pg8000_quick.install()
    engine = create_engine(url, pool_size=10, max_overflow=20, pool_use_lifo=True, **options)

    def note(_: Any, record: ConnectionPoolEntry) -> None:
        record.info[_USED] = monotonic()

    def check(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
        if monotonic() - record.info.get(_USED, inf) > _IDLE and not _lives(engine, connection):
            raise InvalidatePoolError

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", check)
    return engine


def _lives(engine: Engine, connection: Any) -> bool:
    try:
        lives = bool(engine.dialect.do_ping(connection))
        connection.rollback()  # asking has begun a transaction
        return lives
    except (engine.dialect.loaded_dbapi.Error, OSError):
        return False


def _encrypted_engine(url: URL, opening: Connect) -> Engine:
    """SQLAlchemy asks SQLCipher as it asks SQLite. Each connection is given the key before it is asked anything."""
    creator = partial(opening, Path(url.database or ""), timeout=_BUSY / 1000, check_same_thread=False)
    return _prepared(create_engine(url, module=library(), creator=creator), url)


def _prepared(engine: Engine, url: URL) -> Engine:
    hold_to_file(engine, Path(url.database or ""))
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    """Transactions are begun by us. What is written is on the disk when it is said to be (`synchronous`)."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("khaldun_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _why(error: SQLAlchemyError) -> str:
    told = str(error.orig) if isinstance(error, DBAPIError) and error.orig is not None else str(error)
    return " ".join(told.split())[:300]


def _advice(error: SQLAlchemyError, *, is_encrypted: bool) -> str:
    told = str(error).lower()
    if "full" in told or "no space" in told:
        return "Free some space; what was decided before is kept, the last step is not."
    if "locked" in told:
        return "Another program is writing to it; try again when it is done."
    if is_encrypted and any(sign in told for sign in ("malformed", "not a database", "disk i/o error")):
        return "The key is right: the file was changed or is damaged, or is not this workspace's. Restore a backup."
    if "malformed" in told or "not a database" in told:
        return "The file is damaged: restore a backup (khaldun restore)."
    return "Check that the database is there and lets you in; nothing half-done is kept."
