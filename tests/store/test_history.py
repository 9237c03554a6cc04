"""History: settled claims with the decisions on them, whatever the store and however many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from khaldun.records.decisions import Act, Kind
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.records.reports import Given
from khaldun.store import claims, decisions, history, reports
from khaldun.store.claims import ACCEPTED, FLAGGED, MERGED, OPEN, REJECTED, SKIPPED, WITHDRAWN
from khaldun.store.open import Connection, Store, open_store

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def store(store_address: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Store, report_line: ReportLine, claim_line: ClaimLine) -> Store:
    """Twelve drafts, claims 1 to 12, nothing decided."""
    with store.write() as connection:
        reports.add_input(connection, "flash.txt", "b" * 64, Given(), NOW)
        reports.put_report(connection, 1, report_line)
        drafts = [msgspec.structs.replace(claim_line, id=f"{number:016x}") for number in range(12)]
        claims.add_all(connection, [(draft, 1.0) for draft in drafts])
    return store


def act(claim: int, kind: Kind = "accept", coder: str = "ana", **values: object) -> Act:
    return Act(coder=coder, kind=kind, claim=claim, report="a" * 64, **values)  # type: ignore[arg-type]


def decide(store: Store, *acts: Act, **states: str) -> None:
    """Adds acts to the chain, and puts claims into states (c1="accepted")."""
    with store.write() as connection:
        decisions.add(connection, acts, time=NOW)
        for name, state in states.items():
            put(connection, int(name[1:]), state=state)


def put(connection: Connection, claim: int, **values: object) -> None:
    kept = claims.get(connection, claim)
    assert kept is not None
    claims.change(connection, claim, kept.version, **values)  # type: ignore[arg-type]


def told(store: Store, **asked: int) -> list[history.Settled]:
    with store.read() as connection:
        return list(history.settled(connection, **asked))


def test_an_empty_store_has_no_history(store: Store) -> None:
    assert told(store) == []
    with store.read() as connection:
        assert list(history.sheets(connection)) == [] and history.since(connection, 5) == 0


def test_claims_that_are_settled_come_by_number_and_others_do_not(filled: Store) -> None:
    states = [ACCEPTED, OPEN, REJECTED, SKIPPED, FLAGGED, WITHDRAWN, MERGED]
    decide(filled, **{f"c{7 - at}": state for at, state in enumerate(states)})
    assert [(one.claim, one.state) for one in told(filled)] == [
        (1, MERGED), (3, FLAGGED), (5, REJECTED), (7, ACCEPTED),
    ]  # fmt: skip
    assert {one.report for one in told(filled)} == {"a" * 64}


def test_a_claim_has_the_decisions_on_it_in_their_order_without_their_words(filled: Store) -> None:
    decide(
        filled,
        act(1, "edit", field="status", after=msgspec.Raw(b'"denied"'), reason="as told"),
        act(2, "reject", "ben"),
        act(1, seconds=2.5),
        act(1, "undo", of=3),
        act(1, coder="ben"),
        Act(coder="ana", kind="assign"),
        c1=ACCEPTED,
        c2=REJECTED,
    )
    first, second = told(filled)
    assert [(one.seq, one.kind, one.coder, one.of, one.field) for one in first.decisions] == [
        (1, "edit", "ana", None, "status"), (3, "accept", "ana", None, None), (4, "undo", "ana", 3, None),
        (5, "accept", "ben", None, None),
    ]  # fmt: skip
    assert first.decisions[1].seconds == 2.5 and first.decisions[0].time == NOW
    assert {one.payload for one in first.decisions} == {None} and {one.salt for one in first.decisions} == {None}
    assert [one.seq for one in second.decisions] == [2]


def test_a_claim_has_its_draft_and_how_it_stands(filled: Store, claim_line: ClaimLine) -> None:
    own = msgspec.structs.replace(claim_line, id="added", method="person")
    changed = msgspec.structs.replace(claim_line, status="denied")
    with filled.write() as connection:
        number = claims.add(connection, own, priority=1.0, state=ACCEPTED)
        put(connection, 2, state=ACCEPTED, line=changed, priority=1.0)
        put(connection, 3, state=ACCEPTED)
    edited, untouched, added = told(filled)
    assert edited.line == changed and edited.draft is not None and edited.draft.status == claim_line.status
    assert untouched.draft == untouched.line
    assert (added.claim, added.draft, added.line) == (number, None, own)


@pytest.mark.parametrize("batch", [1, 2, 3, 5, 100])
def test_the_size_of_a_portion_changes_nothing(filled: Store, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    numbers = [1, 2, 3, 5, 8, 9]
    decide(filled, *(act(number) for number in numbers), **{f"c{number}": ACCEPTED for number in numbers})
    monkeypatch.setattr(history, "_BATCH", batch)
    assert [(one.claim, [decision.seq for decision in one.decisions]) for one in told(filled)] == [
        (number, [at]) for at, number in enumerate(numbers, start=1)
    ]


@pytest.mark.parametrize(
    ("most", "after", "numbers"),
    [
        pytest.param(1, 5, [4], id="the-last"),
        pytest.param(2, 4, [1, 4], id="the-last-two"),
        pytest.param(4, 1, [1, 2, 3, 4], id="those-whose-first-act-is-older-too"),
        pytest.param(5, 0, [1, 2, 3, 4], id="as-many-as-there-are"),
        pytest.param(500, 0, [1, 2, 3, 4], id="more-than-there-are"),
    ],
)
def test_the_latest_acts_of_settling(filled: Store, most: int, after: int, numbers: list[int]) -> None:
    decide(
        filled,
        act(1, "flag"),  # 1
        act(2),  # 2
        act(2, "comment"),  # 3
        act(3, "reject"),  # 4
        act(1),  # 5: settled again
        act(3, coder="ben", sheet="ben"),  # 6: on a sheet of their own
        act(4, "merge"),  # 7
        c1=ACCEPTED,
        c2=ACCEPTED,
        c3=REJECTED,
        c4=MERGED,
    )
    with filled.read() as connection:
        assert history.since(connection, most) == after
    found = told(filled, after=after)
    assert [one.claim for one in found] == numbers
    assert [one.seq for one in found[0].decisions] == ([7] if numbers == [4] else [1, 5])


def test_sheets_come_claim_by_claim(filled: Store, report_line: ReportLine) -> None:
    with filled.write() as connection:
        for coder in ("ben", "ana"):
            assert claims.copy_drafts(connection, report_line.id, coder) == 12
        (first, *_) = claims.of_report(connection, report_line.id, sheet="ben")
        claims.change(connection, first.id, 1, state=REJECTED)
    with filled.read() as connection:
        found = list(history.sheets(connection))
        assert [one.claim for one in history.settled(connection)] == []
    assert [(one.of, one.coder) for one in found[:4]] == [(1, "ana"), (1, "ben"), (2, "ana"), (2, "ben")]
    assert [one.state for one in found[:3]] == [OPEN, REJECTED, OPEN] and len(found) == 24
    assert all(one.draft == one.line for one in found)
