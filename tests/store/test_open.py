"""Opening a store: made, brought up to date, refused where it is newer or gone, told where it breaks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from khaldun.errors import StoreError
from khaldun.store.open import Store, open_store
from khaldun.store.schema import METADATA


@pytest.fixture
def store(store_address: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    yield opened
    opened.close()


def test_the_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    with store.read() as connection:
        elsewhere = {"ix_loose_words"} if store.is_sqlite else {"ix_claims_atlas", "ix_loose_alike"}
        opts = {"include_object": lambda made, name, kind, read, other: name not in elsewhere}
        assert compare_metadata(MigrationContext.configure(connection, opts=opts), METADATA) == []


def test_a_store_is_opened_again_as_it_is(store: Store, store_address: str, tmp_path: Path) -> None:
    again = open_store(store_address, folder=tmp_path)
    with again.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM claims")).scalar_one() == 0
    again.close()


def test_what_a_newer_version_made_is_left_alone(store: Store, store_address: str, tmp_path: Path) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        open_store(store_address, folder=tmp_path)


def test_half_a_change_is_no_change(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        connection.execute(text("INSERT INTO head (id, seq, hash) VALUES (1, 1, 'x')"))
        raise ZeroDivisionError
    with store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM head")).scalar_one() == 0


def test_a_store_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no store .*store\.sqlite"):
        open_store("sqlite:///store.sqlite", folder=tmp_path)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(StoreError, match="damaged"):
        open_store("sqlite:///store.sqlite", folder=tmp_path)


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not answer") as told:
        open_store("postgresql://nobody:secret@127.0.0.1:9/none", folder=tmp_path)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("address", ["mysql://somewhere/db", "store.sqlite", ""])
def test_what_is_no_address_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"sqlite:///FILE"):
        open_store(address, folder=tmp_path)


def test_an_older_store_is_copied_before_it_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from khaldun.store import open as opening
    from khaldun.store.migrate import Standing

    open_store("sqlite:///store.sqlite", folder=tmp_path, create=True).close()
    monkeypatch.setattr(opening, "standing", lambda connection: Standing.OLDER)
    open_store("sqlite:///store.sqlite", folder=tmp_path).close()
    (copy,) = tmp_path.glob("store.sqlite.before-*")
    assert sqlite3.connect(copy).execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
