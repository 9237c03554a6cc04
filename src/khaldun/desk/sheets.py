"""The pages of who codes what: sheets of coders' own, given, finished, withdrawn; and where a reviewer settles what
several have coded."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, get_args

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk.eyes import Eyes, eyes
from khaldun.desk.pages import page, site_of
from khaldun.desk.view import VALUES
from khaldun.desk.visitor import who
from khaldun.errors import KhaldunError, StoreError, UsageError
from khaldun.records.decisions import Kind
from khaldun.records.lines import ClaimLine
from khaldun.review.adjudicating import DRAFT, Choice, Option, Side, choice
from khaldun.review.fields import FieldError
from khaldun.store import claims, people, reports, sheets
from khaldun.store.claims import OPEN, SKIPPED, WITHDRAWN, Kept
from khaldun.store.open import Connection
from khaldun.store.people import Coder
from khaldun.workspace.deciding import LOCAL, taken_key
from khaldun.workspace.sheeting import How, Sheets

_KINDS: dict[str, Kind] = {"accept": "accept", "reject": "reject", "flag": "flag"}
_HOWS: tuple[How, ...] = get_args(How)
_MOST = 1_000  # reports that are drawn at once
_LOCAL = Coder(id=LOCAL.coder, name="you", role=LOCAL.role, password=None, active=True)


def sheets_page(request: Request) -> Response:
    """The visitor's own sheets; for reviewers, everyone's, what is to be settled, and a form to give reports."""
    return _answer(request)


def _answer(request: Request, problem: KhaldunError | None = None, *, status: int = 200) -> Response:
    with site_of(request).workspace.store.read() as connection:
        looking = eyes(connection, who())
        mine = sheets.of_coder(connection, who().coder)
        everyone = sheets.everyone(connection) if looking.see_all else []
        ready = sheets.ready(connection) if looking.see_all else []
        coders = _coders(connection)
    return page(
        "sheets.html.j2",
        status=status,
        problem=problem,
        mine=mine,
        everyone=everyone,
        ready=ready,
        coders=coders,
        eyes=looking,
        done=request.query_params.get("done", ""),
        report=request.query_params.get("report", ""),
    )


def _coders(connection: Connection) -> list[Coder]:
    """Who can be given a report."""
    if who() == LOCAL:
        return [_LOCAL]
    return [one for one in people.coders(connection) if one.active and one.role != "reader"]


async def give(request: Request) -> Response:
    """Gives a report, or a random sample, to coders."""
    return await run_in_threadpool(_give, request, await request.form())


def _give(request: Request, form: FormData) -> Response:
    how, report, told = (
        str(form.get("how", "")),
        str(form.get("report", "")).strip(),
        str(form.get("number", "")).strip(),
    )
    coders = [one for one in form.getlist("coder") if isinstance(one, str)]
    try:
        kind = next((one for one in _HOWS if one == how), None)
        if kind is None:
            raise UsageError(f"Nobody codes {how!r}.", advice="Choose alone, double or scratch.")
        if report:
            _check_report(request, report)
            number = _sheets(request).give(who(), [report], coders, kind)
            done = (
                f"Given to {number} of {len(set(coders))}." if number else "Nobody was given it: they know it already."
            )
        else:
            done = f"{_sheets(request).draw(who(), _number(told), coders, kind)} reports were given."
    except KhaldunError as error:
        return _answer(request, error, status=422)
    return RedirectResponse(f"/sheets?done={done}", status_code=303)


def _check_report(request: Request, report: str) -> None:
    with site_of(request).workspace.store.read() as connection:
        if reports.report(connection, report) is None:
            raise StoreError("There is no such report.", advice="Take its id from the report's address.")


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and 0 < int(told[:9]) <= _MOST):
        raise UsageError(f"{told!r} is no number of reports.", advice=f"Give 1 to {_MOST}.")
    return int(told)


async def end(request: Request) -> Response:
    """A sheet is finished by its coder, or withdrawn by a reviewer."""
    return await run_in_threadpool(_end, request)


def _end(request: Request) -> Response:
    number, act = int(request.path_params["sheet"]), str(request.path_params["act"])
    try:
        if act == "finish":
            one = _sheets(request).finish(who(), number)
            done = f"{one.report_name}: done. What others made of it is yours to see now."
        elif act == "withdraw":
            done = f"{_sheets(request).withdraw(who(), number).report_name} was withdrawn."
        else:
            raise StoreError(f"Nothing here is called {act}.", advice="Go back to the sheets.")
    except KhaldunError as error:
        return _answer(request, error, status=422)
    return RedirectResponse(f"/sheets?done={done}", status_code=303)


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A value to choose: who gave it, and how it reads."""

    by: str
    value: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a claim that is to be settled."""

    name: str
    label: str
    differs: bool
    cells: tuple[Cell, ...]


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that several have coded."""

    kept: Kept
    heading: str
    words: str
    sides: tuple[tuple[str, str], ...]
    state: str
    lines: tuple[Line, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that somebody found besides the drafts."""

    id: int
    by: str
    heading: str
    words: str
    values: tuple[tuple[str, str], ...]


def settle_page(request: Request) -> Response:
    """A report's claims with what each coder made of them, to be settled one by one."""
    return _settling(request)


def _settling(request: Request, problem: KhaldunError | None = None, *, status: int = 200) -> Response:
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
    return page(
        "settle.html.j2",
        status=status,
        problem=problem,
        report=told,
        cards=[_card(one, _choice(one, by.get(one.id, [])), looking, told.text) for one in left],
        found=[_found(one, looking, told.text) for one in found],
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


def _card(kept: Kept, told: Choice, looking: Eyes, text: str) -> Card:
    return Card(
        kept=kept,
        heading=kept.line.sub_event_type or "?",
        words=_words(kept.line, text),
        sides=tuple((looking.name(one.coder), one.state) for one in told.sides),
        state=told.state,
        lines=tuple(
            Line(name=row.name, label=row.label, differs=row.differs,
                 cells=tuple(_cell(row.name, one, looking) for one in row.options))
            for row in told.rows
        ),
    )  # fmt: skip


def _cell(name: str, one: Option, looking: Eyes) -> Cell:
    show = VALUES.get(name)
    value = show(one.line) if show is not None else bytes(one.data).decode()
    return Cell(by=", ".join(DRAFT if by == DRAFT else looking.name(by) for by in one.by), value=value or "–")


def _found(kept: Kept, looking: Eyes, text: str) -> Found:
    return Found(
        id=kept.id,
        by=looking.name(kept.sheet or ""),
        heading=kept.line.sub_event_type or "?",
        words=_words(kept.line, text),
        values=tuple((name, value) for name in ("date", "place", "actor1", "actor2", "deaths")
                     if (value := VALUES[name](kept.line)) not in ("", "?")),
    )  # fmt: skip


def _words(line: ClaimLine, text: str) -> str:
    """The words around the first telling of a claim."""
    span = line.trigger or next(iter(line.tellings), None)
    return "" if span is None else text[max(span.start - 80, 0) : span.end + 80]


async def settle(request: Request) -> Response:
    """A reviewer settles a claim, or takes over one that somebody found."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_settle, request, form)


def _settle(request: Request, form: Mapping[str, str]) -> Response:
    report, desk = str(request.path_params["report"]), site_of(request).desk
    try:
        if form.get("found", "").isdigit():
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
        return _settling(request, error, status=422)
    return RedirectResponse(f"/sheets/settle/{report}?done={done}", status_code=303)


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
        if number.isascii() and number.isdigit() and int(number) < len(row.options):
            told[row.name] = row.options[int(number)].data
    return told


def _sheets(request: Request) -> Sheets:
    site = site_of(request)
    return Sheets(site.workspace.store, site.desk.clock)
