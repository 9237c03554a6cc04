"""Pages that say what went wrong. Where the database gives out, the form that was sent stays on the page, to be sent
again."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from khaldun.desk import api
from khaldun.desk.guard import HEADERS
from khaldun.desk.pages import page
from khaldun.errors import GoneError, KhaldunError

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_LARGE = "/known"  # its form is a file, which is chosen again


async def told(request: Request, error: Exception) -> Response:
    """What went wrong, in the words it was told with."""
    if not isinstance(error, KhaldunError):
        raise error
    path = request.url.path
    if path.startswith("/api/"):
        return api.trouble(request, error)
    gone = isinstance(error, GoneError)
    kept = await _sent(request) if gone else []
    return _page(
        status=503 if gone else 400,
        title="Nothing was kept" if gone else "That did not work",
        message=error.message,
        advice=error.advice,
        kept=kept,
        then=f"{path}?{request.url.query}" if request.url.query else path,
    )


def _page(
    *, status: int, title: str, message: str, advice: str, kept: Sequence[tuple[str, str]] = (), then: str = ""
) -> Response:
    return page("trouble.html.j2", status=status, title=title, message=message, advice=advice, kept=kept, then=then)


async def _sent(request: Request) -> Sequence[tuple[str, str]]:
    """The fields of the form that was sent."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or kind not in _FORMS or request.url.path == _LARGE:
        return []
    return [(key, value) for key, value in (await request.form()).multi_items() if isinstance(value, str)]


def missing(request: Request, error: Exception) -> Response:
    """There is nothing at an address."""
    if request.url.path.startswith("/api/"):
        return api.trouble(request, api.MissingError("Nothing is at this address.", advice="See /api/openapi.json."))
    return _page(status=404, title="There is no such page", message="Nothing is at this address.", advice="")


def broke(request: Request, error: Exception) -> Response:
    """A fault of the program: what it was stands in the terminal that the desk was started from."""
    answer = _page(
        status=500,
        title="Something is wrong with the desk itself",
        message="Nothing was kept of what you sent last.",
        advice="What went wrong stands in the terminal that khaldun review was started from.",
    )
    answer.headers.update(HEADERS)  # it is made outside of what adds them
    return answer
