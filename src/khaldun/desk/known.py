"""Already coded? The user's own table is compared with the claims, and what is said of each is shown.

Nothing of the table is written to a disk: the form is read into memory, and only what is said of the claims is kept.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Iterator
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from khaldun.coded.table import read_table
from khaldun.desk import whose
from khaldun.desk.asking import STATES
from khaldun.desk.compared import Compared, Shelf, compare, csv_lines
from khaldun.desk.fixforms import told
from khaldun.desk.pages import page, site_of
from khaldun.desk.view import VALUES
from khaldun.desk.visitor import who
from khaldun.errors import ItemError, TableError, TooLargeError
from khaldun.review.known import Known
from khaldun.review.known_said import NEW, SAID, Names, Said
from khaldun.store import claims
from khaldun.store.open import Connection
from khaldun.store.outlines import Outline, outlines

MOST_BYTES = 50_000_000
AROUND = 100_000  # bytes: what stands around the file in a form
_PAGE = 50
_ORDERS = {"": None, "day": True, "month": False}
_LABELS: dict[Said, str] = {
    "coded": "already coded", "perhaps": "perhaps coded", "new": "new", "unknown": "not to be told",
}  # fmt: skip
_GONE = "That comparison is not kept any longer. Choose the table again."
_making = threading.Lock()


class _InMemory(MultiPartParser):
    """A form whose file never goes to a disk: what is larger than may be spooled is refused before."""

    spool_max_size = MOST_BYTES + AROUND + 1


def known_page(request: Request) -> Response:
    """The form for a table."""
    return _form_answer()


async def known_compare(request: Request) -> Response:
    """Compares a table with the claims, and leads to what is said of them."""
    try:
        form = await _InMemory(request.headers, _limited(request), max_files=1, max_fields=8).parse()
        try:
            name, data = await _file(form)
        finally:
            await form.close()
    except (MultiPartException, KeyError):
        return _form_answer("The form holds no file. Choose one.", status=422)
    except ItemError as error:
        return _form_answer(str(error), status=413 if isinstance(error, TooLargeError) else 422)
    state, order = str(form.get("state") or ""), str(form.get("order") or "")
    return await run_in_threadpool(_compare, request, name, data, state, order)


def known_verdicts(request: Request) -> Response:
    """What was said of the claims: a page of one verdict."""
    _look(request)
    compared = _compared(request)
    if compared is None:
        return _form_answer(_GONE, status=404)
    query = request.query_params
    asked, told_start = query.get("show", ""), query.get("start", "")
    first: Said = next((said for said in SAID if compared.of[said]), "new")
    show: Said = next((said for said in SAID if said == asked), first)
    start = int(told_start) if told_start.isascii() and told_start.isdigit() and len(told_start) < 9 else 0
    with site_of(request).workspace.store.read() as connection:
        kept = whose.seen(connection, claims.numbers(connection, compared.of[show][start : start + _PAGE]))
    return page(
        "known_verdicts.html.j2",
        compared=compared,
        token=request.path_params["token"],
        counts={said: len(compared.of[said]) for said in SAID},
        labels=_LABELS,
        show=show,
        rows=[(told(one), VALUES["place"](one.line), compared.verdicts.get(one.id, NEW)) for one in kept],
        start=start,
        before=urlencode({"show": show, "start": max(start - _PAGE, 0)}) if start else None,
        after=urlencode({"show": show, "start": start + _PAGE}) if start + _PAGE < len(compared.of[show]) else None,
    )


def known_csv(request: Request) -> Response:
    """What was said of every claim, as CSV."""
    compared = _compared(request)
    if compared is None:
        return _form_answer(_GONE, status=404)
    return StreamingResponse(
        _lines(request, compared),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="already-coded.csv"'},
    )


def _compare(request: Request, name: str, data: bytes, state: str, order: str) -> Response:
    site = site_of(request)
    state = state if state in STATES else "todo"
    try:
        table = read_table(data, day_first=_ORDERS.get(order))
    except TableError as error:
        return _form_answer(str(error), status=422, state=state, order=order)
    names = Names(
        fold=site.tools.gazetteer.fold,
        country_of=lambda called: _country(request, called),
        event_type=site.tools.codebook.event_type,
    )
    known = Known(table.rows, names)
    shelf = _shelf(request)
    _look(request)
    with site.workspace.store.read() as connection:
        found = _outlines(connection, STATES[state])
        compared = compare(name, table, known, found, STATES[state])
    return RedirectResponse(f"/known/{shelf.keep(who().coder, compared)}", status_code=303)


def _lines(request: Request, compared: Compared) -> Iterator[bytes]:
    base = str(request.base_url).rstrip("/")
    with site_of(request).workspace.store.read() as connection:
        yield from csv_lines(
            compared,
            _outlines(connection, most=compared.last),
            link=lambda claim: f"{base}/reports/{claim.report}?state=all&claim={claim.id}#claim-{claim.id}",
        )


def _outlines(connection: Connection, states: tuple[str, ...] = (), most: int | None = None) -> Iterator[Outline]:
    """Claims in outline, as the visitor sees them."""
    mine, told_ = whose.apart(connection), whose.overlays(connection)
    return outlines(connection, states, most=most, apart=mine, overlays=told_)


async def _file(form: FormData) -> tuple[str, bytes]:
    """The file of a form: its name and bytes.

    Raises:
        TableError: none was chosen.
        TooLargeError: it is over the limit.
    """
    file = form.get("table")
    if not isinstance(file, UploadFile) or not file.filename:
        raise TableError("No file was chosen.", advice="Choose a CSV.")
    data = await file.read()
    if len(data) > MOST_BYTES:
        raise _too_large()
    return file.filename.replace("\\", "/").rpartition("/")[2][:200], data


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    """The form's bytes, as far as they may go.

    Raises:
        TooLargeError: there are more.
    """
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > MOST_BYTES + AROUND:
            raise _too_large()
        yield chunk


def _too_large() -> TooLargeError:
    return TooLargeError(
        f"The file is over {MOST_BYTES // 1_000_000} MB.", advice="Export fewer years or columns, or cut it in two."
    )


def _form_answer(problem: str = "", *, status: int = 200, state: str = "todo", order: str = "") -> Response:
    return page(
        "known.html.j2", status=status, problem=problem, states=tuple(STATES), state=state, order=order,
        most=MOST_BYTES // 1_000_000,
    )  # fmt: skip


def _country(request: Request, name: str) -> str | None:
    """The code (ISO alpha-3) of the country so called, or of that code."""
    tools = site_of(request).tools
    if tools.countries.get(name.upper()) is not None:
        return name.upper()
    return next(iter(tools.registry.countries_of(name)), None)


def _look(request: Request) -> None:
    """Looks whether words were taken out since the last look."""
    with site_of(request).workspace.store.read() as connection:
        site_of(request).forgetting.look(connection)


def _compared(request: Request) -> Compared | None:
    return _shelf(request).get(who().coder, request.path_params["token"])


def _shelf(request: Request) -> Shelf:
    with _making:
        if not hasattr(request.app.state, "shelf"):
            request.app.state.shelf = Shelf()
            site_of(request).forgetting.drops.append(request.app.state.shelf.clear)
        return request.app.state.shelf  # type: ignore[no-any-return]
