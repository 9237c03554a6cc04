"""Names that are not equal: the same consonants with other vowels, or one consonant more, less or other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec
from rapidfuzz.distance import Levenshtein

from khaldun.resolve.gazetteer_protocol import FUZZY, SKELETON
from khaldun.text.folding import Folding

_ALPHABET = "bdfhjklmnprstvwzʃχɣ"
_SHORTEST_FUZZY = 3
_LEAST_ALIKE = {SKELETON: 0.45, FUZZY: 0.6}
_LEAST_ALIKE_SHORT = 0.6
_ENOUGH_ALIKE = 0.7
_LENGTH_APART = 5
_READ, _KEPT, _VARIABLES = 4000, 80, 900


class Near(msgspec.Struct, frozen=True):
    """A name of the index that is like the one asked for."""

    place: int
    step: str
    matched: str | None
    similarity: float


def near_names(
    db: sqlite3.Connection, folding: Folding, name: str, countries: frozenset[str], *, fuzzy: bool
) -> list[Near]:
    """The names most like `name` that differ from it by more than habits of spelling; in `countries` if given."""
    key, skeleton = folding.key(name), folding.skeleton(name)
    if not skeleton:
        return []
    near = _like(db, key, [skeleton], SKELETON, countries)
    alike = any(item.similarity >= _ENOUGH_ALIKE for item in near)
    if fuzzy and not alike and len(skeleton) >= _SHORTEST_FUZZY:
        wanted = sorted(set(_variants(skeleton)) - {skeleton})
        found = {item.place for item in near}
        near += [item for item in _like(db, key, wanted, FUZZY, countries) if item.place not in found]
    return near[:_KEPT]


def _like(db: sqlite3.Connection, key: str, skeletons: list[str], step: str, countries: frozenset[str]) -> list[Near]:
    """The names with these skeletons that are alike enough, the most alike of each place, best first."""
    short = max(map(len, skeletons)) < _SHORTEST_FUZZY
    least = _LEAST_ALIKE_SHORT if short else _LEAST_ALIKE[step]
    found: dict[int, Near] = {}
    for row_key, place, matched in _rows(db, skeletons, countries, len(key)):
        similarity = Levenshtein.normalized_similarity(key, row_key, score_cutoff=least)
        known = found.get(place)
        if row_key != key and similarity >= least and (known is None or known.similarity < similarity):
            found[place] = Near(place, step, matched, similarity)
    return sorted(found.values(), key=lambda near: -near.similarity)[:_KEPT]


def _rows(
    db: sqlite3.Connection, skeletons: list[str], countries: frozenset[str], length: int
) -> Iterator[tuple[str, int, str | None]]:
    asked = ", ".join("?" * len(countries))
    limit = f" AND country IN ({asked})" if countries else ""
    for start in range(0, len(skeletons), _VARIABLES):
        some = skeletons[start : start + _VARIABLES]
        yield from db.execute(
            f"SELECT key, place, name FROM name WHERE skeleton IN ({', '.join('?' * len(some))}){limit}"
            f" AND length(key) BETWEEN ? AND ? LIMIT {_READ}",
            (*some, *countries, length - _LENGTH_APART, length + _LENGTH_APART),
        )


def _variants(skeleton: str) -> Iterator[str]:
    """The skeletons one edit away: a consonant left out, another, one more, two in the other order."""
    for at in range(len(skeleton) + 1):
        head, tail = skeleton[:at], skeleton[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _ALPHABET:
            if tail:
                yield head + letter + tail[1:]
            yield head + letter + tail
