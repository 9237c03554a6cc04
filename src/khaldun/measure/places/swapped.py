"""Counterfactuals: one report, its villages swapped for others. A name borne by several villages must follow its
neighbours, whichever they are."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from string import Formatter

from khaldun.measure.places.records import GeoText, Toponym
from khaldun.resolve.gazetteer_protocol import Place
from khaldun.resolve.places_geo import distance_km
from khaldun.tools.gazetteer.store import Gazetteer

CASES = 200
SEED = 20260
_NEAR_KM, _APART_KM = 15.0, 50.0
_NEIGHBOURS = 3
_MOST = 4  # villages of one name; a name that every valley has is no test of neighbours

REPORTS = (
    "Shells fell on the outskirts of {0}, {1} and {asked} on Tuesday night, residents said. Houses in {2} burnt down.",
    "Fighters who had left {0} a day earlier were seen near {asked}. Columns from {1} and {2} joined them, a local "
    "council wrote.",
    "In {asked}, a mine killed a shepherd on Friday. Roads to {0} and {1} were closed; {2} was reached only on foot.",
    "The army said that it had taken {0}, {asked}, {1} and {2} within two days.",
    "Families fled {0} for {1}. Aid workers who came from {asked} counted ninety tents at {2}.",
)


def swapped_reports(gazetteer: Gazetteer, country: str) -> Iterator[GeoText]:
    """200 reports, each with one village whose name others of the country bear, and three that lie near it and bear a
    name of their own; each name stands in two reports, among the neighbours of two of its villages.

    The toponym with coordinates is the first; the others are given theirs too. Fixed by a seed.
    """
    chance = random.Random(SEED)
    settlements = gazetteer.every_settlement(country)
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in settlements:
        by_name[gazetteer.fold(place.name)].append(place)
    alone = [places[0] for places in by_name.values() if len(places) == 1]
    names = sorted(name for name, places in by_name.items() if 2 <= len(places) <= _MOST and _apart(places))
    chance.shuffle(names)
    made = 0
    for name in names:
        found = [(place, _around(place, alone)) for place in by_name[name]]
        pairs = [(place, around) for place, around in found if len(around) >= _NEIGHBOURS]
        if len(pairs) < 2:
            continue
        report = REPORTS[made // 2 % len(REPORTS)]
        for place, around in chance.sample(pairs, 2):
            yield _write(report, place, chance.sample(around, _NEIGHBOURS), f"{name}|{place.id}")
            made += 1
        if made >= CASES:
            return


def _apart(places: Sequence[Place]) -> bool:
    """Whether all places of the name lie far from each other, so that neighbours can tell them apart."""
    return all(
        distance_km(one.latitude, one.longitude, two.latitude, two.longitude) > _APART_KM
        for at, one in enumerate(places)
        for two in places[:at]
    )


def _around(place: Place, others: Sequence[Place]) -> list[Place]:
    return [
        other
        for other in others
        if abs(other.latitude - place.latitude) < 1
        and distance_km(place.latitude, place.longitude, other.latitude, other.longitude) <= _NEAR_KM
    ]


def _write(report: str, place: Place, around: Sequence[Place], id_: str) -> GeoText:
    slots = {"asked": place, **{str(at): other for at, other in enumerate(around)}}
    text = ""
    asked: list[Toponym] = []
    others: list[Toponym] = []
    for words, slot, _, _ in Formatter().parse(report):
        text += words
        if slot is None:
            continue
        meant = slots[slot]
        toponym = Toponym(
            start=len(text), end=len(text) + len(meant.name), latitude=meant.latitude, longitude=meant.longitude
        )
        (asked if meant is place else others).append(toponym)
        text += meant.name
    return GeoText(source="swapped", id=id_, text=text, toponyms=(*asked, *others))
