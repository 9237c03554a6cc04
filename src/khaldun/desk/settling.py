"""Where a reviewer settles what several have coded, each on a sheet of their own."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk.eyes import Eyes, eyes
from khaldun.desk.pages import page, site_of
from khaldun.desk.presence import be_at
from khaldun.desk.view import VALUES
from khaldun.desk.visitor import who
from khaldun.errors import KhaldunError, StoreError
from khaldun.records.decisions import Kind
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.review.adjudicating import DRAFT, Choice, Option, Side, choice
from khaldun.review.fields import FieldError
from khaldun.store import claims, reports, sheets
from khaldun.store.claims import OPEN, SKIPPED, WITHDRAWN, Kept
from khaldun.store.open import Connection
from khaldun.workspace.deciding import taken_key
from khaldun.workspace.locking import HeldError

_KINDS: dict[str, Kind] = {"accept": "accept", "reject": "reject", "flag": "flag"}
_STATES: dict[Kind, str] = {"accept": "accepted", "reject": "rejected", "flag": "flagged"}


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A value to choose: who gave it, and how it reads."""

    by: str
    value: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a claim that is to be settled."""

    name: str
    label: str
    differs: bool
    tied: bool
    cells: tuple[Cell, ...]


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The sentence that tells of a claim, cut around the words that do."""

    before: str
    told: str
    after: str


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that several have coded."""

    kept: Kept
    heading: str
    words: Words | None
    sides: tuple[tuple[str, str], ...]
    state: str
    alike: bool
    lines: tuple[Line, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that somebody found besides the drafts."""

    id: int
    by: str
    heading: str
    words: Words | None
    values: tuple[tuple[str, str], ...]


def settle_page(request: Request) -> Response:
    """A report's claims with what each coder made of them, to be settled one by one."""
    return _settling(request)


def _settling(
    request: Request, problem: KhaldunError | None = None, *, status: int = 200, sent: Sequence[tuple[str, str]] = ()
) -> Response:
    who().must_be("reviewer")
    identity = str(request.path_params["report"])
    with site_of(request).workspace.store.read() as connection:
        told = reports.report(connection, identity)
        if told is None:
            raise StoreError("There is no such report.", advice="Go back to the sheets.")
        looking = eyes(connection, who())
        _check_done(connection, identity)
        shared, own = claims.of_report(connection, identity), claims.on_sheets(connection, identity)
    by = {of: list(same) for of, same in itertools.groupby(sorted(own, key=_of), key=_of)}
    left = [one for one in shared if one.state in (OPEN, SKIPPED)]
    taken = {one.key for one in shared}
    found = [one for one in by.get(0, []) if one.state == "accepted" and taken_key(one.line) not in taken]
    cards = [_card(one, _choice(one, by.get(one.id, [])), looking, told) for one in left]
    return page(
        "settle.html.j2",
        status=status,
        problem=problem,
        held=isinstance(problem, HeldError),
        sent=sent,
        report=told,
        cards=cards,
        alike=[(card.kept.id, card.kept.version) for card in cards if card.alike],
        found=[_found(one, looking, told) for one in found],
        draft=DRAFT,
        done=request.query_params.get("done", ""),
    )


def _of(kept: Kept) -> int:
    return kept.of or 0


def _check_done(connection: Connection, report: str) -> None:
    """What a reviewer sees must not change under their eyes, nor be seen before it is finished."""
    working = [one for one in sheets.everyone(connection) if one.report == report and one.kind == "double"]
    if not working or any(one.done is None for one in working):
        raise StoreError("Not everybody is done with that report.", advice="Come back when they are.")


def _choice(kept: Kept, own: Sequence[Kept]) -> Choice:
    sides = [Side(coder=one.sheet or "", state=one.state, line=one.line) for one in own if one.state != WITHDRAWN]
    return choice(kept.line, sides)


def _card(kept: Kept, told: Choice, looking: Eyes, report: ReportLine) -> Card:
    return Card(
        kept=kept,
        heading=kept.line.sub_event_type or "?",
        words=_words(kept.line, report),
        sides=tuple((looking.name(one.coder), one.state) for one in told.sides),
        state=told.state,
        alike=told.is_agreed,
        lines=tuple(
            Line(name=row.name, label=row.label, differs=row.differs, tied=row.tied,
                 cells=tuple(_cell(row.name, one, looking) for one in row.options))
            for row in told.rows
        ),
    )  # fmt: skip


