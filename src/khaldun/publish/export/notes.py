"""What a row's notes say in our own words: made from the coded cells, never from the article's sentences."""

from __future__ import annotations

import re

from khaldun.publish.columns import actor_name, place_name
from khaldun.publish.export.coarsen import WITHHELD
from khaldun.publish.words import UNKNOWN, days, number
from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine

_STATUS = {
    "asserted": "The report says so itself.",
    "reported": "The report says that others say so.",
    "possible": "The report says that it may have been so.",
    "planned": "The report says that it was planned.",
    "denied": "The report says that it was denied.",
    "habitual": "The report tells of it as something that goes on.",
}
_NEAR, _REGION = 2, 3
# What the coding itself says of a shared toll: figures alone.
_SHARED = re.compile(r"^\d+ deaths were reported for \d+ places or days together; \d+ counted here\.$")


def note_of(claim: ClaimLine) -> str:
    """Type, day, place, sides, toll and who says so, of a claim of which nothing remains that is to be withheld."""
    said = [f"{_what(claim)}."]
    first, second = _side(claim.actor1, claim.assoc_actor1), _side(claim.actor2, claim.assoc_actor2)
    if first or second:
        said.append(f"Sides: {first or 'not named'}{f'; {second}' if second else ''}.")
    if (toll := number(claim.fatalities)) != UNKNOWN:
        shared = ", said of several rows together" if claim.fatalities is not None and claim.fatalities.group else ""
        said.append(f"Deaths: {toll.rstrip('*')}{shared}.")
    if claim.sources:
        said.append(f"Said by: {'; '.join(dict.fromkeys(source.name for source in claim.sources))}.")
    said.append(_STATUS[claim.status])
    return " ".join(said)


def ruled_notes(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a coding's notes that hold figures and nothing else."""
    return tuple(note for note in notes if _SHARED.match(note))


def _what(claim: ClaimLine) -> str:
    what = claim.sub_event_type or claim.event_type or "Event"
    when = days(claim.date)
    dated = "day not said" if when == UNKNOWN else when
    return f"{what}, {dated}{_where(claim.place)}"


def _where(place: PlaceLine | None) -> str:
    name = place_name(place)
    if place is None or not name:
        return ", place not said"
    if name == WITHHELD:
        return f", {name}"
    within = ", ".join(dict.fromkeys(part for part in (place.admin1, place.country) if part and part != name))
    how = {_NEAR: "near ", _REGION: "in the area of "}.get(place.precision or 1, "")
    return f", {how}{name}{f' ({within})' if within else ''}"


def _side(actor: ActorLine | None, others: tuple[ActorLine, ...]) -> str:
    names = [actor_name(one) for one in (actor, *others) if one is not None]
    return ", ".join(dict.fromkeys(name for name in names if name))
