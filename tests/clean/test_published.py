"""Publication days: words to dates, and the choice among statements."""

from __future__ import annotations

import datetime as dt

import pytest

from khaldun.clean.dates import find_dates
from khaldun.records.reports import Given

from .test_layouts import cleaned, value

WORDS = [
    ("November 16, 2019", "2019-11-16", None),
    ("Nov. 16, 2019", "2019-11-16", None),
    ("16 November 2019", "2019-11-16", None),
    ("16th of November, 2019", "2019-11-16", None),
    ("2019-11-16", "2019-11-16", None),
    ("2019/11/16", "2019-11-16", None),
    ("16.11.2019", "2019-11-16", None),
    ("11/16/2019", "2019-11-16", None),
    ("05/07/2016", "2016-07-05", "2016-05-07"),
    ("07/07/2016", "2016-07-07", None),
    ("Sat, 16 Nov 2019 10:15:00 +0300", "2019-11-16T10:15:00+03:00", None),
    ("16 Nov 2019, 18:30 GMT", "2019-11-16T18:30:00+00:00", None),
    ("Nov 16, 2019 at 6:30 p.m. EST", "2019-11-16T18:30:00-05:00", None),
    ("2026-03-05T01:30:00+03:00", "2026-03-05T01:30:00+03:00", None),
    ("2026-03-05T01:30:00.123Z", "2026-03-05T01:30:00+00:00", None),
    ("2026-03-05 01:30 +0300", "2026-03-05T01:30:00+03:00", None),
    ("3 March 2020 10:00 UTC+3", "2020-03-03T10:00:00+03:00", None),
    ("Monday 13 May 2024, 16:42", "2024-05-13", None),
    ("16 Nov 2019, 25:30 GMT", "2019-11-16", None),
]


@pytest.mark.parametrize(("words", "first", "other"), WORDS)
def test_a_date_in_words(words: str, first: str, other: str | None) -> None:
    (date,) = find_dates(f"On {words}.")
    assert (date.value, date.other) == (first, other)
    dt.datetime.fromisoformat(date.value)


@pytest.mark.parametrize(
    "words", ["31/02/2016", "November 2019", "20191116", "1.2.3.2019", "99/99/2019", "30 Feb 2020", ""]
)
def test_what_is_no_full_day(words: str) -> None:
    assert find_dates(words) == []


BODY = (
    "\n\nClashes broke out near the town of Ariha on Monday and killed at least three people, the medics there said.\n"
)


def published(head: str, *, given: str | None = None, tail: str = "") -> tuple[str | None, tuple[str, ...]]:
    article = cleaned(f"A title of some words\n{head}{BODY}{tail}", given=Given(published=given))
    return value(article.published), article.warnings


def test_no_date_is_unknown_not_today() -> None:
    assert published("") == (None, ())


def test_two_orders_are_unknown_with_a_warning() -> None:
    day, warnings = published("Published: 05/07/2016")
    assert day is None
    assert len(warnings) == 1
    assert "'05/07/2016'" in warnings[0]
    assert "2016-07-05 or 2016-05-07" in warnings[0]


def test_given_in_two_orders_is_unknown_with_a_warning() -> None:
    day, warnings = published("", given="05/07/2016")
    assert day is None
    assert "two orders" in warnings[0]


@pytest.mark.parametrize(
    ("head", "given", "day"),
    [
        pytest.param("Published: 05/07/2016", "2016-05-07", "2016-05-07", id="given-decides"),
        pytest.param("July 5, 2016", "05/07/2016", "2016-07-05", id="the-page-decides-a-given-day"),
        pytest.param("By Ana Reyes | 05/07/2016\nUpdated 5 July 2016", None, "2016-07-05", id="the-update-decides"),
        pytest.param("Published: 03/12/2025", None, "2025-03-12", id="the-other-order-is-in-the-future"),
    ],
)
def test_other_evidence_settles_the_order(head: str, given: str | None, day: str) -> None:
    article = cleaned(f"A title of some words\n{head}{BODY}", given=Given(published=given), today=dt.date(2025, 6, 1))
    assert value(article.published) == day
    assert article.warnings == ()


def test_the_reports_other_dates_settle_the_order() -> None:
    tail = "\nAn earlier bulletin of 28/06/2016 had spoken of seven dead and a dozen wounded near the same crossing.\n"
    assert published("Published: 05/07/2016", tail=tail)[0] == "2016-07-05"


@pytest.mark.parametrize("given", ["2031-01-01", None])
def test_the_future_is_not_believed(given: str | None) -> None:
    day, warnings = published("" if given else "Published: 1 January 2031", given=given)
    assert day is None
    assert "2031-01-01" in warnings[0]
    assert "future" in warnings[0]


def test_a_given_day_in_the_future_leaves_the_reports_own() -> None:
    day, warnings = published("Published: 3 May 2020", given="2031-01-01")
    assert day == "2020-05-03"
    assert warnings == ("Publication date 2031-01-01 (given) is in the future: it was not taken.",)


@pytest.mark.parametrize("given", ["soon", "31/02/2016", "2019"])
def test_a_given_day_that_is_none(given: str) -> None:
    day, warnings = published("", given=given)
    assert day is None
    assert repr(given) in warnings[0]


def test_given_wins_and_says_so() -> None:
    article = cleaned(
        f"A title of some words\nThe Delta Post, 3 May 2020{BODY}",
        given=Given(title="Other", publisher="Wire", published="2020-05-02T23:00:00+03:00", url="https://x.example/a"),
    )
    assert value(article.published) == "2020-05-02T23:00:00+03:00"
    assert (value(article.title), value(article.publisher), value(article.url)) == (
        "Other",
        "Wire",
        "https://x.example/a",
    )
    assert article.published is not None
    assert article.published.rules == ("clean/given",)


def test_the_zone_is_kept_from_the_page() -> None:
    page = (
        '<html><head><meta property="article:published_time" content="2026-03-05T01:30:00+03:00">'
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"T of it","datePublished":"2026-03-05"}'
        f"</script></head><body><h1>T of it</h1><p>{BODY}</p></body></html>"
    )
    article = cleaned(page, reader="html/1", today=dt.date(2026, 4, 1))
    assert value(article.published) == "2026-03-05T01:30:00+03:00"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Prepared by the access group. Publication date: 12 June 2025. The next is due soon.", "2025-06-12"),
        ("*A Research Group. Issue 112. Published 10 December 2020. Compiled by Nadia Sarrouf.*", "2020-12-10"),
        ("Daily summary of the activities of our forces for Saturday 12 March 2016", "2016-03-12"),
        ("Flash Update No. 6 (as of 12 June 2025)", "2025-06-12"),
        ("Date of issue 12 June 2025, for the partners of the protection cluster only.", "2025-06-12"),
    ],
)
def test_a_day_said_in_passing(head: str, day: str) -> None:
    assert published(head)[0] == day


def test_a_day_that_the_story_is_as_of_is_not_that_of_publication() -> None:
    assert (
        published("", tail="As of 3 June 2025, some 300 families had fled the town, the mayor told a reporter.\n")[0]
        is None
    )
