"""Who asks: the one local user, somebody who is signed in, or a program with a token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from http.cookies import SimpleCookie
from time import monotonic
from urllib.parse import quote

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from khaldun.errors import KhaldunError
from khaldun.workspace.deciding import LOCAL, Who
from khaldun.workspace.people import People

COOKIE = "khaldun"
_PUBLIC = "/static/"  # the same for everybody
_OPEN = ("/signin", _PUBLIC)
_SAFE = frozenset({"GET", "HEAD"})
# Asks who sent a form after their session had ended: path, query, the form's fields.
AskAgain = Callable[[str, str, Sequence[tuple[str, str]]], Response]
Trouble = Callable[[Request, Exception], Awaitable[Response]]  # says what went wrong
_SEEN_EVERY = 300.0  # seconds between two notes that somebody is still there


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, by what name; `secret` is their session's, null for the local user and for programs."""

    who: Who
    name: str = ""
    secret: str | None = None
    program: bool = False


_LOCAL = Visitor(who=LOCAL)
_NOBODY = Visitor(who=Who("", "reader"))
_visitor: ContextVar[Visitor] = ContextVar("visitor", default=_LOCAL)


def visitor() -> Visitor:
    """Who asks for the page that is being made."""
    return _visitor.get()


def who() -> Who:
    """Who acts."""
    return _visitor.get().who


class Door:
    """Lets in who is signed in or has a token; without `people` everybody is the one local user. Who sent a form after
    their session had ended is asked by `ask_again`, and the form kept. Where it cannot be told who asks, `trouble` says
    so."""

    def __init__(self, app: ASGIApp, people: People | None, ask_again: AskAgain, trouble: Trouble) -> None:
        self._app, self._people, self._ask_again, self._trouble = app, people, ask_again, trouble
        self._seen: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._people is None:
            await self._app(scope, receive, send)
            return
        try:
            is_public = scope["path"].startswith(_PUBLIC)
            found = None if is_public else await run_in_threadpool(self._find, Headers(scope=scope), scope["path"])
        except KhaldunError as error:
            answer = await self._with_nobody(Request(scope, receive), error)
            await answer(scope, receive, send)
            return
        if found is None and not scope["path"].startswith(_OPEN):
            answer = await self._refused(Request(scope, receive))
            await answer(scope, receive, send)
            return
        token = _visitor.set(found or _NOBODY)
        try:
            await self._app(scope, receive, send)
        finally:
            _visitor.reset(token)

    async def _with_nobody(self, request: Request, error: KhaldunError) -> Response:
        """What went wrong, told to whom nothing is known of."""
        token = _visitor.set(_NOBODY)
        try:
            return await self._trouble(request, error)
        finally:
            _visitor.reset(token)

    def _find(self, headers: Headers, path: str) -> Visitor | None:
        """The visitor by their token, for programs' addresses only, or by their session."""
        if self._people is None:
            return None
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            found = self._people.by_token(secret.strip()) if path.startswith("/api/") else None
            return None if found is None else Visitor(who=found[0], name=found[1], program=True)
        secret = session_of(headers)
        known = self._people.signed_in(secret) if secret else None
        if known is None:
            return None
        if monotonic() - self._seen.get(secret, 0.0) > _SEEN_EVERY:
            self._seen[secret] = monotonic()
            self._people.still_there(secret)
        return Visitor(who=known[0], name=known[1], secret=secret)

    async def _refused(self, request: Request) -> Response:
        """To the sign-in, and back; what a form holds is kept on the way."""
        path = request.url.path
        if path.startswith("/api/"):
            return JSONResponse(
                {"error": "Who asks? Send a token (Authorization: Bearer …).", "advice": "khaldun people token"},
                status_code=401,
                headers={"WWW-Authenticate": "Bearer"},
            )
        where = quote(f"{path}?{request.url.query}" if request.url.query else path)
        if request.method in _SAFE:
            return RedirectResponse(f"/signin?then={where}", status_code=303)
        form = [(key, value) for key, value in (await request.form()).multi_items() if isinstance(value, str)]
        return self._ask_again(path, request.url.query, form)


def session_of(headers: Headers) -> str:
    """The secret that a browser holds, "" where it holds none."""
    morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    return morsel.value if morsel is not None else ""
