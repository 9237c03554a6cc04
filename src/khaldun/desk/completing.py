"""What a name may mean, while it is typed: places of the gazetteer, actors of the registry."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from khaldun.desk.pages import site_of

_LEAST, _MOST = 2, 20


def complete_place(request: Request) -> Response:
    """Places so called, with what tells them apart."""
    words = request.query_params.get("q", "").strip()[:100]
    found = site_of(request).complete_places(words) if len(words) >= _LEAST else ()
    return JSONResponse(
        [
            {
                "id": place.id,
                "name": place.name,
                "where": ", ".join(part for part in (place.admin1, place.country) if part),
                "feature": place.feature,
                "latitude": place.latitude,
                "longitude": place.longitude,
            }
            for place in found
        ]
    )


def complete_actor(request: Request) -> Response:
    """Actors of the registry whose name holds the words."""
    words = request.query_params.get("q", "").strip()[:100].casefold()
    if len(words) < _LEAST:
        return JSONResponse([])
    registry = site_of(request).tools.registry
    exact = [actor for one in registry.called(words) if (actor := registry.get(one)) is not None]
    held = [actor for actor in site_of(request).actors if words in actor.name.casefold()]
    found = {actor.id: actor for actor in (*exact, *sorted(held, key=lambda actor: len(actor.name)))}
    return JSONResponse(
        [{"id": actor.id, "name": actor.name, "type": actor.type} for actor in list(found.values())[:_MOST]]
    )
