"""Events along a line: the border of a country or of two, a river. Each has a strip as its area, and the point of the
line that the report's other places lie nearest to, or its middle, to stand for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from khaldun.records.annotations import Mention
from khaldun.records.facts import Candidate, PlaceFact
from khaldun.resolve.gazetteer_protocol import POINTLESS, RIVER, Line, Place, Places
from khaldun.resolve.places_area import land_of, strip
from khaldun.resolve.places_facts import towns_of
from khaldun.resolve.places_named import Choice
from khaldun.resolve.places_precision import graded

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Known = Sequence[tuple[Mention, Choice]]
BORDER_KM, RIVER_KM = 10.0, 10.0
_NEAREST, _MIDDLE = "places/nearest-of-line", "places/middle-of-line"


def border_fact(
    fact: PlaceFact, mention: Mention, country: str, other: Place | None, known: Known, gazetteer: Places
) -> PlaceFact | None:
    """The border of a country with `other`, else with the neighbour that the report tells of, else all its land
    border; null where there is none."""
    here = _countries(mention, known, here=True)
    report = here + _countries(mention, known, here=False)
    second = other.country if other is not None else _neighbour(country, (here, report), gazetteer)
    lines = gazetteer.border(country, second)
    if not lines:
        return None
    sides = (country, second) if second else (country,)
    told = [code for code, _ in (here or report).most_common() if code in sides]
    home = told[0] if told and other is None else None  # where both sides are named, the words do not say on which
    names = [gazetteer.country_name(code) for code in sides]
    name = f"{'–'.join(names)} border"
    placed = _placed(fact, lines, BORDER_KM, "border", mention, known, gazetteer, sides)
    if second is None and placed.rules[-1] == _MIDDLE:  # somewhere around a whole country: no point stands for that
        placed = msgspec.structs.replace(placed, latitude=None, longitude=None, rules=placed.rules[:-1])
    return _named(placed, f"border:{'-'.join(sides)}", name, home, sides)


def river_fact(fact: PlaceFact, mention: Mention, place: Place, known: Known, gazetteer: Places) -> PlaceFact:
    """A river in the country that it was resolved to, and in the region that its sentence names."""
    lines = gazetteer.course(place.id)
    if not lines:
        return graded(fact, RIVER)
    return graded(
        _placed(fact, lines, RIVER_KM, RIVER, mention, known, gazetteer, (place.country or "",)), RIVER
    )  # fmt: skip


def _countries(mention: Mention, known: Known, *, here: bool) -> Counter[str]:
    """How often the report's other places lie in each country; of its sentence, or beyond."""
    return Counter(
        choice.hit.place.country
        for one, choice in known
        if one.span != mention.span and (one.sentence == mention.sentence) == here and choice.hit.place.country
    )


def _neighbour(country: str, votes: Sequence[Counter[str]], gazetteer: Places) -> str | None:
    for count in votes:
        for code, _ in count.most_common():
            if code != country and gazetteer.border(country, code):
                return code
    return None


def _placed(
    fact: PlaceFact, lines: tuple[Line, ...], km: float, rule: str, mention: Mention, known: Known, gazetteer: Places,
    countries: tuple[str, ...],
) -> PlaceFact:  # fmt: skip
    """The fact with the strip along the lines, cut to the region that the sentence names, and a point on them."""
    from shapely.geometry import MultiLineString, Point

    whole: BaseGeometry = MultiLineString([list(line) for line in lines])
    beside = [
        choice.hit.place for one, choice in known if one.sentence == mention.sentence and one.span != mention.span
    ]
    rules = [*fact.rules]
    region = next((place for place in beside if place.feature == "region" and place.country in countries), None)
    if region is not None:
        land = land_of(region, towns_of(region, gazetteer))
        inside = whole.intersection(land) if land is not None else whole
        whole = whole if inside.is_empty else inside
    points = [place for place in beside if place.feature not in POINTLESS] or ([region] if region is not None else [])
    if points:
        to = Point(points[0].longitude, points[0].latitude)
        spot = min((line.interpolate(line.project(to)) for line in _parts(whole)), key=to.distance)
    else:
        longest = max(_parts(whole), key=lambda line: line.length)
        spot = longest.interpolate(0.5, normalized=True)
    area = strip(whole, spot.y, km, rule)
    rules += [area.rule, _NEAREST if points else _MIDDLE]
    return msgspec.structs.replace(
        fact, latitude=round(spot.y, 4), longitude=round(spot.x, 4), geometry=area.geometry, rules=tuple(rules)
    )


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return [one for one in getattr(shape, "geoms", (shape,)) if one.geom_type == "LineString"]


def _named(fact: PlaceFact, id_: str, name: str, home: str | None, sides: tuple[str, ...]) -> PlaceFact:
    """The fact under the border's own name and id, with a candidate for each side that the event may lie on."""
    candidates: tuple[Candidate, ...] = ()
    if fact.latitude is not None and fact.longitude is not None:
        reasons = fact.candidates[0].reasons if fact.candidates else ()
        may_lie = (home,) if home else sides
        candidates = tuple(
            Candidate(
                name=name, gazetteer_id=id_, latitude=fact.latitude, longitude=fact.longitude,
                score=round(fact.confidence / len(may_lie), 4), reasons=reasons, country=side, feature="border",
            )
            for side in may_lie
        )  # fmt: skip
    named = msgspec.structs.replace(
        fact, name=name, gazetteer_id=id_, country=home, admin1=None, admin2=None, candidates=candidates
    )
    return graded(named, "border")
