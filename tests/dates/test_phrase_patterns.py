"""The pattern language of the data files: what it matches, and the errors that a wrong form gives."""

from __future__ import annotations

import pytest

from khaldun.errors import DataError
from khaldun.text.phrases import Form, Lexicon, Patterns, Reduced, check_kinds
from khaldun.text.phrases.reduced import Atom

WORDS = {"colour": {"red": 1, "green": 2}, "Name": {"may": 5}}


def found(text: str, *forms: str, **around: object) -> list[str]:
    lexicon = Lexicon(WORDS, proper=["Name"])
    patterns = Patterns(lexicon, [Form(kind="k", forms=forms, **around)], {"hue": "(light|dark)"})  # type: ignore[arg-type]
    tokens = lexicon.tokens(text, 0, len(text))
    return [text[tokens.start(hit.first) : tokens.end(hit.last - 1)] for hit in patterns.find(tokens.codes)]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("the car", "The car and THE CAR, the  car", ["The car", "THE CAR", "the  car"]),
        ("{colour} car", "a red car", ["red car"]),
        ("<hue>? {colour}", "a dark red and a green", ["dark red", "green"]),
        ("{colour} ({colour})*", "red green red", ["red green red"]),
        ("{Name}", "may be in May, MAY", ["May", "MAY"]),
        ('{day} "-" {day}', "3-5, 3–5, 3 - 5", ["3-5", "3–5"]),
        ('{day} "--" {day}', "3-5, 3 – 5, 3 -5", ["3 – 5", "3 -5"]),
        ("{year}", "1899 1900 2099 2100", ["1900", "2099"]),
        ("{clock}", "14:30, 3 a.m., 9pm, 14.30, 14:30:15", ["14:30", "3 a.m.", "9pm", "14:30:15"]),
        ("{ordinal}", "3rd, 108th, 22nd", ["3rd", "22nd"]),
        ("red car", "red\n\ncar", []),
        ("red car", "red\ncar", ["red\ncar"]),
        ("{capital} car", "A Blue car, blue car", ["Blue car"]),
    ],
    ids=[
        "literal-in-any-case", "class", "piece", "repeat", "proper", "joining-dash", "loose-dash", "years", "clocks",
        "ordinals", "not-over-a-paragraph", "over-a-line", "capital",
    ],
)  # fmt: skip
def test_form(form: str, text: str, expected: list[str]) -> None:
    assert found(text, form) == expected


def test_the_longest_match_wins_whatever_the_order() -> None:
    assert found("a red car here", "red", "red car here", "red car") == ["red car here"]


def test_what_stands_around_decides() -> None:
    assert found("the red, a red, red car", "red", after=("the",)) == ["red"]
    assert found("the red", "red", not_after=("the",)) == []
    assert found("red car, red", "red", before="car") == ["red"]
    assert found("red car", "red", not_before="car") == []


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("{shape}", "no class of words is called 'shape'"),
        ("<part>", "no piece is called <part>"),
        ("(red", "a bracket is not closed"),
        ("red)", "a bracket is closed that was not opened"),
        ("? red", "'?' stands after nothing"),
        ("red %", "'%' cannot be read"),
        ("red?", "no word of it must be there"),
    ],
)
def test_a_wrong_form_is_told(form: str, message: str) -> None:
    with pytest.raises(DataError) as error:
        found("", form)
    assert message in str(error.value)


def test_surroundings_must_have_a_fixed_length() -> None:
    with pytest.raises(DataError, match="no fixed length"):
        found("", "red", after=("the very?",))


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(DataError, match="'k' is no kind of pattern"):
        check_kinds([Form(kind="k", forms=("red",))], {"day"})


def test_a_reduced_stretch_leads_back_to_its_tokens() -> None:
    reduced = Reduced("abcdefg", [Atom(1, 3, "X", "bc"), Atom(4, 6, "Y", "ef")])
    assert reduced.codes == "aXdYg"
    assert {place: atom.value for place, atom in reduced.atoms.items()} == {1: "bc", 3: "ef"}
    assert [reduced.tokens(place, place + 1) for place in range(5)] == [(0, 1), (1, 3), (3, 4), (4, 6), (6, 7)]


def test_a_table_of_numbers_takes_no_long_time() -> None:
    text = "1, 2, 3, 4, 12, 31, 1999, " * 4000
    lexicon = Lexicon(WORDS)
    patterns = Patterns(lexicon, [Form(kind="k", forms=('{day} ("," {day})* and red',))], {})
    assert list(patterns.find(lexicon.tokens(text, 0, len(text)).codes)) == []
