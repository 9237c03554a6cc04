"""One name looked up by itself, with what is stated of it; as `khaldun gazetteer lookup` does."""

from __future__ import annotations

import math

import msgspec

from khaldun.errors import UsageError
from khaldun.records.facts import Candidate
from khaldun.resolve.gazetteer_protocol import EXACT, FOLDED, RIVER, STEPS, Hit
from khaldun.resolve.places_geo import distance_km, moved
from khaldun.text.places.phrase import load_place_phrases
from khaldun.text.places.records import LINES, PARTS
from khaldun.tools.gazetteer.choosing import Features, Stated, features, load_choosing, nothing, probabilities
from khaldun.tools.gazetteer.store import Gazetteer

_CANDIDATES = 8
_ONE_PLACE_KM, _ONE_NAME_KM = 3.0, 8.0


class Query(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked. `country` is a name or an ISO code; `near` is (latitude, longitude), or "LAT,LON"."""

    name: str
    admin1: str | None = None
    country: str | None = None
    near: tuple[float, float] | str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is found: `unresolved` where no candidate may stand for the name."""

    query: Query
    unresolved: bool
    candidates: tuple[Candidate, ...]


def read_near(text: str) -> tuple[float, float]:
    """A point written LAT,LON.

    Raises:
        UsageError: it is none, or out of range.
    """
    try:
        latitude, longitude = (float(piece) for piece in text.split(","))
    except ValueError:
        latitude = longitude = math.nan
    _check_point((latitude, longitude), text)
    return latitude, longitude


def _check_point(point: tuple[float, float], text: str) -> None:
    latitude, longitude = point
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UsageError(f"{text!r} is no point.", advice="Write LAT,LON, as 35.61,36.56.")


def look_up(query: Query, gazetteer: Gazetteer) -> Answer:
    """The candidates for a name or a phrase that says where ("12 km south of X"), ranked, with reasons.

    A candidate's score is the probability that it is meant. The first stands for the name where it and the records of
    the same place reach the threshold together. Without anything stated beside it only an exact name stands.

    Raises:
        UsageError: the country or the point is none.
    """
    if isinstance(query.near, tuple):
        _check_point(query.near, f"{query.near[0]},{query.near[1]}")
    rules = load_choosing()
    stated = read_stated(query, gazetteer)
    found = find_candidates(query.name, stated, gazetteer)
    if not found:
        return Answer(query=query, unresolved=True, candidates=())
    shares = probabilities([features_ for _, features_ in found], nothing(stated), rules)
    hits = [hit for hit, _ in found]
    whole = [sum(p for other, p in zip(hits, shares, strict=True) if _one_place(hit, other)) for hit in hits]
    relation = stated.phrase.relation
    order = sorted(
        range(len(hits)), key=lambda at: (-round(whole[at], 6), not _is_a_point(hits[at], relation), -shares[at])
    )
    candidates = tuple(
        _candidate(hits[at], shares[at], _reasons(hits[at], stated, gazetteer), stated) for at in order[:_CANDIDATES]
    )
    best = hits[order[0]]
    context = stated.country or stated.admin1 or stated.near
    stands = (
        whole[order[0]] >= rules.threshold
        and not best.near_only
        and _is_a_point(best, relation)
        and (best.step == EXACT or bool(context))
    )
    return Answer(query=query, unresolved=not stands, candidates=candidates)


def _is_a_point(hit: Hit, relation: str) -> bool:
    """Whether the words may stand for the place itself: not for a road or a river, nor for the land around a village; a
    part of a region is in it."""
    if hit.place.feature == RIVER:
        return False
    if relation in PARTS:
        return hit.place.feature in ("region", "country")
    return relation not in LINES


def read_stated(query: Query, gazetteer: Gazetteer) -> Stated:
    """What the query says, in the gazetteer's terms.

    Raises:
        UsageError: the country or the point is none.
    """
    country = _country(query.country, gazetteer)
    phrase = load_place_phrases().read(query.name)
    admin1 = query.admin1 or (phrase.within[0] if phrase.within else None)
    regions = [name for name in gazetteer.regions(country) if same_region(admin1, name, gazetteer)] if admin1 else []
    if not query.admin1 and not regions:
        admin1 = None
    return Stated(
        phrase=phrase, country=country, admin1=admin1, regions=frozenset(regions),
        near=read_near(query.near) if isinstance(query.near, str) else query.near,
    )  # fmt: skip


def find_candidates(name: str, stated: Stated, gazetteer: Gazetteer) -> list[tuple[Hit, Features]]:
    """The places so called, by the whole words and by the name in them ("X" of "X village"), with their features."""
    countries = (stated.country,) if stated.country else ()
    found = {hit.place.same: hit for hit in gazetteer.find(name, countries=countries)}
    for one in stated.phrase.names:
        for hit in gazetteer.find(one, sense=stated.phrase.sense, countries=countries, loose=True):
            known = found.get(hit.place.same)
            if known is None or _closeness(hit) < _closeness(known):
                found[hit.place.same] = hit
    return [
        (hit, features(hit, stated, gazetteer.folding, _region_km(hit, stated, gazetteer))) for hit in found.values()
    ]


def _closeness(hit: Hit) -> tuple[int, float]:
    return STEPS.index(hit.step), -hit.similarity


def _region_km(hit: Hit, stated: Stated, gazetteer: Gazetteer) -> float:
    place = hit.place
    if not stated.regions or place.admin1 is None or place.admin1 in stated.regions or place.country is None:
        return math.inf
    return min(gazetteer.region_km(place.country, name, place.latitude, place.longitude) for name in stated.regions)


def _reasons(hit: Hit, stated: Stated, gazetteer: Gazetteer) -> tuple[str, ...]:
    place, phrase = hit.place, stated.phrase
    like = "" if hit.step in (EXACT, FOLDED) else f" ({hit.similarity:.2f} alike)"
    reasons = [f"{hit.step} name: {hit.matched}{like}"]
    asked = (hit.asked,) if hit.asked else phrase.names
    steps = min((gazetteer.spelling(name, hit.matched) for name in asked), key=len)
    if steps:
        reasons.append(f"spelling: {', '.join(steps)}")
    if phrase.sense and hit.fits is not None:
        reasons.append(f"kind: {phrase.sense}" if hit.fits else f"no {phrase.sense}, a {place.feature}")
    if phrase.relation:
        km = f"{phrase.km:g} km " if phrase.km else ""
        reasons.append(f"relation: {km}{phrase.relation}")
    if stated.country:
        reasons.append(f"country: {stated.country}")
    if stated.admin1 and place.admin1:
        inside = place.admin1 in stated.regions
        reasons.append(f"admin1: {place.admin1}" if inside else f"other admin1: {place.admin1}")
    if stated.near:
        reasons.append(f"near: {distance_km(*stated.near, place.latitude, place.longitude):.0f} km")
    return tuple(reasons)


def same_region(stated: str, known: str, gazetteer: Gazetteer) -> bool:
    """Whether a region's name as stated means the region known under another spelling or alias."""
    if gazetteer.fold(stated) == gazetteer.fold(known):
        return True
    hits = gazetteer.find(_bare(stated))
    return any(hit.place.feature == "region" and hit.place.admin1 == known for hit in hits)


def _bare(region: str) -> str:
    """The region's name without the word for what it is."""
    words = [word for word in region.split() if word.casefold() not in _REGION_WORDS]
    return " ".join(words) or region


_REGION_WORDS = frozenset({"governorate", "province", "state", "region", "oblast", "district", "wilayat"})


def _country(stated: str | None, gazetteer: Gazetteer) -> str | None:
    if stated is None:
        return None
    code = gazetteer.country(stated)
    if code is None:
        raise UsageError(f"{stated!r} is no country.", advice="Use a name or an ISO code (SYR, SY).")
    return code


def _one_place(one: Hit, two: Hit) -> bool:
    """Whether two hits are records of one place: at one spot, or near by under one name."""
    km = distance_km(one.place.latitude, one.place.longitude, two.place.latitude, two.place.longitude)
    return km < _ONE_PLACE_KM or (km < _ONE_NAME_KM and one.matched.casefold() == two.matched.casefold())


def _candidate(hit: Hit, share: float, reasons: tuple[str, ...], stated: Stated) -> Candidate:
    place, phrase = hit.place, stated.phrase
    latitude, longitude = place.latitude, place.longitude
    if phrase.km and phrase.bearing is not None:
        latitude, longitude = moved(latitude, longitude, phrase.bearing, phrase.km)
    return Candidate(
        name=place.name, gazetteer_id=place.id, latitude=latitude, longitude=longitude, score=round(share, 4),
        reasons=reasons, country=place.country, admin1=place.admin1, admin2=place.admin2, feature=place.feature,
    )  # fmt: skip
