"""The map and the timeline: the queue's filter on a map, without a script as a picture and tables."""

from __future__ import annotations

import gzip
from functools import cache

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from khaldun.desk import whose
from khaldun.desk.asking import STATES, address, asked_for
from khaldun.desk.bounds import box_of, window_of, zoom_of
from khaldun.desk.drawing import Corners, Feature, bars, corners, groups, spots
from khaldun.desk.forms import STATUSES
from khaldun.desk.pages import page, site_of
from khaldun.publish.land import NOTE, land
from khaldun.publish.receipt.atlas import draw_map
from khaldun.review.fields import FieldError
from khaldun.store import claims
from khaldun.store.atlas import clusters
from khaldun.store.claims import OPEN, SKIPPED
from khaldun.store.days import Bin, days
from khaldun.store.earth import Box, Land, lands, total
from khaldun.store.marks import FEW, marks, numbered
from khaldun.store.open import Connection
from khaldun.store.queue import Filter, is_empty

_DAY = "private, max-age=86400"


class _Land(msgspec.Struct, frozen=True, kw_only=True):
    country: str | None
    claims: int
    placed: int
    query: str


class _Seen(msgspec.Struct, frozen=True, kw_only=True, tag="FeatureCollection"):
    """What is in view, as GeoJSON."""

    features: list[Feature]
    claims: int


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a filter leaves, wherever one looks."""

    query: str
    claims: int
    placed: int
    box: Corners | None
    size: str
    bins: tuple[Bin, ...]
    undated: int
    lands: list[_Land]


def map_page(request: Request) -> Response:
    """The map, the timeline and what each country has."""
    site, problem = site_of(request), ""
    try:
        name, asked = asked_for(request.query_params)
        window = window_of(request.query_params)
    except FieldError as error:
        name, asked, window, problem = "open", Filter(state=STATES["open"]), {}, str(error)
    with site.workspace.store.read() as connection:
        asked = whose.to_see(connection, asked)
        summary = _summary(connection, name, asked, window)
        few = marks(connection, asked, Box()) if 0 < summary.placed <= FEW else []
        kept = whose.seen(connection, claims.numbers(connection, [mark.id for mark in few]))
        countries, types = (whose.choices(connection, site, column) for column in whose.CHOSEN_BY)
        empty = not summary.claims and is_empty(connection)
    return page(
        "map.html.j2",
        state=name,
        states=tuple(STATES),
        asked=asked,
        window=window,
        problem=problem,
        query=address(name, asked),
        summary=summary,
        summary_json=msgspec.json.encode(summary).decode(),
        bars=bars(summary.bins, name, asked, **window),
        closer=address(name, asked, first=asked.after, last=asked.before) if asked.after and asked.before else "",
        every_day=address(name, msgspec.structs.replace(asked, after="", before="")),
        picture=draw_map([one.line for one in kept]),
        todo=[number for number, one in enumerate(kept, start=1) if one.state in (OPEN, SKIPPED)],
        spots=list(spots(sorted(few, key=lambda mark: mark.id), name, asked)),
        empty=empty,
        countries=countries,
        types=types,
        statuses=STATUSES,
        borders=NOTE,
    )


def map_data(request: Request) -> Response:
    """What lies in the box `bbox` (west,south,east,north) at `zoom`: clusters, or claims where they are few."""
    try:
        name, asked = asked_for(request.query_params)
        box, zoom = box_of(request.query_params), zoom_of(request.query_params)
    except FieldError as error:
        return _refused(error)
    with site_of(request).workspace.store.read() as connection:
        asked = whose.to_see(connection, asked)
        found = clusters(connection, asked, box, zoom)
        number = sum(cluster.count for cluster in found)
        if number <= FEW:
            found, few = [], marks(connection, asked, box)
        else:
            alone = [one.only for one in found if one.only is not None][:FEW]
            found, few = [one for one in found if one.only not in alone], numbered(connection, alone, asked.overlays)
    return _json(_Seen(features=[*groups(found, name, asked), *spots(few, name, asked)], claims=number))


def time_data(request: Request) -> Response:
    """The histogram of days, and how many claims each country has."""
    try:
        name, asked = asked_for(request.query_params)
        window = window_of(request.query_params)
    except FieldError as error:
        return _refused(error)
    with site_of(request).workspace.store.read() as connection:
        return _json(_summary(connection, name, whose.to_see(connection, asked), window))


def borders(request: Request) -> Response:
    """The land under the map, as GeoJSON; packed once, not for each who asks."""
    headers = {"Cache-Control": _DAY, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(land(), media_type="application/json", headers=headers)
    return Response(_packed_land(), media_type="application/json", headers={**headers, "Content-Encoding": "gzip"})


@cache
def _packed_land() -> bytes:
    return gzip.compress(land())


def _summary(connection: Connection, name: str, asked: Filter, window: dict[str, str]) -> Summary:
    found = lands(connection, asked)
    whole = total(found)
    histogram = days(connection, asked, **window)
    return Summary(
        query=address(name, asked),
        claims=whole.claims,
        placed=whole.placed,
        box=corners(whole.box) if whole.box else None,
        size=histogram.size,
        bins=histogram.bins,
        undated=histogram.undated,
        lands=[_land(land, name, asked) for land in found],
    )


def _land(land: Land, name: str, asked: Filter) -> _Land:
    query = address(name, asked, country=land.country) if land.country else ""
    return _Land(country=land.country, claims=land.claims, placed=land.placed, query=query)


def _json(value: _Seen | Summary) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _refused(error: FieldError) -> Response:
    return JSONResponse({"message": error.message, "advice": error.advice}, status_code=400)
