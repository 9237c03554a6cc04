"""The words that speak of actors without naming them, as read from data/actor_words.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

import msgspec

from khaldun.text.inflect import plural


class Made(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An actor that every country has: `id` and `names` hold "{iso}", "{country}" or "{Country}" (without article).

    `nouns` are the words that speak of it; the first of `names` is its name, the others are aliases. `bare` is its
    name where the country is unknown, and `unnamed` is true for those that are no organisation.
    """

    kind: str
    id: str
    names: tuple[str, ...]
    type: str
    bare: str
    nouns: tuple[str, ...] = ()
    unnamed: bool = False


class LocalName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A common phrase that in some countries means one actor: any of `phrases` in a phrase, in one of `countries`.

    `kinds` restricts it to phrases of these kinds ("military", "armed" …), () for any.
    """

    phrases: tuple[str, ...]
    countries: tuple[str, ...]
    id: str
    kinds: tuple[str, ...] = ()


class NewType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a group that is in no registry is likely to be, by the words in its name; the first match wins."""

    words: tuple[str, ...]
    type: str


class ActorWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """The file as a whole; see its comments for what each key means."""

    version: str
    with_article: frozenset[str]
    seats: dict[str, str]
    tails: frozenset[str]
    not_names: frozenset[str]
    made: tuple[Made, ...]
    armed: tuple[str, ...]
    fighting: tuple[str, ...]
    unknown: tuple[str, ...]
    ranks: tuple[str, ...]
    officials: tuple[str, ...]
    nobody: tuple[str, ...]
    government: frozenset[str]
    own_side: frozenset[str]
    measures: frozenset[str]
    there: tuple[str, ...]
    titles: tuple[str, ...]
    ruled: tuple[str, ...]
    marches: tuple[str, ...]
    communities: frozenset[str]
    either: frozenset[str]
    anybody: frozenset[str]
    armed_events: frozenset[str]
    insurgent: frozenset[str]
    unidentified: frozenset[str]
    apart: frozenset[str]
    former: frozenset[str]
    backed: tuple[str, ...]
    linked: tuple[str, ...]
    led: tuple[str, ...]
    pro: tuple[str, ...]
    militia: frozenset[str]
    peoples: frozenset[str]
    communal: frozenset[str]
    loaded: frozenset[str]
    held: frozenset[str]
    civil_when_harmed: frozenset[str]
    government_as: dict[str, str]
    demonstrators: dict[str, str]
    unnamed_groups: tuple[LocalName, ...]
    vague: frozenset[str]
    protest_when_harmed: frozenset[str]
    rebel_nouns: frozenset[str]
    militia_nouns: frozenset[str]
    opponents: frozenset[str]
    own_voice: frozenset[str]
    local_names: tuple[LocalName, ...]
    new_types: tuple[NewType, ...]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Noun or noun phrase (lower case, singular and plural) → kind; a more special list wins over a wider one."""
        found: dict[str, str] = {}
        lists = [
            ("officials", self.officials),
            ("ranks", self.ranks),
            *((made.kind, made.nouns) for made in self.made),
            ("fighting", self.fighting),
            ("armed", self.armed),
            ("unknown", self.unknown),
            ("nobody", self.nobody),
        ]
        for kind, nouns in lists:
            for noun in nouns:
                found[noun] = kind
                found.setdefault(plural(noun), kind)
        return found

    @cached_property
    def before_where(self) -> re.Pattern[str]:
        """The words before a country's name that say that something is there, or a comma ("Goma, Congo")."""
        return re.compile(rf"(?:\b{_any(self.there)}\s+(?:the\s+)?|,\s*)$", re.IGNORECASE)

    @cached_property
    def before_ruler(self) -> re.Pattern[str]:
        """A title before a name."""
        return re.compile(rf"{_any(self.titles)}\s+$", re.IGNORECASE)

    @cached_property
    def behind_ruler(self) -> re.Pattern[str]:
        """What is a ruler's, behind the name."""
        return re.compile(rf"(?:['’]s)?\s+{_any(self.ruled)}\b")

    @cached_property
    def behind_marchers(self) -> re.Pattern[str]:
        """That people demonstrate, behind the words for them; five words may stand between."""
        return re.compile(rf"(?: (?!and\b|but\b)[\w’'-]+){{0,5}}? {_any(self.marches)}\b")

    @cached_property
    def vague_nouns(self) -> frozenset[str]:
        """`vague`, singular and plural."""
        return self.vague | frozenset(map(plural, self.vague))

    @cached_property
    def either_nouns(self) -> frozenset[str]:
        """`either`, singular and plural."""
        return self.either | frozenset(map(plural, self.either))

    @cached_property
    def anybody_nouns(self) -> frozenset[str]:
        """`anybody`, singular and plural."""
        return self.anybody | frozenset(map(plural, self.anybody))

    @cached_property
    def longest(self) -> int:
        """The most words that a noun phrase of `kinds` has."""
        return max(len(noun.split()) for noun in self.kinds)

    @cached_property
    def made_by_kind(self) -> dict[str, Made]:
        """The generated actors by kind."""
        return {made.kind: made for made in self.made}

    def longer_noun(self, name: str, noun: str, kind: str) -> tuple[str, str]:
        """The noun phrase at the end of a longer name ("General Staff"), else the noun and its kind."""
        words = name.lower().split()
        for start in range(len(words) - noun.count(" ") - 1):
            phrase = " ".join(words[start:])
            if phrase in self.kinds:
                return phrase, self.kinds[phrase]
        return noun, kind


def _any(phrases: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, phrases))})"
