"""Planted errors at work: put into drafts before a coder sees them, shown, and judged when the claim is settled.

The store's claims never hold a planted value: it lies over them for the one coder, and goes when they have settled the
claim (docs/quality.md). What was decided on a false draft does not stand, unless the coder has mended it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import msgspec

from khaldun.records.decisions import Act
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.review.planting import Plant, Planted, Verdict, drawn, judge, plant, restored, seen_with, with_derived
from khaldun.review.priority import priority
from khaldun.store import claims, decisions, plants
from khaldun.store.claims import OPEN, Kept
from khaldun.store.open import Connection, Store
from khaldun.store.plants import Planting

SYSTEM = "khaldun"


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """Of whose drafts what share is altered: `event_type` maps the codebook's sub-event types to event types, `recode`
    works out what follows from the values of a report's claims (null: nothing does)."""

    coder: str
    share: float
    event_type: Mapping[str, str]
    recode: Callable[[Sequence[ClaimLine], ReportLine], Sequence[ClaimLine]] | None = None


def put_in(store: Store, drawing: Drawing, report: ReportLine, time: dt.datetime) -> int:
    """Plants errors in a share of a report's open drafts, for a coder who is about to see them. Returns in how many."""
    if not drawing.share:
        return 0
    with store.read() as connection:
        secret = plants.secret(connection)
        if secret is not None and not _to_plant(connection, secret, drawing, report):
            return 0
    with store.write() as connection:
        found = _to_plant(connection, plants.make_secret(connection), drawing, report)
        for claim, planted in found:
            plants.add(connection, claim, drawing.coder, planted.way, msgspec.json.encode(planted), time)
        return len(found)


def _to_plant(connection: Connection, secret: str, drawing: Drawing, report: ReportLine) -> list[tuple[int, Plant]]:
    on_it = claims.of_report(connection, report.id)
    theirs = (None, drawing.coder)  # what is given to others, or codes several blind, is not looked at as a draft
    fresh = [one for one in on_it if one.state == OPEN and one.draft is not None and one.coder in theirs]
    told = decisions.with_values(connection, [kept.id for kept in fresh])  # past values would give the error away
    had = plants.had(connection, [kept.id for kept in fresh], drawing.coder)
    published = dt.date.fromisoformat(report.published[:10]) if report.published else None
    found = []
    for kept in fresh:
        chance = drawn(secret, f"{kept.report}:{kept.key}", drawing.share)
        if chance is None or kept.id in had or kept.id in told:
            continue
        planted = plant(kept.line, chance, event_type=drawing.event_type, published=published)
        if planted is not None:
            found.append((kept.id, _derived(drawing, report, on_it, kept, planted)))
    return found


def _derived(drawing: Drawing, report: ReportLine, on_it: Sequence[Kept], kept: Kept, planted: Planted) -> Plant:
    """The error with what follows from it among the other claims of its report."""
    if drawing.recode is None:
        return planted.plant
    standing = [one for one in on_it if one.state not in claims.GONE]
    lines = [planted.line if one.id == kept.id else one.line for one in standing]
    coded = drawing.recode(lines, report)
    return with_derived(planted.plant, coded[standing.index(kept)])


def shown(connection: Connection, coder: str, kept: Sequence[Kept]) -> list[Kept]:
    """Claims as a coder is to see them: with the errors that wait in them."""
    waiting = plants.waiting(connection, [one.id for one in kept], coder)
    return [_with(one, waiting[one.id]) if one.id in waiting else one for one in kept]


def waiting(connection: Connection, coder: str) -> list[Kept]:
    """The claims in which errors wait for a coder, as they are to see them."""
    numbers = plants.claims_waiting(connection, coder)
    return shown(connection, coder, claims.numbers(connection, numbers)) if numbers else []


def _with(kept: Kept, waits: Planting) -> Kept:
    line = seen_with(_planted(waits), kept.line, waits.edited)
    return msgspec.structs.replace(kept, line=line, draft=line if kept.draft is not None else None)


def edited(connection: Connection, coder: str, claim: int, field: str) -> None:
    """A coder has changed a field: what was planted in it is seen no more, nor is anything by others."""
    plants.void(connection, [claim], but=coder)
    waits = plants.waiting(connection, [claim], coder).get(claim)
    if waits is not None:
        plants.edited(connection, waits, field)


def settled(connection: Connection, coder: str, kept: Kept, time: dt.datetime) -> Verdict | None:
    """Judges what waits in a claim that a coder has just settled; null where nothing does, or it is not settled yet.

    What they typed of a planted value is put right. Unless they have mended the error, the claim is asked for again:
    it was settled on a false draft.
    """
    waits = plants.waiting(connection, [kept.id], coder).get(kept.id)
    if waits is None:
        return None
    seen = _with(kept, waits)
    verdict = judge(_planted(waits), seen.line, kept.state)
    if verdict is None:
        return None
    plants.judged(connection, waits, verdict)
    version, line = kept.version, restored(_typed(waits), kept.line)
    if line != kept.line:
        version = claims.reread(connection, kept.id, version, line=line, priority=priority(line))
    if verdict != "mended":
        claims.reread(connection, kept.id, version, state=OPEN)
        decisions.add(connection, [_ask(kept, verdict)], time=time)
    return verdict


def _typed(waits: Planting) -> Plant:
    """The plant in the fields that the coder has changed: only these of the claim may hold a planted value."""
    planted = _planted(waits)
    keep = {
        name: tuple(one for one in getattr(planted, name) if one.field in waits.edited)
        for name in ("judged", "carried")
    }
    return msgspec.structs.replace(planted, **keep)


def _planted(waits: Planting) -> Plant:
    return msgspec.json.decode(waits.plant, type=Plant)


def _ask(kept: Kept, verdict: Verdict) -> Act:
    return Act(
        coder=SYSTEM,
        kind="ask",
        report=kept.report,
        claim=kept.id,
        before=msgspec.Raw(msgspec.json.encode({"state": kept.state})),
        after=msgspec.Raw(msgspec.json.encode({"state": OPEN})),
        reason=f"An error had been planted in the draft ({verdict}): what was decided on it does not stand.",
    )
