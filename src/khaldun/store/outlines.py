"""Claims in outline: their day, place, type and sides from the columns, without reading what they say in full."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, select

from khaldun.store.overlay import Overlay, each
from khaldun.store.schema import CLAIMS, REPORTS

_BATCH = 5_000


class Outline(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A claim in outline; null: unknown."""

    id: int
    report: str
    report_name: str
    state: str
    start: str | None
    end: str | None
    place: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    precision: int | None
    event_type: str | None
    sub_event_type: str | None
    actor1: str | None
    actor2: str | None
    deaths: int | None


_COLUMNS = [
    REPORTS.c.name.label("report_name") if name == "report_name" else CLAIMS.c[name]
    for name in Outline.__struct_fields__
]


def outlines(
    connection: Connection, states: Sequence[str] = (), *, most: int | None = None, apart: Sequence[str] = (),
    overlays: Sequence[Overlay] = (),
) -> Iterator[Outline]:  # fmt: skip
    """The shared sheet's claims in these states (all where none is named) in their order, up to the number `most`, but
    for those of the reports `apart`; those of `overlays` are told otherwise."""
    query = select(*_COLUMNS).join(REPORTS, REPORTS.c.id == CLAIMS.c.report).where(CLAIMS.c.sheet.is_(None))
    query = query.order_by(CLAIMS.c.id).limit(_BATCH)
    if states:
        query = query.where(CLAIMS.c.state.in_(states))
    if apart:
        query = query.where(CLAIMS.c.report.not_in(apart))
    if most is not None:
        query = query.where(CLAIMS.c.id <= most)
    others, *few = each(query, overlays)
    told = [Outline(**row) for one in few for row in connection.execute(one).mappings()]
    yield from heapq.merge(_each(connection, others), told, key=lambda one: one.id)


def _each(connection: Connection, query: Select[Any]) -> Iterator[Outline]:
    last = 0
    while True:
        rows = connection.execute(query.where(CLAIMS.c.id > last)).mappings().all()
        for row in rows:
            yield Outline(**row)
        if len(rows) < _BATCH:
            return
        last = rows[-1]["id"]
