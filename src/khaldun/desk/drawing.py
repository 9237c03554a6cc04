"""What a map and a timeline draw: clusters and claims as GeoJSON features, bins as bars.

Nothing is drawn finer than it is known: a place that is not the settlement itself is an area, never a pin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from khaldun.desk.asking import address
from khaldun.desk.shapes import Point, Shape, shape_of
from khaldun.store.atlas import Cluster
from khaldun.store.claims import OPEN, SKIPPED
from khaldun.store.days import Bin
from khaldun.store.earth import SETTLEMENT, Box
from khaldun.store.marks import Mark
from khaldun.store.queue import Filter

REACH_KM = {2: 25.0, 3: 60.0}
"""How far around its point a place of that precision is drawn where its words have no shape (GED's 2: within 25 km)."""
_NEAR = 25.0
_KNOWN = {SETTLEMENT: "the settlement itself", 2: "near it, or part of a region", 3: "a region, by its seat"}
WIDTH, HEIGHT = 1000.0, 100.0  # of the timeline's picture, in units of its own
_LEAST = 2.0
Corners = tuple[float, float, float, float]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A claim in a list: what, when and by whom, and where its report shows it."""

    id: int
    title: str
    detail: str
    state: str
    href: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A cluster: `box` is west, south, east, north; `href` its claims in the queue, "" where no name is one for all."""

    kind: str = "cluster"
    name: str
    count: int
    precise: int
    todo: int
    box: Corners
    href: str


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Claims of one place. It is an area where it has a `reach` (kilometres) or an `area` of its own."""

    kind: str = "spot"
    name: str
    place: str
    known: str
    count: int
    todo: int
    reach: float | None
    area: Shape | None
    claims: tuple[Told, ...]


class Feature(msgspec.Struct, frozen=True, tag="Feature"):
    """GeoJSON."""

    geometry: Point
    properties: Group | Spot


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A bin as it is drawn: `on` within the filter's days, `query` asks for its days."""

    bin: Bin
    x: float
    width: float
    height: float
    on: bool
    query: str


def corners(box: Box) -> Corners:
    """West, south, east, north."""
    return box.west, box.south, box.east, box.north


def groups(clusters: Iterable[Cluster], name: str, asked: Filter) -> Iterator[Feature]:
    """Clusters as features; `name` is the state's, `asked` the filter that they were made under."""
    for cluster in clusters:
        yield Feature(
            Point((cluster.longitude, cluster.latitude)),
            Group(
                name=_name(cluster.place, _around(cluster), cluster.countries),
                count=cluster.count, precise=cluster.precise, todo=cluster.todo, box=corners(cluster.box),
                href=f"/queue?{address(name, asked, place=cluster.place)}" if cluster.place else "",
            ),
        )  # fmt: skip


def spots(marks: Iterable[Mark], name: str, asked: Filter) -> Iterator[Feature]:
    """Claims as features, those of one place together, in the order of the first of each."""
    found: dict[tuple[object, ...], list[Mark]] = {}
    for mark in marks:
        place = (mark.latitude, mark.longitude, mark.precision, mark.place, mark.geometry)
        found.setdefault(place, []).append(mark)
    query = address(name, asked)
    for here in found.values():
        yield Feature(Point((here[0].longitude, here[0].latitude)), _spot(here, query))


def bars(bins: Sequence[Bin], name: str, asked: Filter, **window: str) -> list[Bar]:
    """The bins side by side; the tallest is as high as the picture, and one of a single claim can still be seen."""
    most = max((one.count for one in bins), default=0)
    wide = WIDTH / max(len(bins), 1)
    return [
        Bar(
            bin=one,
            x=round(number * wide, 2),
            width=round(wide, 2),
            height=round(max(HEIGHT * one.count / most, _LEAST), 1) if one.count else 0.0,
            on=(not asked.after or one.end >= asked.after) and (not asked.before or one.start <= asked.before),
            query=address(name, asked, after=one.start, before=one.end, **window),
        )
        for number, one in enumerate(bins)
    ]


def _spot(here: Sequence[Mark], query: str) -> Spot:
    first = here[0]
    area = None if first.precision == SETTLEMENT else shape_of(first.geometry)
    reach = None if first.precision == SETTLEMENT or area else REACH_KM.get(first.precision or 0, _NEAR)
    return Spot(
        name=_name(first.place, first.admin1 if first.admin1 != first.place else None, (first.country or "",)),
        place=first.place or "",
        known=_KNOWN.get(first.precision or 0, "how near is not known"),
        count=len(here),
        todo=sum(mark.state in (OPEN, SKIPPED) for mark in here),
        reach=reach,
        area=area,
        claims=tuple(_told(mark, query) for mark in here),
    )


def _told(mark: Mark, query: str) -> Told:
    when = mark.start or "day unknown"
    days = when if mark.end in (None, mark.start) else f"{when} to {mark.end}"
    sides = " – ".join(side for side in (mark.actor1, mark.actor2) if side)
    dead = "" if mark.deaths is None else f"{mark.deaths} dead"
    status = "" if mark.event else mark.status if mark.status not in ("asserted", "reported") else "not in the table"
    href = f"/reports/{mark.report}?{query}{'&' if query else ''}claim={mark.id}#claim-{mark.id}"
    detail = " · ".join(part for part in (days, sides, dead, status, mark.report_name) if part)
    return Told(id=mark.id, title=mark.sub_event_type or "?", detail=detail, state=mark.state, href=href)


def _around(cluster: Cluster) -> str | None:
    """The region that most of a cluster lies in; none where it lies in several countries."""
    if not cluster.regions or len(cluster.countries) > 1:
        return None
    return cluster.regions[0] + (" and around" if len(cluster.regions) > 1 else "")


def _name(place: str | None, admin1: str | None, countries: Sequence[str]) -> str:
    return ", ".join(part for part in (place, admin1, " and ".join(countries[:2])) if part) or "place unknown"
