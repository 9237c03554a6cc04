"""What a phrase that says where is taken apart into, and the data that it is read by."""

from __future__ import annotations

from typing import Literal

import msgspec

from khaldun.records.base import Record

Relation = Literal["", "near", "direction", "outskirts", "countryside", "part", "between", "road", "border"]


LINES = frozenset({"road", "between", "border"})
"""Relations to two places: what lies along the line between them."""
PARTS = frozenset({"part", "countryside"})
"""Relations that ask for land: a part of a region, or the land around a town."""


class PlacePhrase(Record, frozen=True, kw_only=True):
    """A phrase that says where.

    `names` are spellings of one place, the likeliest first ("Qum Aftar", "Kineftar" for "Qum Aftar/Kineftar village").
    `sense` is the kind that a noun beside the name gives ("village"; "" where none does). `relation` is how what is
    meant lies to it ("" where it is the place itself); `other` the second place of "between", "road" and "border".
    `bearing` is in degrees from north, `km` the distance, both null where they are not said. `part` is a compass part
    or "central" or "rural". `within` are the names of what it lies in, the nearest first ("X, Aleppo").
    """

    names: tuple[str, ...]
    sense: str = ""
    relation: Relation = ""
    other: str | None = None
    bearing: float | None = None
    km: float | None = None
    part: str = ""
    within: tuple[str, ...] = ()


class RelationRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pattern of a whole phrase, with groups `name`, and perhaps `other`; see data/place_phrases.yaml."""

    relation: Relation
    pattern: str


class RiverWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Patterns of words that make a name a river: right before "the NAME"; the same where it is no country; behind."""

    before: tuple[str, ...]
    perhaps: tuple[str, ...]
    behind: tuple[str, ...]


class PhraseRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """data/place_phrases.yaml: kilometres in a unit, degrees of a direction, patterns of relations, words for parts,
    and `cues`, words without which no relation is said."""

    units: dict[str, float]
    directions: dict[str, float]
    relations: tuple[RelationRule, ...]
    parts: tuple[str, ...]
    cues: tuple[str, ...]
    river: RiverWords


class KindNouns(msgspec.Struct, frozen=True, kw_only=True):
    """Of data/lexicon/places.yaml what is needed here: the nouns of each kind of place."""

    nouns: dict[str, tuple[str, ...]]
