"""Count mentions of a report: their intervals and receipts."""

from __future__ import annotations

import pytest

from khaldun.records.annotations import Annotated, Mention, MentionKind, Sentence
from khaldun.records.base import Span
from khaldun.records.facts import CountFact
from khaldun.records.reports import Article, Block
from khaldun.resolve.counts import resolve_counts


def read(sentence: str, head: str, span: str | None = None, kind: MentionKind = "count") -> CountFact | None:
    """The fact of the mention `span` (the head alone where none is given) with its head."""
    whole = Span.of(sentence, start := sentence.index(span or head), start + len(span or head))
    within = sentence.index(head, whole.start)
    mention = Mention(id=7, kind=kind, span=whole, head=Span.of(sentence, within, within + len(head)), sentence=0)
    article = Article(
        report_id="r", name="n", text=sentence, blocks=(Block(start=0, end=len(sentence)),), language="en", reader="t/1"
    )
    annotated = Annotated(
        report_id="r",
        method="test/1",
        sentences=(Sentence(span=Span.of(sentence, 0, len(sentence)), block=0),),
        mentions=(mention,),
        triggers=(),
        links=(),
    )
    return resolve_counts(article, annotated).get(7)


@pytest.mark.parametrize(
    ("head", "low", "best", "high", "rule"),
    [
        ("at least 6", 6, 6, None, "counts/at-least"),
        ("over 50", 51, 51, None, "counts/more-than"),
        ("some 20", 20, 20, 20, "counts/approximate"),
        ("10 to 15", 10, 10, 15, "counts/between"),
        ("dozens of", 24, 24, None, "counts/vague-dozens"),
        ("no", 0, 0, 0, "counts/zero"),
        ("a", 1, 1, 1, "counts/one"),
    ],
)
def test_the_head_says_how_many(head: str, low: int, best: int, high: int | None, rule: str) -> None:
    fact = read(f"The strike killed {head} civilians.", head)
    assert fact is not None
    assert (fact.low, fact.best, fact.high, fact.unbounded) == (low, best, high, high is None)
    assert fact.rules == (rule,)
    assert [span.quote for span in fact.evidence] == [head]


def test_the_phrase_says_it_where_the_head_does_not() -> None:
    fact = read("It killed at least 6 militants.", "militants", "at least 6 militants")
    assert fact is not None and fact.low == 6


def test_the_sentence_says_it_where_the_mention_is_cut_short() -> None:
    fact = read("It killed at least 6 militants.", "at least")
    assert fact is not None and (fact.low, fact.unbounded) == (6, True)


@pytest.mark.parametrize("head", ["12 km", "the town", "5 percent"])
def test_what_is_no_count_is_left_out(head: str) -> None:
    assert read(f"They moved {head} away.", head) is None


def test_two_numbers_in_one_mention_are_not_guessed() -> None:
    assert read("It killed 6 men and 7 women.", "6 men and 7") is None


def test_other_mentions_are_not_read() -> None:
    assert read("It killed 6 men.", "6", kind="actor") is None
