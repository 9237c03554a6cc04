"""The forms that do: decide, change a field, add, split, merge, take back. Each leads on to what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk import stale, whose
from khaldun.desk.asking import address, asked_for
from khaldun.desk.digits import whole
from khaldun.desk.forms import as_json, part_of
from khaldun.desk.pages import onward, problem_of, report_answer, site_of
from khaldun.desk.presence import be_at, status_of
from khaldun.desk.visitor import who
from khaldun.errors import AccessError, StoreError
from khaldun.publish.words import UNKNOWN, days, where
from khaldun.records.decisions import Kind
from khaldun.review.fields import FieldError
from khaldun.store import claims, reports
from khaldun.store.claims import OPEN, Kept, StaleError
from khaldun.workspace.locking import HeldError

Form = Mapping[str, str]
_SETTLING: dict[str, Kind] = {"accept": "accept", "reject": "reject", "flag": "flag", "skip": "skip"}
_REVIEWING: dict[str, Kind] = {"approve": "approve", "return": "return"}
_LONGEST = 600.0  # seconds: who looked longer was away


class HomeError(FieldError):
    """The claim to merge into is named without its version: it is shown as it stands, and `into` names it so."""

    def __init__(self, home: Kept) -> None:
        line = home.line
        what = f"{line.sub_event_type or UNKNOWN}, {where(line.place)}, {days(line.date)} ({home.state})"
        super().__init__(f"Claim {home.id} is: {what}.", advice="Merge again if it is meant.")
        self.into = f"{home.id}:{home.version}"


async def act(request: Request) -> Response:
    """An act on a claim: /claims/ID/ACT."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_act, request, form)


def _act(request: Request, form: Form) -> Response:
    site = site_of(request)
    number = int(request.path_params["claim"])
    with site.workspace.store.read() as connection:
        kept = whose.claim(connection, number)
    if kept is None:
        raise StoreError(f"There is no claim {number}.", advice="Go back to the queue.")
    name = str(request.path_params["act"])
    doing = _settle if name in _SETTLING else _ACTS.get(name)
    if doing is None:
        raise StoreError(f"Nothing here is called {name}.", advice="Go back to the queue.")
    try:
        be_at(site, kept.report, form)
        return doing(request, kept, form)
    except StaleError as error:
        clash = stale.clash(site, who(), error, name, number, form)
        problem = problem_of(
            error, claim=number, field=form.get("field", ""), form=dict(clash.again), act=name, clash=clash
        )
        return report_answer(request, kept.report, problem, status=409)
    except (FieldError, AccessError) as error:
        sent = {**form, "into": error.into} if isinstance(error, HomeError) else form
        problem = problem_of(error, claim=number, field=form.get("field", ""), form=sent, act=name)
        return report_answer(request, kept.report, problem, status=status_of(error))


async def take(request: Request) -> Response:
    """Takes a report over from whoever is at it."""
    return await run_in_threadpool(_take, request)


def _take(request: Request) -> Response:
    site, report = site_of(request), str(request.path_params["report"])
    if site.locks is not None:
        site.locks.take_over(who(), report)
    name, asked = asked_for(request.query_params)
    return RedirectResponse(f"/reports/{report}?{address(name, asked)}", status_code=303)


def _settle(request: Request, kept: Kept, form: Form) -> Response:
    """Decides, and goes on to the next claim of the queue."""
    kind = _SETTLING[str(request.path_params["act"])]
    site_of(request).desk.settle(
        who(), kind, kept.id, _version(form), reason=form.get("reason", ""), seconds=_seconds(form)
    )
    return onward(request, but=kept.id) if kept.sheet is None else _along(request, kept)


def _along(request: Request, kept: Kept) -> Response:
    """To the next claim on the coder's own sheet; after the last, to where they say that they are done."""
    name, asked = asked_for(request.query_params)
    with site_of(request).workspace.store.read() as connection:
        on_it = claims.of_report(connection, kept.report, sheet=kept.sheet)
    left = [one.id for one in on_it if one.state == OPEN and one.id != kept.id]
    after = next((one for one in left if one > kept.id), next(iter(left), None))
    if after is not None:
        return _back(request, kept.report, after)
    return RedirectResponse(f"/reports/{kept.report}?{address(name, asked)}#sheet", status_code=303)


