"""Regular English inflection: forms of verbs and plurals of nouns, for the lexicon."""

from __future__ import annotations

from collections.abc import Mapping

_VOWELS = "aeiou"
_SIBILANT = ("s", "x", "z", "ch", "sh")


def third_person(verb: str) -> str:
    """'attack' → 'attacks', 'carry' → 'carries', 'go' → 'goes'."""
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith((*_SIBILANT, "o")) else "s")


def doubles(verb: str) -> bool:
    """Whether the last consonant doubles: one syllable, one vowel letter, one consonant ('rob', not 'rain', 'tow')."""
    if len(verb) < 3 or verb[-1] in _VOWELS + "wxy" or verb[-2] not in _VOWELS or verb[-3] in _VOWELS:
        return False
    return not any(letter in _VOWELS for letter in verb[:-2])


def past(verb: str, *, doubling: bool = False) -> str:
    """'attack' → 'attacked', 'seize' → 'seized', 'carry' → 'carried', 'rob' → 'robbed'."""
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + (verb[-1] if doubling else "") + "ed"


def gerund(verb: str, *, doubling: bool = False) -> str:
    """'seize' → 'seizing', 'rob' → 'robbing', 'flee' → 'fleeing'."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    return verb + (verb[-1] if doubling else "") + "ing"


def plural(noun: str) -> str:
    """'village' → 'villages', 'army' → 'armies'; the last word of a phrase is the one inflected."""
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    if noun.endswith(("man",)) and len(noun) > 3:
        return noun[:-2] + "en"
    return noun + ("es" if noun.endswith(_SIBILANT) else "s")


def verb_forms(
    phrase: str, irregular: Mapping[str, tuple[str, ...]], doubling: frozenset[str]
) -> list[tuple[str, str]]:
    """(form, tag) pairs of a verb phrase whose first word is inflected; tags VB, VBZ, VBD, VBN, VBG (Penn Treebank)."""
    verb, space, rest = phrase.partition(" ")
    tail = space + rest
    if verb in irregular:
        z, d, n, g, *others = irregular[verb]
    else:
        double = verb in doubling or doubles(verb)
        z, d, g = third_person(verb), past(verb, doubling=double), gerund(verb, doubling=double)
        n, others = d, []
    also = [(form + tail, tag) for form in others for tag in ("VBD", "VBN")]
    return [(verb + tail, "VB"), (z + tail, "VBZ"), (d + tail, "VBD"), (n + tail, "VBN"), (g + tail, "VBG"), *also]
