"""Claims on a map one by one, where they are few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, select

from khaldun.store.earth import SETTLEMENT, Box, within
from khaldun.store.overlay import Overlay, each
from khaldun.store.queue import Filter, filtered
from khaldun.store.schema import CLAIMS, REPORTS

FEW = 250
"""As many claims in view are shown one by one."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that has a point. `geometry` is GeoJSON, "null" where there is none."""

    id: int
    report: str
    state: str
    event: bool
    status: str
    sub_event_type: str | None
    start: str | None
    end: str | None
    country: str | None
    admin1: str | None
    place: str | None
    latitude: float
    longitude: float
    precision: int | None
    actor1: str | None
    actor2: str | None
    deaths: int | None
    report_name: str
    geometry: bytes = b"null"


_MARK = [REPORTS.c.name.label(name) if name == "report_name" else CLAIMS.c[name]
         for name in Mark.__struct_fields__ if name != "geometry"]  # fmt: skip


def marks(connection: Connection, asked: Filter, box: Box, *, most: int = FEW) -> list[Mark]:
    """The claims in a box one by one, what weighs most first."""
    there = filtered(select(CLAIMS.c.id).where(within(box)), asked, counting=True)
    return _marks(connection, _query().where(CLAIMS.c.id.in_(there)).limit(most), asked.overlays)


def numbered(connection: Connection, claims: Sequence[int], overlays: Sequence[Overlay] = ()) -> list[Mark]:
    """Claims that have a point, by their numbers, what weighs most first."""
    return _marks(connection, _query().where(CLAIMS.c.id.in_(claims), within(Box())), overlays) if claims else []


def _query() -> Select[Any]:
    query = select(*_MARK).join(REPORTS, REPORTS.c.id == CLAIMS.c.report)
    return query.order_by(CLAIMS.c.priority.desc(), CLAIMS.c.id)


def _marks(connection: Connection, query: Select[Any], overlays: Sequence[Overlay]) -> list[Mark]:
    rows = [row for one in each(query, overlays) for row in connection.execute(one).mappings()]
    otherwise = {one.claim for one in overlays}  # their own shape is not told
    areas = [row["id"] for row in rows if row["precision"] != SETTLEMENT and row["id"] not in otherwise]
    shapes = _geometries(connection, areas)
    return [Mark(**row, geometry=shapes.get(row["id"], b"null")) for row in rows]


class _Where(msgspec.Struct):
    geometry: msgspec.Raw = msgspec.Raw(b"null")


class _Told(msgspec.Struct):
    """What is read of a claim's JSON here: the shape of its place."""

    place: _Where | None = None


def _geometries(connection: Connection, claims: Sequence[int]) -> dict[int, bytes]:
    if not claims:
        return {}
    query = select(CLAIMS.c.id, CLAIMS.c.line).where(CLAIMS.c.id.in_(claims))
    told = ((row.id, msgspec.json.decode(row.line, type=_Told)) for row in connection.execute(query))
    return {claim: bytes(one.place.geometry) for claim, one in told if one.place is not None}
