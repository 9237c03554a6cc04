"""Laws of reading: whatever the text, spans hold, ids exist, and what is left out is never read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_making import Row, article, reader, rows

from khaldun.read.sentences import split_sentences
from khaldun.records.annotations import Annotated
from khaldun.records.base import Span
from khaldun.records.reports import Article, Stated

PIECES = tuple(row.text for row in rows())
WORDS = sorted({word for text in PIECES for word in text.split()})
REASONS = ("share", "donation", "caption", "related")

texts = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=18).map(" ".join),
    st.lists(st.sampled_from([*PIECES, "\n", "- ", "“", "’s", "\u200f", "é", "İ", "\U0001f525"]), max_size=4).map(
        "".join
    ),
)
# Hypothesis' own health check would count the reader's first loading as slowness.
quick = settings(max_examples=60, deadline=None)
blocks = st.lists(
    st.tuples(
        texts.filter(bool),
        st.sampled_from(["paragraph", "title", "heading", "item", "byline", "dateline", "cell", "other"]),
        st.one_of(st.none(), st.sampled_from(REASONS)),
    ),
    max_size=3,
)


def spans(annotated: Annotated) -> list[Span]:
    """Every span of what a reader found."""
    found = [sentence.span for sentence in annotated.sentences]
    found += [trigger.span for trigger in annotated.triggers]
    return found + [span for mention in annotated.mentions for span in (mention.span, mention.head)]


def check_spans(read: Article, annotated: Annotated) -> None:
    assert all(read.text[span.start : span.end] == span.quote for span in spans(annotated))
    assert all(span.quote for span in spans(annotated))


def check_ids(annotated: Annotated) -> None:
    assert [mention.id for mention in annotated.mentions] == list(range(len(annotated.mentions)))
    assert [trigger.id for trigger in annotated.triggers] == list(range(len(annotated.triggers)))
    assert all(0 <= link.trigger < len(annotated.triggers) for link in annotated.links)
    assert all(0 <= link.mention < len(annotated.mentions) for link in annotated.links)
    containers = {mention.container for mention in annotated.mentions} - {None}
    assert containers <= {mention.id for mention in annotated.mentions if mention.kind == "place"}


def check_sentences(read: Article, annotated: Annotated) -> None:
    for sentence in annotated.sentences:
        block = read.blocks[sentence.block]
        assert block.reason is None
        assert block.role not in {"byline", "dateline"}
        assert block.start <= sentence.span.start < sentence.span.end <= block.end
        assert sentence.heading == (block.role in {"title", "heading"})
    for item in (*annotated.triggers, *annotated.mentions):
        assert item.span.within(annotated.sentences[item.sentence].span)
    for mention in annotated.mentions:
        assert mention.head.within(mention.span)


def check_dispositions(annotated: Annotated) -> None:
    told = {trigger.sentence for trigger in annotated.triggers}
    assert len(annotated.dispositions) == len(annotated.sentences)
    for at, (disposition, reason) in enumerate(annotated.dispositions):
        assert (disposition == "claims") == (at in told)
        assert bool(reason) == (disposition == "none")


@quick
@given(blocks)
def test_reading_any_text_keeps_the_laws(parts: list[tuple[str, str, str | None]]) -> None:
    """No crash; spans hold their words; ids exist; nothing lies outside its sentence, no sentence outside its block."""
    made = article(*parts)
    found = reader().read(made)
    check_spans(made, found)
    check_ids(found)
    check_sentences(made, found)
    check_dispositions(found)


@quick
@given(texts)
def test_reading_is_deterministic(text: str) -> None:
    made = article(text)
    assert reader().read(made) == reader().read(made)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.id) for row in rows()])
def test_the_laws_hold_for_every_row_of_the_table(row: Row) -> None:
    made = article((row.text, "heading" if row.heading else "paragraph"))
    found = reader().read(made)
    check_spans(made, found)
    check_ids(found)
    check_sentences(made, found)
    check_dispositions(found)
    for trigger in found.triggers:
        assert trigger.rules, "a trigger names its rules"
        assert 0 < trigger.confidence <= 1
    assert all(link.rules for link in found.links)


@pytest.mark.parametrize("reason", REASONS)
def test_furniture_is_never_read(reason: str) -> None:
    """A block left out gives no sentence, though it tells of an event."""
    told = "Rebels attacked Senkara on Monday."
    found = reader().read(article((told, "paragraph", reason), ("Prices rose.", "paragraph", None)))
    assert [sentence.span.quote for sentence in found.sentences] == ["Prices rose."]
    assert found.triggers == ()
    assert reader().read(article(told)).triggers, "the same words are read where they are the report's own"


def test_reading_a_block_is_not_changed_by_furniture_before_it() -> None:
    told = "Rebels attacked Senkara on Monday."
    alone, behind = reader().read(article(told)), reader().read(article(("Share this", "other", "share"), told))
    quotes = [[trigger.span.quote for trigger in found.triggers] for found in (alone, behind)]
    assert quotes[0] == quotes[1] == ["attacked"]


def test_a_dateline_is_no_part_of_the_first_sentence() -> None:
    """What stands before the dateline's end belongs to it, and its place is no event's place."""
    made = article("DOVREL, 3 May (Wire) – Rebels attacked Senkara on Monday.")
    line = Stated(value="DOVREL", evidence=(Span.of(made.text, 0, len("DOVREL, 3 May (Wire)")),))
    found = reader().read(
        made.__class__(**{name: getattr(made, name) for name in made.__struct_fields__} | {"dateline": line})
    )
    assert "DOVREL" not in {mention.head.quote for mention in found.mentions}
    assert [trigger.span.quote for trigger in found.triggers] == ["attacked"]


def test_highlights_above_a_report_are_marked_as_a_recap() -> None:
    made = article(
        ("Highlights", "heading"),
        "Rebels attacked Senkara on Monday.",
        ("Details", "heading"),
        "Rebels attacked Oruva.",
    )
    marked = ["read/recap" in trigger.rules for trigger in reader().read(made).triggers]
    assert marked == [True, False]


SPLITS = (
    ("rank", "Lt. Col. Amar Dessu died. Police came.", ["Lt. Col. Amar Dessu died.", "Police came."]),
    ("initials", "A U.S. drone fell. It burned.", ["A U.S. drone fell.", "It burned."]),
    ("distance", "It lies 5 km. from Oruva. Troops left.", ["It lies 5 km. from Oruva.", "Troops left."]),
    ("month", "It fell on Nov. 3 in Oruva. Troops left.", ["It fell on Nov. 3 in Oruva.", "Troops left."]),
    ("items", "- Rebels left Oruva\n- Police came to Dovrel", ["Rebels left Oruva", "Police came to Dovrel"]),
    ("numbered items", "1. Rebels left Oruva\n2. Police came", ["Rebels left Oruva", "Police came"]),
    ("blank line", "Rebels left Oruva\n\nPolice came", ["Rebels left Oruva", "Police came"]),
    ("wrapped line", "Rebels left\nOruva on Monday.", ["Rebels left\nOruva on Monday."]),
    ("decimal", "About 3.5 tonnes burned. Troops left.", ["About 3.5 tonnes burned.", "Troops left."]),
    ("quotation", '"We fled." She wept.', ['"We fled."', "She wept."]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in SPLITS])
def test_sentences_are_cut_where_they_end(text: str, expected: list[str]) -> None:
    """Abbreviations end no sentence; an item of a list does."""
    assert [sentence.span.quote for sentence in split_sentences(article(text))] == expected


def test_a_heading_is_one_sentence() -> None:
    found = split_sentences(article(("Troops leave. Rebels come", "heading")))
    assert [(sentence.span.quote, sentence.heading) for sentence in found] == [("Troops leave. Rebels come", True)]


def test_the_method_names_the_reader_and_its_lexicon() -> None:
    """A change of the lexicon changes the name that stands in every claim."""
    name, _, version = reader().method.partition("+")
    assert name == "rules/1"
    assert len(version) == 12
