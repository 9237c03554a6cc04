"""Regular English inflection, as the lexicon uses it."""

from __future__ import annotations

import pytest

from khaldun.text.inflect import doubles, gerund, past, plural, third_person, verb_forms

VERBS = (
    ("attack", "attacks", "attacked", "attacking"),
    ("seize", "seizes", "seized", "seizing"),
    ("carry", "carries", "carried", "carrying"),
    ("deploy", "deploys", "deployed", "deploying"),
    ("rob", "robs", "robbed", "robbing"),
    ("rain", "rains", "rained", "raining"),
    ("clash", "clashes", "clashed", "clashing"),
    ("go", "goes", "goed", "going"),
    ("torch", "torches", "torched", "torching"),
    ("flee", "flees", "fleed", "fleeing"),
    ("die", "dies", "died", "dying"),
    ("fix", "fixes", "fixed", "fixing"),
    ("bomb", "bombs", "bombed", "bombing"),
    ("raid", "raids", "raided", "raiding"),
    ("torpedo", "torpedoes", "torpedoed", "torpedoing"),
)  # fmt: skip


@pytest.mark.parametrize(("verb", "third", "then", "ing"), [pytest.param(*row, id=row[0]) for row in VERBS])
def test_forms_of_a_verb(verb: str, third: str, then: str, ing: str) -> None:
    """Regular forms, even of verbs that the lexicon lists as irregular (go, flee)."""
    doubling = doubles(verb)
    assert third_person(verb) == third
    assert past(verb, doubling=doubling) == then
    assert gerund(verb, doubling=doubling) == ing


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("village", "villages"),
        ("army", "armies"),
        ("convoy", "convoys"),
        ("gunman", "gunmen"),
        ("ambush", "ambushes"),
        ("bus", "buses"),
        ("box", "boxes"),
        ("man", "mans"),
        ("air strike", "air strikes"),
        ("car bomb", "car bombs"),
    ],
)
def test_plural_of_a_noun(noun: str, expected: str) -> None:
    """The last word of a phrase is the one inflected; "man" alone is an irregular plural of the lexicon's own."""
    assert plural(noun) == expected


def test_the_first_word_of_a_verb_phrase_is_the_one_inflected() -> None:
    forms = verb_forms("open fire on", {}, frozenset())
    assert forms == [
        ("open fire on", "VB"), ("opens fire on", "VBZ"), ("opened fire on", "VBD"), ("opened fire on", "VBN"),
        ("opening fire on", "VBG"),
    ]  # fmt: skip


def test_irregular_forms_win() -> None:
    irregular = {"take": ("takes", "took", "taken", "taking")}
    forms = {tag: form for form, tag in verb_forms("take over", irregular, frozenset())}
    assert forms == {
        "VB": "take over",
        "VBZ": "takes over",
        "VBD": "took over",
        "VBN": "taken over",
        "VBG": "taking over",
    }


def test_a_longer_verb_doubles_only_where_the_lexicon_says_so() -> None:
    assert ("repelled", "VBD") in verb_forms("repel", {}, frozenset({"repel"}))
    assert ("repeled", "VBD") in verb_forms("repel", {}, frozenset())
