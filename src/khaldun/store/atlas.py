"""Claims on a map as clusters, which the database makes: a grid of cells that is as fine as the map is close."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Integer, Row, Select, Subquery, case, cast, func, select

from khaldun.store.claims import OPEN, SKIPPED
from khaldun.store.earth import HALF_TURN, QUARTER_TURN, SETTLEMENT, Box, within
from khaldun.store.overlay import each
from khaldun.store.queue import Filter, filtered
from khaldun.store.schema import CLAIMS

_CELL = 45.0  # degrees that a cell spans at zoom 0, where the world is 512 pixels wide: 64 pixels
_APART = 0.8  # of a cell: two clusters' least distance
_FLATTEST = 0.05
_MOST_CELLS = 64  # in a row: whatever zoom is asked for
_FINEST = 22
_UNITS = 1_000_000  # a degree, in the whole numbers that cells are counted in


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """Claims of a cell and of what lies close around it: the middle of their points, their box; how many are `precise`
    to the settlement (the others are known by an area), how many are `todo` (open or skipped); the `place` where it is
    one for all; their regions and countries, the most frequent first; the claim where it is the `only` one."""

    latitude: float
    longitude: float
    box: Box
    count: int
    precise: int
    todo: int
    place: str | None
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    only: int | None


def clusters(connection: Connection, asked: Filter, box: Box, zoom: float) -> list[Cluster]:
    """The claims in a box, by the cells of a grid that is as fine as the zoom (of web maps: a step halves it)."""
    step = _step(box, zoom)
    points = filtered(_points(step), asked, counting=True).where(within(box))
    cells: dict[tuple[int, int], list[Row[Any]]] = {}
    for told in each(points, asked.overlays):
        for row in connection.execute(_cells(told.subquery())):
            cells.setdefault((row.x, row.y), []).append(row)
    return [_cluster(rows) for rows in _apart(cells.values(), step * _APART)]


def _step(box: Box, zoom: float) -> float:
    """How many degrees a cell spans."""
    step: float = _CELL / 2 ** max(0, min(round(zoom), _FINEST))
    return max(step, box.width / _MOST_CELLS, (box.north - box.south) / _MOST_CELLS)


def _points(step: float) -> Select[Any]:
    """Points with the cell that they lie in. Whole numbers are divided, which both databases cut off alike."""
    size = max(math.ceil(step * _UNITS), 1)

    def cell(column: ColumnElement[float], turn: float) -> ColumnElement[int]:
        return cast(func.round((column + turn) * _UNITS), Integer) // size

    x, y = cell(CLAIMS.c.longitude, HALF_TURN), cell(CLAIMS.c.latitude, QUARTER_TURN)
    kept = ("id", "latitude", "longitude", "precision", "state", "country", "admin1", "place")
    return select(x.label("x"), y.label("y"), *(CLAIMS.c[name] for name in kept))


def _cells(points: Subquery) -> Select[Any]:
    lat, lon, column = points.c.latitude, points.c.longitude, points.c
    return select(
        column.x,
        column.y,
        column.country,
        column.admin1,
        func.count().label("number"),
        func.min(column.id).label("first"),
        func.sum(lat).label("lats"),
        func.sum(lon).label("lons"),
        func.min(lat).label("south"),
        func.max(lat).label("north"),
        func.min(lon).label("west"),
        func.max(lon).label("east"),
        func.count(case((column.precision == SETTLEMENT, 1))).label("precise"),
        func.count(case((column.state.in_((OPEN, SKIPPED)), 1))).label("todo"),
        func.min(column.place).label("place"),
        func.max(column.place).label("other_place"),
    ).group_by(column.x, column.y, column.country, column.admin1)


def _apart(cells: Iterable[list[Row[Any]]], least: float) -> list[list[Row[Any]]]:
    """Cells of which a smaller one goes into a larger one whose middle lies nearer than `least`, in degrees of
    longitude as web maps stretch them: what would be drawn one over the other."""
    kept: list[tuple[float, float, list[Row[Any]]]] = []
    for rows in sorted(cells, key=_number, reverse=True):
        lon, lat = sum(row.lons for row in rows) / _number(rows), sum(row.lats for row in rows) / _number(rows)
        wide = max(math.cos(math.radians(lat)), _FLATTEST)
        near = (into for x, y, into in kept if math.hypot(x - lon, (y - lat) / wide) < least)
        into = next(near, None)
        if into is None:
            kept.append((lon, lat, rows))
        else:
            into.extend(rows)
    return [rows for _, _, rows in kept]


def _number(rows: Iterable[Row[Any]]) -> int:
    return sum(row.number for row in rows)


def _cluster(rows: Sequence[Row[Any]]) -> Cluster:
    """The rows of cells, one a region, as one."""
    number = _number(rows)
    return Cluster(
        latitude=sum(row.lats for row in rows) / number,
        longitude=sum(row.lons for row in rows) / number,
        box=Box(
            west=min(row.west for row in rows), south=min(row.south for row in rows),
            east=max(row.east for row in rows), north=max(row.north for row in rows),
        ),
        count=number,
        precise=sum(row.precise for row in rows),
        todo=sum(row.todo for row in rows),
        place=_one(name for row in rows for name in (row.place, row.other_place)),
        regions=_most_first((row.admin1, row.number) for row in rows),
        countries=_most_first((row.country, row.number) for row in rows),
        only=rows[0].first if number == 1 else None,
    )  # fmt: skip


def _one(names: Iterable[str | None]) -> str | None:
    """The name that all have, null where they differ."""
    found = set(names)
    return found.pop() if len(found) == 1 else None


def _most_first(told: Iterable[tuple[str | None, int]]) -> tuple[str, ...]:
    numbers = Counter[str]()
    for name, number in told:
        if name:
            numbers[name] += number
    return tuple(name for name, _ in numbers.most_common())
