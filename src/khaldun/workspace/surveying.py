"""What a redaction would change in the store: worked out without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from khaldun.records.codec import decode_line, encode_line
from khaldun.records.decisions import Decision
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine, ReportLine
from khaldun.review.blotting import Cut, cut_text, holds, json_redacted, redacted, redacted_report
from khaldun.store import claims, decisions, redactions, reports
from khaldun.store.claims import Kept
from khaldun.store.decisions import Redacted
from khaldun.text.occurrences import Wording
from khaldun.workspace.scoping import Scope

if TYPE_CHECKING:
    from khaldun.store.open import Connection

_AROUND = 24  # code points of the text that are shown about a place


class ChangedClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim, and what it and its draft are without the words."""

    kept: Kept
    line: ClaimLine
    draft: ClaimLine | None


class Survey(msgspec.Struct, kw_only=True):
    """What is to be changed. `inputs` are origin and stated metadata by number; `gone` the SHA-256 of bytes whose
    report's text holds the words; `places` tell where (they show the words). `codes` counts what stays because it is a
    registry's or gazetteer's code, `kept` what is a key or an account's name, `coders` decisions by an id that has the
    words; `others` are the reports, besides the one that is meant, that have them too."""

    cuts: dict[str, Cut] = {}
    cut_inputs: dict[int, Cut] = {}
    reports: dict[str, ReportLine] = {}
    claims: list[ChangedClaim] = []
    decisions: list[int] = []
    carried: list[Redacted] = []
    failures: dict[int, FailureLine] = {}
    inputs: dict[int, tuple[str, str]] = {}
    touched: set[str] = set()
    gone: set[str] = set()
    elsewhere: int = 0
    kept: int = 0
    coders: int = 0
    codes: int = 0
    others: int = 0
    places: list[str] = []


def survey(connection: Connection, scope: Scope) -> Survey:
    """Everything in the store that holds the words."""
    found = Survey()
    _survey_reports(connection, scope, found)
    _survey_claims(connection, scope, found)
    _survey_decisions(connection, scope, found)
    _survey_inputs(connection, scope, found)
    if scope.spans is None:
        found.coders = redactions.coded_by(connection, scope.wording.stand_in)
    beside = redactions.elsewhere(connection, without(scope.wording), write=False)
    found.elsewhere, found.kept = beside.changed, beside.kept
    return found


def without(wording: Wording) -> Callable[[str], str]:
    """Text of any kind without the words: JSON by its strings, everything else as it is."""

    def change(value: str) -> str:
        if not wording.may_stand_in(value):
            return value
        try:
            told = msgspec.json.decode(value)
        except msgspec.DecodeError:
            return wording.blotted_address(value)
        new = json_redacted(told, Cut(wording))
        return value if new == told else msgspec.json.encode(new).decode()

    return change


def _survey_reports(connection: Connection, scope: Scope, found: Survey) -> None:
    for row in reports.reports(connection):
        if not scope.covers(row["id"]):
            found.others += scope.wording.may_stand_in(row["line"]) and scope.wording.stand_in(_text(row["line"]))
            continue
        if scope.spans is None and not scope.wording.may_stand_in(row["line"]):
            continue
        line = decode_line(row["line"])
        if not isinstance(line, ReportLine):
            continue
        spans = scope.wording.spans(line.text) if scope.spans is None else scope.spans[line.id]
        cut = cut_text(scope.wording, line, spans)
        new = redacted_report(line, cut)
        found.codes += _in_codes(new, scope)
        if new == line:
            continue
        found.reports[line.id] = new
        found.touched.add(line.id)
        if cut.before != cut.after:
            found.cuts[line.id] = cut
            found.cut_inputs[row["input"]] = cut
        found.places += [f"report {line.name} {start}:{end}: {_shown(line.text, start, end)}" for start, end in spans]
        if not spans:
            found.places.append(f"report {line.name}: what is said of it (name, title, byline, address …)")


def _text(data: str) -> str:
    line = decode_line(data)
    return line.text if isinstance(line, ReportLine) else ""


def _shown(text: str, start: int, end: int) -> str:
    around = f"{text[max(0, start - _AROUND) : start]}[{text[start:end]}]{text[end : end + _AROUND]}"
    return " ".join(around.split())


def _survey_claims(connection: Connection, scope: Scope, found: Survey) -> None:
    for raw in redactions.claims(connection, scope.only):
        cut = found.cuts.get(raw.of)
        if cut is None and not any(scope.wording.may_stand_in(one) for one in raw.json):
            continue
        kept = claims.get(connection, raw.id)
        if kept is None:
            continue
        cut = cut or Cut(scope.wording)
        line = redacted(kept.line, cut)
        draft = redacted(kept.draft, cut) if kept.draft is not None else None
        found.codes += _in_codes(line, scope)
        if line != kept.line or draft != kept.draft:
            found.claims.append(ChangedClaim(kept=kept, line=line, draft=draft))
            found.touched.add(kept.report)
            found.places.append(f"claim {kept.id} of report {kept.line.report.name}")


def _survey_decisions(connection: Connection, scope: Scope, found: Survey) -> None:
    for decision in decisions.read(connection):
        if decision.payload is None or not (scope.covers(decision.report) or decision.kind == "redact"):
            continue
        cut = found.cuts.get(decision.report or "")
        told = (decision.payload.before, decision.payload.after, decision.payload.reason)
        if cut is None and not any(scope.wording.may_stand_in(_plain(one)) for one in told):
            continue
        if not _decision_holds(decision, cut or Cut(scope.wording)):
            continue
        found.decisions.append(decision.seq)
        found.places.append(f"decision {decision.seq} ({decision.kind} by {decision.coder})")
        if decision.kind == "redact":  # what it says of others must be said again
            found.carried.append(msgspec.json.decode(decision.payload.after, type=Redacted))
        elif decision.report is not None:
            found.touched.add(decision.report)


def _plain(value: str | msgspec.Raw) -> str:
    return value if isinstance(value, str) else bytes(value).decode()


def _decision_holds(decision: Decision, cut: Cut) -> bool:
    payload = decision.payload
    if payload is None:
        return False
    values = [msgspec.json.decode(payload.before), msgspec.json.decode(payload.after)]
    return cut.words(payload.reason) != payload.reason or any(holds(one, cut, decision.field or "") for one in values)


def _survey_inputs(connection: Connection, scope: Scope, found: Survey) -> None:
    """Inputs, their failures, and the bytes of those whose reports' texts are cut. A passage of one report stands in no
    address and in no failure."""
    for added in reports.inputs(connection):
        cut = found.cut_inputs.get(added.id)
        if cut is not None:
            found.gone.add(added.sha256)
        elif scope.spans is not None:
            continue
        origin = added.origin if scope.spans is not None else scope.wording.blotted_address(added.origin)
        given = redacted(added.given, cut or Cut(scope.wording))
        if (origin, given) != (added.origin, added.given):
            found.inputs[added.id] = (origin, msgspec.json.encode(given).decode())
            found.places.append(f"input {added.id}: {added.origin}")
    for raw in redactions.failures(connection) if scope.spans is None else ():
        line = decode_line(raw.json[0])
        if isinstance(line, FailureLine) and (new := redacted(line, Cut(scope.wording))) != line:
            found.failures[raw.id] = new
            found.places.append(f"the failure of {line.name}")


def _in_codes(line: ContractLine, scope: Scope) -> int:
    """1 where a code (an actor's id in the registry, say) still has the words."""
    return int(any(scope.wording.stand_in(one) for one in _strings(msgspec.json.decode(encode_line(line)))))


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
