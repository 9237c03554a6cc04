"""The lines of a report into the store: new drafts, drafts that a newer reading has changed, decisions kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from khaldun.records.decisions import Act
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine, ReportLine
from khaldun.review.edit import restore_json, set_json
from khaldun.review.fields import EDITED
from khaldun.review.priority import priority
from khaldun.review.rereading import asks_again, pair_drafts
from khaldun.store import claims, decisions, reports
from khaldun.store.claims import DECIDED, OPEN, WITHDRAWN, Kept
from khaldun.workspace.recoding import Recoder

if TYPE_CHECKING:
    from khaldun.store.open import Connection

SYSTEM = "khaldun"  # who asks again: the program, after a newer reading


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an input's lines: reports, drafts by what they are to the store, failures."""

    reports: int = 0
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    asked_again: int = 0
    failures: int = 0

    def __add__(self, other: Stored) -> Stored:
        return Stored(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})


def keep_lines(
    connection: Connection, added: int, lines: Sequence[ContractLine], *, recoder: Recoder, time: dt.datetime
) -> Stored:
    """Keeps the lines of an input. What people have decided stays; `asked_again` counts what they must look at anew."""
    told = Stored()
    failures = [line for line in lines if isinstance(line, FailureLine)]
    reports.put_failures(connection, added, failures)
    by_report: dict[str, list[ClaimLine]] = {}
    for line in lines:
        if isinstance(line, ClaimLine) and line.report.id is not None:
            by_report.setdefault(line.report.id, []).append(line)
    for line in lines:
        if isinstance(line, ReportLine):
            told += _keep_report(connection, added, line, by_report.pop(line.id, []), recoder, time)
    return told + Stored(failures=len(failures))


def _keep_report(
    connection: Connection, added: int, line: ReportLine, drafts: list[ClaimLine], recoder: Recoder, time: dt.datetime
) -> Stored:
    before = reports.report(connection, line.id)
    if before is not None and reports.redactions(connection, line.id):
        return Stored(reports=1)  # what was taken out of it must not come back with a newer reading
    reports.put_report(connection, added, line)
    if before is None:
        claims.add_all(connection, [(draft, priority(draft)) for draft in drafts])
        return Stored(reports=1, added=len(drafts))
    told = _reread(connection, line, drafts, same_text=before.text == line.text, time=time)
    if told != Stored(reports=1):
        recoder.recode_report(connection, line)
    return told


def _reread(
    connection: Connection, line: ReportLine, drafts: list[ClaimLine], *, same_text: bool, time: dt.datetime
) -> Stored:
    """A newer reading of a report that the store has."""
    old = [kept for kept in claims.of_report(connection, line.id) if kept.draft is not None]
    pairs = pair_drafts([kept.draft for kept in old if kept.draft], drafts, same_text=same_text)
    changed = asked = withdrawn = 0
    for i, j in pairs:
        kept, draft = old[i], drafts[j]
        if kept.draft == draft and kept.state != WITHDRAWN:
            continue
        changed += 1
        asked += _take_draft(connection, kept, draft, time)
    paired = {i for i, _ in pairs}
    for i, kept in enumerate(old):
        if i not in paired and kept.state not in {*DECIDED, WITHDRAWN}:
            claims.change(connection, kept.id, kept.version, state=WITHDRAWN)
            withdrawn += 1
    new = [draft for j, draft in enumerate(drafts) if j not in {j for _, j in pairs}]
    claims.add_all(connection, [(draft, priority(draft)) for draft in new])
    return Stored(reports=1, added=len(new), changed=changed, withdrawn=withdrawn, asked_again=asked)


def _take_draft(connection: Connection, kept: Kept, draft: ClaimLine, time: dt.datetime) -> bool:
    """A claim takes its newer draft; True if a decision must be looked at again."""
    if kept.state not in DECIDED:
        line = _with_edits(connection, kept, draft)
        state = OPEN if kept.state == WITHDRAWN else kept.state
        claims.change(
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
    claims.change(connection, kept.id, kept.version, draft=draft, key=draft.id, state=state)
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
