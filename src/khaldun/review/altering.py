"""Ways to alter one field of a draft so that the claim is wrong, and still looks like what a reader may draft."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

import msgspec

from khaldun.records.facts import Candidate
from khaldun.records.lines import ClaimLine, CountLine, DeathLine, PlaceLine
from khaldun.review.fields import key

Way = Literal["type", "day", "count", "place", "sides"]
_DAYS = (1, 2, 3)
_FACTORS = (2, 3, 10)
_OTHER_SIDE = {"actor1": "actor2", "actor2": "actor1"}


class Known(msgspec.Struct, frozen=True):
    """What altering needs to know: the event type of each sub-event type of the codebook, and the day on which the
    report was published, null where it is unknown."""

    event_type: Mapping[str, str]
    published: dt.date | None = None


# The altered parts by field, the field that is wrong first; null where the claim has nothing to alter so.
Alter = Callable[[ClaimLine, random.Random, Known], dict[str, Any] | None]


def _type(line: ClaimLine, chance: random.Random, known: Known) -> dict[str, Any] | None:
    """Another sub-event type of the same event type."""
    home = known.event_type.get(line.sub_event_type or "")
    others = sorted(sub for sub, kind in known.event_type.items() if kind == home and sub != line.sub_event_type)
    return {"sub_event_type": chance.choice(others)} if others else None


def _day(line: ClaimLine, chance: random.Random, known: Known) -> dict[str, Any] | None:
    """One to three days earlier or later, never past the day of publication: that would give itself away."""
    if line.date is None:
        return None
    start, end = dt.date.fromisoformat(line.date.start), dt.date.fromisoformat(line.date.end)
    moved = dt.timedelta(days=chance.choice(_DAYS) * chance.choice((-1, 1)))
    if known.published is not None and end + moved > known.published:
        moved = -abs(moved)
    return {"date": msgspec.structs.replace(line.date, start=str(start + moved), end=str(end + moved))}


Counted = TypeVar("Counted", CountLine, DeathLine)


def _count(line: ClaimLine, chance: random.Random, known: Known) -> dict[str, Any] | None:
    """Some people's number times two, three or ten. What is shared with other claims is left alone: its total would
    fall apart."""
    factor = chance.choice(_FACTORS)
    deaths = [at for at, one in enumerate(line.deaths) if _countable(one)]
    if deaths:
        at = chance.choice(deaths)
        return {"deaths": (*line.deaths[:at], _times(line.deaths[at], factor), *line.deaths[at + 1 :])}
    if line.injured is not None and _countable(line.injured):
        return {"injured": _times(line.injured, factor)}
    return None


def _countable(count: CountLine | DeathLine) -> bool:
    return count.group is None and bool(count.low or count.best or count.high)


def _times(count: Counted, factor: int) -> Counted:
    told = {name: getattr(count, name) for name in ("low", "best", "high")}
    return msgspec.structs.replace(
        count, **{name: None if value is None else value * factor for name, value in told.items()}
    )


def _place(line: ClaimLine, chance: random.Random, known: Known) -> dict[str, Any] | None:
    """The next of the places that were considered. Where none was chosen there is nothing to alter."""
    place = line.place
    if place is None or place.unresolved or place.gazetteer_id is None:
        return None
    after = next((one for one in place.candidates if one.gazetteer_id != place.gazetteer_id), None)
    return None if after is None else {"place": _at(place, after)}


def _at(place: PlaceLine, other: Candidate) -> PlaceLine:
    return msgspec.structs.replace(
        place,
        name=other.name,
        gazetteer_id=other.gazetteer_id,
        country=other.country,
        admin1=other.admin1,
        admin2=other.admin2,
        latitude=other.latitude,
        longitude=other.longitude,
        geometry=msgspec.Raw(b"null"),
    )


def _sides(line: ClaimLine, chance: random.Random, known: Known) -> dict[str, Any] | None:
    """Who did it and to whom it was done exchanged, each with those who acted with them and with their dead."""
    if line.actor1 is None or line.actor2 is None or key(line, "actor1") == key(line, "actor2"):
        return None
    deaths = tuple(msgspec.structs.replace(one, of=_OTHER_SIDE.get(one.of, one.of)) for one in line.deaths)
    carried = {"assoc_actor1": line.assoc_actor2, "assoc_actor2": line.assoc_actor1, "deaths": deaths}
    changed = {name: value for name, value in carried.items() if value != getattr(line, name)}
    return {"actor1": line.actor2, "actor2": line.actor1, **changed}


WAYS: dict[Way, Alter] = {"type": _type, "day": _day, "count": _count, "place": _place, "sides": _sides}
