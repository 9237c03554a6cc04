"""Place strings looked up one by one: right, wrong, or left open."""

from __future__ import annotations

from collections.abc import Iterable

from khaldun.measure.places.records import Asked
from khaldun.records.base import Record
from khaldun.records.facts import Candidate
from khaldun.resolve.places_geo import distance_km
from khaldun.tools.gazetteer.lookup import Query, look_up
from khaldun.tools.gazetteer.store import Gazetteer

NEAR_KM = 5.0


class Answered(Record, frozen=True, kw_only=True):
    """What became of a string. `outcome` is "right", "wrong" (chosen, but not there) or "open" (left unresolved).

    `first` says whether the first candidate is there, chosen or not, `among` whether any is; `sure` is its score.
    """

    asked: Asked
    outcome: str
    first: bool
    among: bool
    sure: float
    candidates: tuple[Candidate, ...]


def ask(asked: Iterable[Asked], gazetteer: Gazetteer, *, with_region: bool) -> list[Answered]:
    """Look the strings up, with or without their region."""
    return [_ask(one, gazetteer, with_region=with_region) for one in asked]


def _ask(asked: Asked, gazetteer: Gazetteer, *, with_region: bool) -> Answered:
    query = Query(name=asked.name, admin1=asked.admin1 if with_region else None, country=asked.country)
    answer = look_up(query, gazetteer)
    there = [is_there(one, asked) for one in answer.candidates]
    first = bool(there and there[0])
    return Answered(
        asked=asked,
        outcome="open" if answer.unresolved else "right" if first else "wrong",
        first=first,
        among=any(there),
        sure=answer.candidates[0].score if answer.candidates else 0.0,
        candidates=answer.candidates,
    )


def is_there(candidate: Candidate, asked: Asked) -> bool:
    """Whether a candidate lies within 5 km of a point that the string was given."""
    return any(distance_km(candidate.latitude, candidate.longitude, *point) <= NEAR_KM for point in asked.points)
