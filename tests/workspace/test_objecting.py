"""Objecting to what became of a sentence: kept in the chain, seen by those who may see it, and taken back."""

from __future__ import annotations

import pytest

from khaldun.errors import AccessError, StoreError
from khaldun.records.lines import ReportLine
from khaldun.review.fields import FieldError
from khaldun.store import decisions, objections, sheets
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.objecting import object_to, take_back

from .conftest import START

AMAL, BILAL, GUEST, CHIEF = Who("c1", "coder"), Who("c2", "coder"), Who("c3", "reader"), Who("c4", "reviewer")


def standing(desk: Desk, report: ReportLine, sheet: str = "shared") -> list[tuple[str, str, str]]:
    with desk.store.read() as connection:
        found = objections.standing(connection, report.id, sheet=sheet)
        assert list(decisions.check(connection)) == []
    return [(one.coder, one.said.quote if one.said else "", one.reason) for one in found]


def test_an_objection_keeps_what_the_reader_said_and_why_it_is_wrong(desk: Desk, report: ReportLine) -> None:
    one = report.sentences[0]
    object_to(desk, AMAL, report.id, one.end - 1, " It tells of an attack. ")
    words = report.text[one.start : one.end]
    assert standing(desk, report) == [("c1", words, "It tells of an attack.")]
    with desk.store.read() as connection:
        (said,) = (told.said for told in objections.standing(connection, report.id))
    assert said is not None and (said.start, said.end, said.disposition) == (one.start, one.end, "none")


@pytest.mark.parametrize("who", [AMAL, CHIEF], ids=["its-own-coder", "a-reviewer"])
def test_it_is_taken_back_and_both_stay_in_the_chain(desk: Desk, report: ReportLine, who: Who) -> None:
    made = object_to(desk, AMAL, report.id, 0, "no")
    object_to(desk, BILAL, report.id, 0, "no, too")
    take_back(desk, who, report.id, made.seq)
    assert [coder for coder, _, _ in standing(desk, report)] == ["c2"]
    with pytest.raises(StoreError, match="already"):
        take_back(desk, who, report.id, made.seq)
    with desk.store.read() as connection:
        assert [one.kind for one in decisions.read(connection)] == ["disposition", "disposition", "undo"]


def test_undo_takes_it_back_whatever_others_do_meanwhile(desk: Desk, report: ReportLine) -> None:
    object_to(desk, AMAL, report.id, 0, "no")
    object_to(desk, BILAL, report.id, 0, "no, too")
    desk.settle(BILAL, "accept", 1, 1)
    undone = desk.undo(AMAL)
    assert (undone.report, undone.claim) == (report.id, None)
    assert [coder for coder, _, _ in standing(desk, report)] == ["c2"]


@pytest.mark.parametrize(
    ("who", "at", "reason", "error"),
    [
        pytest.param(AMAL, 0, "  ", FieldError, id="no-reason"),
        pytest.param(AMAL, 10_000, "no", FieldError, id="no-sentence"),
        pytest.param(GUEST, 0, "no", AccessError, id="a-reader"),
    ],
)
def test_what_is_no_objection_is_refused(
    desk: Desk, report: ReportLine, who: Who, at: int, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        object_to(desk, who, report.id, at, reason)
    assert standing(desk, report) == []


def test_nobody_takes_back_another_coders(desk: Desk, report: ReportLine) -> None:
    made = object_to(desk, AMAL, report.id, 0, "no")
    with pytest.raises(AccessError):
        take_back(desk, BILAL, report.id, made.seq)
    assert len(standing(desk, report)) == 1


def test_what_is_said_on_a_sheet_of_ones_own_is_nobody_elses_to_see(desk: Desk, report: ReportLine) -> None:
    with desk.store.write() as connection:
        sheets.assign(connection, report.id, "c1", "double", START)
    object_to(desk, AMAL, report.id, 0, "mine")
    assert standing(desk, report) == [] and len(standing(desk, report, sheet="c1")) == 1


def test_who_added_a_claim_is_known(desk: Desk, report: ReportLine) -> None:
    added = desk.add(AMAL, report.id, 0, 5, "Attack")
    with desk.store.read() as connection:
        assert objections.adders(connection, [1, 2, added.id]) == {added.id: "c1"}
        assert objections.adders(connection, []) == {}


def test_words_that_were_taken_out_leave_an_objection_without_them(desk: Desk, report: ReportLine) -> None:
    made = object_to(desk, AMAL, report.id, 0, "no")
    with desk.store.write() as connection:
        decisions.redact(connection, [made.seq])
        (left,) = objections.standing(connection, report.id)
    assert (left.coder, left.said, left.reason) == ("c1", None, "")
