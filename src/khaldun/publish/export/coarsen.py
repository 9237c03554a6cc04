"""Places no finer than they may be told: the settlement's, the region's, or a point rounded to about a kilometre."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec
from msgspec.structs import replace

from khaldun.publish.export.notations import NULL, area, corners, tells_point
from khaldun.publish.export.sensitive import Sensitive
from khaldun.records.facts import Fallback
from khaldun.records.lines import PlaceLine
from khaldun.records.loose import EDITED

DIGITS = 2  # of degrees: 1.1 km from south to north at most, which is half of it from the point that is told
ROUNDED, SETTLED, REGION = "publish/rounded-point", "publish/settlement-only", "publish/region-only"
WITHHELD = "place withheld"
# Features whose own coordinates say nothing finer than a settlement.
_SETTLEMENT = frozenset({"settlement"})
_WIDE = frozenset({"country", "region", "area", "district", "river", "border"})
_NEAR, _ACLED_NEAR, _ACLED_REGION, _UCDP_REGION, _UCDP_COUNTRY = 1e-4, 2, 3, 4, 6
_UCDP_NEAR = 2
_PART = "acled/geo-part"
_MOST_KM = 25.0
_KM = 111.195  # of a degree
_CELLS = 1000  # of a degree, by which points are told apart
_NAME_WORDS = 6


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement, or the point that stands for a region. `country` is ISO alpha-3, coordinates are degrees."""

    name: str
    latitude: float
    longitude: float
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None


class Points:
    """Points (latitude, longitude) that are withheld, told from others by about a hundred metres."""

    def __init__(self, points: Iterable[tuple[float, float]] = ()) -> None:
        self._cells = frozenset((cell(latitude), cell(longitude)) for latitude, longitude in points)

    def __bool__(self) -> bool:
        return bool(self._cells)

    def near(self, latitude: float | None, longitude: float | None) -> bool:
        """Whether a point is one of them."""
        if not self._cells or latitude is None or longitude is None:
            return False
        north, east = cell(latitude), cell(longitude)
        return any((north + up, east + along) in self._cells for up in (-1, 0, 1) for along in (-1, 0, 1))


def cell(degrees: float) -> int:
    """The thousandth of a degree that coordinates lie in."""
    return math.floor(degrees * _CELLS)


class Ground(Protocol):
    """What is asked of a gazetteer."""

    def nearest(self, latitude: float, longitude: float, country: str | None) -> Spot | None:
        """The nearest settlement to a point."""

    def region(self, country: str, admin1: str | None) -> Spot | None:
        """The point that stands for a region, or for the country."""


class NoGround:
    """A gazetteer that knows nothing: places are withheld that need one."""

    def nearest(self, latitude: float, longitude: float, country: str | None) -> Spot | None:
        return None

    def region(self, country: str, admin1: str | None) -> Spot | None:
        return None


def features_of(place: PlaceLine) -> frozenset[str]:
    """What kinds of place the chosen one is by its candidates; none where they do not have it, or it was moved."""
    return frozenset(
        one.feature
        for one in place.candidates
        if one.gazetteer_id == place.gazetteer_id
        and place.latitude is not None
        and place.longitude is not None
        and abs(one.latitude - place.latitude) < _NEAR
        and abs(one.longitude - place.longitude) < _NEAR
    )


def is_site(place: PlaceLine, lists: Sensitive) -> bool:
    """Whether a place is a sensitive site, by its words or its kind."""
    if features_of(place) & lists.words.site_features:
        return True
    return any(lists.site(words) is not None for words in (place.quote, place.name) if words)


def at_settlement_level(place: PlaceLine, lists: Sensitive, *, exact: bool) -> PlaceLine:
    """The place as it may be told where nothing of it is withheld: its own point if it is a settlement's or stands for
    something wider, else rounded. Only candidates that are settlements stay."""
    candidates = tuple(
        replace(one, reasons=())
        for one in place.candidates
        if one.feature in _SETTLEMENT | _WIDE and lists.site(one.name) is None
    )
    unresolved = place.unresolved or place.name is None
    name = place.name or place.quote
    if unresolved and not 0 < len((name or "").split()) <= _NAME_WORDS:
        name = WITHHELD  # words that are no name
    if exact:
        shape = area(place.geometry, least=0.0)
        return replace(place, name=name, quote=name if unresolved else None, candidates=candidates, geometry=shape)
    name = WITHHELD if tells_point(name) else name
    bare = replace(
        place,
        name=name,
        quote=name if unresolved else None,
        gazetteer_id=None if tells_point(place.gazetteer_id) else place.gazetteer_id,
        admin1=None if tells_point(place.admin1) else place.admin1,
        admin2=None if tells_point(place.admin2) else place.admin2,
        candidates=tuple(one for one in candidates if not tells_point(one.name) and not tells_point(one.gazetteer_id)),
        fallback=_fallback(place, lists),
        geometry=NULL if EDITED in place.rules else area(place.geometry),
    )
    if bare.latitude is None or bare.longitude is None or _stands_for_more(place):
        return bare
    return replace(
        bare,
        latitude=_round(bare.latitude),
        longitude=_round(bare.longitude),
        geometry=NULL,
        gazetteer_id=None,
        precision=max(bare.precision or 1, _ACLED_NEAR),
        where_prec=max(bare.where_prec or 1, _UCDP_NEAR),
        rules=(*bare.rules, ROUNDED),
    )


