"""The desk as an ASGI application: addresses, and what stands around them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from khaldun.desk import (
    acts,
    atlas,
    bulk,
    exports,
    history,
    known,
    openapi,
    overturning,
    pages,
    rulings,
    settling,
    sheets,
    signing,
    trouble,
    unresolved,
)
from khaldun.desk.codings import codings_file
from khaldun.desk.completing import complete_actor, complete_place
from khaldun.desk.export import claims_file
from khaldun.desk.guard import Guard
from khaldun.desk.quality import quality_page
from khaldun.desk.site import Site
from khaldun.desk.visitor import Door
from khaldun.errors import KhaldunError

BUILT = Path(__file__).parent.parent / "built" / "desk"
_PACKED = 4  # of 9: pages are a quarter larger than at 9, in a third of the time


def make_app(site: Site, *, hosts: Sequence[str]) -> Starlette:
    """The application. `hosts` are the names that it may be asked by: a name that an attacker made to lead here is
    none of them."""
    app = Starlette(
        routes=[
            Route("/", pages.home),
            Route("/queue", pages.queue_page),
            Route("/queue", bulk.settle_many, methods=["POST"]),
            Route("/quality", quality_page),
            Route("/quality/codings.csv", codings_file),
            Route("/map", atlas.map_page),
            Route("/map/data", atlas.map_data),
            Route("/map/days", atlas.time_data),
            Route("/map/borders.json", atlas.borders),
            Route("/unresolved", unresolved.unresolved_page),
            Route("/unresolved/preview", unresolved.unresolved_page),
            Route("/unresolved/preview", unresolved.unresolved_preview, methods=["POST"]),
            Route("/unresolved/apply", unresolved.unresolved_page),
            Route("/unresolved/apply", unresolved.unresolved_apply, methods=["POST"]),
            Route("/unresolved/back", unresolved.unresolved_back, methods=["POST"]),
            Route("/rulings", rulings.rulings_page),
            Route("/known", known.known_page),
            Route("/known", known.known_compare, methods=["POST"]),
            Route("/known/{token}", known.known_verdicts),
            Route("/known/{token}/verdicts.csv", known.known_csv),
            Route("/sheets", sheets.sheets_page),
            Route("/sheets/give", sheets.give, methods=["POST"]),
            Route("/sheets/settle/{report}", settling.settle_page),
            Route("/sheets/settle/{report}", settling.settle, methods=["POST"]),
            Route("/sheets/{sheet:int}/{act}", sheets.end, methods=["POST"]),
            Route("/next", pages.next_claim),
            Route("/reports/{report}", pages.report_page),
            Route("/reports/{report}/add", acts.add, methods=["POST"]),
            Route("/reports/{report}/sentence", overturning.sentence_object, methods=["POST"]),
            Route("/reports/{report}/sentence/{at:int}", overturning.sentence_piece),
            Route("/reports/{report}/sentence/{seq:int}/back", overturning.sentence_back, methods=["POST"]),
            Route("/reports/{report}/take", acts.take, methods=["POST"]),
            Route("/claims/{claim:int}/history", history.history_page),
            Route("/claims/{claim:int}/form/{field}", pages.form_piece),
            Route("/claims/{claim:int}/{act}", acts.act, methods=["POST"]),
            Route("/undo", acts.undo, methods=["POST"]),
            Route("/complete/place", complete_place),
            Route("/complete/actor", complete_actor),
            Route("/export", exports.export_page),
            Route("/export", exports.export_make, methods=["POST"]),
            Route("/export/{token}", exports.export_ready),
            Route("/export/{token}/zip", exports.export_archive),
            Route("/export.jsonl", claims_file),
            Route("/signin", signing.sign_in_page),
            Route("/signin", signing.sign_in, methods=["POST"]),
            Route("/signout", signing.sign_out, methods=["POST"]),
            *openapi.routes(),
            Mount("/static", StaticFiles(directory=BUILT, check_dir=False)),
        ],
        middleware=[
            Middleware(Guard, hosts=hosts),
            Middleware(Door, people=site.people, ask_again=signing.ask_again, trouble=trouble.told),
            Middleware(GZipMiddleware, minimum_size=2_000, compresslevel=_PACKED),
        ],
        lifespan=_open,
        exception_handlers={KhaldunError: trouble.told, 404: trouble.missing, Exception: trouble.broke},
    )
    app.state.site = site
    return app


@contextlib.asynccontextmanager
async def _open(app: Starlette) -> AsyncIterator[None]:
    """While the desk is open it looks whether words were taken out of its store, also where nobody asks anything. What
    is unresolved it counts when it is opened."""
    counting = asyncio.create_task(run_in_threadpool(unresolved.count_early, app))
    watching = asyncio.create_task(app.state.site.forgetting.watch())
    try:
        yield
    finally:
        counting.cancel()
        watching.cancel()
        app.state.site.depot.clear()
