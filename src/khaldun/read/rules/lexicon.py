"""The lexicon compiled for looking up: a trie of words, each end holding what the words can mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from khaldun.read.rules.words import Frame, Words
from khaldun.text.inflect import plural, verb_forms
from khaldun.text.tokens import Token, words

_END = ""
_GAP = 3
_GAPPED = frozenset({"verb", "harm-verb", "harm-intransitive"})
_KEPT = 100_000
_NUMBERS = frozenset(
    {
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "dozen",
        "dozens",
        "hundreds",
        "about",
        "some",
        "around",
        "military",
        "army",
    }
)


class Sense(NamedTuple):
    """One meaning of some words: `tag` its kind, `value` what of that kind, `form` its inflection; length in tokens."""

    tag: str
    value: str
    form: str
    length: int
    lemma: str


class Lexicon:
    """Looks up what the words at a token can mean.

    Tags: verb and noun (value: a frame), light (active, passive, happening), plain, report, claim, deny, plan, fail
    (verbs); harm-verb, harm-intransitive, harm-state, harm-noun (the outcome); actor (class), modifier, loaded,
    collective, place (kind), part, near, title, weapon (class), and one per list of status.yaml (the list's name).
    """

    def __init__(self, source: Words) -> None:
        self.source = source
        self.version = source.version
        self.grammar = source.grammar
        self.frames: dict[str, Frame] = {frame.name: frame for frame in source.frames}
        self.weapon_kinds = {weapon.class_: weapon.kind for weapon in source.weapons.classes}
        self.weapon_kinds.update({item.class_: item.kind for item in source.weapons.patterns})
        self.munitions = frozenset(weapon.class_ for weapon in source.weapons.classes if weapon.munition)
        self.weapon_pattern = re.compile("|".join(f"(?:{item.pattern})" for item in source.weapons.patterns))
        self._pattern_classes = [(re.compile(item.pattern), item.class_) for item in source.weapons.patterns]
        self.nationalities = source.nationalities
        self.weak = {(frame.name, word) for frame in source.frames for word in frame.weak}
        self.intransitive = frozenset(frame.name for frame in source.frames if frame.intransitive)
        self._trie: dict[str, Any] = {}
        self._phrasal: set[str] = set()
        self._fill()
        self._listed = self.nationalities.union(
            *(getattr(self.grammar, name) for name in self.grammar.__struct_fields__)
        )
        self._strange: dict[str, bool] = {}

    def is_strange(self, text: str) -> bool:
        """Whether a word, as written, is one that no file of the lexicon lists and no phrase of it begins with."""
        found = self._strange.get(text)
        if found is None:
            word = text.lower()
            found = text.isalpha() and word not in self._trie and word not in self._listed
            found = found and not word.endswith(self.grammar.allegiance) and self.weapon_class(text) is None
            if len(self._strange) < _KEPT:
                self._strange[text] = found
        return found

    def senses(self, tokens: Sequence[Token], at: int) -> list[Sense]:
        """All meanings of the words that begin at token `at`, the longest first."""
        if tokens[at].lower not in self._trie:
            return []
        node: dict[str, Any] | None = self._trie
        found: list[Sense] = []
        index = at
        while index < len(tokens):
            node = node.get(tokens[index].lower) if node else None
            if node is None:
                break
            if _END in node:
                found.extend(node[_END])
            index += 1
        found.extend(self._gapped(tokens, at))
        if len(found) > 1:
            found.sort(key=_longest_first)
        return found

    def _gapped(self, tokens: Sequence[Token], at: int) -> list[Sense]:
        """Verb phrases whose object has words before it: "exchanged a dozen prisoners", "set up a new base"."""
        node = self._trie.get(tokens[at].lower)
        if node is None or tokens[at].lower not in self._phrasal:
            return []
        after, particle = at + 1, node.get(tokens[at + 1].lower) if at + 1 < len(tokens) else None
        starts = [(node, after)] if particle is None else [(node, after), (particle, after + 1)]
        found = []
        for first, index in starts:
            skipped = index
            while skipped < len(tokens) and skipped - index < _GAP and self._skippable(tokens[skipped]):
                skipped += 1
                found.extend(self._walk(first, tokens, skipped, at))
        return [sense for sense in found if sense.tag in _GAPPED]

    def _walk(self, node: dict[str, Any], tokens: Sequence[Token], index: int, at: int) -> list[Sense]:
        found: list[Sense] = []
        while index < len(tokens):
            step = node.get(tokens[index].lower)
            if step is None:
                break
            node = step
            index += 1
            found.extend(sense._replace(length=index - at) for sense in node.get(_END, ()))
        return found

    def _skippable(self, token: Token) -> bool:
        word = token.lower
        return (
            word in {"him", "her", "them"}
            or word in self.grammar.determiners
            or word in self.grammar.adjectives
            or word.isdigit()
            or word in _NUMBERS
        )

    def weapon_class(self, text: str) -> str | None:
        """The class of a platform's designation ("Su-25"), None if it is none."""
        for pattern, class_ in self._pattern_classes:
            if pattern.fullmatch(text):
                return class_
        return None

    def _add(self, phrase: str, tag: str, value: str, form: str = "", lemma: str = "") -> None:
        path = words(phrase)
        node = self._trie
        for word in path:
            node = node.setdefault(word, {})
        sense = Sense(tag, value, form, len(path), lemma or phrase)
        entries = node.setdefault(_END, [])
        if sense not in entries:
            entries.append(sense)

    def _add_verbs(self, phrases: Iterable[str], tag: str, value: str) -> None:
        verbs = self.source.verbs
        for phrase in phrases:
            for form, name in verb_forms(phrase, verbs.irregular, verbs.doubling):
                self._add(form, tag, value, name, phrase)
                if tag in _GAPPED and " " in phrase:
                    self._phrasal.add(words(form)[0])

    def _add_nouns(self, phrases: Iterable[str], tag: str, value: str) -> None:
        for phrase in phrases:
            self._add(phrase, tag, value, "NN", phrase)
            self._add(plural(phrase), tag, value, "NNS", phrase)

    def _add_words(self, phrases: Iterable[str], tag: str, value: str) -> None:
        for phrase in phrases:
            self._add(phrase, tag, value)

    def _fill(self) -> None:
        source = self.source
        for frame in source.frames:
            self._add_verbs(frame.verbs, "verb", frame.name)
            self._add_nouns((*frame.nouns, *frame.weak), "noun", frame.name)
        for harm in source.harm:
            self._add_verbs(harm.transitive, "harm-verb", harm.outcome)
            self._add_verbs(harm.intransitive, "harm-intransitive", harm.outcome)
            self._add_words((*harm.participles, *harm.states), "harm-state", harm.outcome)
            self._add_nouns(harm.nouns, "harm-noun", harm.outcome)
        for name in ("active", "passive", "happening"):
            self._add_verbs(getattr(source.verbs.light, name), "light", name)
        self._add_verbs(source.verbs.plain, "plain", "")
        for head in source.actors.heads:
            self._add_nouns(head.nouns, "actor", head.class_)
        self._add_words(source.actors.modifiers, "modifier", "")
        self._add_words(source.actors.loaded, "loaded", "")
        self._add_nouns(source.actors.collective, "collective", "")
        for kind, nouns in source.places.nouns.items():
            self._add_nouns(nouns, "place", kind)
        self._add_nouns(source.places.civilian_sites, "civilian-site", "")
        self._add_words(source.places.parts, "part", "")
        self._add_words(source.places.near, "near", "")
        self._add_words(source.places.prepositions, "prep", "")
        self._add_words(source.places.person_titles, "title", "")
        for weapon in source.weapons.classes:
            self._add_nouns(weapon.nouns, "weapon", weapon.class_)
        self._fill_status()

    def _fill_status(self) -> None:
        status = self.source.status
        for tag in ("report", "claim", "deny", "plan", "fail"):
            self._add_verbs(getattr(status, f"{tag}_verbs"), tag, tag)
        self._add_verbs(status.fact_verbs, "fact", "fact")
        self._add_words(self.grammar.including, "including", "including")
        self._add_words(self.grammar.reciprocals, "reciprocal", "")
        self._add_verbs(status.ongoing_verbs, "ongoing-verb", "")
        self._add_nouns(status.plan_nouns, "plan-noun", "")
        self._add_nouns(status.background_nouns, "background-noun", "")
        for name in (
            "reported_words",
            "possible_words",
            "modals_possible",
            "modals_planned",
            "negators",
            "negative_determiners",
            "denial_words",
            "habitual_words",
            "ongoing_words",
            "purpose_words",
            "condition_words",
            "background_words",
            "elaboration_words",
            "association",
            "no_fight",
            "citing",
            "according",
            "subordinators",
            "relatives",
            "sharing",
            "toll_total",
        ):
            self._add_words(getattr(status, name), name, name)


def _longest_first(sense: Sense) -> int:
    return -sense.length
