"""Codings on blind sheets, and agreement over them."""

from __future__ import annotations

import pytest

from khaldun.records.annotations import Status
from khaldun.records.lines import ClaimLine, ReportRef
from khaldun.review.codings import CODED, DECISION, Agreed, Coding, agreement, coding

DRAFT = ClaimLine(report=ReportRef(id="r", name="r"), sub_event_type="Attack", status="asserted")


def did(coder: str, state: str, status: Status = "asserted") -> Coding:
    line = ClaimLine(report=DRAFT.report, sub_event_type="Attack", status=status)
    made = coding(7, coder, state, line, DRAFT)
    assert made is not None
    return made


def test_a_coding_is_what_stands_on_the_sheet_and_what_of_it_is_not_the_drafts() -> None:
    ana, ben = did("ana", "accepted", "denied"), did("ben", "accepted")
    assert (ana.claim, ana.coder, ana.state, ana.values["status"]) == (7, "ana", "accepted", "denied")
    assert ana.changed == {"status"} and ben.changed == frozenset()
    assert ben.values["status"] == "asserted"


@pytest.mark.parametrize("state", ["open", "skipped", "merged", "withdrawn"])
def test_what_is_not_settled_is_no_coding(state: str) -> None:
    assert coding(7, "ana", state, DRAFT, DRAFT) is None


@pytest.mark.parametrize("state", ["rejected", "flagged"])
def test_only_who_accepts_gives_values(state: str) -> None:
    made = did("ana", state, "denied")
    assert made.state == state and made.values == {} and made.changed == frozenset()


def agreed(*claims: list[Coding]) -> dict[str, Agreed]:
    return {one.field: one for one in agreement(claims)}


def test_agreement_by_field() -> None:
    told = agreed(
        [did("ana", "accepted"), did("ben", "accepted")],
        [did("ana", "accepted", "denied"), did("ben", "accepted")],
        [did("ana", "accepted", "denied"), did("ben", "accepted", "denied")],
    )
    assert list(told) == [DECISION, *CODED]
    status = told["status"]
    # Values asserted 3, denied 3; one of three pairs differs: 1 - 5 * 2 / 18.
    assert status.alpha.value == pytest.approx(1 - 10 / 18) and status.label == "Status"
    assert (status.alpha.units, status.alpha.values, status.changed.count, status.changed.of) == (3, 6, 3, 6)
    assert told["date"].alpha.value is None and told["date"].changed.count == 0


def test_of_the_decision_a_flag_is_a_missing_value() -> None:
    told = agreed(
        [did("ana", "accepted"), did("ben", "rejected")],
        [did("ana", "accepted"), did("ben", "flagged")],
        [did("ana", "rejected"), did("ben", "rejected"), did("cem", "flagged")],
        [did("ana", "accepted")],
    )
    decision = told[DECISION]
    assert (decision.alpha.units, decision.alpha.values, decision.changed.count) == (2, 4, 3)
    assert decision.alpha.value == pytest.approx(0.0)
    assert told["status"].alpha.units == 0


def test_notes_and_what_no_page_changes_are_not_compared() -> None:
    assert not {"notes", "quantities", "weapons"} & set(CODED)
