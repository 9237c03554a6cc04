"""A redaction that is cut off, disturbed or feigned: it is told, finished, and never half done in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from khaldun.errors import StoreError
from khaldun.store import erasing, reports
from khaldun.store import open as opening
from khaldun.workspace import redacting, tombstones
from khaldun.workspace.open import Workspace, opened
from khaldun.workspace.tombstones import finish, is_tombstone

from .redacted import (
    NAME,
    TEXT,
    faults,
    files_with,
    line_of,
    person,
    take_out,
)


@pytest.mark.parametrize("stop", ["before", "after"])
def test_a_redaction_that_is_cut_off_is_told_and_finished(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    class Crash(Exception):
        pass

    def crash(*_: object) -> bool:
        raise Crash

    where = "write_plan" if stop == "before" else "erase"
    usual = tombstones.write_plan

    def cut_off(workspace: Workspace, plan: tombstones.Plan) -> None:
        usual(workspace, plan)
        raise Crash

    with monkeypatch.context() as patch:
        if stop == "before":
            patch.setattr(redacting, "write_plan", cut_off)
        else:
            patch.setattr(tombstones, where, crash)
        with pytest.raises(Crash):
            take_out(filled, person())
    assert any("was cut off" in fault for fault in faults(filled))
    finish(filled)
    assert faults(filled) == []
    assert (NAME in line_of(filled).text) == (stop == "before")
    take_out(filled, person())
    assert files_with(filled.folder, NAME) == [] and faults(filled) == []


def test_bytes_that_come_back_into_their_place_are_told_and_go_again(filled: Workspace) -> None:
    take_out(filled, person())
    with filled.store.read() as connection:
        digest = next(reports.inputs(connection)).sha256
    path = filled.archive.path(digest)
    path.write_bytes(f"<p>{TEXT}".encode())
    (fault,) = faults(filled)
    assert "something lies in their place" in fault
    assert finish(filled)
    assert faults(filled) == [] and is_tombstone(path)
    assert not finish(filled)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param("UPDATE inputs SET state = 'redacted' WHERE id = 2", "no redaction says so", id="an-input"),
        pytest.param("UPDATE reports SET redactions = 1 WHERE name = 'other'", "no redaction says so", id="a-report"),
        pytest.param(
            "UPDATE reports SET text_sha256 = 'x' WHERE redactions = 1", "not what the last redaction", id="a-text"
        ),
    ],
)
def test_a_redaction_that_nobody_made_is_told(filled: Workspace, spoil: str, fault: str) -> None:
    take_out(filled, person())
    with filled.store.write() as connection:
        connection.execute(text(spoil))
    assert any(fault in one for one in faults(filled))


def test_no_run_goes_beside_it(filled: Workspace) -> None:
    from khaldun.store.lock import one_run

    with one_run(filled.store, filled.folder), pytest.raises(StoreError, match="Another run"):
        take_out(filled, person())


def test_the_journal_is_emptied_even_while_others_have_the_store_open(filled: Workspace, store_address: str) -> None:
    with opened(filled.folder) as other:
        with other.store.read() as connection:
            connection.execute(text("SELECT count(*) FROM claims"))
        take_out(filled, person())
    assert files_with(filled.folder, NAME) == []


def test_who_still_sees_old_rows_is_waited_for_and_then_told(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "_LOOKS", 1)
    if filled.store.is_sqlite:
        monkeypatch.setattr(opening, "_BUSY", 100)
    with opened(filled.folder) as other, opened(filled.folder) as here:
        # Reading by itself holds nothing on PostgreSQL: each statement is its own transaction.
        with other.store.read() if other.store.is_sqlite else other.store._engine.begin() as connection:
            connection.execute(text("SELECT :one"), {"one": 1}).all()
            connection.execute(text("SELECT count(*) FROM claims WHERE id > :id"), {"id": 0}).all()
            with pytest.raises(StoreError, match="read by others"):
                take_out(here, person())
        assert any("was cut off" in fault for fault in faults(here))
        assert NAME not in line_of(here).text  # all else is done
        assert finish(here)
        assert files_with(here.folder, NAME) == [] and faults(here) == []


def test_what_postgresql_has_packed_anew_has_no_old_rows(filled: Workspace) -> None:
    if filled.store.is_sqlite:
        return

    def tables() -> bytes:
        with filled.store.read() as connection:
            connection.execute(text("CHECKPOINT"))
            base = Path(connection.execute(text("SHOW data_directory")).scalar_one())
            names = [
                connection.execute(text("SELECT pg_relation_filepath(:name)"), {"name": name}).scalar_one()
                for name in ("claims", "reports", "inputs", "failures", "decisions")
            ]
        return b"".join((base / name).read_bytes() for name in names)

    assert b"Amal Hadi" in tables()
    take_out(filled, person())
    assert b"Amal Hadi" not in tables()
    assert b"Rebels took Sarjeh" in tables()
