"""The page of who codes what: sheets of coders' own, given, finished, withdrawn."""

from __future__ import annotations

from typing import get_args

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk.eyes import eyes
from khaldun.desk.pages import page, site_of
from khaldun.desk.visitor import who
from khaldun.errors import KhaldunError, StoreError, UsageError
from khaldun.store import people, reports, sheets
from khaldun.store.open import Connection
from khaldun.store.people import Coder
from khaldun.workspace.deciding import LOCAL
from khaldun.workspace.sheeting import How, Sheets

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
            drawn = _sheets(request).draw(who(), _number(told), coders, kind)
            done = f"{drawn} report{'s were' if drawn != 1 else ' was'} given."
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


def _sheets(request: Request) -> Sheets:
    site = site_of(request)
    return Sheets(site.workspace.store, site.desk.clock)
