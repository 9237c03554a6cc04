"""Already coded? Claims beside the rows of the user's own table: the same day, the same place, the same type of event.

A claim is *coded* where a row agrees in all that both state: days at most one apart, a place of the same folded name
or within 10 km, the type of event. It is *perhaps* coded where day and place agree, but the type differs, the days are
many, or places of one name lie far apart. Without a day or a place it cannot be told.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from khaldun.coded.places import place_key
from khaldun.coded.table import CodedRow
from khaldun.review.known_said import NEW, NO_DAY, NO_PLACE, TOO_LONG, Names, Outline, Verdict

NEAR_KM, FAR_KM = 10.0, 50.0
_APART = 1  # days
_MANY = 7  # days: what is told of more of them may be another event of the same place
_TOO_MANY = 62  # days of a claim: nothing is told by them
_REGION = 3  # the precision of a place whose coordinates are not where it happened
_EARTH_KM = 6371.0
_CROWDS = frozenset({"Protests", "Riots"})


class _Match(msgspec.Struct, frozen=True):
    row: CodedRow
    whole: bool
    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    weight: float


class _Placed(msgspec.Struct, frozen=True):
    """A row made ready to be compared."""

    row: CodedRow
    name: str
    country: str | None
    kind: str
    sides: frozenset[str]


class Known:
    """A table's rows, found by day and place."""

    def __init__(self, rows: Iterable[CodedRow], names: Names) -> None:
        self._names = names
        self._place = lru_cache(maxsize=100_000)(self._folded_place)
        self._side = lru_cache(maxsize=100_000)(names.fold)
        self._kinds = frozenset(names.event_type.values())
        self._by_name: dict[tuple[str, int], list[_Placed]] = {}
        self._by_band: dict[tuple[int, int], list[_Placed]] = {}
        for row in rows:
            self._add(row)

    def verdict(self, claim: Outline) -> Verdict:
        """Whether the claim is in the table."""
        if not claim.start or not claim.end:
            return NO_DAY
        start, end = dt.date.fromisoformat(claim.start), dt.date.fromisoformat(claim.end)
        name = self._place(claim.place or "")
        if not name and claim.latitude is None:
            return NO_PLACE
        if (end - start).days > _TOO_MANY:
            return TOO_LONG
        matches = [
            match
            for placed in self._candidates(claim, name, start, end)
            if (match := self._match(claim, name, start, end, placed)) is not None
        ]
        if not matches:
            return NEW
        best = max(matches, key=lambda one: (one.whole, one.weight, -one.row.number))
        return Verdict(
            said="coded" if best.whole else "perhaps",
            row=best.row.number,
            name=best.row.name,
            agrees=best.agrees,
            differs=best.differs,
            others=sum(one.whole == best.whole for one in matches) - 1,
        )

    def _add(self, row: CodedRow) -> None:
        names = self._names
        sides = frozenset(filter(None, (self._side(one) for one in (row.actor1, row.actor2) if one)))
        country = (names.country_of(row.country) or None) if row.country else None
        kind = names.event_type.get(row.sub_event_type) or row.event_type
        kind = kind if kind in self._kinds else ""
        placed = _Placed(row, self._place(row.place), country, kind, sides)
        for day in _every(row.start, row.end):
            if placed.name:
                self._by_name.setdefault((placed.name, day), []).append(placed)
            if row.latitude is not None:
                self._by_band.setdefault((_band(row.latitude), day), []).append(placed)

    def _candidates(self, claim: Outline, name: str, start: dt.date, end: dt.date) -> Iterator[_Placed]:
        """Rows that may be of the claim's day and place, each once."""
        apart = dt.timedelta(days=_APART)
        seen: set[int] = set()
        band = None if claim.latitude is None else _band(claim.latitude)
        for day in _every(start - apart, end + apart):
            found = list(self._by_name.get((name, day), ())) if name else []
            if band is not None:
                for near in (band - 1, band, band + 1):
                    found += self._by_band.get((near, day), ())
            for placed in found:
                if placed.row.number not in seen:
                    seen.add(placed.row.number)
                    yield placed

    def _match(self, claim: Outline, name: str, start: dt.date, end: dt.date, placed: _Placed) -> _Match | None:
        """What a row and a claim agree and differ in; null where day or place are others."""
        row = placed.row
        gap = max((row.start - end).days, (start - row.end).days, 0)
        km = _km(claim, row)
        same_name = bool(name) and name == placed.name and not _abroad(claim.country, placed.country)
        is_near = km is not None and km <= NEAR_KM and claim.precision != _REGION
        if gap > _APART or not (same_name or is_near):
            return None
        agrees, differs = _days(start, end, row, gap), []
        if same_name:
            agrees.append("place name")
        if is_near and km is not None:
            agrees.append(f"{km:.0f} km apart" if km >= 0.5 else "same point")
        is_far = km is not None and km > FAR_KM
        if is_far and km is not None:
            differs.append(f"the places lie {km:.0f} km apart")
        is_vague = max((end - start).days, (row.end - row.start).days) >= _MANY
        if is_vague:
            differs.append("told of many days")
        same_type = self._types(claim, placed, agrees, differs)
        self._more(claim, placed, agrees, differs)
        whole = same_type and not is_far and not is_vague
        return _Match(row, whole, tuple(agrees), tuple(differs), len(agrees) - len(differs) - (km or 0) / 1e4)

    def _types(self, claim: Outline, placed: _Placed, agrees: list[str], differs: list[str]) -> bool:
        """Whether the types of event are one, or one of the two states none that the codebook knows."""
        mine = claim.event_type or self._names.event_type.get(claim.sub_event_type or "")
        if not mine or not placed.kind:
            return True
        if claim.sub_event_type and claim.sub_event_type == placed.row.sub_event_type:
            agrees.append(f"type ({claim.sub_event_type})")
            return True
        if mine == placed.kind or {mine, placed.kind} <= _CROWDS:
            agrees.append(f"type ({mine})")
            return True
        differs.append(f"type: {placed.kind} in the table")
        return False

    def _more(self, claim: Outline, placed: _Placed, agrees: list[str], differs: list[str]) -> None:
        """Sides and deaths, which weigh, but decide nothing: two coders differ in them on one event."""
        mine = {self._side(one) for one in (claim.actor1, claim.actor2) if one}
        if shared := len(mine & placed.sides):
            agrees.append("both sides" if shared > 1 else "a side")
        if claim.deaths is not None and placed.row.deaths is not None:
            same = claim.deaths == placed.row.deaths
            (agrees if same else differs).append("deaths" if same else f"deaths: {placed.row.deaths} in the table")

    def _folded_place(self, words: str) -> str:
        return place_key(words, self._names.fold)


def _days(start: dt.date, end: dt.date, row: CodedRow, gap: int) -> list[str]:
    if gap:
        return ["a day apart"]
    return ["day" if (start, end) == (row.start, row.end) else "days overlap"]


def _abroad(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and one != other


def _every(start: dt.date, end: dt.date) -> range:
    """Each of some days, as a number."""
    return range(start.toordinal(), end.toordinal() + 1)


def _band(latitude: float) -> int:
    """Bands of a tenth of a degree are 11 km high: what is within 10 km lies in the same or the next."""
    return math.floor(latitude * 10)


def _km(claim: Outline, row: CodedRow) -> float | None:
    """The great-circle distance, null where one has no coordinates."""
    if claim.latitude is None or claim.longitude is None or row.latitude is None or row.longitude is None:
        return None
    one, two = math.radians(claim.latitude), math.radians(row.latitude)
    across = math.sin(math.radians(claim.longitude - row.longitude) / 2) ** 2
    half = math.sin((one - two) / 2) ** 2 + math.cos(one) * math.cos(two) * across
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
