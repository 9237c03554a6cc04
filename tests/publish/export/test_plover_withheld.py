"""PLOVER's rows after withholding: what rests on words is what it was before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace
from safe_making import actor, claim, coded, only, place, published, report, told

from khaldun.publish.export.items import Told
from khaldun.publish.export.plover.events import read_words
from khaldun.publish.export.plover.table import PloverTable
from khaldun.publish.export.profile import SAFE, Choose, Profile
from khaldun.publish.export.tables import LeftOut, Row
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine, SentenceLine

TEXT = "The army moved troops in and attacked the rebels at Marsa. It sent more soldiers to Tura."
FIRST, SECOND = (
    SentenceLine(start=0, end=TEXT.index(" It"), disposition="claims"),
    SentenceLine(start=TEXT.index("It"), end=len(TEXT), disposition="claims"),
)


def span(words: str) -> Span:
    return Span(start=TEXT.index(words), end=TEXT.index(words) + len(words), quote=words)


def line(id_: str, trigger: str, **changes: Any) -> ClaimLine:
    notes = TEXT[FIRST.start : FIRST.end] if TEXT.index(trigger) < FIRST.end else TEXT[SECOND.start :]
    return claim(id=id_, trigger=span(trigger), notes=notes, **changes)


def moved(id_: str, trigger: str, **changes: Any) -> ClaimLine:
    sub = {"event_type": "Strategic developments", "sub_event_type": "Change to group/activity"}
    return line(id_, trigger, actor2=None, coding=coded(actor2=None), **sub, **changes)


ATTACK = line("00000000000000a1", "attacked")
WITHIN = moved("00000000000000a2", "moved troops in")
LATER = moved("00000000000000a3", "sent more soldiers", place=place("Tura"))
OF = report(text=TEXT, sentences=(FIRST, SECOND))


def rows(reports: list[Told]) -> tuple[list[str], list[tuple[str, str, bool]]]:
    """Categories, and what is left out: claim, rule, whether a row tells of it."""
    found = [each for one in reports for each in PloverTable(find_actor=lambda id_: None).code(one)]
    kinds = [str(each.values["event"].cell) for each in found if isinstance(each, Row)]
    return kinds, [(each.claim, each.rule, bool(each.into)) for each in found if isinstance(each, LeftOut)]


def test_a_mobilisation_inside_an_assault_is_one_before_and_after_words_are_withheld() -> None:
    whole = told(ATTACK, WITHIN, LATER, of=OF)
    expected = ["ASSAULT", "MOBILIZE"], [(WITHIN.id, "plover/mobilize-in-assault", True)]
    assert rows([whole]) == expected
    assert rows([read_words(whole)]) == expected
    assert rows(published(read_words(whole), profile=SAFE)[0]) == expected


def test_it_is_no_row_of_its_own_where_the_assault_is_not_published() -> None:
    elsewhere = replace(ATTACK, place=replace(place(), country="TCD"))
    made, left = published(
        read_words(told(elsewhere, WITHIN, LATER, of=OF)), profile=Profile(choose=Choose(countries=("SDN",)))
    )
    assert [one.claim for one in left] == [ATTACK.id]
    assert rows(made) == (["MOBILIZE"], [(WITHIN.id, "plover/mobilize-in-assault", False)])


def test_another_actors_mobilisation_in_the_sentence_is_a_row() -> None:
    other = replace(WITHIN, actor1=actor("rebels", "reb", "Rebel group"))
    assert rows(published(read_words(told(ATTACK, other, of=OF)))[0])[0] == ["ASSAULT", "MOBILIZE"]


@pytest.mark.parametrize("words", ["The army recruited youths.", "Men were conscripted by the army."])
def test_whoever_is_recruited_is_held_back_too(words: str) -> None:
    line = claim(event_type="Strategic developments", sub_event_type="Other", notes=words)
    made, left = published(told(line), day=dt.date(2031, 3, 10))
    assert (made, [one.rule for one in left]) == ([], ["profile/movements"])
    assert only(line).id == line.id
