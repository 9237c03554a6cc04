"""The pages that show: the queue, and a report with its claims."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from khaldun.desk import whose
from khaldun.desk.asking import STATES, address, asked_for
from khaldun.desk.cards import Around, Chosen, card_of, rules_told, text_of
from khaldun.desk.digits import whole
from khaldun.desk.forms import OF, STATUSES, TYPE_NAMES, ChoiceError
from khaldun.desk.part import CLAIMS, part_of_claims, part_of_sentences
from khaldun.desk.sentences import Opened, opened_at, overturned
from khaldun.desk.site import Site
from khaldun.desk.stale import Clash
from khaldun.desk.view import shown
from khaldun.desk.visitor import visitor, who
from khaldun.errors import KhaldunError, StoreError
from khaldun.page import render
from khaldun.publish.words import UNKNOWN, heading
from khaldun.records.decisions import SHARED
from khaldun.records.lines import ReportLine
from khaldun.review.fields import FieldError, field
from khaldun.store import claims, plants, queue, reports, sheets
from khaldun.store.claims import MERGED, WITHDRAWN, Kept
from khaldun.store.open import Connection
from khaldun.store.plants import Judgement
from khaldun.store.queue import PAGE, Filter
from khaldun.workspace.locking import Held, HeldError

_GONE = frozenset({MERGED, WITHDRAWN})
_REVIEWERS = frozenset({"reviewer", "admin"})


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be done, for beside the field or on top of the page: what was typed is kept. `clash` where others
    were faster, `held` where somebody else is at the report."""

    message: str
    advice: str
    claim: int | None = None
    field: str = ""
    form: Mapping[str, str] = {}
    choices: tuple[object, ...] = ()
    now: Kept | None = None
    act: str = ""
    clash: Clash | None = None
    held: Held | None = None


def site_of(request: Request) -> Site:
    """The site that a request is to."""
    return request.app.state.site  # type: ignore[no-any-return]


