"""Objecting to what became of a sentence: kept in the chain beside what the reader said, which stays to be seen."""

from __future__ import annotations

import msgspec

from khaldun.errors import AccessError, StoreError
from khaldun.records.decisions import SHARED, Act, Decision
from khaldun.records.lines import ReportLine, SentenceLine
from khaldun.review.fields import FieldError
from khaldun.store import decisions, objections, reports, sheets
from khaldun.store.objections import KIND, Said
from khaldun.store.open import Connection
from khaldun.workspace.deciding import Desk, Who

DISPUTED = "disputed"


def sentence_at(report: ReportLine, at: int) -> SentenceLine:
    """The sentence of a report that has the code point `at`.

    Raises:
        FieldError: there is none.
    """
    found = next((one for one in report.sentences if one.start <= at < one.end), None)
    if found is None:
        raise FieldError("There is no such sentence in the report.", advice="Load the page anew.")
    return found


def object_to(desk: Desk, who: Who, report: str, at: int, reason: str) -> Decision:
    """Says that what became of a sentence (the one that has the code point `at`) is not right, and why.

    Raises:
        FieldError: no reason is given, or there is no such sentence.
        AccessError: this person may not.
    """
    who.must_be("coder")
    if not reason.strip():
        raise FieldError("No reason is given.", advice="Say what is wrong with what became of the sentence.")
    with desk.store.write() as connection:
        decisions.hold(connection)
        line = reports.report(connection, report)
        if line is None:
            raise StoreError("There is no such report.", advice="Go back to the queue.")
        one = sentence_at(line, at)
        said = Said(
            start=one.start,
            end=one.end,
            quote=line.text[one.start : one.end],
            disposition=one.disposition,
            reason=one.reason,
        )
        act = Act(
            coder=who.coder,
            kind=KIND,
            report=report,
            sheet=sheet_of(connection, report, who),
            before=msgspec.Raw(msgspec.json.encode(said)),
            after=msgspec.Raw(msgspec.json.encode(msgspec.structs.replace(said, disposition=DISPUTED, reason=None))),
            reason=reason.strip(),
        )
        return decisions.add(connection, [act], time=desk.clock())[0]


def take_back(desk: Desk, who: Who, report: str, seq: int) -> Decision:
    """Takes an objection back: one's own, or as a reviewer anybody's.

    Raises:
        StoreError: no such objection stands.
        AccessError: it is another coder's.
    """
    who.must_be("coder")
    with desk.store.write() as connection:
        decisions.hold(connection)
        sheet = sheet_of(connection, report, who)
        found = next((one for one in objections.standing(connection, report, sheet=sheet) if one.seq == seq), None)
        if found is None:
            raise StoreError("That objection was taken back already.", advice="Load the page anew.")
        if not may_take_back(who, found.coder):
            raise AccessError("That objection is another coder's.", advice="Ask them, or a reviewer.")
        act = Act(coder=who.coder, kind="undo", report=found.report, sheet=sheet, of=seq)
        return decisions.add(connection, [act], time=desk.clock())[0]


def may_take_back(who: Who, coder: str) -> bool:
    """Whether somebody may take back a coder's objection."""
    return who.role in ("reviewer", "admin") or (who.role == "coder" and who.coder == coder)


def sheet_of(connection: Connection, report: str, who: Who) -> str:
    """The sheet on which somebody works at a report: their own, which nobody else sees, or the shared one."""
    return who.coder if sheets.working(connection, report, who.coder) else SHARED
