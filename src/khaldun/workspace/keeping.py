"""The lines of a report into the store: new drafts, drafts that a newer reading has changed, decisions kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from khaldun.records.decisions import Act
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine, ReportLine, ReportRef
from khaldun.review.edit import restore_json, set_json
from khaldun.review.fields import EDITED
from khaldun.review.priority import priority
from khaldun.review.relocate import relocated
from khaldun.review.rereading import asks_again, pair_drafts
from khaldun.store import claims, decisions, plants, redactions, reports, sheets
from khaldun.store.claims import DECIDED, OPEN, WITHDRAWN, Kept
from khaldun.workspace.recoding import Recoder

if TYPE_CHECKING:
    from khaldun.store.open import Connection

SYSTEM = "khaldun"  # who asks again: the program, after a newer reading


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an input's lines: reports, drafts by what they are to the store, failures; `held` are reports that
    were not taken in, because words were taken out of them, or of an earlier version, before."""

    reports: int = 0
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    asked_again: int = 0
    failures: int = 0
    held: tuple[FailureLine, ...] = ()

    def __add__(self, other: Stored) -> Stored:
        return Stored(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})


def keep_lines(
    connection: Connection, added: int, lines: Sequence[ContractLine], *, recoder: Recoder, time: dt.datetime
) -> Stored:
    """Keeps the lines of an input. What people have decided stays; `asked_again` counts what they must look at anew."""
    told = Stored()
    by_report: dict[str, list[ClaimLine]] = {}
    for line in lines:
        if isinstance(line, ClaimLine) and line.report.id is not None:
            by_report.setdefault(line.report.id, []).append(line)
    for line in lines:
        if isinstance(line, ReportLine):
            told += _keep_report(connection, added, line, by_report.pop(line.id, []), recoder, time)
    failures = [*(line for line in lines if isinstance(line, FailureLine)), *told.held]
    reports.put_failures(connection, added, failures)
    return told + Stored(failures=len(failures))


def _keep_report(
    connection: Connection, added: int, line: ReportLine, drafts: list[ClaimLine], recoder: Recoder, time: dt.datetime
) -> Stored:
    known = reports.report(connection, line.id)
    former = line.id if known is not None else reports.earlier(connection, added, line)
    before = reports.report(connection, former) if former is not None else None
    if former is not None and reports.redactions(connection, former):
        # What was taken out of it must not come back with a newer reading.
        held = _held(connection, added, former, line)
        return Stored(reports=0 if held else 1, held=held)
    reports.put_report(connection, added, line)
    if former is None or before is None:
        claims.add_all(connection, [(draft, priority(draft)) for draft in drafts])
        return Stored(reports=1, added=len(drafts))
    told = _reread(connection, before, line, drafts, time=time)
    if told != Stored(reports=1):
        recoder.recode_report(connection, line)
    return told


def _held(connection: Connection, added: int, former: str, line: ReportLine) -> tuple[FailureLine, ...]:
    """What is said of a report that is held back: nothing where the input that it came from is only read again."""
    if former == line.id and redactions.input_of(connection, former) == added:
        return ()
    return (
        FailureLine(
            name=line.name,
            stage="keep",
            error="HeldBackError",
            message=f"{line.name} was not taken in: words were taken out of it, or of an earlier version of it, "
            "before, and this one may have them.",
            advice="Look at it: khaldun redact takes them out of its raw bytes too. If it must be kept, save it "
            "without them, and add that file.",
        ),
    )


def _reread(
    connection: Connection, before: ReportLine, line: ReportLine, drafts: list[ClaimLine], *, time: dt.datetime
) -> Stored:
    """A newer reading of a report that the store has, perhaps of a later text of it."""
    standing = claims.of_report(connection, before.id)
    old = [kept for kept in standing if kept.draft is not None]
    pairs = pair_drafts([kept.draft for kept in old if kept.draft], drafts, same_text=before.text == line.text)
    newer = {old[i].id: drafts[j] for i, j in pairs}
    if before.text != line.text or before.id != line.id:
        standing = [_move(connection, kept, before, line, newer.get(kept.id)) for kept in standing]
        for kept in claims.on_sheets(connection, before.id):
            _move(connection, kept, before, line, None)
        sheets.move(connection, before.id, line.id)
    plants.void_reports(connection, [line.id])  # they were planted in drafts that are no more
    changed = asked = withdrawn = 0
    for kept in standing:
        draft = newer.get(kept.id)
        if draft is not None and (kept.draft != draft or kept.state == WITHDRAWN):
            changed += 1
            asked += _take_draft(connection, kept, draft, time)
        elif draft is None and kept.draft is not None and kept.state not in {*DECIDED, WITHDRAWN}:
            claims.reread(connection, kept.id, kept.version, state=WITHDRAWN)
            withdrawn += 1
    new = [draft for j, draft in enumerate(drafts) if j not in {j for _, j in pairs}]
    claims.add_all(connection, [(draft, priority(draft)) for draft in new])
    return Stored(reports=1, added=len(new), changed=changed, withdrawn=withdrawn, asked_again=asked)


def _move(connection: Connection, kept: Kept, before: ReportLine, line: ReportLine, draft: ClaimLine | None) -> Kept:
    """A claim into the later text: its words are looked for there."""
    moved = relocated(kept.line, before.text, line.text, draft)
    moved = msgspec.structs.replace(moved, report=ReportRef(id=line.id, name=line.name))
    version = claims.reread(connection, kept.id, kept.version, line=moved, priority=priority(moved), report=line.id)
    return msgspec.structs.replace(kept, line=moved, version=version, report=line.id)


def _take_draft(connection: Connection, kept: Kept, draft: ClaimLine, time: dt.datetime) -> bool:
    """A claim takes its newer draft; True if a decision must be looked at again."""
    if kept.state not in DECIDED:
        line = _with_edits(connection, kept, draft)
        state = OPEN if kept.state == WITHDRAWN else kept.state
        claims.reread(
            connection,
            kept.id,
            kept.version,
            line=line,
            priority=priority(line),
            draft=draft,
            key=draft.id,
            state=state,
        )
        return False
    again = kept.draft is not None and asks_again(kept.line, kept.draft, draft)
    state = OPEN if again else kept.state
    claims.reread(connection, kept.id, kept.version, draft=draft, key=draft.id, state=state)
    if again:
        decisions.add(
            connection,
            [
                Act(
                    coder=SYSTEM,
                    kind="ask",
                    report=kept.report,
                    claim=kept.id,
                    before=msgspec.Raw(msgspec.json.encode({"state": kept.state})),
                    after=msgspec.Raw(msgspec.json.encode({"state": OPEN})),
                    reason="The report's words have changed, and a newer reading differs from what was decided.",
                )
            ],
            time=time,
        )
    return again


def _with_edits(connection: Connection, kept: Kept, draft: ClaimLine) -> ClaimLine:
    """The newer draft with the fields that somebody has changed but not yet decided on."""
    line = draft
    if EDITED not in kept.line.rules:
        return line
    for decision in decisions.read(connection, claim=kept.id):
        if decision.kind == "edit" and decision.field and decision.payload is not None:
            line = set_json(line, decision.field, decision.payload.after)
        if decision.kind == "undo" and decision.field and decision.payload is not None:
            line = restore_json(line, decision.field, decision.payload.after)
    return line
