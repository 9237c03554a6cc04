"""What two rows agree on, and whether they may speak of the same event (design §8)."""

from __future__ import annotations

import datetime as dt
import math

import msgspec

from khaldun.evaluate.names import Names, Party
from khaldun.evaluate.rows import Days, Place, Row

SAME_PLACE_KM = 2.0
WHOLE_EVENT_KM = 10.0
_EARTH_KM = 6371.0088
_CROWDS = frozenset({"Protests", "Riots"})


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What a pair agrees on; null where the reference does not state it. `whole` asks for all that an event needs."""

    sub_event_type: bool | None
    dates: bool
    place_5km: bool | None
    place_25km: bool | None
    sides: bool | None
    deaths: bool | None
    status: bool | None
    whole: bool

    @property
    def total(self) -> int:
        """How many of the measures agree."""
        measures = (self.sub_event_type, self.dates, self.place_5km, self.place_25km)
        return sum(bool(value) for value in (*measures, self.sides, self.deaths, self.status, self.whole))


MEASURES = tuple(name for name in Agreement.__struct_fields__ if name != "whole")


def may_pair(ref: Row, sys: Row, names: Names) -> bool:
    """Equal event types, dates within one day, the same place."""
    if _kind(ref) != _kind(sys) or ref.date is None or sys.date is None:
        return False
    return days_apart(ref.date, sys.date) <= 1 and same_place(ref, sys, names)


def agree(ref: Row, sys: Row, names: Names) -> Agreement:
    """What the pair agrees on."""
    apart = distance(ref.place, sys.place)
    located = ref.place is not None and ref.place.latitude is not None
    sub = None if ref.sub_event_type is None else ref.sub_event_type == sys.sub_event_type
    starts = ref.date is not None and sys.date is not None and ref.date.start == sys.date.start
    sides = _sides_agree(ref, sys, names)
    deaths = None if ref.death_toll is None else ref.death_toll == sys.death_toll
    near = _within(apart, WHOLE_EVENT_KM) if located else None
    return Agreement(
        sub_event_type=sub,
        dates=starts and _end(ref.date) == _end(sys.date),
        place_5km=_within(apart, 5.0) if located else None,
        place_25km=_within(apart, 25.0) if located else None,
        sides=sides,
        deaths=deaths,
        status=None if ref.status is None else ref.status == sys.status,
        whole=starts and False not in (sub, sides, deaths, near),
    )


def days_apart(left: Days, right: Days) -> int:
    """Days between two intervals: 0 where they share a day, 1 where one begins the day after the other ends."""
    gap = max(_day(left.start), _day(right.start)) - min(_end(left), _end(right))
    return max(gap.days, 0)


def distance(left: Place | None, right: Place | None) -> float | None:
    """Kilometres along the sphere, null where one has no coordinates of its own."""
    if left is None or right is None:
        return None
    if left.latitude is None or left.longitude is None or right.latitude is None or right.longitude is None:
        return None
    lat1, lat2 = math.radians(left.latitude), math.radians(right.latitude)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(right.longitude - left.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def _kind(row: Row) -> str | None:
    return "Protests" if row.event_type in _CROWDS else row.event_type


def same_place(ref: Row, sys: Row, names: Names) -> bool:
    """The same words, the same stretch of the text, or two kilometres at most between them (design §8)."""
    left, right = ref.place, sys.place
    if left is None or right is None:
        return False
    if names.same_place((left.name, left.quote), (right.name, right.quote)):
        return True
    if _same_text(ref, sys) and any(one.overlaps(other) for one in left.evidence for other in right.evidence):
        return True
    return _within(distance(left, right), SAME_PLACE_KM)


def _same_text(ref: Row, sys: Row) -> bool:
    """Offsets compare unless the two say that they read different bytes."""
    ids = {row.report.id for row in (ref, sys) if row.report is not None and row.report.id}
    return len(ids) < 2


def _sides_agree(ref: Row, sys: Row, names: Names) -> bool | None:
    """Each side that the reference states is one of the system's, no two the same one; order means nothing."""
    wanted, found = ref.sides, sys.sides
    if not wanted:
        return None
    if len(wanted) == 1:
        return any(same_side(wanted[0], side, names) for side in found)
    if len(found) < 2:
        return False
    straight = same_side(wanted[0], found[0], names) and same_side(wanted[1], found[1], names)
    return straight or (same_side(wanted[0], found[1], names) and same_side(wanted[1], found[0], names))


def same_side(left: tuple[Party, ...], right: tuple[Party, ...], names: Names) -> bool:
    """The principal of each fights on the other's side (which of two allies stands first means nothing)."""
    return any(names.same_actor(left[0], actor) for actor in right) and any(
        names.same_actor(right[0], actor) for actor in left
    )


def _within(kilometres: float | None, limit: float) -> bool:
    return kilometres is not None and kilometres <= limit


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _end(days: Days | None) -> dt.date:
    return dt.date.max if days is None else _day(days.end or days.start)
