"""Which of the places that a reader gives an event it is coded at (codebook: by settlement; a list is an event each).

A reader by rules gives the places it has chosen; one that is trained gives every place of the sentence that says where
the event was: the building, the town and the province.
"""

from __future__ import annotations

from khaldun.assemble.compare import lies_within, same_place
from khaldun.assemble.event import Event
from khaldun.assemble.setting import Setting, is_common
from khaldun.assemble.town import in_town
from khaldun.records.annotations import Mention
from khaldun.records.facts import PlaceFact

_LIST_GAP = 24
_REGION = 2
Place = tuple[Mention, PlaceFact]


def choose_places(event: Event, setting: Setting) -> None:
    """Leaves the event its innermost places that are found, and of these a list or the one nearest the trigger; gives
    it the town of a place that is no name."""
    if not event.numbers or not event.places or event.has("read/places-by-rules"):
        return
    _choose(event)
    mention, place = event.places[0]
    if place.latitude is None and is_common(mention):
        town = setting.town_of(mention)
        if town is not None:
            event.places = [(mention, in_town(place, town[1]))]


def _choose(event: Event) -> None:
    found = [item for item in event.places if item[1].latitude is not None] or event.places[:1]
    inner = [item for item in found if not any(_around(item, other) for other in found)] or found
    settlements = [item for item in inner if (item[1].precision or 1) < _REGION and not item[0].near]
    event.places = _one_list(settlements or inner, event.trigger.span.start)


def _around(outer: Place, inner: Place) -> bool:
    """Whether the first is the region or country of the second, or only another word for it said with less."""
    if inner[0].container == outer[0].id:
        return True
    return not same_place(inner[1], outer[1]) and lies_within(inner[1], outer[1])


def _one_list(places: list[Place], trigger: int) -> list[Place]:
    """The stretch of places that stand side by side ("X, Y and Z") which is nearest the trigger."""
    ordered = sorted(places, key=lambda item: item[0].span.start)
    lists: list[list[Place]] = []
    for item in ordered:
        if lists and item[0].span.start - lists[-1][-1][0].span.end <= _LIST_GAP:
            lists[-1].append(item)
        else:
            lists.append([item])
    return min(lists, key=lambda one: min(abs(mention.span.start - trigger) for mention, _ in one))
