"""Planted errors at work: seen by the coder alone, judged when they settle the claim, never kept in it."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from khaldun.records.lines import ClaimLine, CountLine, DateLine, DeathLine, PlaceLine, ReportLine, ReportRef
from khaldun.records.reports import Given
from khaldun.review.fields import encoded
from khaldun.review.planting import Plant
from khaldun.store import claims, decisions, plants
from khaldun.store.claims import ACCEPTED, OPEN, Kept
from khaldun.store.open import Store
from khaldun.store.reports import add_input
from khaldun.workspace import planting
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.recoding import Recoder

AMAL, BEN = Who("amal", "coder"), Who("ben", "coder")
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TYPES = {"Attack": "Violence against civilians", "Sexual violence": "Violence against civilians"}


@pytest.fixture
def drafted(store: Store, recoder: Recoder, report: ReportLine) -> list[int]:
    """Drafts, each with a day, a place and two dead; those of `desk` come beside them."""
    lines = [
        ClaimLine(
            report=ReportRef(id=report.id, name=report.name), id=f"{number:016x}", method="rules/1",
            sub_event_type="Attack", event_type="Violence against civilians", status="reported",
            date=DateLine(start="2019-11-12", end="2019-11-12", anchor="stated"), place=PlaceLine(name="Arbil"),
            deaths=(DeathLine(of="civilians", low=2, best=2, high=2),), injured=CountLine(low=3, best=3, high=3),
        )
        for number in range(40)
    ]  # fmt: skip
    with store.write() as connection:
        add_input(connection, "a.txt", "a" * 64, Given(), NOW)
        keep_lines(connection, 1, [report, *lines], recoder=recoder, time=NOW)
    with store.read() as connection:
        return [one.id for one in claims.of_report(connection, report.id) if (one.state, one.version) == (OPEN, 1)]


def put_in(store: Store, report: ReportLine, share: float = 1.0, coder: str = "amal") -> int:
    return planting.put_in(store, planting.Drawing(coder=coder, share=share, event_type=TYPES), report, NOW)


def seen(store: Store, claim: int, coder: str = "amal") -> Kept:
    with store.read() as connection:
        kept = claims.get(connection, claim)
        assert kept is not None
        return planting.shown(connection, coder, [kept])[0]


def stands(store: Store, claim: int) -> Kept:
    return seen(store, claim, "nobody")


def verdict(store: Store, claim: int, coder: str = "amal") -> str | None:
    with store.read() as connection:
        told = plants.verdict_of(connection, claim, coder)
    return None if told is None else told.verdict


def planted_field(store: Store, claim: int) -> str:
    with store.read() as connection:
        return msgspec.json.decode(plants.waiting(connection, [claim], "amal")[claim].plant, type=Plant).field


def test_a_share_is_drawn_once_and_only_its_coder_sees_it(store: Store, report: ReportLine, drafted: list[int]) -> None:
    made = put_in(store, report, 0.3)
    assert 2 <= made <= 24  # of 40 at .3: 10**-4 lie outside
    assert put_in(store, report, 0.3) == 0
    differ = [claim for claim in drafted if seen(store, claim).line != stands(store, claim).line]
    assert len(differ) == made
    assert all(seen(store, claim, "ben").line == stands(store, claim).line for claim in drafted)
    assert all(seen(store, claim).draft == seen(store, claim).line for claim in differ)


def test_a_missed_error_is_never_kept_and_the_claim_is_asked_for_again(
    desk: Desk, store: Store, report: ReportLine, drafted: list[int]
) -> None:
    put_in(store, report)
    before = stands(store, drafted[0])
    now = desk.settle(AMAL, "accept", drafted[0], before.version)
    assert (now.state, now.line) == (OPEN, before.line) and verdict(store, drafted[0]) == "missed"
    assert seen(store, drafted[0]).line == before.line
    with store.read() as connection:
        told = list(decisions.read(connection, claim=drafted[0]))
    assert [(one.coder, one.kind) for one in told] == [("amal", "accept"), (planting.SYSTEM, "ask")]
    assert desk.settle(AMAL, "accept", drafted[0], now.version).state == ACCEPTED


def test_a_mended_error_stands_as_accepted(desk: Desk, store: Store, report: ReportLine, drafted: list[int]) -> None:
    put_in(store, report)
    for claim in drafted[:8]:
        field, kept = planted_field(store, claim), stands(store, claim)
        kept = desk.edit(AMAL, claim, kept.version, field, encoded(kept.line, field))
        assert seen(store, claim).line == kept.line
        assert desk.settle(AMAL, "accept", claim, kept.version).state == ACCEPTED
        assert verdict(store, claim) == "mended"


def test_what_was_typed_of_a_planted_value_is_put_right(
    desk: Desk, store: Store, report: ReportLine, drafted: list[int]
) -> None:
    put_in(store, report)
    claim = drafted[0]
    field, before, planted = planted_field(store, claim), stands(store, claim), seen(store, claim)
    kept = desk.edit(AMAL, claim, before.version, field, encoded(planted.line, field))
    desk.settle(AMAL, "accept", claim, kept.version)
    assert verdict(store, claim) == "missed"
    assert encoded(stands(store, claim).line, field) == encoded(before.line, field)


def test_rejecting_a_false_draft_does_not_stand(
    desk: Desk, store: Store, report: ReportLine, drafted: list[int]
) -> None:
    put_in(store, report)
    assert desk.settle(AMAL, "skip", drafted[0], 1).state == "skipped" and verdict(store, drafted[0]) is None
    assert desk.settle(AMAL, "reject", drafted[0], 2).state == OPEN
    assert verdict(store, drafted[0]) == "turned away"


def test_who_settles_unseen_or_first_is_judged_by_no_error(
    desk: Desk, store: Store, report: ReportLine, drafted: list[int]
) -> None:
    put_in(store, report)
    desk.settle_all(AMAL, "accept", [(drafted[0], 1)])
    desk.settle(BEN, "accept", drafted[1], 1)
    desk.edit(BEN, drafted[2], 1, "status", b'"denied"')
    for claim in drafted[:3]:
        assert seen(store, claim).line == stands(store, claim).line and verdict(store, claim) is None
    assert stands(store, drafted[0]).state == stands(store, drafted[1]).state == ACCEPTED


def test_the_planted_values_are_forgotten_once_judged(
    desk: Desk, store: Store, report: ReportLine, drafted: list[int]
) -> None:
    put_in(store, report)
    for claim in drafted:
        desk.settle(AMAL, "accept", claim, 1)
    with store.read() as connection:
        assert plants.waiting(connection, drafted, "amal") == {}
        assert len(plants.judgements(connection)) == len(plants.claims(connection)) == len(drafted)
        rows = connection.exec_driver_sql("SELECT plant FROM plants").all()
    assert {row[0] for row in rows} == {None}


def test_a_newer_reading_takes_what_was_planted_out(
    store: Store, recoder: Recoder, report: ReportLine, drafted: list[int]
) -> None:
    put_in(store, report)
    with store.write() as connection:
        line = stands(store, drafted[0]).line
        keep_lines(connection, 1, [report, msgspec.structs.replace(line, notes="more")], recoder=recoder, time=NOW)
    with store.read() as connection:
        assert plants.waiting(connection, drafted, "amal") == {} and plants.claims(connection) == frozenset()
