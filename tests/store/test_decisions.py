"""The chain of decisions: whole, in order, and telling where it was tampered with."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, text

from khaldun.records.decisions import Act
from khaldun.store import decisions
from khaldun.store.decisions import Redacted
from khaldun.store.open import Store, open_store

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def store(store_address: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    yield opened
    opened.close()


def act(number: int = 1, reason: str = "") -> Act:
    return Act(coder="c1", kind="accept", report="r1", claim=number, reason=reason, seconds=1.5)


def faults(store: Store) -> list[str]:
    with store.read() as connection:
        return list(decisions.check(connection))


def test_decisions_are_read_as_they_were_made(store: Store) -> None:
    with store.write() as connection:
        first = decisions.add(connection, [act(1), act(2)], time=NOW)
    with store.write() as connection:
        second = decisions.add(connection, [act(1, "again")], time=NOW)
    with store.read() as connection:
        assert list(decisions.read(connection)) == [*first, *second]
        assert [decision.seq for decision in decisions.read(connection, claim=1)] == [1, 3]
    assert faults(store) == []


def test_an_empty_chain_is_whole(store: Store) -> None:
    assert faults(store) == []


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        pytest.param("UPDATE decisions SET coder = 'c2' WHERE seq = 2", "Decision 2 was changed", id="who"),
        pytest.param("UPDATE decisions SET kind = 'reject' WHERE seq = 1", "Decision 1 was changed", id="what"),
        pytest.param("UPDATE decisions SET claim = 9 WHERE seq = 3", "Decision 3 was changed", id="which"),
        pytest.param("UPDATE decisions SET seconds = 9 WHERE seq = 3", "Decision 3 was changed", id="how-long"),
        pytest.param(
            "UPDATE decisions SET payload = replace(payload, 'why 2', 'why 9') WHERE seq = 2",
            "words of decision 2 were changed",
            id="words",
        ),
        pytest.param("DELETE FROM decisions WHERE seq = 2", "Decision 2 is missing", id="one-gone"),
        pytest.param("DELETE FROM decisions WHERE seq = 3", "its end was cut off", id="end-gone"),
        pytest.param("UPDATE decisions SET payload = NULL WHERE seq = 1", "no redaction says so", id="words-gone"),
    ],
)
def test_tampering_is_told(store: Store, sql: str, told: str) -> None:
    with store.write() as connection:
        decisions.add(connection, [act(number, f"why {number}") for number in (1, 2, 3)], time=NOW)
    with store.write() as connection:
        connection.execute(text(sql))
    assert any(told in fault for fault in faults(store))


def test_words_that_were_redacted_are_gone_and_the_chain_checks(store: Store) -> None:
    with store.write() as connection:
        decisions.add(connection, [act(1, "Amal Hadi lives there"), act(2, "fine")], time=NOW)
    with store.write() as connection:
        decisions.redact(connection, [1])
        taken_out = Act(
            coder="c1", kind="redact", after=msgspec.Raw(msgspec.json.encode(Redacted(decisions=(1,)))), reason="a name"
        )
        decisions.add(connection, [taken_out], time=NOW)
    assert faults(store) == []
    with store.read() as connection:
        first, second, _ = decisions.read(connection)
        assert first.payload is None and first.salt is None
        assert second.payload is not None and second.payload.reason == "fine"
        assert "Amal" not in everything(connection)


def everything(connection: Connection) -> str:
    return repr(connection.execute(text("SELECT * FROM decisions")).all())


def test_many_who_decide_at_once_make_one_chain(store: Store) -> None:
    def decide(coder: str) -> None:
        for _ in range(10):
            with store.write() as connection:
                decisions.add(connection, [Act(coder=coder, kind="skip")], time=NOW)

    threads = [threading.Thread(target=decide, args=(f"c{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults(store) == []
    with store.read() as connection:
        assert sum(1 for _ in decisions.read(connection)) == 80
