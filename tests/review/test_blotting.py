"""What is taken out of records: copies follow the text, codes stay, spans keep their places."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, ReportLine, SentenceLine
from khaldun.review.blotting import Cut, cut_text, holds, json_redacted, redacted, redacted_report
from khaldun.text.occurrences import BLOT, Wording

TEXT = "Amal Hadi spoke. Hadi wept in Idlib."
NINE, FOUR = BLOT * 9, BLOT * 4


@pytest.fixture
def cut() -> Cut:
    """Amal Hadi, also by the last name alone, is taken out of the small text."""
    sentences = (SentenceLine(start=0, end=16, disposition="none"), SentenceLine(start=17, end=36, disposition="none"))
    line = ReportLine(id="r", name="r", text=TEXT, sentences=sentences)
    return cut_text(Wording(["Amal Hadi"]), line, [(0, 9), (17, 21)])


@pytest.mark.parametrize(
    ("value", "after"),
    [
        pytest.param("AMAL HADI said", f"{NINE} said", id="the-words"),
        pytest.param("Hadi", FOUR, id="a-copy-that-the-text-has-no-more"),
        pytest.param("Idlib", "Idlib", id="a-copy-that-it-still-has"),
        pytest.param("Hadi wept in Idlib. And more.", f"{FOUR} wept in Idlib. And more.", id="a-copied-sentence"),
        pytest.param("Hadiya", "Hadiya", id="another-word"),
        pytest.param("", "", id="empty"),
    ],
)
def test_values_follow_the_text(cut: Cut, value: str, after: str) -> None:
    assert cut.words(value) == after
    assert redacted(ActorLine(name=value, id="amal-hadi"), cut) == ActorLine(name=after, id="amal-hadi")


@pytest.mark.parametrize(
    ("span", "after"),
    [
        pytest.param(Span(start=0, end=15, quote="Amal Hadi spoke"), f"{NINE} spoke", id="of-the-text"),
        pytest.param(Span(start=5, end=21, quote="Hadi spoke. Hadi"), f"{FOUR} spoke. {FOUR}", id="over-two"),
        pytest.param(Span(start=3, end=12, quote="Amal Hadi"), NINE, id="of-another-text"),
        pytest.param(Span(start=22, end=26, quote="wept"), "wept", id="beside"),
    ],
)
def test_spans_keep_their_places(cut: Cut, span: Span, after: str) -> None:
    assert redacted(span, cut) == Span(start=span.start, end=span.end, quote=after)


def test_a_report_has_the_cut_text_whatever_stands_in_it_twice() -> None:
    line = ReportLine(id="r", name="r", title="A b.", text="A b. A b.", tags=("A b.",))
    cut = cut_text(Wording(["A b"], whole=False), line, [(0, 3)])
    new = redacted_report(line, cut)
    assert new.text == f"{BLOT * 3}. A b." and new.title == f"{BLOT * 3}."


@pytest.mark.parametrize(
    ("value", "name", "held"),
    [
        pytest.param({"name": "Amal Hadi"}, "", True, id="a-value"),
        pytest.param([{"evidence": [{"start": 17, "end": 21, "quote": "Hadi"}]}], "", True, id="a-span"),
        pytest.param({"start": 22, "end": 26, "quote": "wept"}, "", False, id="a-span-beside"),
        pytest.param({"id": "amal-hadi", "rules": ["amal-hadi"]}, "", False, id="codes"),
        pytest.param("Amal Hadi", "status", False, id="a-field-of-codes"),
        pytest.param("Amal Hadi", "notes", True, id="a-field-of-words"),
        pytest.param({"states": {"1": "open"}, "n": 5, "x": None}, "", False, id="no-words"),
    ],
)
def test_json_is_told_to_hold_them(cut: Cut, value: Any, name: str, held: bool) -> None:
    assert holds(value, cut, name) is held
    assert holds(msgspec.json.decode(msgspec.json.encode(value)), cut, name) is held


def test_json_of_any_kind_is_blotted(cut: Cut) -> None:
    value = {"Amal Hadi": [1, None, "by Amal Hadi"], "id": "amal-hadi"}
    assert json_redacted(value, cut) == {NINE: [1, None, f"by {NINE}"], "id": "amal-hadi"}