def _cell(name: str, one: Option, looking: Eyes) -> Cell:
    show = VALUES.get(name)
    value = show(one.line) if show is not None else bytes(one.data).decode()
    return Cell(by=", ".join(DRAFT if by == DRAFT else looking.name(by) for by in one.by), value=value or "–")


def _found(kept: Kept, looking: Eyes, report: ReportLine) -> Found:
    return Found(
        id=kept.id,
        by=looking.name(kept.sheet or ""),
        heading=kept.line.sub_event_type or "?",
        words=_words(kept.line, report),
        values=tuple((name, value) for name in ("date", "place", "actor1", "actor2", "deaths")
                     if (value := VALUES[name](kept.line)) not in ("", "?")),
    )  # fmt: skip


def _words(line: ClaimLine, report: ReportLine) -> Words | None:
    """The first telling of a claim in its sentence."""
    span = line.trigger or next(iter(line.tellings), None)
    if span is None:
        return None
    home = next((one for one in report.sentences if one.start <= span.start < one.end), None)
    start, end = (home.start, max(home.end, span.end)) if home is not None else (span.start, span.end)
    text = report.text
    return Words(before=text[start : span.start], told=text[span.start : span.end], after=text[span.end : end])


async def settle(request: Request) -> Response:
    """A reviewer settles a claim, or all on which coders decided alike, or takes over one that somebody found."""
    told = await request.form()
    form = {key: value for key, value in told.items() if isinstance(value, str)}
    alike = [one for one in told.getlist("alike") if isinstance(one, str)]
    return await run_in_threadpool(_settle, request, form, alike)


def _settle(request: Request, form: Mapping[str, str], alike: Sequence[str]) -> Response:
    report, desk = str(request.path_params["report"]), site_of(request).desk
    who().must_be("reviewer")
    try:
        be_at(site_of(request), report, form)
        if alike:
            done = f"{_settle_alike(request, alike)} settled."
        elif form.get("found", "").isdigit():
            desk.take_over(who(), int(form["found"]))
            done = "Taken over."
        else:
            claim, version = form.get("claim", ""), form.get("version", "")
            kind = _KINDS.get(form.get("kind", ""))
            if not (claim.isdigit() and version.isdigit()) or kind is None:
                raise FieldError("Nothing is decided.", advice="Choose accept, reject or flag.")
            desk.adjudicate(
                who(), int(claim), int(version), kind, _values(request, int(claim), form), reason=form.get("reason", "")
            )
            done = "Settled."
    except KhaldunError as error:
        sent = [(key, value) for key, value in form.items() if key not in ("alike", "take")]
        sent += [("alike", one) for one in alike]
        return _settling(request, error, status=423 if isinstance(error, HeldError) else 422, sent=sent)
    return RedirectResponse(f"/sheets/settle/{report}?done={done}", status_code=303)


def _settle_alike(request: Request, chosen: Sequence[str]) -> int:
    """Settles claims (number:version) as all their coders did; those on which they did not, or that were changed since,
    stay. Returns how many were settled."""
    settled = 0
    for one in chosen:
        claim, _, version = one.partition(":")
        if not (claim.isdigit() and version.isdigit()):
            continue
        with site_of(request).workspace.store.read() as connection:
            kept = claims.get(connection, int(claim))
            own = claims.on_sheets(connection, kept.report) if kept is not None else []
        if kept is None:
            continue
        told = _choice(kept, [other for other in own if other.of == kept.id])
        if told.is_agreed and kept.version == int(version):
            values = {row.name: row.options[0].data for row in told.rows if row.options}
            kind = next(kind for kind, state in _STATES.items() if state == told.state)
            site_of(request).desk.adjudicate(who(), kept.id, kept.version, kind, values)
            settled += 1
    return settled


def _values(request: Request, claim: int, form: Mapping[str, str]) -> dict[str, msgspec.Raw]:
    """The values that were chosen, by field: what is sent is only whose."""
    with site_of(request).workspace.store.read() as connection:
        kept = claims.get(connection, claim)
        if kept is None:
            raise StoreError("There is no such claim.", advice="Go back to the sheets.")
        own = [one for one in claims.on_sheets(connection, kept.report) if one.of == claim]
    told: dict[str, msgspec.Raw] = {}
    for row in _choice(kept, own).rows:
        number: Any = form.get(f"field-{row.name}", "")
        if number.isascii() and number.isdigit() and int(number[:3]) < len(row.options):
            told[row.name] = row.options[int(number[:3])].data
        elif row.differs and form.get("kind") == "accept":
            raise FieldError(f"{row.label}: coders differ.", advice="Choose one of their values.")
    return told
