"""Objecting to what became of a sentence: kept in the chain, seen by those who may see it, and taken back."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.errors import AccessError, StoreError
from khaldun.records.lines import ReportLine, SentenceLine
from khaldun.records.reports import Given
from khaldun.review.fields import FieldError
from khaldun.store import decisions, objections, reports, sheets
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.keeping import keep_lines
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


def later(desk: Desk, report: ReportLine, text: str, identity: str = "c" * 64) -> ReportLine:
    """A later version of the report, found where it was, with another text, a sentence a line."""
    starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]
    ends = [*(at - 1 for at in starts[1:]), len(text)]
    sentences = tuple(
        SentenceLine(start=start, end=end, disposition="none") for start, end in zip(starts, ends, strict=True)
    )
    line = msgspec.structs.replace(report, id=identity, text=text, sentences=sentences)
    with desk.store.write() as connection:
        origin = next(reports.inputs(connection)).origin
        reports.add_input(connection, origin, identity, Given(), START)
        added = list(reports.inputs(connection))[-1].id
        keep_lines(connection, added, [line], recoder=desk.recoder, time=START)
    return line


def test_an_objection_goes_along_to_a_later_version_where_its_sentence_stands_unchanged(
    desk: Desk, report: ReportLine
) -> None:
    first, second = report.sentences[:2]
    words = [report.text[one.start : one.end] for one in (first, second)]
    made = object_to(desk, AMAL, report.id, first.start, "it is a raid")
    object_to(desk, AMAL, report.id, second.start, "gone with its sentence")
    new = later(desk, report, f"A line before it.\n{words[0]}\n{words[1]} And more.")
    assert standing(desk, new) == [("c1", words[0], "it is a raid")]
    with desk.store.read() as connection:
        (one,) = objections.standing(connection, new.id)
        assert one.said is not None and new.text[one.said.start : one.said.end] == words[0]
        assert len(objections.standing(connection, report.id)) == 2  # what was said of the old one is as it was
    assert standing(desk, later(desk, report, f"{words[0]}\nYet another.", "d" * 64)) == [
        ("c1", words[0], "it is a raid")
    ]
    take_back(desk, AMAL, new.id, made.seq)
    assert standing(desk, new) == [] and [reason for _, _, reason in standing(desk, report)] == [
        "gone with its sentence"
    ]


def test_what_is_said_of_a_later_version_is_not_said_of_the_earlier(desk: Desk, report: ReportLine) -> None:
    new = later(desk, report, report.text.replace("\n", " "))
    object_to(desk, AMAL, new.id, 0, "no")
    assert standing(desk, report) == [] and len(standing(desk, new)) == 1
