"""Signing in and out. A form that was sent after the session had ended is kept, and sent again by its sender."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk.pages import page, site_of
from khaldun.desk.site import Site
from khaldun.desk.visitor import COOKIE, session_of, who
from khaldun.errors import AccessError
from khaldun.workspace.people import People

_KEPT = "kept-"
_WEEK = 7 * 24 * 3600  # seconds that a browser keeps the cookie; the session may end sooner


def sign_in_page(request: Request) -> Response:
    """Asks for name and password."""
    if site_of(request).people is None:
        return RedirectResponse("/queue", status_code=303)
    return _asked(then=_own_path(request.query_params.get("then", "")))


def ask_again(path: str, query: str, form: Sequence[tuple[str, str]]) -> Response:
    """Asks whoever sent a form after their session had ended; the form stays on the page."""
    then = f"{path}?{query}" if query else path
    problem = "Your session has ended. Sign in, and what you sent will be there to be sent again."
    return _asked(then=_own_path(then), kept=form, problem=problem, status=401)


async def sign_in(request: Request) -> Response:
    """Signs in with a session of its own: what the browser held before ends."""
    form = await request.form()
    kept = [(key[len(_KEPT) :], str(value)) for key, value in form.multi_items() if key.startswith(_KEPT)]
    then = _own_path(str(form.get("then", "")))
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    people = site_of(request).people
    if people is None:
        return RedirectResponse("/queue", status_code=303)
    address = request.client.host if request.client else ""
    try:
        secret, _ = await run_in_threadpool(
            people.sign_in, name, password, address, before=session_of(request.headers) or None
        )
    except AccessError as error:
        return _asked(then=then, kept=kept, problem=str(error), name=name, status=403)
    answer: Response = RedirectResponse(then, status_code=303)
    if kept:
        answer = page("again.html.j2", then=then, kept=kept)
    answer.set_cookie(
        COOKIE, secret, max_age=_WEEK, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    return answer


async def sign_out(request: Request) -> Response:
    """Ends the session."""
    site = site_of(request)
    if site.people is not None:
        await run_in_threadpool(_leave, site, site.people, session_of(request.headers))
    answer = RedirectResponse("/signin", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _leave(site: Site, people: People, secret: str) -> None:
    """Ends a session, and leaves the report that its coder is at."""
    if site.locks is not None:
        site.locks.let_go(who())
    people.sign_out(secret)


def _asked(
    *, then: str, kept: Sequence[tuple[str, str]] = (), problem: str = "", name: str = "", status: int = 200
) -> Response:
    return page("signin.html.j2", status=status, then=then, kept=kept, problem=problem, name=name)


def _own_path(told: str) -> str:
    """A path of this desk; anything that would lead elsewhere leads to the queue."""
    parts = urlsplit(told)
    if parts.scheme or parts.netloc or not told.startswith("/") or told.startswith(("//", "/\\", "/signin")):
        return "/queue"
    return told
