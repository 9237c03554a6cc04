"""Overturning what became of a sentence: its form, an objection, and taking one back."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk import whose
from khaldun.desk.asking import address, asked_for
from khaldun.desk.pages import page, problem_of, report_answer, site_of
from khaldun.desk.presence import be_at, status_of
from khaldun.desk.visitor import who
from khaldun.errors import AccessError, StoreError
from khaldun.records.lines import ReportLine
from khaldun.review.fields import FieldError
from khaldun.store import reports, sheets
from khaldun.workspace.objecting import object_to, sentence_at, take_back


def sentence_piece(request: Request) -> Response:
    """The form of a sentence, to be put into the report's page."""
    line = _report(request)
    name, asked = asked_for(request.query_params)
    return page(
        "overturn_piece.html.j2",
        report=line.id,
        line=sentence_at(line, int(request.path_params["at"])),
        types=site_of(request).tools.codebook.event_type,
        query=address(name, asked),
    )


async def sentence_object(request: Request) -> Response:
    """Objects to what became of a sentence."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_object, request, form)


def _object(request: Request, form: dict[str, str]) -> Response:
    line = _report(request)
    at = form.get("at", "")
    try:
        one = sentence_at(line, int(at) if at.isascii() and at.isdigit() and len(at) < 10 else -1)
        be_at(site_of(request), line.id, form)
        object_to(site_of(request).desk, who(), line.id, one.start, form.get("reason", ""))
    except (FieldError, AccessError) as error:
        problem = problem_of(error, field="sentence", form=form)
        return report_answer(request, line.id, problem, status=status_of(error))
    return _back(request, line, one.start)


async def sentence_back(request: Request) -> Response:
    """Takes an objection back."""
    return await run_in_threadpool(_take_back, request)


def _take_back(request: Request) -> Response:
    line = _report(request)
    seq = int(request.path_params["seq"])
    try:
        be_at(site_of(request), line.id)
        take_back(site_of(request).desk, who(), line.id, seq)
    except (StoreError, AccessError) as error:
        status = status_of(error) if isinstance(error, AccessError) else 409
        return report_answer(request, line.id, problem_of(error), status=status)
    return _back(request, line, None)


def _report(request: Request) -> ReportLine:
    """The report, as the visitor sees it."""
    identity = str(request.path_params["report"])
    with site_of(request).workspace.store.read() as connection:
        line = reports.report(connection, identity)
        how = sheets.working(connection, identity, who().coder)
    if line is None:
        raise StoreError("There is no such report.", advice="Go back to the queue.")
    return whose.as_given(line, how)


def _back(request: Request, line: ReportLine, at: int | None) -> Response:
    """To what became of the sentences, at the one that has the code point `at`."""
    name, asked = asked_for(request.query_params)
    place = next((place for place, one in enumerate(line.sentences) if at is not None and one.start <= at < one.end), 0)
    where = f"s-{at}" if at is not None else "sentences"
    return RedirectResponse(f"/reports/{line.id}?{address(name, asked, sentences=place)}#{where}", status_code=303)
