"""Date mentions of a report: what each is counted from, and what stands as its receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from khaldun.records.annotations import Annotated, Link, Mention, Sentence, Trigger
from khaldun.records.base import Span
from khaldun.records.facts import DateFact
from khaldun.records.reports import Article, Block, Stated
from khaldun.resolve.dates import resolve_dates

DAY = dt.timedelta(days=1)


def read(
    *sentences: str,
    published: str | None = "2019-11-16",
    dateline: str | None = None,
    republished: bool = False,
    background: Sequence[int] = (),
    paragraphs: Sequence[int] | None = None,
) -> list[DateFact | None]:
    """The facts of the mentions in [brackets]; `paragraphs` gives each sentence's block, `background` mention ids."""
    text, spans, mentions, at = "", [], [], 0
    for index, sentence in enumerate(sentences):
        start = len(text)
        pieces = sentence.replace("]", "[").split("[")
        for number, piece in enumerate(pieces):
            if number % 2:
                mentions.append((len(text), len(text) + len(piece), index))
            text += piece
        spans.append((start, len(text)))
        text += "\n" if index + 1 < len(sentences) else ""
    blocks = paragraphs or [0] * len(sentences)
    stated = Stated(value=published, evidence=(Span.of(text, 0, 3),)) if published else None
    article = Article(
        report_id="r",
        name="n",
        text=text,
        blocks=(Block(start=0, end=len(text)),),
        language="en",
        reader="text/1",
        published=stated,
        dateline=Stated(value=dateline, evidence=(Span.of(text, 1, 4),)) if dateline else None,
        republished=republished,
    )
    annotated = Annotated(
        report_id="r",
        method="test/1",
        sentences=tuple(
            Sentence(span=Span.of(text, *span), block=block) for span, block in zip(spans, blocks, strict=True)
        ),
        mentions=tuple(
            Mention(id=number, kind="date", span=Span.of(text, a, b), head=Span.of(text, a, b), sentence=sentence)
            for number, (a, b, sentence) in enumerate(mentions)
        ),
        triggers=tuple(
            Trigger(id=number, span=Span.of(text, at, at + 1), sentence=0, sub_event_type="Attack", background=True)
            for number in background
        ),
        links=tuple(Link(trigger=number, mention=number, role="date") for number in background),
    )
    facts = resolve_dates(article, annotated)
    return [facts.get(number) for number in range(len(mentions))]


def days(facts: Sequence[DateFact | None]) -> list[str | None]:
    """Inclusive days as "2019-11-14" or "2019-11-14..2019-11-16"."""
    return [fact and "..".join(dict.fromkeys((str(fact.start), str(fact.end - DAY)))) for fact in facts]


def one(*sentences: str, **known: object) -> DateFact:
    fact = read(*sentences, **known)[-1]  # type: ignore[arg-type]
    assert fact is not None
    return fact


def test_counted_from_publication_with_its_words() -> None:
    fact = one("Shelling began on [Thursday].")
    assert days([fact]) == ["2019-11-14"]
    assert fact.anchor == "published"
    assert [span.quote for span in fact.evidence] == ["Thursday", "She"]
    assert fact.rules == ("dates/weekday-before-anchor",)


def test_stated_in_full_has_only_its_own_words() -> None:
    fact = one("Shelling began on [14 November 2019].")
    assert (fact.anchor, [span.quote for span in fact.evidence]) == ("stated", ["14 November 2019"])
    assert fact.rules == ("dates/stated",)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2019-11-16", "2019-11-15"),
        ("2019-11-16T01:30:00+03:00", "2019-11-15"),
        ("2019-11-16T23:30:00-05:00", "2019-11-15"),
        ("2019-11-16T00:10:00Z", "2019-11-15"),
    ],
    ids=["date", "east-of-greenwich-after-midnight", "west-late", "utc"],
)
def test_the_day_is_the_local_one_of_the_publication(published: str, expected: str) -> None:
    assert days(read("It fell [yesterday].", published=published)) == [expected]


def test_a_republication_says_at_the_latest() -> None:
    fact = one("It fell on [Thursday].", republished=True)
    assert "dates/republished-at-latest" in fact.rules
    assert fact.confidence <= 0.9
    assert "dates/republished-at-latest" not in one("It fell on [3 May 2019].", republished=True).rules


def test_what_hangs_on_a_republication_says_so_too() -> None:
    fact = one("It fell on [Thursday].", "On [the same day] a base was hit.", republished=True)
    assert fact.rules == ("dates/same-day", "dates/republished-at-latest")


@pytest.mark.parametrize(
    ("dateline", "published", "expected", "anchor"),
    [
        ("ALEPPO, 14 November", "2019-11-16", "2019-11-13", "dateline"),
        ("ALEPPO, Nov 14, 2019", None, "2019-11-13", "dateline"),
        ("ALEPPO", "2019-11-16", "2019-11-13", "published"),
        ("ALEPPO, 20 November 2019", "2019-11-16", "2019-11-13", "published"),
    ],
    ids=["day", "full-day-without-publication", "no-day", "after-publication"],
)
def test_the_dateline_s_day_goes_before_the_publication_s(
    dateline: str, published: str | None, expected: str, anchor: str
) -> None:
    fact = one("It fell on [Wednesday].", dateline=dateline, published=published)
    assert days([fact]) == [expected]
    assert fact.anchor == anchor


