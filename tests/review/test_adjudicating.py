"""Codings of one claim side by side."""

from __future__ import annotations

from khaldun.records.annotations import Status
from khaldun.records.lines import ClaimLine, ReportRef
from khaldun.review.adjudicating import DRAFT, Row, Side, choice


def line(status: Status = "asserted") -> ClaimLine:
    return ClaimLine(report=ReportRef(id="r", name="r"), sub_event_type="Attack", status=status)


def side(coder: str, state: str = "accepted", status: Status = "asserted") -> Side:
    return Side(coder=coder, state=state, line=line(status))


def status_of(rows: tuple[Row, ...]) -> Row:
    return next(row for row in rows if row.name == "status")


def test_values_come_most_frequent_first_and_the_drafts_last() -> None:
    told = choice(line(), [side("a", status="denied"), side("b", status="planned"), side("c", status="denied")])
    row = status_of(told.rows)
    assert [one.by for one in row.options] == [("a", "c"), ("b",), (DRAFT,)]
    assert bytes(row.options[0].data) == b'"denied"' and row.differs and not told.is_agreed


def test_where_as_many_say_otherwise_nothing_is_proposed() -> None:
    assert status_of(choice(line(), [side("a", status="denied"), side("b", status="planned")]).rows).tied
    two_to_one = [side("a", status="denied"), side("b", status="planned"), side("c", status="denied")]
    assert not status_of(choice(line(), two_to_one).rows).tied


def test_who_has_not_accepted_gives_no_value_and_who_has_not_settled_no_word() -> None:
    told = choice(line(), [side("a"), side("b", "rejected", "denied"), side("c", "merged")])
    assert [one.by for one in status_of(told.rows).options] == [("a",)]
    assert told.state == "" and [one.coder for one in told.sides] == ["a", "b"]


def test_all_alike_is_agreed_but_one_alone_is_not() -> None:
    assert choice(line(), [side("a", status="denied"), side("b", status="denied")]).is_agreed
    assert choice(line(), [side("a", "rejected"), side("b", "rejected")]).is_agreed
    assert not choice(line(), [side("a")]).is_agreed
    assert not choice(line(), [side("a", "flagged"), side("b", "flagged")]).is_agreed
    assert not status_of(choice(line(), [side("a", status="denied")]).rows).differs


def test_without_codings_the_draft_is_all_there_is() -> None:
    told = choice(line(), [])
    assert told.state == "" and [one.by for one in status_of(told.rows).options] == [(DRAFT,)]
