"""How likely each candidate is what a name by itself means: one model, its weights in `data/choosing.yaml`.

A conditional logit with one more outcome, that none of the candidates is meant, so that the shares are probabilities.
The weights are learnt by `training/choosing.py` from place strings of UCDP GED that are kept for development.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec
from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

from khaldun.datafile import DATA, load_yaml
from khaldun.records.base import Record
from khaldun.resolve.gazetteer_protocol import FUZZY, SKELETON, Hit, Place
from khaldun.resolve.places_geo import distance_km
from khaldun.text.folding import Folding
from khaldun.text.places.records import LINES, PARTS, PlacePhrase

Features = dict[str, float]
_KINDS = {"region": "region", "country": "country", "area": "region", "district": "district", "settlement": ""}
_LONGEST, _SHORT = 8, 2
_BORDER_KM, _NEAR_KM = 5.0, 15.0
_TOWNS = frozenset({"", "village", "town", "city"})
_APART = LINES | {"countryside"}


class ChoosingRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`data/choosing.yaml`: weights of a candidate's features, of the outcome that none is meant, and the least
    probability with which a candidate is chosen."""

    version: str
    threshold: float
    weights: dict[str, float]
    nothing: dict[str, float]


class Stated(Record, frozen=True, kw_only=True):
    """What is stated beside the name. `regions` are the gazetteer's names of the stated region; `region_km` is how far
    each candidate outside of it lies from its settlements, by the place's id."""

    phrase: PlacePhrase
    country: str | None = None
    admin1: str | None = None
    near: tuple[float, float] | None = None
    regions: frozenset[str] = frozenset()


@cache
def load_choosing(path: Path = DATA / "choosing.yaml") -> ChoosingRules:
    """The packaged weights.

    Raises:
        DataError: the file is missing or does not fit.
    """
    return load_yaml(path, ChoosingRules)


def features(hit: Hit, stated: Stated, folding: Folding, region_km: float) -> Features:
    """What speaks for and against a candidate; `region_km` is how far from the stated region it lies, if outside."""
    place, names = hit.place, stated.phrase.names
    found: Features = {hit.step: 1.0, **_likeness(hit, names, folding)}
    if _surface(hit.matched) != _surface(place.name):
        found["alias"] = 1.0
    people = math.log10(1 + place.population / 100)
    kind = _KINDS.get(place.feature, "other_kind")
    if stated.phrase.relation in PARTS and kind == "region":
        kind = ""  # only what is wide has a south
    if stated.country or stated.admin1 or stated.near:
        found["people"] = people
        if kind:
            found[kind] = 1.0
    else:
        found["people_world"] = people
        if kind:
            found[f"{kind}_world"] = 1.0
    if hit.near_only:
        found["near_only"] = 1.0
    elif hit.fits is not None:
        found["fits" if hit.fits else "unfit"] = 1.0
    if stated.admin1:
        found |= _region(place, stated, region_km)
    if stated.near:
        found["near"] = 1 / (1 + distance_km(*stated.near, place.latitude, place.longitude) / _NEAR_KM)
    return found


def nothing(stated: Stated) -> Features:
    """What speaks for none of the candidates."""
    found = {"base": 1.0}
    for name, said in (("with_region", stated.admin1), ("with_near", stated.near)):
        if said:
            found[name] = 1.0
    if not stated.country and not stated.admin1 and not stated.near:
        found["world"] = 1.0
    if stated.phrase.relation in _APART:
        found["relation"] = 1.0
    if stated.phrase.sense not in _TOWNS:
        found["kind"] = 1.0
    return found


def probabilities(candidates: Sequence[Features], none: Features, rules: ChoosingRules) -> list[float]:
    """The probability of each candidate; what is missing to one is that none is meant."""
    scores = [_sum(one, rules.weights) for one in candidates]
    scores.append(_sum(none, rules.nothing))
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers[:-1]]


def _sum(found: Features, weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in found.items())


def _likeness(hit: Hit, names: Sequence[str], folding: Folding) -> Features:
    """How far the matched name is from the one asked for: in its letters, with vowels that are one in speech made one,
    and how many consonants there are to agree in."""
    length = min(len(folding.skeleton(names[0])), _LONGEST)
    found = {
        "surface": 1 - max(_alike(_surface(name), _surface(hit.matched)) for name in names),
        "vowels": 1 - max(_alike(folding.voiced(name), folding.voiced(hit.matched)) for name in names),
        f"length_{hit.step}": length / 4 - 1,
    }
    if hit.step in (SKELETON, FUZZY):
        found[f"unlike_{hit.step}"] = 1 - hit.similarity
        found["short"] = float(length <= _SHORT)
    return found


def _region(place: Place, stated: Stated, region_km: float) -> Features:
    if place.admin1 in stated.regions:
        return {"in_region": 1.0}
    if place.admin1 is None:
        return {"region_unknown": 1.0}
    return {"other_region": 1.0, "border": 1 / (1 + region_km / _BORDER_KM)}


@lru_cache(100_000)
def _alike(one: str, other: str) -> float:
    return float(Levenshtein.normalized_similarity(one, other))


@lru_cache(100_000)
def _surface(name: str) -> str:
    return "".join(char for char in anyascii(name).casefold() if char.isalnum())
