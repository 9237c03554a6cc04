"""A coder's words become offsets; what the text or the guide do not allow is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from khaldun.corpus.check import faults
from khaldun.corpus.records import Coding, Event, MarkedMention, Number, Text, Toll
from khaldun.corpus.sheets import Sheet, SheetError, transcribe
from khaldun.tools.codebooks import packaged_codebook

TYPES = packaged_codebook().event_type.get
SHEET: dict[str, Any] = {
    "id": "re-0001",
    "sentences": {
        "1": {
            "mentions": {
                "actor": ["Rebels", "army patrol"], "place": ["Sadi"], "date": ["Friday"], "source": ["police"],
            },
            "triggers": [
                {
                    "trigger": "ambushed", "type": "Armed clash", "status": "reported", "doer": ["Rebels"],
                    "target": ["army patrol"], "place": ["Sadi"], "date": ["Friday"], "source": ["police"],
                }
            ],
        },
        "2": {
            "mentions": {"count": ["four", "two"], "actor": ["soldiers", "rebels"]},
            "triggers": [{"trigger": "ambush", "type": "Armed clash", "status": "asserted", "killed": ["four", "two"]}],
        },
        "3": {
            "mentions": {"actor": ["army"], "place": ["Sadi"]},
            "triggers": [{"trigger": "storm", "type": "Armed clash", "status": "planned", "doer": ["army"]}],
        },
    },
    "events": [
        {
            "triggers": ["1:ambushed", "2:ambush"], "type": "Armed clash", "status": "reported",
            "date": {"start": "2016-05-06", "end": "2016-05-06"},
            "place": {"mention": "1:Sadi", "name": "Sadi", "country": "SYR", "precision": 2},
            "actor1": {"mention": "1:Rebels", "name": "Opposition Rebels (Syria)"},
            "actor2": {"mention": "1:army patrol", "name": "Military Forces of Syria"},
            "deaths": [{"of": "actor2", "low": 4, "best": 4, "high": 4}, {"of": "actor1", "low": 2}],
        },
        {"triggers": ["3:storm"], "type": "Armed clash", "status": "planned", "place": {"mention": "3:Sadi"}},
    ],
}  # fmt: skip


def sheet(**changes: Any) -> Sheet:
    return msgspec.convert({**SHEET, **changes}, Sheet)


def coded(text: Text, **changes: Any) -> Coding:
    return transcribe(sheet(**changes), text, coder="a", pass_="first")


def test_words_become_offsets(document: Text) -> None:
    coding = coded(document)
    words = [document.text[one.start : one.end] for one in (*coding.mentions, *coding.triggers)]
    assert words == [
        "Rebels", "army patrol", "Sadi", "Friday", "police", "four", "two", "soldiers", "rebels", "army", "Sadi",
        "ambushed", "ambush", "storm",
    ]  # fmt: skip
    assert coding.mentions[10].start == document.text.rindex("Sadi")
    assert [(role.trigger, role.role, role.mention) for role in coding.roles][:2] == [(0, "doer", 0), (0, "target", 1)]
    assert coding.events is not None
    assert coding.events[0].triggers == (0, 1)
    assert list(faults(coding, document, TYPES)) == []


def test_no_word_of_the_text_is_in_a_coding(document: Text) -> None:
    written = msgspec.json.encode(coded(document)).decode()
    assert "ambush" not in written
    assert "patrol" not in written


@pytest.mark.parametrize(
    ("quote", "start"),
    [("Tal Amra#1", 23), ("Tal Amra#2", 85), ("army", 72), ("Shells", 0)],
)
def test_a_number_tells_occurrences_apart(sentence: Text, quote: str, start: int) -> None:
    kind = "place" if quote.startswith("Tal") else "actor"
    one = {"mentions": {kind: [quote]}, "triggers": [{"trigger": "hit", "type": "Attack", "status": "asserted"}]}
    coding = transcribe(
        msgspec.convert({"id": "el-0001", "sentences": {"1": one}}, Sheet), sentence, coder="a", pass_="first"
    )
    assert coding.mentions[0].start == start
    assert coding.events is None


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Tal Amra", "2 times; say which"),
        ("Tal Amra#3", "2 times, not 3"),
        ("Tel Amra", "not in it"),
        ("", "not in it"),
    ],
    ids=["twice", "too-far", "absent", "empty"],
)
def test_words_that_cannot_be_found_are_named(sentence: Text, quote: str, said: str) -> None:
    one = {"mentions": {"place": [quote]}, "triggers": [{"trigger": "hit", "type": "Attack", "status": "asserted"}]}
    with pytest.raises(SheetError, match=said):
        transcribe(
            msgspec.convert({"id": "el-0001", "sentences": {"1": one}}, Sheet), sentence, coder="a", pass_="first"
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sentences": {"9": {"triggers": []}}, "events": []}, "no sentence '9'"),
        ({"events": [{"triggers": ["1:raid"], "type": "Armed clash", "status": "asserted"}]}, "no trigger '1:raid'"),
        (
            {"sentences": {"1": {"triggers": [{"trigger": "ambushed", "type": "Attack", "status": "asserted",
                                               "doer": ["Rebels"]}]}}, "events": []},
            "not among the mentions",
        ),
    ],
    ids=["sentence", "trigger", "role"],
)  # fmt: skip
def test_a_sheet_that_points_nowhere_is_refused(document: Text, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SheetError, match=said):
        coded(document, **changes)


def with_event(coding: Coding, **changes: Any) -> Coding:
    assert coding.events is not None
    first = msgspec.structs.replace(coding.events[0], **changes)
    return msgspec.structs.replace(coding, events=(first, *coding.events[1:]))


def where(event: Event, **changes: Any) -> Any:
    assert event.place is not None
    return msgspec.structs.replace(event.place, **changes)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda one: msgspec.structs.replace(one, sha256="0" * 64), "SHA-256"),
        (lambda one: msgspec.structs.replace(one, guide=99), "guide 99"),
        (
            lambda one: msgspec.structs.replace(
                one, mentions=(*one.mentions, MarkedMention(id=11, kind="actor", start=2, end=9))
            ),
            "overlap",
        ),
        (
            lambda one: msgspec.structs.replace(
                one, mentions=(*one.mentions, MarkedMention(id=11, kind="actor", start=9000, end=9004))
            ),
            "does not lie in the text",
        ),
        (
            lambda one: msgspec.structs.replace(
                one, mentions=(*one.mentions, MarkedMention(id=7, kind="actor", start=6, end=7))
            ),
            "not numbered",
        ),
        (
            lambda one: msgspec.structs.replace(
                one,
                triggers=(msgspec.structs.replace(one.triggers[0], sub_event_type="Skirmish"), *one.triggers[1:]),
            ),
            "'Skirmish' is no sub-event type",
        ),
        (
            lambda one: msgspec.structs.replace(
                one, roles=(*one.roles, msgspec.structs.replace(one.roles[0], role="place"))
            ),
            "cannot be the place of trigger 0",
        ),
        (
            lambda one: msgspec.structs.replace(
                one, roles=(*one.roles, msgspec.structs.replace(one.roles[0], trigger=1))
            ),
            "different sentences",
        ),
        (lambda one: msgspec.structs.replace(one, roles=(*one.roles, one.roles[0])), "twice"),
        (
            lambda one: msgspec.structs.replace(
                one, roles=(*one.roles, msgspec.structs.replace(one.roles[0], mention=99))
            ),
            "not there",
        ),
        (lambda one: msgspec.structs.replace(one, events=None), "documents have events"),
        (lambda one: msgspec.structs.replace(one, events=one.events[:1]), "no event lists its triggers 2"),
        (lambda one: with_event(one, triggers=()), "no trigger"),
        (
            lambda one: with_event(one, date=msgspec.structs.replace(one.events[0].date, end="2016-05-01")),
            "ends before",
        ),
        (lambda one: with_event(one, date=msgspec.structs.replace(one.events[0].date, end="May")), "no pair of days"),
        (lambda one: with_event(one, place=where(one.events[0], latitude=3.0)), "one coordinate of two"),
        (lambda one: with_event(one, place=where(one.events[0], latitude=95.0, longitude=3.0)), "outside the earth"),
        (lambda one: with_event(one, place=where(one.events[0], country="Syria")), "three letters"),
        (lambda one: with_event(one, place=where(one.events[0], mention=0)), "its place points at actor 0"),
        (lambda one: with_event(one, deaths=(Toll(of="actor1", low=5, best=3),)), "not in order"),
        (lambda one: with_event(one, injured=Number(low=5, high=9, unbounded=True)), "unbounded"),
        (
            lambda one: with_event(
                one, assoc_actor1=(msgspec.structs.replace(one.events[0].actor1, name="Civilians (Syria)"),)
            ),
            "never associated",
        ),
    ],
)
def test_what_the_codebook_forbids_is_named(document: Text, changed: Any, said: str) -> None:
    assert any(said in fault for fault in faults(changed(coded(document)), document, TYPES))
