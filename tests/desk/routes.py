"""Every address of the desk that is looked at, filled with what a small workspace has: a new one must be filled too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from starlette.applications import Starlette
from starlette.routing import Route

_QUERY = {
    "/queue": ("", "?state=all", "?state=todo&words=a"),
    "/next": ("", "?state=all"),
    "/map": ("", "?state=all"),
    "/map/data": ("?bbox=-180,-90,180,90&zoom=1&state=all", "?bbox=-180,-90,180,90&zoom=9&state=all"),
    "/map/days": ("?state=all",),
    "/unresolved": ("?kind=place", "?kind=actor", "?kind=source"),
    "/rulings": ("?kind=edit", "?kind=comment", "?kind=accept", "?q=zz", "?kind=disposition"),
    "/complete/place": ("?q=sar",),
    "/complete/actor": ("?q=mil",),
    "/signin": ("",),
    "/api/claims": ("?state=all", "?state=open&size=1"),
}
# What is the same for everybody, and what the desk's own pages are made of.
_SAME = frozenset({"/signin", "/api/openapi.json", "/map/borders.json"})


def addresses(app: Starlette, **fills: str | tuple[str, ...]) -> Iterator[str]:
    """The addresses of all that a GET is answered at; `fills` are what stands in the place of each parameter."""
    for route in app.routes:
        if isinstance(route, Route) and "GET" in (route.methods or ()) and route.path not in _SAME:
            for path in _filled(route.path, fills):
                for query in _QUERY.get(route.path, ("",)):
                    yield f"{path}{query}"


def _filled(path: str, fills: Mapping[str, str | tuple[str, ...]]) -> list[str]:
    """A path with its parameters filled in, in every way; a parameter that nothing fills is a KeyError."""
    named = re.search(r"{(\w+)(?::\w+)?}", path)
    if named is None:
        return [path]
    told = fills[named[1]]
    values = (told,) if isinstance(told, str) else told
    return [one for value in values for one in _filled(path.replace(named[0], value, 1), fills)]