@pytest.mark.parametrize("words", ["Thursday", "yesterday", "last week", "recently", "13 November", "October"])
def test_without_an_anchor_nothing_is_guessed(words: str) -> None:
    assert read(f"It fell on [{words}].", published=None) == [None]


def test_without_an_anchor_full_days_are_known() -> None:
    facts = read("It fell on [13 November 2019].", "On [the same day] a base was hit.", published=None)
    assert days(facts) == ["2019-11-13", "2019-11-13"]


class TestTheDayToldOfBefore:
    def test_is_the_antecedent_with_its_words(self) -> None:
        fact = one("It fell on [November 14].", "On [the same day] a base was hit.")
        assert days([fact]) == ["2019-11-14"]
        assert fact.anchor == "narrative"
        assert [span.quote for span in fact.evidence] == ["the same day", "November 14"]

    def test_moves_on_with_the_report(self) -> None:
        facts = read("It fell on [November 12].", "[Two days later] it was retaken.", "[A day later] it fell again.")
        assert days(facts) == ["2019-11-12", "2019-11-14", "2019-11-15"]

    def test_is_not_there_at_the_start(self) -> None:
        assert read("On [the same day] a base was hit.") == [None]

    def test_is_no_long_stretch(self) -> None:
        facts = read("It fell on [November 12].", "It was calm [since 2014].", "On [the same day] a base was hit.")
        assert days(facts)[-1] == "2019-11-12"

    def test_is_no_recent_stretch(self) -> None:
        facts = read("It fell on [November 12].", "Many fled [in the past 24 hours].", "[That night] it burnt.")
        assert days(facts)[-1] == "2019-11-12"

    def test_is_no_background(self) -> None:
        facts = read(
            "It fell on [12 November].", "The war of [3 May 2011] …", "[The same day] it burnt.", background=[1]
        )
        assert days(facts)[-1] == "2019-11-12"

    def test_goes_over_paragraphs(self) -> None:
        facts = read("It fell on [November 12].", "On [the same day] it burnt.", paragraphs=[0, 1])
        assert days(facts)[-1] == "2019-11-12"

    def test_gives_a_part_of_a_day_its_day(self) -> None:
        assert days(read("It fell on [Tuesday].", "The raid began at [dawn].")) == ["2019-11-12", "2019-11-12"]


class TestCountedFromAnEvent:
    """Days counted from what a sentence before, or the words behind, say the day of."""

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("On [the third day] of the siege a mine went off.", "2019-11-05"),
            ("On [day three] of the siege a mine went off.", "2019-11-05"),
            ("On [its second day] a mine went off.", "2019-11-04"),
            ("In [its second week] a mine went off.", "2019-11-10..2019-11-16"),
            ("On [the fortieth day] of the siege a mine went off.", None),
        ],
    )
    def test_a_count_begins_with_the_day_of_the_beginning(self, words: str, expected: str | None) -> None:
        facts = read("The siege began on [3 November].", "A shell fell on [11 November].", words)
        assert days(facts)[-1] == expected
        if facts[-1] is not None:
            assert [span.quote for span in facts[-1].evidence][1:] == ["3 November"]

    def test_without_a_beginning_a_count_is_unknown(self) -> None:
        assert days(read("A shell fell on [11 November].", "On [the third day] of the siege it burnt."))[-1] is None

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("[A day before] the talks, which opened on 3 November, a mine went off.", "2019-11-02"),
            ("[Two days after] the raid of 3 November a mine went off.", "2019-11-05"),
            ("[The day after] the attack on 3 November a mine went off.", "2019-11-04"),
            ("[Two days after the truce of 3 November] a mine went off.", "2019-11-05"),
            ("[The day after Monday's raid] a mine went off.", "2019-11-12"),
            ("[A day after] the truce a patrol was hit on Tuesday.", None),
        ],
    )
    def test_the_day_may_stand_behind(self, words: str, expected: str | None) -> None:
        assert days(read(words))[-1] == expected

    def test_the_day_behind_is_the_receipt(self) -> None:
        fact = one("[A day before] the talks, which opened on 3 November, a mine went off.")
        assert fact.anchor == "narrative"
        assert [span.quote for span in fact.evidence][:2] == ["A day before", "3 November"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("It fell [at 23:10 GMT on Tuesday (2:10 a.m. Wednesday local time)].", "2019-11-13"),
        ("It fell [at 23:10 GMT on Tuesday, half past two the next morning] in the town.", "2019-11-13"),
        ("It fell [at 2:10 a.m. on Wednesday (23:10 GMT Tuesday)].", "2019-11-13"),
        ("It fell [at 23:10 GMT on Tuesday].", "2019-11-12"),
        ("A drone came in [at around 16:10 local time].", "2019-11-16"),
    ],
)
def test_of_two_zones_the_local_day_counts(words: str, expected: str) -> None:
    assert days(read(words)) == [expected]


