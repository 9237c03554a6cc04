"""Words are found as a person would find them, and blotted out without moving anything."""

from __future__ import annotations

import pytest

from khaldun.errors import UsageError
from khaldun.text.occurrences import BLOT, Wording, blotted, is_blotted_as

NAMES = ("Amal Hadi", "A. Hadi", "أمل الهادي", "O'Brien", "山田", "Zoë")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param("Amal Hadi's house", "*********'s house", id="possessive"),
        pytest.param("AMAL\n HADI", "**********", id="case-and-break"),
        pytest.param("amal-hadi_1.html", "*********_1.html", id="in-an-address"),
        pytest.param("q=amal%20hadi&x", "q=***********&x", id="coded-blank"),
        pytest.param("Am\u00adal Ha\u0301di\u0301!", "************!", id="soft-hyphen-and-accents"),
        pytest.param("A.Hadi, A Hadi, A. Hadi", "******, ******, *******", id="initial"),
        pytest.param("AHadi", "AHadi", id="initial-grown-together"),
        pytest.param("Amal Hadiya", "Amal Hadiya", id="longer-behind"),
        pytest.param("Kamal Hadi", "Kamal Hadi", id="longer-before"),
        pytest.param("Amal, Hadi", "Amal, Hadi", id="a-list"),
        pytest.param("al-Amal Hadi", "al-*********", id="hyphen-before"),
        pytest.param("O\u2019BRIEN O`Brien", "******* *******", id="apostrophes"),
        pytest.param("وأمل الهادي قال", "و********** قال", id="and-in-one-word"),
        pytest.param("وبأمل الهادي", "وب**********", id="and-by-in-one-word"),
        pytest.param("كتابأمل الهادي", "كتابأمل الهادي", id="another-arabic-word"),
        pytest.param("أَمَل الهـــادي", "***************", id="vowels-and-tatweel"),
        pytest.param("私は山田です", "私は**です", id="no-blanks"),
        pytest.param("ZOE\u0308, zoe", "****, ***", id="marks-matter-not"),
        pytest.param("x\u0301zoë", "x\u0301zoë", id="behind-a-mark"),
        pytest.param("Zoë\u093e", "Zoë\u093e", id="before-a-vowel-sign"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_whole_words_are_blotted(text: str, after: str) -> None:
    wording = Wording(NAMES)
    assert wording.blotted(text) == after.replace("*", BLOT)
    assert wording.stand_in(text) is (text != after)
    assert wording.may_stand_in(text) or text == after


def test_a_letter_that_stands_for_a_phrase_goes_whole() -> None:
    assert Wording(["الله"]).blotted("a \ufdfa b") == f"a {BLOT} b"


def test_what_gets_an_edge_by_its_neighbours_end_goes_too() -> None:
    assert Wording(["山田", "Hadi"]).blotted("山田Hadi") == BLOT * 6


def test_parts_of_words_are_found_where_they_are_asked_for() -> None:
    assert Wording(["adi sa"], whole=False).spans("Hadi said; badi  sat") == [(1, 7), (12, 19)]


@pytest.mark.parametrize(
    ("address", "after"),
    [
        pytest.param("https://x/amal-hadi", "https://x/*********", id="plain"),
        pytest.param("https://x/%41mal%2DHadi%25", "https://x/*********%", id="coded"),
        pytest.param("https://x/%2541mal%2520Hadi", "https://x/*********", id="coded-twice"),
        pytest.param("https://x/a%20b", "https://x/a%20b", id="another"),
        pytest.param(f"https://x/%D8%A3%D9%85%D9%84%20{'%D8%A7%D9%84%D9%87%D8%A7%D8%AF%D9%8A'}", None, id="arabic"),
    ],
)
def test_addresses_are_read_as_they_are_meant(address: str, after: str | None) -> None:
    found = Wording(NAMES).blotted_address(address)
    assert found == (after.replace("*", BLOT) if after is not None else f"https://x/{BLOT * (len(address) - 10)}")


@pytest.mark.parametrize(
    ("blot", "plain", "same"),
    [
        pytest.param("x/**-1", "x/ab-1", True, id="as-long"),
        pytest.param("x/**-1", "x/abc-1", False, id="longer"),
        pytest.param("x/**-1", "x/ab-2", False, id="another-end"),
        pytest.param("x/*** b", "x/a%20c%20b", True, id="coded"),
        pytest.param("x/ab", "x/ab", False, id="nothing-blotted"),
    ],
)
def test_a_blotted_address_is_known_again(blot: str, plain: str, same: bool) -> None:
    assert is_blotted_as(blot.replace("*", BLOT), plain) is same


def test_spans_that_meet_are_one() -> None:
    assert blotted("abcdef", [(3, 5), (1, 4)]) == f"a{BLOT * 4}f"


@pytest.mark.parametrize("spelling", ["", " ", "a", "'-.", f"ab{BLOT}"])
def test_what_is_no_word_is_refused(spelling: str) -> None:
    with pytest.raises(UsageError, match="no words"):
        Wording([spelling])
