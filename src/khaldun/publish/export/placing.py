"""Places of claims as a profile lets them be told: sensitive sites, and whatever holds a word of the user's own, with
all that stands at their points."""

from __future__ import annotations

import msgspec

from khaldun.publish.export.coarsen import (
    REGION,
    Ground,
    Points,
    at_settlement_level,
    features_of,
    in_country,
    is_site,
    to_region,
    to_settlement,
)
from khaldun.publish.export.hiding import Hiding
from khaldun.publish.export.names import Names
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.record import Record
from khaldun.publish.export.sensitive import Sensitive, folded
from khaldun.records.lines import ClaimLine, PlaceLine
from khaldun.records.loose import EDITED

WORD = "publish/withheld-word"
Point = tuple[float, float]


class WithheldPoints(msgspec.Struct, frozen=True):
    """Points of sensitive sites, of places that hold a word which the profile withholds, and of both."""

    sites: Points
    own: Points
    all: Points


class PlaceHider:
    """Hides places by one profile; `own` are the words that it withholds."""

    def __init__(self, profile: Profile, lists: Sensitive, names: Names, ground: Ground, own: Hiding) -> None:
        self._profile, self._lists, self._names, self._ground, self._own = profile, lists, names, ground, own

    def sites(self, claims: tuple[ClaimLine, ...]) -> tuple[tuple[str, ...], WithheldPoints]:
        """The names of the sensitive sites of a report, and the points of places that are not to be told: another
        claim may give them to a place that is called otherwise."""
        words: list[str] = []
        sites: set[Point] = set()
        own: set[Point] = set()
        for place in (claim.place for claim in claims if claim.place is not None):
            site = self._profile.withhold.sites and is_site(place, self._lists)
            if site:
                words += [name for name in (place.quote, place.name) if name and self._is_own_name(name, place)]
            if place.latitude is None or place.longitude is None:
                continue
            if self._has_own_word(place):
                own.add((place.latitude, place.longitude))
            elif site:
                sites.add((place.latitude, place.longitude))
        return tuple(dict.fromkeys(words)), WithheldPoints(Points(sites), Points(own), Points(sites | own))

    def names_of_places(self, claims: tuple[ClaimLine, ...]) -> frozenset[str]:
        """Folded names of places of the gazetteer: nobody's, though the reader may have taken one for an actor."""
        places = (claim.place for claim in claims if claim.place is not None)
        told = (one for one in places if one.gazetteer_id and EDITED not in one.rules and not is_site(one, self._lists))
        return frozenset(folded(name) for place in told for name in (place.quote, place.name) if name)

    def _is_own_name(self, words: str, place: PlaceLine) -> bool:
        """Whether words for a site are its own: neither common ones ("the hospital"), nor those of its town."""
        if self._lists.site(words) is None:
            return "settlement" not in features_of(place)
        rest = self._lists.without_sites(words)
        return bool(rest) and not self._names.is_common(rest)

    def place(self, place: PlaceLine | None, country: str, points: WithheldPoints, record: Record) -> PlaceLine | None:
        """A place as it may be told of a claim in `country`."""
        if place is None:
            return None
        withhold, point, known = self._profile.withhold, (place.latitude, place.longitude), in_country(place, country)
        if self._has_own_word(place):
            record.hide("word", point=point)
            return to_region(known, self._ground, rule=WORD, hide_region=self._own.stand_in(place.admin1))
        settled = "settlement" in features_of(place)
        if withhold.sites and (is_site(place, self._lists) or (points.sites.near(*point) and not settled)):
            told = self._safe(to_settlement(known, self._ground, self._lists))
            # A site that is known by its town alone has the town's point, which is no secret.
            finer = not settled and (told.latitude, told.longitude) != point
            record.hide("site", point=point if finer else (None, None))
            return told
        if points.own.near(*point):
            record.hide("word", point=point)
            return to_region(known, self._ground, rule=WORD)
        if withhold.coordinates == "region":
            record.hide("region")
            return to_region(known, self._ground, rule=REGION)
        told = at_settlement_level(place, self._lists, exact=withhold.coordinates == "exact")
        if (told.latitude, told.longitude) != point:
            record.hide("point", point=point)
        return told

    def _safe(self, place: PlaceLine) -> PlaceLine:
        """A site's settlement, unless that holds a word that is withheld."""
        if not self._has_own_word(place):
            return place
        return to_region(place, self._ground, rule=WORD, hide_region=self._own.stand_in(place.admin1))

    def _has_own_word(self, place: PlaceLine) -> bool:
        if not self._own.words:
            return False
        names = (place.quote, place.name, place.admin1, place.admin2, place.gazetteer_id)
        fallback = place.fallback.name if place.fallback is not None else None
        return any(self._own.stand_in(name) for name in (*names, fallback)) or any(
            self._own.stand_in(one.name) for one in place.candidates if one.gazetteer_id == place.gazetteer_id
        )