def page(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page of the desk."""
    return HTMLResponse(render(f"desk/{template}", visitor=visitor(), **values), status_code=status)


def home(request: Request) -> Response:
    """The queue is where work begins."""
    return RedirectResponse("/queue")


def queue_page(request: Request) -> Response:
    """The claims to be looked at, by filter, in their order."""
    site = site_of(request)
    problem = ""
    try:
        name, asked = asked_for(request.query_params)
    except FieldError as error:
        name, asked, problem = "open", Filter(state=STATES["open"]), str(error)
    start = _start(request)
    with site.workspace.store.read() as connection:
        asked = whose.asked_by(connection, asked)
        entries = queue.page(connection, asked, start=start)
        total = queue.count(connection, asked)
        empty = queue.is_empty(connection)
        countries, types = (whose.choices(connection, site, column) for column in whose.CHOSEN_BY)
    return page(
        "queue.html.j2",
        entries=entries,
        total=total,
        start=start,
        size=PAGE,
        state=name,
        states=tuple(STATES),
        asked=asked,
        query=address(name, asked),
        before=address(name, asked, start=max(start - PAGE, 0)) if start else None,
        after=address(name, asked, start=start + PAGE) if start + PAGE < total else None,
        empty=empty,
        held=others(site),
        countries=countries,
        types=types,
        statuses=STATUSES,
        problem=problem,
        done=request.query_params.get("done", ""),
    )


def _start(request: Request) -> int:
    told = request.query_params.get("start", "0")
    return min(whole(told) or 0, 10**8)


def next_claim(request: Request) -> Response:
    """The first claim of the queue, on its report's page."""
    return onward(request)


def onward(request: Request, *, but: int | None = None) -> Response:
    """To the first claim of the queue other than `but`, which was settled, past reports that somebody else is at."""
    site = site_of(request)
    name, asked = asked_for(request.query_params)
    held = others(site)
    with site.workspace.store.read() as connection:
        asked = whose.asked_by(connection, asked)
        found = queue.following(connection, asked, but=but, beside=held)
        left = found or (queue.following(connection, asked, but=but) if held else None)
    if found is not None:
        settled = but if site.workspace.config.desk.planted else None
        query = address(name, asked, claim=found.id, settled=settled)
        where = f"/reports/{found.report}?{query}#claim-{found.id}"
        return RedirectResponse(where, status_code=303)
    told = f"{held[left.report].told} It is the first of what is left." if left is not None else None
    return RedirectResponse(f"/queue?{address(name, asked, done=told)}", status_code=303)


def others(site: Site) -> dict[str, Held]:
    """The reports that somebody else is at: they are passed over."""
    return site.locks.others(who()) if site.locks is not None else {}


def _held(site: Site, report: str) -> Held | None:
    """Who else is at a report that is looked at; where nobody is, a coder has it from now on."""
    if site.locks is not None:
        with contextlib.suppress(StoreError):  # a page is shown where nothing can be written, too
            return site.locks.hold(who(), report)
    return None


def report_page(request: Request) -> Response:
    """A report: its text with the words marked, and its claims beside it."""
    return report_answer(request, request.path_params["report"])


def report_answer(request: Request, identity: str, problem: Problem | None = None, *, status: int = 200) -> Response:
    """A report's page, with what could not be done where there is such."""
    site = site_of(request)
    name, asked = asked_for(request.query_params)
    told = request.query_params.get("claim", "")
    chosen = whole(told)
    chosen = problem.claim if problem is not None and problem.claim is not None else chosen
    with site.workspace.store.read() as connection:
        site.forgetting.look(connection)
        line = reports.report(connection, identity)
        if line is None:
            raise StoreError("There is no such report.", advice="Go back to the queue.")
    whose.plant(site, line)
    with site.workspace.store.read() as connection:
        kept, how = whose.claims_of(connection, identity)
        left = queue.count(connection, whose.asked_by(connection, asked))
        sheet = sheets.mine(connection, identity, who().coder) if how else None
        judged = _judged(connection, request)
    line = whose.as_given(line, how)
    standing = [one for one in kept if one.state not in _GONE or one.id == chosen]
    held = _held(site, identity)
    choices = _choices(site)
    around = Around(
        query=address(name, asked),
        types=tuple(choices["types"]),
        several=len(standing) > 1,
        reviews=who().role in _REVIEWERS and bool(visitor().name),
    )
    special = Chosen(problem=problem, changing=request.query_params.get("change", ""), choices=choices)
    part = part_of_claims(standing, chosen)
    here = standing[part.start : part.end]
    mine = next((one for one in here if one.id == chosen), None)
    asked_at = request.query_params.get("sentences", "")
    opened = _opened(request, line, problem)
    if opened is not None:
        asked_at = str(opened.place)
    sentences = part_of_sentences(line.sentences, asked_at, mine)
    with site.workspace.store.read() as connection:
        done = overturned(connection, identity, here, sheet=who().coder if how else SHARED)
    text = text_of(
        site.pieces, line, [one.line for one in here], around, part, sentences, done,
        unfolded=bool(asked_at), opened=opened,
    )  # fmt: skip
    cards = [
        card_of(
            site.pieces, one, number, text.first.get(number, {}), around, special if one.id == chosen else None
        ).html
        for number, one in enumerate(here, start=part.start + 1)
    ]
    title, source = heading(line)
    return page(
        "report.html.j2",
        status=status,
        report=line,
        title=title,
        source=source,
        text=text.html,
        cards=cards,
        rules=rules_told(site.pieces, [one.line for one in here]).html,
        named=[(f"{one.id}:{one.version}", one.line.sub_event_type or UNKNOWN) for one in here],
        part=part,
        earlier=standing[max(part.start - CLAIMS, 0)].id if part.start else None,
        later=standing[part.end].id if part.end < part.total else None,
        gone=len(kept) - len(standing),
        problem=problem,
        held=held,
        taken=site.locks.taken_from(who(), identity) if held and site.locks else "",
        query=around.query,
        left=left,
        sheet=sheet,
        judged=judged,
        **choices,
    )


def _opened(request: Request, line: ReportLine, problem: Problem | None) -> Opened | None:
    """The sentence whose form is asked for, or was sent and refused."""
    if problem is not None and problem.field == "sentence":
        said = f"{problem.message} {problem.advice}".strip()
        at, reason = problem.form.get("at", ""), problem.form.get("reason", "")
        return opened_at(line, at, problem=said, reason=reason, held=problem.held is not None)
    return opened_at(line, request.query_params.get("sentence", ""))


def _judged(connection: Connection, request: Request) -> Judgement | None:
    """What the visitor made of the error that was planted in the claim they have just settled."""
    told = whole(request.query_params.get("settled", ""))
    return plants.verdict_of(connection, told, who().coder) if told is not None else None


def _choices(site: Site) -> dict[str, Any]:
    """What the fields' forms offer."""
    return {"types": site.tools.codebook.event_type, "statuses": STATUSES, "actor_types": TYPE_NAMES, "of": OF}


def form_piece(request: Request) -> Response:
    """The form of one field of a claim, to be put into the claim's page."""
    site, name = site_of(request), field(str(request.path_params["field"]))
    state, asked = asked_for(request.query_params)
    with site.workspace.store.read() as connection:
        kept = whose.claim(connection, request.path_params["claim"])
    if kept is None:
        raise StoreError("There is no such claim.", advice="Go back to the queue.")
    _held(site, kept.report)
    claim = shown(kept, request.path_params["claim"], {})
    return page(
        "form.html.j2", name=name.name, label=name.label, claim=claim, query=address(state, asked), **_choices(site)
    )


def problem_of(
    error: KhaldunError, *, claim: int | None = None, field: str = "", form: Mapping[str, str] | None = None,
    act: str = "", clash: Clash | None = None,
) -> Problem:  # fmt: skip
    """What went wrong, for the page it went wrong on."""
    return Problem(
        message=error.message,
        advice=error.advice,
        claim=claim,
        field=field,
        form=dict(form or {}),
        choices=tuple(error.hits) if isinstance(error, ChoiceError) else (),
        now=error.now if isinstance(error, claims.StaleError) else None,
        act=act,
        clash=clash,
        held=error.held if isinstance(error, HeldError) else None,
    )
