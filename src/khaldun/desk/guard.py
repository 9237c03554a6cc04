"""What stands around every page: who may be asked from where, what a page may load, how large a request may be."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST = 4_000_000  # bytes of a request's body
_MOST_AT = {"/known": 50_100_000}  # the user's own table
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """Refuses what is asked by a name that is none of the desk's, what another site's page sends in a user's name, and
    what is too large; adds `HEADERS` to every answer.

    A name that an attacker made to lead here (DNS rebinding) is none of the desk's; an address in numbers is nobody's
    name. A page of another site can make a browser send a form here: browsers say where a request comes from
    (Sec-Fetch-Site, Origin), and one that says another site may only look. What says neither is no browser, and acts
    in nobody's name but its own.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_ours(headers.get("host", "")):
            await PlainTextResponse("There is no desk of that name here.", status_code=400)(
                scope, receive, _with_headers(send)
            )
            return
        if scope["method"] not in _SAFE and not _own(headers):
            await PlainTextResponse("This was sent from another site, so nothing was done.", status_code=403)(
                scope, receive, _with_headers(send)
            )
            return
        most = _MOST_AT.get(scope["path"], _MOST)
        if _stated(headers) > most:
            await _too_large(scope, receive, send)
            return
        try:
            await self._app(scope, _limited(receive, most), _with_headers(send))
        except _TooLargeError:
            await _too_large(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        name = ""
        with contextlib.suppress(ValueError):
            name = (urlsplit(f"//{host}").hostname or "").lower()
            return bool(ipaddress.ip_address(name))
        return name in self._hosts


def _own(headers: Headers) -> bool:
    """Whether a request was made by a page of this desk, by the user's own hand, or by no browser at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


class _TooLargeError(Exception):
    """A body goes on past what a request may hold. Nothing has been answered: handlers read a form before they do."""


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("The request is too large.", status_code=413)(scope, receive, _with_headers(send))


def _stated(headers: Headers) -> int:
    """How large a body its header says that it is, bytes; 0 where it says nothing."""
    told = headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0


def _limited(receive: Receive, most: int) -> Receive:
    """The body; `_TooLargeError` where it is too large whatever its header said."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise _TooLargeError
        return message

    return limited


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
