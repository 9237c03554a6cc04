"""What stands before the head of a noun phrase: determiners, numbers, owners, adjectives."""

from __future__ import annotations

from dataclasses import dataclass, field

from khaldun.read.rules.chunk import Draft, Tagged
from khaldun.read.rules.lexicon import Sense
from khaldun.read.rules.verbs import VERB_TAGS


@dataclass(slots=True)
class Phrase:
    """A noun phrase being read: modifiers up to `at`."""

    start: int
    at: int
    definite: bool = False
    negative: bool = False
    count: int | None = None
    owner: tuple[int, int] | None = None
    owner_ids: tuple[str, ...] = ()
    owner_class: str = ""
    weapon: Sense | None = None
    weapon_at: int = 0
    loaded: bool = False
    first_modifier: int | None = None
    strange: int = 0
    marks: list[str] = field(default_factory=list)


def take_modifier(draft: Draft, tagged: Tagged, phrase: Phrase, *, after_head: bool) -> bool:
    """Takes the modifier at `phrase.at`, if one stands there."""
    index = phrase.at
    token = tagged.tokens[index]
    word = token.lower
    if index in tagged.dates:
        return False
    if index in tagged.names:
        length, ids = tagged.names[index]
        if after_head:
            return False
        phrase.owner, phrase.owner_ids = (index, index + length), ids
        phrase.first_modifier = index if phrase.first_modifier is None else phrase.first_modifier
        phrase.at += length
        return True
    if after_head and word == "'s":
        phrase.at += 1
        return True
    if after_head:
        return False
    if index in tagged.counts:
        return _number(tagged, phrase, word)
    if _determiner(tagged, phrase, word):
        return True
    if word == "that" and _opens_clause(tagged, index + 1):
        return False
    return _adjective(draft, tagged, phrase, word)


def _number(tagged: Tagged, phrase: Phrase, word: str) -> bool:
    """Takes the number at `phrase.at`; behind a noun that nobody knows it begins another phrase."""
    if phrase.strange:
        return False
    phrase.negative = phrase.negative or word in {"no", "none", "zero"}
    phrase.count = phrase.at
    phrase.at = tagged.counts[phrase.at]
    if tagged.lower(phrase.at) == "of":
        phrase.at += 1
    return True


def _determiner(tagged: Tagged, phrase: Phrase, word: str) -> bool:
    """Takes the determiner at `phrase.at`, if one stands there that belongs to the phrase."""
    if word == "that" and _opens_clause(tagged, phrase.at + 1):
        return False
    if word in tagged.grammar.determiners and (phrase.at == phrase.start or word == "'s"):
        phrase.definite = word in tagged.grammar.definite
        phrase.negative = word == "no"
    elif word == "'s" and phrase.owner:
        phrase.definite = True
    else:
        return False
    phrase.at += 1
    return True


def _adjective(draft: Draft, tagged: Tagged, phrase: Phrase, word: str) -> bool:
    index = phrase.at
    if (
        is_nationality(draft, tagged, index)
        or word.startswith(("pro-", "anti-"))
        or word.endswith(tagged.grammar.allegiance)
    ):
        if phrase.owner is None or not phrase.owner_ids:
            phrase.owner = (phrase.owner[0] if phrase.owner else index, index + 1)
            phrase.owner_class = phrase.owner_class or "nationality"
        if phrase.first_modifier is None:
            phrase.first_modifier = index
        phrase.at += 1
        return True
    for tag in ("loaded", "modifier"):
        sense = tagged.best(index, tag)
        if sense:
            phrase.loaded |= tag == "loaded"
            if phrase.first_modifier is None:
                phrase.first_modifier = index
            phrase.at += sense.length
            return True
    grammar = tagged.grammar
    helper = word in grammar.be or word in grammar.have or word in grammar.do
    if _describes(tagged, phrase, word, helper=helper):
        phrase.at += 1
        return True
    strange = (
        not helper
        and not tagged.senses[index]
        and word.replace("-", "").isalpha()
        and tagged.tokens[index].text.islower()
        and word not in tagged.grammar.function
    )
    if (
        strange
        and phrase.strange < 2
        and phrase.at > phrase.start
        and word not in {"than", "i", "so", "if", "it", "he", "she", "they"}
    ):
        phrase.strange += 1
        phrase.at += 1
        return True
    return False


def _opens_clause(tagged: Tagged, index: int) -> bool:
    """Whether a clause begins behind "that": "the bomb that wounded", "Friday that the garrison left"."""
    word = tagged.lower(index)
    grammar = tagged.grammar
    if word in grammar.determiners or word in grammar.pronouns or word in grammar.be or word in grammar.have:
        return True
    senses = tagged.senses[index] if index < len(tagged.senses) else []
    return any(sense.tag in VERB_TAGS and sense.form == "VBD" for sense in senses)


def _describes(tagged: Tagged, phrase: Phrase, word: str, *, helper: bool) -> bool:
    """Whether the word at `phrase.at` is an adjective, an ordinal, or a noun or participle that acts as one."""
    if _ordinal(word) or word in tagged.grammar.adjectives:
        return True
    if phrase.at == phrase.start:
        return False
    if _noun_modifier(tagged, phrase.at) or tagged.best(phrase.at, "part") is not None:
        return True
    return not helper and _participle(tagged, phrase.at)


def _ordinal(word: str) -> bool:
    """ "24th", as in "the 24th brigade"."""
    return word[-2:] in {"st", "nd", "rd", "th"} and word[:-2].isdigit()


def _noun_modifier(tagged: Tagged, index: int) -> bool:
    """A noun that could be a verb right before the noun it describes: "a supply car", "the control post"."""
    senses = tagged.senses[index]
    if not senses or any(sense.tag not in VERB_TAGS or sense.form != "VB" for sense in senses):
        return False
    follows = tagged.senses[index + 1] if index + 1 < len(tagged.tokens) else []
    return any(sense.tag in {"actor", "weapon", "place"} and sense.form != "NNS" for sense in follows)


def _participle(tagged: Tagged, index: int) -> bool:
    """A participle that describes the noun behind it: "12 kidnapped miners"."""
    sense = tagged.best(index, *VERB_TAGS)
    done = sense is not None and sense.length == 1 and tagged.lower(index).endswith(("ed", "en"))
    return done and tagged.best(index + 1, "actor", "weapon", "collective") is not None


def is_nationality(draft: Draft, tagged: Tagged, index: int) -> bool:
    """Whether the token is an adjective of nationality ("Russian"), with its capital."""
    token = tagged.tokens[index]
    return token.lower in draft.lexicon.nationalities and (token.text[0].isupper() or not tagged.capitals)
