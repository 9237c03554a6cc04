"""Claims on the Earth: which of them have a point, in which part of it they lie, how many each country has.

Only a claim's own point counts. A place that was not found has none, though a codebook may be told a fallback.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, case, func, or_, select

from khaldun.store.overlay import each
from khaldun.store.queue import Filter, filtered
from khaldun.store.schema import CLAIMS

SETTLEMENT = 1
"""The precision of a place that is the settlement itself."""
HALF_TURN, QUARTER_TURN = 180.0, 90.0


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the Earth, degrees, its edges within; where `west` lies east of `east` it goes over the 180th
    meridian."""

    west: float = -HALF_TURN
    south: float = -QUARTER_TURN
    east: float = HALF_TURN
    north: float = QUARTER_TURN

    @property
    def width(self) -> float:
        """Degrees from west to east."""
        return self.east - self.west + (0.0 if self.west <= self.east else 2 * HALF_TURN)


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """How many claims there are, how many of them have a point, and the box that those lie in."""

    claims: int
    placed: int
    box: Box | None


class Land(Total, frozen=True, kw_only=True):
    """The same of a country; null: of none that is known."""

    country: str | None


def lands(connection: Connection, asked: Filter) -> list[Land]:
    """What each country has, most first."""
    country = func.trim(CLAIMS.c.country).label("country")  # so that no index of countries leads through the rows
    lat, lon = (case((within(Box()), CLAIMS.c[name])) for name in ("latitude", "longitude"))
    edges = {"west": func.min(lon), "south": func.min(lat), "east": func.max(lon), "north": func.max(lat)}
    numbers = {"claims": func.count(), "placed": func.count(lat)}
    query: Select[Any] = select(country, *(column.label(name) for name, column in (numbers | edges).items()))
    query = filtered(query.group_by(country), asked, counting=True)
    told = [_land(row) for one in each(query, asked.overlays) for row in connection.execute(one).mappings()]
    by_name = itertools.groupby(sorted(told, key=_name), key=_name)
    found = [_together(list(same)) for _, same in by_name]
    return sorted(found, key=lambda land: (-land.claims, land.country or ""))


def total(lands: Sequence[Land]) -> Total:
    """What all countries have together."""
    boxes = [land.box for land in lands if land.box is not None]
    box = None if not boxes else Box(
        west=min(box.west for box in boxes), south=min(box.south for box in boxes),
        east=max(box.east for box in boxes), north=max(box.north for box in boxes),
    )  # fmt: skip
    return Total(claims=sum(land.claims for land in lands), placed=sum(land.placed for land in lands), box=box)


def within(box: Box) -> ColumnElement[bool]:
    """That a claim's point lies in a box."""
    lat, lon = CLAIMS.c.latitude, CLAIMS.c.longitude
    if box.west <= box.east:
        return and_(lat.between(box.south, box.north), lon.between(box.west, box.east))
    over = or_(lon.between(box.west, HALF_TURN), lon.between(-HALF_TURN, box.east))
    return and_(lat.between(box.south, box.north), over)


def _name(land: Land) -> str:
    return land.country or ""


def _together(same: Sequence[Land]) -> Land:
    """What one country has, as it was counted in parts."""
    if len(same) == 1:
        return same[0]
    whole = total(same)
    return Land(country=same[0].country, claims=whole.claims, placed=whole.placed, box=whole.box)


def _land(row: RowMapping) -> Land:
    box = Box(**{edge: row[edge] for edge in ("west", "south", "east", "north")}) if row["placed"] else None
    return Land(country=row["country"], claims=row["claims"], placed=row["placed"], box=box)
