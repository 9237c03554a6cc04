"""Texts without capitals: read in a copy that has them, told in their own words."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.read.casing import RULE, Casing, is_caseless
from khaldun.records.base import Span
from khaldun.text.respan import respanned
from khaldun.tools.registry import load_registry
from read.reading_making import PLACES, FakePlaces, article, reader

STORY = (
    "m23 rebels attacked the village of oruva in nimar province on monday, killing six soldiers. "
    "police in senkara said that two farmers were also abducted. the group has not commented on the raid so far."
)
SMALL = ("rebels", "attacked", "the", "village", "of", "in", "province", "on", "killing", "six", "soldiers", "police")


@pytest.fixture(scope="module")
def casing() -> Casing:
    return Casing(SMALL, load_registry(), FakePlaces(PLACES))


@pytest.mark.parametrize(
    ("text", "caseless"),
    [
        pytest.param(STORY, True, id="small"),
        pytest.param(STORY.upper(), True, id="great"),
        pytest.param(STORY.title(), False, id="title-case"),
        pytest.param("Rebels attacked Oruva. " * 20, False, id="mixed"),
        pytest.param("rebels attacked oruva", False, id="too-short-to-tell"),
        pytest.param("", False, id="empty"),
    ],
)
def test_caseless_texts_are_told(text: str, caseless: bool) -> None:
    assert is_caseless(text) is caseless


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        pytest.param("rebels attacked the village of oruva", "Rebels attacked the village of Oruva", id="name"),
        pytest.param("POLICE IN SENKARA", "Police in Senkara", id="capitals-only"),
        pytest.param("killing. police", "Killing. Police", id="sentences"),
        pytest.param("the m23 in nimar", "The M23 in Nimar", id="letter-and-figures"),
        pytest.param("the pkk's soldiers", "The PKK's soldiers", id="abbreviation-of-an-actor"),
        pytest.param("the mnr in oruva", "The MNR in Oruva", id="no-vowels"),
        pytest.param("the reiterating police", "The reiterating police", id="common-ending"),
    ],
)
def test_capitals_of_names_are_restored(casing: Casing, text: str, restored: str) -> None:
    assert casing.restored(text) == restored


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_a_copy_differs_in_case_alone(text: str) -> None:
    casing = Casing(SMALL, load_registry(), FakePlaces(PLACES))
    restored = casing.restored(text)
    assert len(restored) == len(text)
    assert restored.lower() == text.lower()


@pytest.mark.parametrize("words", [STORY, STORY.upper()], ids=["small", "great"])
def test_what_is_found_is_told_in_the_words_of_the_text(words: str) -> None:
    told = article(words)
    annotated = reader().read(told)
    assert [trigger.sub_event_type for trigger in annotated.triggers] == ["violence", "Abduction/forced disappearance"]
    places = {mention.head.quote.lower() for mention in annotated.mentions if mention.kind == "place"}
    assert {"oruva", "senkara"} <= places
    spans = [one.span for one in (*annotated.sentences, *annotated.mentions, *annotated.triggers)]
    assert all(told.text[span.start : span.end] == span.quote for span in spans)
    assert all(RULE in trigger.rules for trigger in annotated.triggers)
    assert annotated.restored is not None
    assert annotated.restored.lower() == told.text.lower()


def test_a_text_in_mixed_case_is_read_as_it_is() -> None:
    annotated = reader().read(article("Rebels attacked Harmut on Monday, police in the town of Senkara said. " * 3))
    assert annotated.restored is None
    assert not any(RULE in trigger.rules for trigger in annotated.triggers)


class Value(msgspec.Struct, frozen=True):
    quote: str
    evidence: tuple[Span, ...]


def test_quotes_come_from_their_evidence() -> None:
    restored, text = "The town of Tal Amra", "the town of tal amra"
    value = Value(quote="Tal Amra", evidence=(Span.of(restored, 4, 20),))
    assert respanned(value, text) == Value(quote="tal amra", evidence=(Span.of(text, 4, 20),))
    assert respanned(Value(quote="Elsewhere", evidence=()), text).quote == "Elsewhere"
