"""A phrase for people taken apart: its noun and what that noun means, nations, names, side, stance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from khaldun.records.annotations import Mention
from khaldun.records.base import Span
from khaldun.resolve.actors_words import ActorWords
from khaldun.resolve.registry_protocol import Actors, CountryHit, NameHit
from khaldun.text.tokens import Token, tokenise

_DEFINITE = frozenset({"the", "this", "these", "those", "that", "both", "its", "their", "'s"})
_BY_SENSE = {"civilian": "civilians", "force": "military", "generic": "armed", "person": "person"}
_SINGLE = frozenset({"a", "an", "one", "another"})
_WHOSE = frozenset({"of", "from"})
FORCES = frozenset({"military", "police", "gendarmerie", "government"})
ARMED = frozenset({"armed", "fighting"})
_OF_ARMY = frozenset({"army", "military"})
_OF_NOBODY = frozenset({"", "civilians"})
_PRO_GOVERNMENT = frozenset({"government", "regime", "state", "army", "assad"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the words of an actor mention say.

    `kind` is a list of actor_words.yaml or a made actor's kind ("military", "armed", "civilians", …), "person" or ""
    where no word decides. `nations` are the countries of its adjectives. `backers` are the countries or groups (as
    written) behind "X-backed" and "X-linked". `people` is the community named ("Fulani"), `name` the longer name that
    the noun is part of.
    """

    mention: Mention
    words: tuple[str, ...]
    noun: str
    kind: str
    nations: tuple[CountryHit, ...]
    names: tuple[NameHit, ...]
    backers: tuple[str, ...]
    people: str
    stance: str | None
    definite: bool
    single: bool
    government: bool
    insurgent: bool
    unidentified: bool
    apart: bool
    own_side: bool
    own_voice: bool
    marches: bool
    name: Span | None = None


def read_phrase(
    mention: Mention, text: str, registry: Actors, names: tuple[NameHit, ...], nations: tuple[CountryHit, ...],
    *, name: Span | None = None,
) -> Phrase:  # fmt: skip
    """The mention's phrase; `names` and `nations` are the hits inside it, `name` the capitalised words around it."""
    spoken = registry.words
    tokens = tokenise(text, mention.span.start, mention.span.end)
    words = tuple(token.lower for token in tokens)
    before = tokenise(text, max(mention.span.start - 12, 0), mention.span.start)
    flags = frozenset((*words, before[-1].lower)) if before else frozenset(words)
    noun, kind = _noun(words, spoken)
    if name is not None:
        noun, kind = spoken.longer_noun(name.quote, noun, kind)
    elif before and noun:
        noun, kind = spoken.longer_noun(f"{before[-1].lower} {noun}", noun, kind)
    backers = tuple(_backers(tokens, registry)) if "-" in mention.span.quote else ()
    insurgent = not flags.isdisjoint(spoken.insurgent) or "anti-government" in flags
    government = not flags.isdisjoint(spoken.government)
    kind = _side(
        kind or _BY_SENSE.get(mention.sense, ""), noun, words, spoken, insurgent=insurgent, government=government
    )
    owner = _word_before(noun, words, before)
    if kind in _OF_NOBODY and owner in _OF_ARMY:
        kind = "military"  # "army engineers"
    elif kind in FORCES and owner in spoken.militia:
        kind = "armed"  # "a militia guard"
    stances = [word for word in words if word in spoken.loaded]
    return Phrase(
        mention=mention,
        words=words,
        noun=noun,
        kind=kind,
        nations=nations,
        names=names,
        backers=backers,
        people=_people(tokens, spoken, noun),
        stance=" ".join(dict.fromkeys(stances)) or None,
        definite=bool(words) and (words[0] in _DEFINITE or (bool(before) and before[-1].lower in _DEFINITE)),
        single=not _SINGLE.isdisjoint((*words[:1], *(token.lower for token in before[-1:]))),
        government=government,
        insurgent=insurgent,
        unidentified=not flags.isdisjoint(spoken.unidentified),
        apart=not flags.isdisjoint(spoken.apart) or (bool(before) and before[-1].lower in spoken.apart),
        own_side=not flags.isdisjoint(spoken.own_side),
        own_voice=not spoken.own_voice.isdisjoint((*words[:1], *(token.lower for token in before[-1:]))),
        marches=spoken.behind_marchers.match(text, mention.span.end) is not None,
        name=name,
    )


def _word_before(noun: str, words: tuple[str, ...], before: list[Token]) -> str:
    """The word right before the noun, in the phrase or before it."""
    size = len(noun.split())
    at = next((at for at in range(len(words)) if size and " ".join(words[at : at + size]) == noun), -1)
    if at > 0:
        return words[at - 1]
    return before[-1].lower if at == 0 and before else ""


def _noun(words: tuple[str, ...], spoken: ActorWords) -> tuple[str, str]:
    """The longest noun phrase of the lists that ends last in the phrase, and its kind; "rebel" for "rebel-held".

    Words behind "of" are looked at last, but for those that say no more than how many: "a group of farmers".
    """
    own = next((at for at, word in enumerate(words) if word in _WHOSE and at), len(words))
    if own < len(words) and words[own - 1] not in spoken.measures and own > 0:
        noun, kind = _last_noun(words[:own], spoken)
        if noun.split()[-1:] == [words[own - 1]]:
            return noun, kind
    return _last_noun(words, spoken)


def _last_noun(words: tuple[str, ...], spoken: ActorWords) -> tuple[str, str]:
    for end in range(len(words), 0, -1):
        for size in range(min(spoken.longest, end), 0, -1):
            noun = " ".join(words[end - size : end])
            if noun in spoken.kinds:
                return noun, spoken.kinds[noun]
    for word in words:
        owner = next((word[: -len(end)] for end in spoken.led if word.endswith(end)), "")
        if owner in spoken.kinds:
            return owner, spoken.kinds[owner]
    return "", ""


def _side(
    kind: str, noun: str, words: tuple[str, ...], spoken: ActorWords, *, insurgent: bool, government: bool
) -> str:
    """The kind once the modifiers have said whose side it is on."""
    if any(word.startswith("pro-") and word[4:] in _PRO_GOVERNMENT for word in words):
        militia = noun.split()[-1:] and noun.split()[-1] in spoken.militia
        return "progovernment" if militia else ("military" if kind in ARMED | FORCES else kind)
    if kind in FORCES and insurgent and "-" not in noun:
        return "armed"
    if kind in ARMED and government and not insurgent:
        militia = noun.split()[-1:] and noun.split()[-1] in spoken.militia
        return "progovernment" if militia else "military"
    if kind == "ranks" and insurgent:
        return "armed"
    if kind == "ranks" and government and not insurgent:
        return "military"
    return kind


def _backers(tokens: list[Token], registry: Actors) -> Iterator[str]:
    """Whoever stands before "-backed" or after "pro-", as written."""
    spoken = registry.words
    for token in tokens:
        ending = next((end for end in (*spoken.backed, *spoken.linked) if token.lower.endswith(end)), None)
        if ending:
            yield token.text[: -len(ending)]
        start = next((start for start in spoken.pro if token.lower.startswith(start)), None)
        if start and token.lower[len(start) :] not in _PRO_GOVERNMENT:
            yield token.text[len(start) :]


def _people(tokens: list[Token], spoken: ActorWords, noun: str) -> str:
    if not noun or noun.split()[-1] not in spoken.communal:
        return ""
    named = (token.text if token.text in spoken.peoples else token.text.removesuffix("s") for token in tokens)
    return next((people for people in named if people in spoken.peoples), "")
