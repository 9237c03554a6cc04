"""Codings on blind sheets, made again from the chain, and agreement over them."""

from __future__ import annotations

import datetime as dt
import itertools

import msgspec
import pytest

from khaldun.records.decisions import SHARED, Decision, Kind, Payload
from khaldun.records.lines import ClaimLine, ReportRef
from khaldun.review.codings import CODED, DECISION, Agreed, agreement, codings

DRAFT = ClaimLine(report=ReportRef(id="r", name="r"), sub_event_type="Attack", status="asserted")
_numbers = itertools.count(1)


def did(kind: Kind, coder: str, *, field: str | None = None, after: object = None, **values: object) -> Decision:
    null = msgspec.Raw(b"null")
    told: dict[str, object] = {
        "seq": next(_numbers), "time": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "coder": coder, "kind": kind,
        "report": "r", "claim": 1, "sheet": coder, "field": field, "of": None, "seconds": None, "digest": "",
        "salt": "", "payload": Payload(before=null, after=msgspec.Raw(msgspec.json.encode(after)), reason=""),
        "previous": "", "hash": "",
    }  # fmt: skip
    return Decision(**(told | values))  # type: ignore[arg-type]


def found(*decisions: Decision) -> dict[str, tuple[str, object, frozenset[str]]]:
    """By coder: the state, the status coded (if any), and what is not as drafted."""
    told = codings(7, DRAFT, decisions)
    assert {one.claim for one in told} <= {7}
    return {one.coder: (one.state, one.values.get("status", "missing"), one.changed) for one in told}


def test_a_coding_is_the_draft_with_the_edits_of_its_sheet() -> None:
    told = found(did("edit", "ana", field="status", after="denied"), did("accept", "ben"), did("accept", "ana"))
    assert told["ana"] == ("accepted", "denied", frozenset({"status"}))
    assert told["ben"] == ("accepted", "asserted", frozenset())


def test_the_last_edit_counts_and_one_that_was_taken_back_does_not() -> None:
    undone = did("edit", "ana", field="status", after="planned")
    assert found(
        did("edit", "ana", field="status", after="denied"), undone, did("undo", "ana", of=undone.seq),
        did("accept", "ana"),
    )["ana"][1] == "denied"  # fmt: skip


@pytest.mark.parametrize(
    ("decisions", "state"),
    [
        pytest.param([did("reject", "ana")], "rejected", id="rejected"),
        pytest.param([did("flag", "ana")], "flagged", id="flagged"),
        pytest.param([did("reject", "ana"), did("accept", "ana")], "accepted", id="decided-anew"),
        pytest.param([did("edit", "ana", field="status", after="denied")], None, id="not-settled"),
        pytest.param([did("accept", "ana"), did("skip", "ana")], None, id="left-for-later"),
        pytest.param([did("merge", "ana")], None, id="merged"),
        pytest.param([did("accept", "ana", sheet=SHARED)], None, id="on-the-shared-sheet"),
    ],
)
def test_what_is_a_coding(decisions: list[Decision], state: str | None) -> None:
    assert [told[0] for told in found(*decisions).values()] == ([] if state is None else [state])


def test_only_who_accepts_gives_values_and_what_was_redacted_is_missing() -> None:
    assert found(did("reject", "ana"))["ana"] == ("rejected", "missing", frozenset())
    gone = did("edit", "ana", field="status", payload=None)
    assert found(gone, did("accept", "ana"))["ana"] == ("accepted", "missing", frozenset())
    again = did("edit", "ana", field="status", after="planned")
    assert found(gone, again, did("accept", "ana"))["ana"][1] == "planned"


def agreed(*claims: list[Decision]) -> dict[str, Agreed]:
    return {one.field: one for one in agreement(codings(1, DRAFT, decisions) for decisions in claims)}


def test_agreement_by_field() -> None:
    same = [did("accept", "ana"), did("accept", "ben")]
    differ = [did("edit", "ana", field="status", after="denied"), did("accept", "ana"), did("accept", "ben")]
    both = [did("edit", one, field="status", after="denied") for one in ("ana", "ben")]
    told = agreed(same, differ, [*both, did("accept", "ana"), did("accept", "ben")])
    assert list(told) == [DECISION, *CODED]
    status = told["status"]
    # Values asserted 3, denied 3; one of three pairs differs: 1 - 5 * 2 / 18.
    assert status.alpha.value == pytest.approx(1 - 10 / 18) and status.label == "Status"
    assert (status.alpha.units, status.alpha.values, status.changed.count, status.changed.of) == (3, 6, 3, 6)
    assert told["date"].alpha.value is None and told["date"].changed.count == 0


def test_of_the_decision_a_flag_is_a_missing_value() -> None:
    told = agreed(
        [did("accept", "ana"), did("reject", "ben")],
        [did("accept", "ana"), did("flag", "ben")],
        [did("reject", "ana"), did("reject", "ben"), did("flag", "cem")],
        [did("accept", "ana")],
    )
    decision = told[DECISION]
    assert (decision.alpha.units, decision.alpha.values, decision.changed.count) == (2, 4, 3)
    assert decision.alpha.value == pytest.approx(0.0)
    assert told["status"].alpha.units == 0


def test_notes_and_what_no_page_changes_are_not_compared() -> None:
    assert not {"notes", "quantities", "weapons"} & set(CODED)
