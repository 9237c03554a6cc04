"""One name looked up by itself, with what is stated of it; as `khaldun gazetteer lookup` does."""

from __future__ import annotations

import math

import msgspec

from khaldun.errors import UsageError
from khaldun.records.facts import Candidate
from khaldun.resolve.gazetteer_protocol import EXACT, FOLDED, FUZZY, SKELETON, STEPS, Hit
from khaldun.resolve.places_geo import distance_km
from khaldun.text.places.phrase import load_place_phrases
from khaldun.tools.gazetteer.store import Gazetteer

_STEP = {EXACT: 0.0, FOLDED: -1.0, SKELETON: -2.5, FUZZY: -4.0}
_UNLIKE = 5.0
_IN_REGION, _REGION_UNKNOWN, _IN_OTHER_REGION = 2.0, 0.0, -2.0
_NEAR_GAIN, _NEAR_HALF_KM = 6.0, 15.0
_CANDIDATES = 8
_HALF = 0.5
_LEAST_ALIKE = 0.7


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
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UsageError(f"{text!r} is no point.", advice="Write LAT,LON, as 35.61,36.56.")
    return latitude, longitude


def look_up(query: Query, gazetteer: Gazetteer) -> Answer:
    """The candidates for a name, ranked, with reasons.

    A name that agrees in its consonants only, or not even there, needs a stated region or a near point to be chosen.

    Raises:
        UsageError: the country or the point is none.
    """
    country = _country(query.country, gazetteer)
    near = read_near(query.near) if isinstance(query.near, str) else query.near
    hits = _find(query.name, (country,) if country else (), gazetteer)
    scored = [(_score(hit, query.admin1, near, gazetteer), hit) for hit in hits]
    if not scored:
        return Answer(query=query, unresolved=True, candidates=())
    top = max(score for (score, _), _ in scored)
    total = sum(math.exp(score - top) for (score, _), _ in scored)
    scored.sort(key=lambda item: -item[0][0])
    shares = [math.exp(score - top) / total for (score, _), _ in scored]
    candidates = tuple(
        _candidate(hit, share, (*reasons, *((f"country: {country}",) if country else ())))
        for share, ((_, reasons), hit) in zip(shares, scored[:_CANDIDATES], strict=False)
    )
    share = sum(part for part, (_, hit) in zip(shares, scored, strict=True) if _one_place(hit, scored[0][1]))
    best = scored[0][1]
    in_region = query.admin1 is None or same_region(query.admin1, best.place.admin1 or "", gazetteer)
    stands = _stands(best, share, query, country, in_region=in_region)
    return Answer(query=query, unresolved=not stands, candidates=candidates)


def _find(name: str, countries: tuple[str, ...], gazetteer: Gazetteer) -> tuple[Hit, ...]:
    """The places so called: by the whole words, and by the name in them ("X" of "X village")."""
    phrase = load_place_phrases().read(name)
    found = {hit.place.same: hit for hit in gazetteer.find(name, countries=countries)}
    for one in phrase.names:
        for hit in gazetteer.find(one, sense=phrase.sense, countries=countries, loose=True):
            known = found.get(hit.place.same)
            if known is None or (STEPS.index(hit.step), -hit.similarity) < (STEPS.index(known.step), -known.similarity):
                found[hit.place.same] = hit
    return tuple(found.values())


def _stands(hit: Hit, share: float, query: Query, country: str | None, *, in_region: bool) -> bool:
    """Whether the first candidate may stand for the name: never one of another region than is stated."""
    if share < _HALF or (query.admin1 and not in_region):
        return False
    if hit.step == EXACT:
        return True
    if hit.step == FOLDED:
        return bool(country or query.admin1 or query.near)
    return bool(query.admin1 or query.near) and hit.similarity >= _LEAST_ALIKE


def _score(
    hit: Hit, admin1: str | None, near: tuple[float, float] | None, gazetteer: Gazetteer
) -> tuple[float, tuple[str, ...]]:
    place = hit.place
    like = "" if hit.step in (EXACT, FOLDED) else f" ({hit.similarity:.2f} alike)"
    reasons = [f"{hit.step} name: {hit.matched}{like}"]
    score = _STEP[hit.step] - _UNLIKE * (1 - hit.similarity) + 0.12 * math.log10(1 + place.population)
    score -= 1.0 if place.feature == "district" else 0.3 if place.feature == "region" else 0.0
    if admin1 is not None:
        if place.admin1 is None:
            score += _REGION_UNKNOWN
        elif same_region(admin1, place.admin1, gazetteer):
            score += _IN_REGION
            reasons.append(f"admin1: {place.admin1}")
        else:
            score += _IN_OTHER_REGION
    if near is not None:
        apart = distance_km(*near, place.latitude, place.longitude)
        score += _NEAR_GAIN / (1 + apart / _NEAR_HALF_KM)
        reasons.append(f"near: {apart:.0f} km")
    return score, tuple(reasons)


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
    return distance_km(one.place.latitude, one.place.longitude, two.place.latitude, two.place.longitude) < 3


def _candidate(hit: Hit, share: float, reasons: tuple[str, ...]) -> Candidate:
    place = hit.place
    return Candidate(
        name=place.name, gazetteer_id=place.id, latitude=place.latitude, longitude=place.longitude,
        score=round(share, 4), reasons=reasons, country=place.country, admin1=place.admin1, admin2=place.admin2,
        feature=place.feature,
    )  # fmt: skip