def _stands_for_more(place: PlaceLine) -> bool:
    """Whether a place's own point is a settlement's, or stands for something wider: for a region the gazetteer's, for a
    part of it the town that a rule took."""
    if features_of(place) & (_SETTLEMENT | _WIDE):
        return True
    kinds = {one.feature for one in place.candidates if one.gazetteer_id == place.gazetteer_id}
    return bool(kinds & _WIDE) and _PART in place.rules and EDITED not in place.rules


def _fallback(place: PlaceLine, lists: Sensitive) -> Fallback | None:
    """Where an unresolved place is put, no finer than a settlement: nothing says what kind of place it is."""
    back = place.fallback
    if back is None or lists.site(back.name) is not None:
        return None
    return replace(
        back,
        name=WITHHELD if tells_point(back.name) else back.name,
        gazetteer_id=None if tells_point(back.gazetteer_id) else back.gazetteer_id,
        latitude=_round(back.latitude),
        longitude=_round(back.longitude),
    )


def without_stand_in(place: PlaceLine, told: PlaceLine) -> PlaceLine:
    """A place as it may be told (`told`), without the words for what stood in for it, where that is not told."""
    hidden = place.fallback is not None and told.fallback is None
    return replace(told, evidence=told.evidence[:1]) if hidden else told


def without(place: PlaceLine, told: PlaceLine, points: Points, hidden: Callable[[str | None], bool]) -> PlaceLine:
    """A place as it may be told (`told`), without what else it tells of points and names that are withheld of its
    report: among its candidates, in its fallback, in its area."""
    back = place.fallback
    return replace(
        told,
        gazetteer_id=None if hidden(told.gazetteer_id) else told.gazetteer_id,
        candidates=tuple(
            one
            for one in told.candidates
            if not points.near(one.latitude, one.longitude)
            and not any(map(hidden, (one.name, one.gazetteer_id, one.admin1, one.admin2)))
        ),
        fallback=None if back is not None and points.near(back.latitude, back.longitude) else told.fallback,
        geometry=NULL if points and any(points.near(*each) for each in corners(told.geometry)) else told.geometry,
    )


def in_country(place: PlaceLine, country: str) -> PlaceLine:
    """The place with the country (ISO alpha-3, "" unknown) that its claim is coded in, where it has none itself."""
    return replace(place, country=country) if country and not place.country else place


def to_settlement(place: PlaceLine, ground: Ground, lists: Sensitive) -> PlaceLine:
    """A sensitive site as its settlement: the nearest one, else its district's or region's name, without a point."""
    point = _point(place)
    spot = ground.nearest(*point, place.country) if point is not None else None
    if spot is None or lists.site(spot.name) is not None or _km(point, (spot.latitude, spot.longitude)) > _MOST_KM:
        return to_region(place, ground, rule=SETTLED)
    return PlaceLine(
        name=spot.name,
        country=spot.country or place.country,
        admin1=spot.admin1 or place.admin1,
        admin2=spot.admin2 or place.admin2,
        latitude=spot.latitude,
        longitude=spot.longitude,
        precision=max(place.precision or 1, _ACLED_NEAR),
        where_prec=max(place.where_prec or 1, _UCDP_NEAR),
        rules=(SETTLED,),
    )


def to_region(place: PlaceLine, ground: Ground, *, rule: str = REGION, hide_region: bool = False) -> PlaceLine:
    """A place as its region: the region's point if there is one, else none; as its country where even the region is
    not to be told."""
    admin1 = None if hide_region else place.admin1
    spot = ground.region(place.country, admin1) if place.country else None
    return PlaceLine(
        name=admin1 or (spot.name if spot is not None else place.country) or WITHHELD,
        country=place.country,
        admin1=admin1,
        latitude=spot.latitude if spot else None,
        longitude=spot.longitude if spot else None,
        precision=_ACLED_REGION,
        where_prec=_UCDP_REGION if admin1 else _UCDP_COUNTRY,
        rules=(rule,),
    )


def _point(place: PlaceLine) -> tuple[float, float] | None:
    if place.latitude is not None and place.longitude is not None:
        return place.latitude, place.longitude
    return (place.fallback.latitude, place.fallback.longitude) if place.fallback is not None else None


def _km(one: tuple[float, float] | None, other: tuple[float, float]) -> float:
    if one is None:
        return math.inf
    north = (one[0] - other[0]) * _KM
    east = ((one[1] - other[1] + 180) % 360 - 180) * _KM * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(north, east)


def _round(degrees: float) -> float:
    return round(degrees, DIGITS)
