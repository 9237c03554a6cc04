"""Reads the conditions of a codebook: fields with values, words, `any`, `all`, `not`. Nothing in them is ever run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khaldun.codebook.asked import Asked, Sought, Where
from khaldun.codebook.conditions import (
    CAPTURED,
    GOVERNMENT,
    NEVER,
    NOBODY,
    STATE,
    UNKNOWN,
    Condition,
    all_of,
    any_of,
    bounded,
    captured,
    died,
    fits,
    is_known,
    is_one,
    joined_patterns,
    negated,
    under_plover,
    why_no_pattern,
    words_of,
)
from khaldun.codebook.faults import Faults
from khaldun.codebook.fields import Field, Plain, fields, side
from khaldun.codebook.nodes import Step
from khaldun.codebook.vocabulary import Vocabulary
from khaldun.publish.export.cells import sentence_of

Path = tuple[Step, ...]
_WORDS: dict[str, Where] = {
    "trigger": "trigger", "words": "words", "unless": "words", "place": "place",
    "doer_words": "doer_words", "target_words": "target_words",
}  # fmt: skip
_TRUTHS = ("deaths", "captured")
SHORT = (
    "all", "any", "not", "type", "types", "status", "doer", "target", "targets", "weapons", "without", "plover",
    *_TRUTHS, *_WORDS,
)  # fmt: skip
_BOUNDS = ("at_least", "at_most", "known")


class Parser:
    """Makes conditions ready, and notes what is wrong with them. `sought` gathers the words that they seek."""

    def __init__(
        self,
        faults: Faults,
        *,
        vocabulary: Vocabulary,
        types: Mapping[str, tuple[str, ...]],
        words: Mapping[str, tuple[str, ...]],
        groups: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._faults, self._vocabulary, self._types = faults, vocabulary, types
        self._words, self._groups = words, groups
        self.sought: list[Sought] = []

    def condition(self, value: Any, path: Path) -> Condition:
        """The condition; one that never holds where it is wrong, which is noted."""
        if not isinstance(value, dict) or not value:
            self._faults.add(path, "a condition is a mapping of fields to values.", "As {types: [Attack]}.")
            return NEVER
        return all_of([self._part(key, inner, (*path, key)) for key, inner in value.items()])

    def _part(self, key: str, value: Any, path: Path) -> Condition:
        if key in ("all", "any"):
            return self._several(key, value, path)
        if key == "not":
            return negated(self.condition(value, path))
        if key in _WORDS:
            found = self._seek(_WORDS[key], value, path)
            return negated(found) if key == "unless" else found
        if key in _TRUTHS:
            return self._truth(key, value, path)
        made = {"doer": self._actors, "target": self._actors, "targets": self._actors}.get(key)
        if made is not None:
            return made(key, value, path)
        if key == "plover":
            return self._plover(value, path)
        if key in ("type", "types", "weapons", "without"):
            return self._listed(key, value, path)
        field = fields().get(key)
        if field is None:
            self._faults.unknown(path, "field of a condition", key, (*SHORT, *fields()))
            return NEVER
        return self._field(field, value, path)

    def _several(self, key: str, value: Any, path: Path) -> Condition:
        if not isinstance(value, list) or not value:
            self._faults.add(path, f"{key} takes a list of conditions.")
            return NEVER
        parts = [self.condition(inner, (*path, at)) for at, inner in enumerate(value)]
        return all_of(parts) if key == "all" else any_of(parts)

    def _listed(self, key: str, value: Any, path: Path) -> Condition:
        vocabulary = self._vocabulary
        known = {
            "type": tuple(self._types),
            "types": (*vocabulary.event_types, *vocabulary.sub_types, *vocabulary.neutral),
        }.get(key, vocabulary.weapons)
        what = {"type": "type of this codebook", "types": "event type or sub-event type"}.get(key, "class of weapons")
        names = frozenset(self._names(value, path, what, known))
        if key == "type":
            return Condition(holds=lambda asked: not names.isdisjoint(asked.types), asks_type=True)
        if key == "types":
            return Condition(
                holds=lambda asked: bool(names & {asked.claim.sub_event_type, asked.claim.event_type}),
                rests_on=(sentence_of,),
            )

        def has(asked: Asked) -> bool:
            return any(weapon.class_ in names for weapon in asked.claim.weapons)

        if key == "without":
            return Condition(holds=lambda asked: not has(asked))
        return Condition(holds=has, rests_on=(words_of(lambda claim: claim.weapons),))

    def _actors(self, key: str, value: Any, path: Path) -> Condition:
        special = (NOBODY, UNKNOWN, GOVERNMENT)
        known = (*self._vocabulary.actors, *self._groups, *special)
        found = self._names(value, path, "type of actor", known)
        names = frozenset(each for name in found for each in self._groups.get(name, (name,)))
        which = "side1" if key == "doer" else "side2"
        every = key == "targets"

        def holds(asked: Asked) -> bool:
            actors = side(asked.claim, which)
            if not actors:
                return NOBODY in names
            coding = asked.claim.coding
            inter = (coding.inter1 if which == "side1" else coding.inter2) if coding is not None else None
            if GOVERNMENT in names and inter == STATE:
                return True
            told = [is_one(actor, names) for actor in actors]
            return all(told) if every else any(told)

        return Condition(holds=holds, rests_on=(words_of(lambda claim: side(claim, which)),))

    def _plover(self, value: Any, path: Path) -> Condition:
        if not isinstance(value, dict) or not value:
            self._faults.add(path, "PLOVER is asked for event, mode or context.", "As plover: {mode: [aerial]}.")
            return NEVER
        parts: list[Condition] = []
        for key, inner in value.items():
            known = self._vocabulary.plover.get(key)
            if known is None:
                self._faults.unknown((*path, key), "part of PLOVER", key, self._vocabulary.plover)
                continue
            names = self._names(inner, (*path, key), f"{key} of PLOVER", known)
            parts.append(under_plover(key, frozenset(names)))
        return all_of(parts) if parts else NEVER

    def _truth(self, key: str, value: Any, path: Path) -> Condition:
        if not isinstance(value, bool):
            self._faults.add(path, f"{key} is true or false.")
            return NEVER
        told = captured if key == CAPTURED else died
        counts = words_of(lambda claim: claim.quantities if key == CAPTURED else claim.deaths)
        return Condition(holds=lambda asked: told(asked) is value, rests_on=(counts,))

    def _seek(self, where: Where, value: Any, path: Path) -> Condition:
        if isinstance(value, str):
            if value not in self._words:
                self._faults.unknown(path, "word list of this codebook", value, self._words)
                return NEVER
            return self._found(where, self._words[value])
        if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
            self._faults.add(path, "words are a list of patterns, or the name of a word list.")
            return NEVER
        self.check_patterns(value, path)
        return self._found(where, tuple(value))

    def check_patterns(self, patterns: list[str] | tuple[str, ...], path: Path) -> None:
        """Notes the patterns that are none."""
        for at, pattern in enumerate(patterns):
            why = why_no_pattern(pattern)
            if why is not None:
                self._faults.add((*path, at), f"{pattern!r} is no pattern: {why}.")

    def _found(self, where: Where, patterns: tuple[str, ...]) -> Condition:
        good = [pattern for pattern in patterns if why_no_pattern(pattern) is None]
        if not good:
            return NEVER
        made = Sought(where, joined_patterns(good))
        if made not in self.sought:
            self.sought.append(made)
        number = self.sought.index(made)
        return Condition(holds=lambda asked: number in asked.found, sought=(number,))

    def _names(self, value: Any, path: Path, what: str, known: tuple[str, ...]) -> list[str]:
        names = value if isinstance(value, list) else [value]
        if not names:
            self._faults.add(path, "the list is empty: nothing can hold it.")
        for at, name in enumerate(names):
            if name not in known:
                self._faults.unknown((*path, at) if isinstance(value, list) else path, what, name, known)
        return [str(name) for name in names]

    def _field(self, field: Field, value: Any, path: Path) -> Condition:
        if isinstance(value, dict):
            return self._bounds(field, value, path)
        wanted = value if isinstance(value, list) else [value]
        for at, each in enumerate(wanted):
            self._check_value(field, each, (*path, at) if isinstance(value, list) else path)
        if not wanted:
            self._faults.add(path, "the list is empty: nothing can hold it.")
        plain = frozenset(each for each in wanted if isinstance(each, Plain))
        return Condition(
            holds=lambda asked: not plain.isdisjoint(field.values(asked.claim, asked.report)),
            rests_on=(words_of(field.facts),),
        )

    def _bounds(self, field: Field, value: dict[str, Any], path: Path) -> Condition:
        parts: list[Condition] = []
        for key, bound in value.items():
            if key not in _BOUNDS:
                self._faults.unknown((*path, key), "comparison", key, _BOUNDS)
            elif key == "known":
                if not isinstance(bound, bool):
                    self._faults.add((*path, key), "known is true or false.")
                parts.append(is_known(field, bound is True))
            elif field.kind not in ("number", "day"):
                self._faults.add((*path, key), f"{field.name} is {field.kind}; only numbers and days have bounds.")
            else:
                self._check_value(field, bound, (*path, key))
                parts.append(bounded(field, key, bound))
        return all_of(parts) if parts else NEVER

    def _check_value(self, field: Field, value: Any, path: Path) -> None:
        if not fits(field, value):
            advice = "Give {known: false} for what is unknown." if value is None else ""
            self._faults.add(path, f"{field.name} is a {field.kind}, and {value!r} is none.", advice)
            return
        known = self._vocabulary.of(field.name)
        if known and value not in known:
            self._faults.unknown(path, f"value of {field.name}", value, known)