def _edit(request: Request, kept: Kept, form: Form) -> Response:
    site, name = site_of(request), form.get("field", "")
    with site.workspace.store.read() as connection:
        report = reports.report(connection, kept.report)
    if report is None:
        raise StoreError("There is no such report.", advice="Go back to the queue.")
    value = part_of(name, form, kept.line, report, site)
    site.desk.edit(
        who(), kept.id, _version(form), name, as_json(value), reason=form.get("reason", ""), seconds=_seconds(form)
    )
    return _back(request, kept.report, kept.id)


def _split(request: Request, kept: Kept, form: Form) -> Response:
    """A claim into one for each of the places that were typed, a line each."""
    site = site_of(request)
    with site.workspace.store.read() as connection:
        report = reports.report(connection, kept.report)
    if report is None:
        raise StoreError("There is no such report.", advice="Go back to the queue.")
    names = [told.strip() for told in form.get("names", "").splitlines() if told.strip()]
    parts = [as_json(part_of("place", {"name": name}, kept.line, report, site)) for name in names]
    site.desk.split(who(), kept.id, _version(form), "place", parts)
    return _back(request, kept.report, kept.id)


def _merge(request: Request, kept: Kept, form: Form) -> Response:
    """The claim into another of its report, as that one was looked at (NUMBER:VERSION)."""
    told, _, seen = form.get("into", "").strip().partition(":")
    site, number = site_of(request), whole(told)
    home = None
    if number is not None:
        with site.workspace.store.read() as connection:
            home = next(iter(one for one in whose.claims_of(connection, kept.report)[0] if one.id == number), None)
    if home is None:
        raise FieldError("No other claim is chosen.", advice="Choose the claim that it tells again of.")
    version = whole(seen)
    if version is None:
        raise HomeError(home)
    site.desk.merge(who(), home.id, version, kept.id, _version(form))
    return _back(request, kept.report, home.id)


def _comment(request: Request, kept: Kept, form: Form) -> Response:
    site_of(request).desk.comment(who(), kept.id, form.get("words", ""))
    return _back(request, kept.report, kept.id)


def _review(request: Request, kept: Kept, form: Form) -> Response:
    """A reviewer's word on what a coder decided."""
    kind = _REVIEWING[str(request.path_params["act"])]
    site_of(request).desk.review(who(), kind, kept.id, _version(form), reason=form.get("reason", ""))
    return _back(request, kept.report, kept.id)


_ACTS: dict[str, Callable[[Request, Kept, Form], Response]] = {
    "edit": _edit,
    "split": _split,
    "merge": _merge,
    "comment": _comment,
    "approve": _review,
    "return": _review,
}


async def add(request: Request) -> Response:
    """A missed claim from selected words of a report."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_add, request, form)


def _add(request: Request, form: Form) -> Response:
    identity = str(request.path_params["report"])
    try:
        be_at(site_of(request), identity, form)
        start, end = whole(form.get("start", "")), whole(form.get("end", ""))
        if start is None or end is None:
            raise FieldError("No words are selected.", advice="Select the words that tell of the event.")
        added = site_of(request).desk.add(who(), identity, start, end, form.get("sub_event_type", ""))
    except (FieldError, AccessError) as error:
        problem = problem_of(error, field="add", form=form, act="add")
        return report_answer(request, identity, problem, status=status_of(error))
    return _back(request, identity, added.id)


async def undo(request: Request) -> Response:
    """Takes back the last decision."""
    return await run_in_threadpool(_undo, request)


def _undo(request: Request) -> Response:
    name, asked = asked_for(request.query_params)
    site = site_of(request)
    report = site.desk.last_report(who())
    try:
        if report is not None:
            be_at(site, report, {})
        undone = site.desk.undo(who())
    except HeldError as error:
        return report_answer(request, error.held.report, problem_of(error, act="undo"), status=status_of(error))
    except StaleError:
        raise
    except StoreError as error:
        return RedirectResponse(f"/queue?{address(name, asked, done=error.message)}", status_code=303)
    return _back(request, undone.report or "", undone.claim)


def _version(form: Form) -> int:
    told = whole(form.get("version", ""))
    if told is None:
        raise FieldError("The form does not say which version of the claim it is about.", advice="Load the page anew.")
    return told


def _seconds(form: Form) -> float | None:
    try:
        told = float(form.get("seconds", ""))
    except ValueError:
        return None
    return told if 0 <= told <= _LONGEST else None


def _back(request: Request, report: str, claim: int | None) -> Response:
    name, asked = asked_for(request.query_params)
    if claim is None:
        return RedirectResponse(f"/reports/{report}?{address(name, asked, sentences=0)}#sentences", status_code=303)
    return RedirectResponse(f"/reports/{report}?{address(name, asked, claim=claim)}#claim-{claim}", status_code=303)
