"""Codes what happens at a building or in a quarter that no gazetteer holds by its town (ACLED codes by settlement)."""

from __future__ import annotations

import msgspec

from khaldun.assemble.event import Event
from khaldun.assemble.setting import Setting
from khaldun.records.annotations import Mention
from khaldun.records.facts import PlaceFact

_IN_TOWN = frozenset({"facility", "quarter"})
_STREETS = ("avenue", "street", "square", "boulevard", "bridge", "roundabout", "junction", "intersection")
_CONFIDENCE = 0.5


def settle_towns(events: list[Event], setting: Setting) -> None:
    """Gives unfound buildings and quarters the town last told of before them in their paragraph; the words stay."""
    for event in events:
        event.places = [
            (mention, _in_town(mention, place, setting) if place.latitude is None else place)
            for mention, place in event.places
        ]


def _is_part_of_town(mention: Mention) -> bool:
    return mention.sense in _IN_TOWN or mention.span.quote.casefold().endswith(_STREETS)


def _in_town(mention: Mention, place: PlaceFact, setting: Setting) -> PlaceFact:
    town = setting.town_around(mention) or (setting.town_before(mention) if _is_part_of_town(mention) else None)
    return place if town is None else in_town(place, town)


def in_town(place: PlaceFact, town: PlaceFact) -> PlaceFact:
    """The town, told by the words for what stands in it and by its own."""
    return msgspec.structs.replace(
        town,
        quote=place.quote,
        name=town.name or town.quote,
        evidence=(*place.evidence, *town.evidence),
        rules=(*town.rules, "assemble/town-of-building"),
        confidence=min(_CONFIDENCE, town.confidence),
        precision=2,
    )
