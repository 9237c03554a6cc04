"""Places under the codebook: geo precision, and the country whose forces are at home there (ACLED, Event geography)."""

from __future__ import annotations

from collections import Counter

import msgspec

from khaldun.code.protocols import Countries
from khaldun.records.claims import Claim
from khaldun.records.facts import PlaceFact

# The share of the report's places that must lie in a country before it is taken for that of a place unknown.
_MOST = 0.6


class Placing(msgspec.Struct, frozen=True):
    """Geo precision (None: no coordinates) and the rule that gave it."""

    precision: int | None
    rule: str


def placing(place: PlaceFact) -> Placing:
    """The place's own precision, its fallback's where it is unresolved, none where there is neither."""
    if not place.unresolved and place.latitude is not None:
        precision = place.precision or 1
        return Placing(precision, f"acled/geo-{precision}")
    if place.fallback is not None:
        return Placing(place.fallback.precision, "acled/geo-fallback")
    return Placing(None, "acled/place-not-located")


def is_country(place: PlaceFact, countries: Countries) -> bool:
    """Whether the place is a whole country, which is no location of an event."""
    found = countries.get(place.country) if place.country else None
    return found is not None and place.name is not None and place.name in (found.name, found.acled_name)


def country_of(claim: Claim, others: Counter[str]) -> tuple[str | None, tuple[str, ...]]:
    """The event's country (ISO alpha-3) and the rule, where it is not the place's own.

    `others` counts the countries of the report's places. A place without one takes the country of the place that
    stands in for it; else the one that all its candidates lie in if the report speaks of it (a namesake far away
    vouches for nothing); else that of most of the report's places.
    """
    place = claim.place
    if place is not None and place.country is not None:
        return place.country, ()
    if place is not None and place.unresolved and place.fallback is not None and place.fallback.country:
        return place.fallback.country, ("acled/country-of-fallback",)
    if place is not None and place.candidates:
        found = {candidate.country for candidate in place.candidates}
        only = found.pop()
        if only is not None and not found and (not others or only in others):
            return only, ("acled/country-of-candidates",)
        if not place.unresolved:  # a border: on one of its sides
            sides = {candidate.country for candidate in place.candidates}
            others = Counter({code: count for code, count in others.items() if code in sides})
    country, count = others.most_common(1)[0] if others else (None, 0)
    return (country, ("acled/country-of-report",)) if count > _MOST * others.total() else (None, ())


def countries_of_report(claims: tuple[Claim, ...]) -> Counter[str]:
    """How many claims of the report lie in each country, by places whose country is known."""
    return Counter(claim.place.country for claim in claims if claim.place is not None and claim.place.country)


def country_name(iso3: str | None, countries: Countries) -> str | None:
    """The codebook's name of the country."""
    found = countries.get(iso3) if iso3 else None
    return found.acled_name if found else None
