"""A phrase for people taken apart: its noun and what that noun means, nations, names, side, stance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khaldun.records.annotations import Mention
from khaldun.resolve.actors_words import ActorWords
from khaldun.resolve.registry_protocol import Actors, CountryHit, NameHit
from khaldun.text.tokens import Token, tokenise

_DEFINITE = frozenset({"the", "this", "these", "those", "that", "both", "its", "their", "'s"})
_BY_SENSE = {"civilian": "civilians", "force": "military", "generic": "armed", "person": "person"}
_STATE = frozenset({"military", "police", "government"})
_ARMED = frozenset({"armed", "fighting"})
_PRO_GOVERNMENT = frozenset({"government", "regime", "state", "army", "assad"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the words of an actor mention say.

    `kind` is a list of actor_words.yaml or a made actor's kind ("military", "armed", "civilians", …), "person" or ""
    where no word decides. `nations` are the countries of its adjectives. `backers` are the countries or groups (as
    written) behind "X-backed", `linked` those behind "X-linked". `people` is the community named ("Fulani").
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
    government: bool
    insurgent: bool
    unidentified: bool
    apart: bool
    noun_start: int


def read_phrase(
    mention: Mention, text: str, registry: Actors, names: Iterable[NameHit], nations: Iterable[CountryHit]
) -> Phrase:
    """The mention's phrase; `names` and `nations` are the hits that lie inside it."""
    spoken = registry.words
    tokens = tokenise(text, mention.span.start, mention.span.end)
    words = tuple(token.lower for token in tokens)
    flags = frozenset(words)
    noun, noun_start, kind = _noun(words, tokens, spoken)
    backers = tuple(_backers(tokens, registry))
    insurgent = not flags.isdisjoint(spoken.insurgent) or "anti-government" in flags
    government = not flags.isdisjoint(spoken.government)
    kind = _side(
        kind or _BY_SENSE.get(mention.sense, ""), noun, words, spoken, insurgent=insurgent, government=government
    )
    before = tokenise(text, max(mention.span.start - 12, 0), mention.span.start)
    stances = [word for word in words if word in spoken.loaded]
    return Phrase(
        mention=mention,
        words=words,
        noun=noun,
        kind=kind,
        nations=tuple(nations),
        names=tuple(names),
        backers=backers,
        people=_people(tokens, spoken, noun),
        stance=" ".join(dict.fromkeys(stances)) or None,
        definite=bool(words) and (words[0] in _DEFINITE or (bool(before) and before[-1].lower in _DEFINITE)),
        government=government,
        insurgent=insurgent,
        unidentified=not flags.isdisjoint(spoken.unidentified),
        apart=not flags.isdisjoint(spoken.apart) or (bool(before) and before[-1].lower in spoken.apart),
        noun_start=noun_start,
    )


def _noun(words: tuple[str, ...], tokens: list[Token], spoken: ActorWords) -> tuple[str, int, str]:
    """The longest noun phrase of the lists that ends last in the phrase, where it begins, and its kind."""
    for end in range(len(words), 0, -1):
        for size in range(min(spoken.longest, end), 0, -1):
            noun = " ".join(words[end - size : end])
            if noun in spoken.kinds:
                return noun, tokens[end - size].start, spoken.kinds[noun]
    return "", -1, ""


def _side(
    kind: str, noun: str, words: tuple[str, ...], spoken: ActorWords, *, insurgent: bool, government: bool
) -> str:
    """The kind once the modifiers have said whose side it is on."""
    if any(word.startswith("pro-") and word[4:] in _PRO_GOVERNMENT for word in words):
        militia = noun.split()[-1:] and noun.split()[-1] in spoken.militia
        return "progovernment" if militia else ("military" if kind in _ARMED | _STATE else kind)
    if kind in _STATE and insurgent and "-" not in noun:
        return "armed"
    if kind in _ARMED and government and not insurgent:
        militia = noun.split()[-1:] and noun.split()[-1] in spoken.militia
        return "progovernment" if militia else "military"
    if kind == "ranks" and insurgent:
        return "armed"
    if kind == "ranks" and government:
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
    return next((token.text for token in tokens if token.text in spoken.peoples), "")
