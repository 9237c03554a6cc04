"""Of which place of a list a toll is told: "raids on Harmut, Oruva and Dovrel killed twelve people in Oruva"."""

from __future__ import annotations

import re

from khaldun.assemble.compare import same_place
from khaldun.assemble.event import Event, Harmed
from khaldun.records.annotations import Annotated
from khaldun.records.facts import PlaceFact, Resolved

_REACH = 60  # code points from a count to its place, in one clause
_BEFORE = re.compile(r"\b(?:in|at|near|outside)\s+(?:the\s+)?(?:\w+\s+of\s+)?$")
_CLAUSE = re.compile(r"[.;:,()]|\b(?:and|while|but|after|before|when)\b")


def tolls_of_places(event: Event, annotated: Annotated, resolved: Resolved, text: str) -> list[PlaceFact] | None:
    """The place of each of the event's tolls, in their order; null unless each is told of one of its places."""
    if len(event.places) < 2 or not event.harmed:
        return None
    behind = max(_first(place, event) for _, place in event.places)
    found = [_place_of(harm, behind, event, annotated, resolved, text) for harm in event.harmed]
    said = [place for place in found if place is not None]
    return said if len(said) == len(found) else None


def _first(place: PlaceFact, event: Event) -> int:
    """Where the place is first told of."""
    return min(mention.span.end for mention, other in event.places if same_place(place, other))


def _place_of(
    harm: Harmed, behind: int, event: Event, annotated: Annotated, resolved: Resolved, text: str
) -> PlaceFact | None:
    """The place of the event's list that is told of again right behind the count, and behind the list."""
    if not harm.count.evidence or harm.count.evidence[0].start < behind:
        return None
    end = harm.count.evidence[0].end
    for mention in annotated.mentions:
        if mention.kind != "place" or not end <= mention.span.start <= end + _REACH:
            continue
        between, place = text[end : mention.span.start], resolved.places.get(mention.id)
        if place is None or _CLAUSE.search(between) or not _BEFORE.search(between):
            continue
        return next((own for _, own in event.places if same_place(own, place)), None)
    return None
