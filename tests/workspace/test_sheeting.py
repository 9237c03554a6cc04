"""Reports given to coders: on blind sheets of their own, finished, withdrawn, moved with their report."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.errors import AccessError, StoreError, UsageError
from khaldun.records.lines import ReportLine
from khaldun.store import claims, decisions, history, queue, sheets
from khaldun.store.claims import ACCEPTED, OPEN, REJECTED, WITHDRAWN, Kept
from khaldun.store.open import Store
from khaldun.store.queue import Filter
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.sheeting import FOR_REVIEWERS, Sheets

ANA, BEN, REA = Who("ana", "coder"), Who("ben", "coder"), Who("rea", "reviewer")


@pytest.fixture
def giving(desk: Desk) -> Sheets:
    return Sheets(desk.store, desk.clock)


def on_sheet(store: Store, report: str, coder: str | None) -> list[Kept]:
    with store.read() as connection:
        return claims.of_report(connection, report, sheet=coder)


def sheet_of(store: Store, coder: str) -> sheets.Assignment:
    with store.read() as connection:
        (one,) = sheets.of_coder(connection, coder)
    return one


@pytest.fixture
def told(report: ReportLine) -> str:
    """The id of the report, which has two drafts."""
    return report.id


def test_a_sheet_holds_the_drafts_and_what_is_done_on_it_stays_on_it(desk: Desk, giving: Sheets, told: str) -> None:
    assert giving.give(REA, [told], ["ana", "ben"], "double") == 2
    shared, mine, other = (on_sheet(desk.store, told, coder) for coder in (None, "ana", "ben"))
    assert [one.draft for one in mine] == [one.draft for one in shared] == [one.draft for one in other]
    assert [one.of for one in mine] == [one.id for one in shared]
    desk.edit(ANA, mine[0].id, 1, "status", b'"denied"')
    desk.settle(ANA, "accept", mine[0].id, 2)
    assert on_sheet(desk.store, told, "ana")[0].line.status == "denied"
    assert [one.line for one in on_sheet(desk.store, told, None)] == [one.line for one in shared]
    assert [one.state for one in on_sheet(desk.store, told, "ben")] == [OPEN] * len(other)
    with desk.store.read() as connection:
        assert {one.sheet for one in decisions.read(connection, coder="ana")} == {"ana"}
        assert queue.count(connection, Filter()) == len(shared)
        found = [(one.coder, one.state) for one in history.sheets(connection) if one.of == shared[0].id]
    assert found == [("ana", ACCEPTED), ("ben", OPEN)]


def test_nobody_works_on_anothers_sheet_nor_on_the_shared_one_meanwhile(desk: Desk, giving: Sheets, told: str) -> None:
    giving.give(REA, [told], ["ana"], "double")
    (mine, *_), (shared, *_) = on_sheet(desk.store, told, "ana"), on_sheet(desk.store, told, None)
    for who, claim in ((BEN, mine), (REA, mine), (ANA, shared)):
        with pytest.raises(AccessError):
            desk.settle(who, "accept", claim.id, claim.version)
        with pytest.raises(AccessError):
            desk.edit(who, claim.id, claim.version, "status", b'"denied"')
    assert desk.settle(BEN, "accept", shared.id, shared.version).state == ACCEPTED


def test_what_is_found_split_merged_and_taken_back_on_a_sheet(desk: Desk, giving: Sheets, told: str) -> None:
    giving.give(REA, [told], ["ana"], "double")
    before = len(on_sheet(desk.store, told, None))
    added = desk.add(ANA, told, 0, 5, "Attack")
    assert added.sheet == "ana" and added.of is None and len(on_sheet(desk.store, told, None)) == before
    first = next(one for one in on_sheet(desk.store, told, "ana") if one.of)
    desk.merge(ANA, first.id, first.version, added.id, added.version)
    assert desk.undo(ANA).kind == "undo"
    now = {one.id: one for one in on_sheet(desk.store, told, "ana")}
    assert now[added.id].state == OPEN and now[first.id].line == first.line
    with pytest.raises(AccessError, match="not reviewed"):
        desk.review(Who("ana", "reviewer"), "approve", first.id, now[first.id].version)


def test_from_scratch_nothing_is_given(desk: Desk, giving: Sheets, told: str) -> None:
    giving.give(REA, [told], ["ana"], "scratch")
    assert on_sheet(desk.store, told, "ana") == []
    assert {one.coder for one in on_sheet(desk.store, told, None)} == {None}
    desk.settle(ANA, "accept", desk.add(ANA, told, 0, 5, "Attack").id, 1)
    giving.finish(ANA, sheet_of(desk.store, "ana").id)
    with desk.store.read() as connection:
        (one,) = sheets.everyone(connection)
    assert (one.kind, one.claims, one.settled) == ("scratch", 1, 1) and one.done is not None


def test_a_sheet_is_finished_when_all_on_it_is_settled(desk: Desk, giving: Sheets, told: str) -> None:
    giving.give(REA, [told], ["ana"], "double")
    sheet = sheet_of(desk.store, "ana")
    with pytest.raises(StoreError, match="not settled"):
        giving.finish(ANA, sheet.id)
    for one in on_sheet(desk.store, told, "ana"):
        desk.settle(ANA, "accept", one.id, one.version)
    with pytest.raises(AccessError):
        giving.finish(BEN, sheet.id)
    giving.finish(ANA, sheet.id)
    (done, *_), (shared, *_) = on_sheet(desk.store, told, "ana"), on_sheet(desk.store, told, None)
    with pytest.raises(AccessError, match="finished"):
        desk.settle(ANA, "reject", done.id, done.version)
    with pytest.raises(AccessError):
        desk.undo(ANA)
    assert desk.settle(ANA, "accept", shared.id, shared.version).state == ACCEPTED


def test_who_has_decided_on_a_report_or_had_it_gets_no_sheet(desk: Desk, giving: Sheets, told: str) -> None:
    shared = on_sheet(desk.store, told, None)[0]
    desk.settle(ANA, "accept", shared.id, shared.version)
    assert giving.give(REA, [told], ["ana", "ben", "ben"], "double") == 1
    assert giving.give(REA, [told], ["ben"], "scratch") == 0
    with pytest.raises(AccessError):
        giving.give(ANA, [told], ["ben"], "double")
    with pytest.raises(UsageError):
        giving.give(REA, [told], [], "double")
    with pytest.raises(UsageError):
        giving.give(REA, [told], ["ana", "ben"], "alone")


def test_a_sheet_is_withdrawn(desk: Desk, giving: Sheets, told: str) -> None:
    giving.give(REA, [told], ["ana", "ben"], "double")
    assert {one.coder for one in on_sheet(desk.store, told, None)} == {FOR_REVIEWERS}
    giving.withdraw(REA, sheet_of(desk.store, "ana").id)
    assert {one.state for one in on_sheet(desk.store, told, "ana")} == {WITHDRAWN}
    assert {one.coder for one in on_sheet(desk.store, told, None)} == {FOR_REVIEWERS}
    giving.withdraw(REA, sheet_of(desk.store, "ben").id)
    assert {one.coder for one in on_sheet(desk.store, told, None)} == {None}


def test_one_coder_decides_for_all(desk: Desk, giving: Sheets, told: str) -> None:
    assert giving.give(REA, [told], ["ana"], "alone") == 1
    with desk.store.read() as connection:
        assert queue.count(connection, Filter(mine="ana")) > 0 == queue.count(connection, Filter(mine="ben"))


def test_reports_are_drawn(desk: Desk, giving: Sheets, told: str) -> None:
    assert giving.draw(REA, 5, ["ana", "ben"], "double") == 1
    with pytest.raises(UsageError, match="no report"):
        giving.draw(REA, 5, ["ana"], "scratch")


def test_assigning_stands_in_the_chain(desk: Desk, giving: Sheets, told: str) -> None:
    giving.give(REA, [told], ["ana"], "double")
    giving.withdraw(REA, sheet_of(desk.store, "ana").id)
    with desk.store.read() as connection:
        assert list(decisions.check(connection)) == []
        said = [msgspec.json.decode(one.payload.after) for one in decisions.read(connection) if one.payload]
    assert said == [{"coder": "ana", "kind": "double"}, {"coder": "ana", "kind": "double", "withdrawn": True}]


def test_a_rejected_claim_counts_on_its_own_sheet_alone(desk: Desk, giving: Sheets, told: str) -> None:
    giving.give(REA, [told], ["ana"], "double")
    first = on_sheet(desk.store, told, "ana")[0]
    assert desk.settle(ANA, "reject", first.id, first.version).state == REJECTED
    assert {one.state for one in on_sheet(desk.store, told, None)} == {OPEN}
