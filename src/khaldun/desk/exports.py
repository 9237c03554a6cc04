"""Exports at the desk, for reviewers: chosen, looked at before anything leaves, and fetched as one archive."""

from __future__ import annotations

from functools import partial

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from khaldun.desk import whose
from khaldun.desk.asking import STATES, WORDS, address, asked_for
from khaldun.desk.depot import SECONDS, is_in_memory
from khaldun.desk.exported import Exported, make
from khaldun.desk.pages import page, site_of
from khaldun.desk.visitor import who
from khaldun.desk.wanted import BY_CODEBOOK, FORMAT_WORDS, TABLE_WORDS, Typed, typed_in, wanted_by
from khaldun.errors import KhaldunError, StoreError
from khaldun.export.own import codebooks, profiles
from khaldun.publish.export.publishing import InvalidError
from khaldun.review.fields import FieldError
from khaldun.store import queue
from khaldun.store.claims import STATES as EVERY_STATE
from khaldun.store.queue import Filter

_FAULTS = 10
_NAMING = ("place", "side", "source", "words")  # filters by words of the reports
_GONE = "That export is not kept any longer. Make it again."


def export_page(request: Request) -> Response:
    """What can be exported, and how.

    Raises:
        AccessError: this is for reviewers.
    """
    who().must_be("reviewer")
    query = request.query_params
    return _form_answer(request, Typed(format=query.get("format", "csv"), table=query.get("table", "")))


async def export_make(request: Request) -> Response:
    """Makes an export, and leads to what there is in it and what is not.

    Raises:
        AccessError: this is for reviewers.
    """
    who().must_be("reviewer")
    return await run_in_threadpool(_make, request, typed_in(await request.form()))


def export_ready(request: Request) -> Response:
    """An export before it is fetched: how much there is, what was withheld and left out, the first rows.

    Raises:
        AccessError: this is for reviewers.
    """
    exported = _kept(request)
    if exported is None:
        return _form_answer(request, Typed(), problem=_GONE, status=404)
    return page(
        "export_ready.html.j2",
        exported=exported,
        note=exported.note,
        size=f"{exported.size / 1e6:,.1f} MB" if exported.size >= 1e6 else f"{exported.size / 1e3:,.1f} kB",
        token=request.path_params["token"],
        format_words=FORMAT_WORDS,
        table_words=TABLE_WORDS,
        minutes=round(SECONDS / 60),
    )


def export_archive(request: Request) -> Response:
    """The archive of an export.

    Raises:
        AccessError: this is for reviewers.
    """
    exported = _kept(request)
    if exported is None or not exported.archive.is_file():
        return _form_answer(request, Typed(), problem=_GONE, status=404)
    return FileResponse(exported.archive, media_type="application/zip", filename=exported.archive.name)


def _make(request: Request, typed: Typed) -> Response:
    site = site_of(request)
    try:
        wanted = wanted_by(typed, site.workspace.folder, _chosen(request)[1])
        cast, make_world = site.tools.codebook.file.cast, partial(site.world, site.desk.clock().date())
        with site.depot.making(site.workspace) as folder:
            exported = make(wanted, site.workspace, make_world, folder, cast=cast, jobs=site.jobs)
            token = site.depot.keep(who().coder, folder, exported)
    except StoreError:
        raise
    except InvalidError as error:
        faults = tuple(str(fault) for fault in error.faults[:_FAULTS])
        advice = "Mend the claims, or tick below that such rows are to be left out."
        return _form_answer(request, typed, problem=f"{error.message} {advice}", faults=faults, status=422)
    except KhaldunError as error:
        return _form_answer(request, typed, problem=str(error), status=422)
    return RedirectResponse(f"/export/{token}", status_code=303)


def _chosen(request: Request) -> tuple[str, Filter | None]:
    """The queue's filter that the address asks for, by name of its state and whole; null where every claim is asked
    for and none is kept from the visitor's eyes.

    Raises:
        FieldError: a day is none; or all that is asked for is still to be decided, and errors are planted in drafts.
    """
    name, asked = asked_for(request.query_params) if request.query_params.get("queue") else ("all", Filter())
    with site_of(request).workspace.store.read() as connection:
        seen, hidden = whose.asked_by(connection, asked), whose.left_out(connection)
    if hidden:
        states = tuple(state for state in seen.state or EVERY_STATE if state not in hidden)
        if not states:
            raise FieldError(
                "Errors are planted in drafts here: what is still to be decided is not exported.",
                advice="Decide it first.",
            )
        seen = msgspec.structs.replace(seen, state=states, overlays=())
    return name, seen if seen != Filter() else None


def _form_answer(
    request: Request, typed: Typed, *, problem: str = "", faults: tuple[str, ...] = (), status: int = 200
) -> Response:
    site, folder = site_of(request), site_of(request).workspace.folder
    try:
        name, chosen = _chosen(request)
    except FieldError as error:
        name, chosen, problem, status = "all", None, problem or str(error), max(status, 422)
    of_queue = bool(request.query_params.get("queue")) and chosen is not None
    with site.workspace.store.read() as connection:
        count = queue.count(connection, chosen or Filter())
        planted = bool(whose.left_out(connection))
    return page(
        "export.html.j2",
        status=status,
        typed=typed,
        problem=problem,
        faults=faults,
        formats=FORMAT_WORDS,
        tables=TABLE_WORDS | {f"{BY_CODEBOOK}{name}": f"by the codebook {name}" for name in codebooks(folder)},
        profiles=tuple(profiles(folder)),
        count=count,
        filters=_said(name, chosen) if of_queue and chosen is not None else (),
        narrow=of_queue and chosen is not None and any(getattr(chosen, each) for each in _NAMING),
        action=f"?queue=1&{address(name, chosen)}" if of_queue and chosen is not None else "",
        query=address(name, chosen) if of_queue and chosen is not None else "",
        planted=planted,
        in_memory=is_in_memory(site.workspace),
    )


def _said(name: str, asked: Filter) -> tuple[tuple[str, str], ...]:
    """A filter in words."""
    told = [("state", name if name in STATES else "all")]
    told += [(each.replace("_", " "), value) for each in (*WORDS, "after", "before") if (value := getattr(asked, each))]
    return tuple(told) + ((("only", "what is said to have happened"),) if asked.events else ())


def _kept(request: Request) -> Exported | None:
    who().must_be("reviewer")
    site = site_of(request)
    with site.workspace.store.read() as connection:
        site.forgetting.look(connection)
    return site.depot.get(who().coder, request.path_params["token"])
