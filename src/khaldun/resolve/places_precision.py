"""How exactly a place is known: ACLED's geo precision and UCDP's where_prec, by named rules (place_precision.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.records.facts import Fallback, PlaceFact
from khaldun.resolve.gazetteer_protocol import Place
from khaldun.resolve.places_geo import distance_km
from khaldun.text.places.records import PlacePhrase

_WIDE = {"country": "country", "region": "region", "area": "area", "district": "district", "river": "river"}
_SITES = {
    "camp": "camp", "airbase": "airbase", "airport": "airbase", "base": "base", "hill": "hill", "mountain": "hill",
    "facility": "facility", "dam": "facility", "crossing": "facility",
}  # fmt: skip
_PARTS = {"region": "part-of-region", "country": "part-of-country", "area": "part-of-area"}
_GEO, _WHERE = "acled/geo-", "ucdp/where-prec-"


class KindPrecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The two codes of a kind of place, the kind in words, and how many kilometres around its point a site reaches."""

    acled: int
    ucdp: int
    text: str
    km: float | None = None


class PrecisionRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`data/place_precision.yaml`."""

    near_km: float
    kinds: dict[str, KindPrecision]


@cache
def load_precision(path: Path = DATA / "place_precision.yaml") -> PrecisionRules:
    """The packaged rules.

    Raises:
        DataError: the file is missing or does not fit.
    """
    return load_yaml(path, PrecisionRules)


def kind_of(place: Place, *, part: str = "", near: bool = False, near_only: bool = False, sense: str = "") -> str:
    """The kind of a place by itself, or of a part of it, or of what is only said to be near it; `sense` is what the
    words say that it is."""
    if part and place.feature in _PARTS:
        return _PARTS[place.feature]
    if place.feature in _WIDE:
        return _WIDE[place.feature]
    if near_only or near:
        return "namesake" if near_only else "near"
    return _SITES.get(place.feature) or _SITES.get(sense, "point")


def kind_of_phrase(phrase: PlacePhrase, place: Place, other: Place | None) -> str:
    """The kind of what a phrase places near, around or between places that are points."""
    near_km = load_precision().near_km
    if phrase.relation in ("near", "direction"):
        return "far" if (phrase.km or 0) > near_km else phrase.relation
    if phrase.relation in ("road", "between", "border") and other is not None:
        apart = distance_km(place.latitude, place.longitude, other.latitude, other.longitude)
        return "line" if apart <= near_km else "long-line"
    return {"outskirts": "outskirts", "countryside": "countryside", "part": "countryside"}.get(phrase.relation, "point")


def fallback_rules(fallback: Fallback) -> tuple[str, ...]:
    """The rules that give a fallback its precision."""
    return f"{_GEO}{fallback.precision}", f"{_WHERE}{fallback.where_prec}"


def graded(fact: PlaceFact, kind: str) -> PlaceFact:
    """The fact with the precision of its kind, and the rules that gave it."""
    codes = load_precision().kinds[kind]
    rules = tuple(rule for rule in fact.rules if rule.removesuffix(rule[-1:]) not in (_GEO, _WHERE))
    return msgspec.structs.replace(
        fact, precision=codes.acled, where_prec=codes.ucdp,
        rules=(*rules, f"{_GEO}{codes.acled}", f"{_WHERE}{codes.ucdp}"),
    )  # fmt: skip