class TestTheYear:
    def test_that_opens_the_sentence_holds_for_the_next(self) -> None:
        facts = read("In [2014] the camp was founded.", "On [March 3] it was raided.")
        assert days(facts) == ["2014-01-01..2014-12-31", "2014-03-03"]
        assert facts[1] is not None and facts[1].rules == ("dates/month-day-narrative-year",)
        assert [span.quote for span in facts[1].evidence] == ["March 3", "2014"]

    def test_that_opens_the_sentence_holds_for_months(self) -> None:
        facts = read("In [2014] the camp was founded.", "In [March] it was raided.")
        assert days(facts)[1] == "2014-03-01..2014-03-31"

    def test_said_in_passing_does_not(self) -> None:
        facts = read("The war that began in [2014] goes on.", "On [March 3] it was raided.")
        assert days(facts)[1] == "2019-03-03"

    def test_of_a_full_day_holds_in_its_paragraph(self) -> None:
        facts = read("On [1 March 2014] it fell.", "It was calm.", "On [3 March] it was retaken.")
        assert days(facts)[1] == "2014-03-03"

    def test_of_another_paragraph_does_not(self) -> None:
        facts = read("On [1 March 2014] it fell.", "On [3 March] it was retaken.", paragraphs=[0, 1])
        assert days(facts)[1] == "2019-03-03"


class TestNumericDates:
    def test_take_the_order_of_the_others(self) -> None:
        assert days(read("Logged [05/07/2016].", "Logged [23/07/2016].")) == ["2016-07-05", "2016-07-23"]
        assert days(read("Logged [05/07/2016].", "Logged [07/23/2016].")) == ["2016-05-07", "2016-07-23"]

    def test_are_unknown_where_the_others_disagree(self) -> None:
        assert days(read("[05/07/2016]", "[23/07/2016]", "[07/23/2016]"))[0] is None

    def test_are_unknown_alone(self) -> None:
        assert read("Logged [05/07/2016].") == [None]

    @pytest.mark.parametrize(
        ("around", "expected"),
        [
            ("The centre was hit.", "2016-07-05"),
            ("The center was hit.", "2016-05-07"),
            ("It began on 3 June.", "2016-07-05"),
            ("It began on June 3.", "2016-05-07"),
            ("The town center, a theatre, was hit.", None),
        ],
        ids=["british-spelling", "american-spelling", "day-first-in-words", "month-first-in-words", "both"],
    )
    def test_are_read_as_those_write_who_spell_like_the_report(self, around: str, expected: str | None) -> None:
        facts = read("Logged [05/07/2016].", around)
        assert days(facts) == [expected]
        assert expected is None or (facts[0] is not None and facts[0].rules == ("dates/order-by-spelling",))

    def test_are_read_in_the_one_order_not_after_publication(self) -> None:
        assert days(read("Logged [05/07/2016].", published="2016-06-01")) == ["2016-05-07"]


class TestSpansOfAReader:
    def test_a_day_of_a_list_is_read_in_its_sentence(self) -> None:
        assert days(read("It was shelled on [3], [4] and [7 November].")) == ["2019-11-03", "2019-11-04", "2019-11-07"]

    def test_a_list_as_one_mention_goes_from_first_to_last(self) -> None:
        fact = one("It was shelled on [3, 4 and 7 November].")
        assert days([fact]) == ["2019-11-03..2019-11-07"]
        assert "dates/list-hull" in fact.rules

    def test_words_around_do_not_matter(self) -> None:
        assert days(read("It fell [early on Thursday evening when] rain set in.")) == ["2019-11-14"]

    def test_a_span_without_a_date_is_left_out(self) -> None:
        assert read("It fell [in the town].") == [None]

    def test_a_day_that_does_not_exist_is_left_out(self) -> None:
        assert read("It fell on [31 February 2019].") == [None]


def test_only_date_mentions_are_resolved() -> None:
    assert read("Nothing here.") == []


def test_the_confidence_is_that_of_the_least_sure_rule() -> None:
    assert one("It fell on [3 May 2019].").confidence > one("It fell [recently].").confidence


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rebels will leave the town on [Sunday].", "2019-11-17"),
        ("Talks are due to begin on [Saturday].", "2019-11-16"),
        ("Under the plan prisoners are to be exchanged on [3 December].", "2019-12-03"),
        ("The army said that it will answer the attack on [Sunday].", "2019-11-10"),
        ("Talks will go on, he said, after shells fell on [Sunday].", "2019-11-10"),
        ("On [Sunday] rebels left; talks will go on.", "2019-11-10"),
        ("They will mourn those killed on [3 December].", "2018-12-03"),
    ],
)
def test_words_of_what_is_to_come_turn_to_the_next_such_day(sentence: str, expected: str) -> None:
    assert days(read(sentence)) == [expected]
