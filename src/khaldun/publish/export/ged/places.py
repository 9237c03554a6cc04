"""The place of an event (UCDP GED, where_prec): one point, covering all the places that one total is said of."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from khaldun.publish.columns import place_name
from khaldun.publish.export.acled import point_of
from khaldun.publish.export.ged.book import CountryFacts, FindCountry, GedBook
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine

_EARTH_KM, _CELL, _ROW = 6371.0, 0.5, 720
DISTRICT, REGION, AREA, COUNTRY = 3, 4, 5, 6


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Where an event stands: degrees, what they are of, the words for it, how exactly it is known."""

    name: str
    words: str | None
    latitude: float
    longitude: float
    prec: int
    country: str | None
    admin1: str | None = None
    admin2: str | None = None
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def cell(self) -> int:
        """The cell of PRIO-GRID: half degrees, counted along rows from 180° west, the rows from 90° south."""
        column = min(int((self.longitude + 180.0) // _CELL), _ROW - 1)
        return min(int((self.latitude + 90.0) // _CELL), _ROW // 2 - 1) * _ROW + column + 1


class Places:
    """Finds the places of events."""

    def __init__(self, book: GedBook, find_country: FindCountry) -> None:
        self._book = book
        self._find = find_country

    def where(self, claims: Sequence[ClaimLine]) -> Where | None:
        """Where the claims' one event stands; null where not even the country is known."""
        found = [where for claim in claims if (where := self._of(claim)) is not None]
        located = list({(where.name, where.words): where for where in found if where.prec < COUNTRY}.values())
        if not located:
            return found[0] if found else None
        return located[0] if len(located) == 1 else self._covering(located)

    def _of(self, claim: ClaimLine) -> Where | None:
        place = claim.place
        point = point_of(place)
        if place is None or point is None:
            return self._country(claim)
        fallback = place.fallback if point.rule else None
        prec = fallback.where_prec if fallback is not None else place.where_prec
        return Where(
            name=point.name,
            words=place.quote or place_name(place),
            latitude=point.latitude,
            longitude=point.longitude,
            prec=prec or self._book.where_of_geo.get(point.precision or 0, AREA),
            country=place.country or (claim.coding.country if claim.coding else None),
            admin1=place.admin1,
            admin2=place.admin2,
            evidence=place.evidence,
            rules=(*place.rules, *((point.rule,) if point.rule else ()), "ged/where"),
        )

    def _country(self, claim: ClaimLine) -> Where | None:
        place = claim.place
        code = (place.country if place else None) or (claim.coding.country if claim.coding else None)
        country: CountryFacts | None = self._find(code) if code else None
        if country is None:
            return None
        coded = claim.coding.rules if claim.coding else ()
        return Where(
            name=country.name,
            words=place.quote if place else None,
            latitude=country.latitude,
            longitude=country.longitude,
            prec=COUNTRY,
            country=code,
            evidence=place.evidence if place else (),
            rules=(*(rule for rule in coded if rule.startswith("acled/country-of-")), "ged/country-only"),
        )

    def _covering(self, places: list[Where]) -> Where:
        """The place from which the farthest of the others is nearest, with the precision that covering all takes."""
        centre = min(places, key=lambda place: max(_km(place, other) for other in places))
        reach = max(_km(centre, other) for other in places)
        admin1, admin2 = _shared([place.admin1 for place in places]), _shared([place.admin2 for place in places])
        if reach <= self._book.near_km:
            prec = 2
        elif admin2 is not None:
            prec = DISTRICT
        else:
            prec = REGION if admin1 is not None else AREA
        return msgspec.structs.replace(
            centre,
            words="; ".join(dict.fromkeys(place.words for place in places if place.words)) or None,
            prec=max(prec, *(place.prec for place in places)),
            admin1=admin1,
            admin2=admin2,
            country=_shared([place.country for place in places]) or centre.country,
            evidence=tuple(dict.fromkeys(span for place in places for span in place.evidence)),
            rules=tuple(dict.fromkeys((*(rule for place in places for rule in place.rules), "ged/covering-place"))),
        )


def _shared(names: list[str | None]) -> str | None:
    """The one name that all have."""
    return names[0] if len(set(names)) == 1 else None


def _km(one: Where, other: Where) -> float:
    """Kilometres along the sphere."""
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
