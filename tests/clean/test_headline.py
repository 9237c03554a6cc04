"""Pages that mark little: headline, outlet, day and end of the report are told by how such pages are built."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from khaldun.clean import clean
from khaldun.clean.dates import find_dates
from khaldun.clean.headline import site_name
from khaldun.records.reports import Article, Report

NEWS = (
    "Gunmen on motorcycles attacked the village of Tal Amra on Monday night, killing six people and burning the "
    "market, two residents said by telephone. The army said that it had sent troops from the nearby garrison, who "
    "arrived at dawn when the attackers had left."
)
MORE = "The governor said that the road to the district capital would stay closed until the mines had been cleared."


def cleaned(body: str, head: str = "") -> Article:
    data = f"<html><head>{head}</head><body>{body}</body></html>".encode()
    report = Report(
        id=hashlib.sha256(data).hexdigest(), name="r", reader="html/1", data=data, origin="r.html", encoding="utf-8"
    )  # fmt: skip
    return clean(report, today=dt.date(2026, 1, 1))


def read(article: Article) -> str:
    return "\n".join(article.text[b.start : b.end] for b in article.blocks if b.reason is None and b.role != "title")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param(
            "<title>The Orontes Post - Print version</title>",
            "<span>WORLD</span><br><span>Six killed in village raid</span><br><span>By Ada Lomax in Hama<br>"
            f"Published: 3 October 2012 | 18:40 GMT</span><p>{NEWS}</p><p>{MORE}</p>",
            id="line-above-the-byline",
        ),
        pytest.param(
            "<title>The Orontes Post: Six killed in village raid</title>",
            "<h1>The Orontes Post</h1><h2>Wednesday, 3 October 2012</h2><h3>Six killed in village raid</h3>"
            f"<p>{NEWS}</p><p>{MORE}</p><div>Posted by Ada Lomax at <abbr class='published' "
            "title='2012-10-03T18:40:00Z'>18:40</abbr></div>",
            id="outlet-in-the-first-heading",
        ),
        pytest.param(
            "<title>The Orontes Post</title>",
            f"<b>Six killed in village raid</b><p>{NEWS}</p><p>{MORE}</p>"
            "<small>Placed: 03.10.2012, 20:40 (Damascus time) | Edited: 5.10.2012 | Read: 311</small>",
            id="line-above-the-text",
        ),
    ],
)
def test_headline_outlet_and_day(head: str, body: str) -> None:
    article = cleaned(body, head)
    assert article.title is not None and article.title.value == "Six killed in village raid"
    assert article.publisher is not None and article.publisher.value == "The Orontes Post"
    assert article.published is not None
    moment = dt.datetime.fromisoformat(article.published.value)
    assert moment.astimezone(dt.UTC) == dt.datetime(2012, 10, 3, 17 if "Damascus" in body else 18, 40, tzinfo=dt.UTC)
    assert NEWS in read(article) and MORE in read(article)


@pytest.mark.parametrize(
    ("element", "title", "name"),
    [
        ("Army Bureau :: Evening summary", "Evening summary: fighting at the bridge", "Army Bureau"),
        ("Six killed in raid | Orontes Post", "Six killed in raid", "Orontes Post"),
        ("Orontes Post - Print version", "Six killed in raid", "Orontes Post"),
        ("Six killed in raid - by Ada Lomax", "Six killed in raid", None),
        ("Six killed in raid", "Six killed in raid", None),
    ],
)
def test_the_site_in_the_title_element(element: str, title: str, name: str | None) -> None:
    assert site_name(element, title) == name


def test_what_stands_behind_the_end_of_a_report_is_not_read() -> None:
    comment = "They took the people out, but what of the hospital? There are bedridden patients there, and nobody came."
    article = cleaned(
        f"<h1>Six killed in village raid</h1><p>{NEWS}</p><p>{MORE}</p><table><tr><td>Version for printing</td></tr>"
        f"<tr><td>Shahter 07.02.2015 00:41 {comment}</td></tr></table>"
    )
    assert MORE in read(article) and comment not in read(article)


def test_an_end_at_the_top_ends_nothing() -> None:
    article = cleaned(f"<h1>Six killed in village raid</h1><p>Print this page</p><p>{NEWS}</p><p>{MORE}</p>")
    assert NEWS in read(article) and MORE in read(article)


def test_a_label_and_its_value_apart() -> None:
    article = cleaned(
        "<h1>Six killed in village raid</h1><dl><dt>Source</dt><dd>Tihama Relief Network</dd>"
        "<dt>Originally published</dt><dd>2 Oct 2012</dd><dt>Posted:</dt><dd>3 Oct 2012, 18:40 UTC</dd></dl>"
        f"<p>{NEWS}</p><p>{MORE}</p>",
        "<meta property='og:site_name' content='Relief Desk'>",
    )
    assert article.original_publisher is not None and article.original_publisher.value == "Tihama Relief Network"
    assert article.published is not None and article.published.value == "2012-10-03T18:40:00+00:00"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("14.08.2014 21:30 (Moscow time)", "2014-08-14T21:30:00+04:00"),
        ("14.08.2015 21:30 Moscow time", "2015-08-14T21:30:00+03:00"),
        ("3 May 2019, 10:15 New York time", "2019-05-03T10:15:00-04:00"),
        ("3 May 2019, 10:15 Nowhere time", "2019-05-03"),
        ("3 May 2019, 10:15 local time", "2019-05-03"),
        ("le 3 février 2021", "2021-02-03"),
        ("27 août 2019", "2019-08-27"),
        ("1 juin 2019", "2019-06-01"),
        ("1 juillet 2019", "2019-07-01"),
        ("8 mars 2019", "2019-03-08"),
        ("8 March 2019", "2019-03-08"),
        ("8 Dec 2019", "2019-12-08"),
    ],
)
def test_days_with_the_time_of_a_city_and_in_french(words: str, value: str) -> None:
    assert [date.value for date in find_dates(words)] == [value]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("lun, 11/09/2023 - 16:05 GMT", "2023-09-11T16:05:00+00:00"),
        ("Monday, 11/09/2023", "2023-09-11"),
        ("Thursday 09/11/2023", "2023-11-09"),
        ("09 August 2024 15:10, Beirut time", "2024-08-09T15:10:00+03:00"),
        ("14 March 2022 at 18:42, updated at 20:05, Beirut time", "2022-03-14T18:42:00+02:00"),
    ],
)
def test_a_weekday_decides_between_two_readings_and_a_zone_may_stand_apart(words: str, value: str) -> None:
    (date,) = find_dates(words)
    assert (date.value, date.other) == (value, None)


def test_a_weekday_that_fits_neither_reading_decides_nothing() -> None:
    (date,) = find_dates("Friday 11/09/2023")
    assert (date.value, date.other) == ("2023-09-11", "2023-11-09")


def test_entries_of_a_live_page_are_read_and_its_boxes_are_not() -> None:
    entries = "".join(
        f"<li class='post'><article class='post post--{at}'><span>Posted at 1{at}:05</span><h3>Update number {at}</h3>"
        f"<p>{words}</p><button>Share</button></article></li>"
        for at, words in enumerate(
            [NEWS, MORE, "Two more bodies were found in the river at dawn.", "The market is open again."]
        )
    )
    teasers = "".join(f"<li class='teaser'>The men who trade in names, part {at}</li>" for at in range(4))
    article = cleaned(f"<h1>Village raid: as it happened</h1><ol>{entries}</ol><ul class='related'>{teasers}</ul>")
    text = read(article)
    assert NEWS in text and MORE in text and "Two more bodies" in text and "open again" in text
    assert "trade in names" not in text and "Share" not in text


def test_a_channel_is_named_by_its_title_and_dated_by_its_newest_message() -> None:
    posts = "".join(
        f"<div class='message'><div class='words'>{words}</div>"
        f"<time datetime='2022-08-0{day}T10:00:00+00:00'>10:00</time></div>"
        for day, words in ((3, NEWS), (1, MORE), (2, "Two more bodies were found in the river at dawn, a nurse said."))
    )
    article = cleaned(
        f"<div class='head'>Hauran Watch</div><main>{posts}</main>",
        "<title>Hauran Watch – Courier</title><meta property='og:title' content='Hauran Watch'>"
        "<meta property='og:site_name' content='Courier'>",
    )
    assert article.publisher is not None and article.publisher.value == "Hauran Watch"
    assert article.published is not None and article.published.value == "2022-08-03T10:00:00+00:00"


def test_a_quotation_drawn_out_of_the_text_is_read_once() -> None:
    drawn = "the road to the district capital would stay closed"
    article = cleaned(f"<h1>Six killed in village raid</h1><p>{NEWS}</p><blockquote>{drawn}</blockquote><p>{MORE}</p>")
    assert read(article).count(drawn) == 1
    assert [block.reason for block in article.blocks if article.text[block.start : block.end] == drawn] == ["repeat"]


def test_a_row_of_boxes_is_not_one_sentence() -> None:
    article = cleaned(
        "<h1>Six killed in village raid</h1><div><span class='a'>By Ada Lomax</span>"
        "<span class='b'>Savanna News Agency</span> "
        f"<span class='c'>3 May 2019</span></div><p>{NEWS}</p><p>{MORE}</p>"
    )
    assert article.byline is not None and article.byline.value == "Ada Lomax"
    assert article.published is not None and article.published.value == "2019-05-03"


def test_the_staff_of_an_outlet_is_no_byline() -> None:
    article = cleaned(
        f"<h1>Six killed in village raid</h1><p class='author'>By Orontes Post Staff</p><p>{NEWS}</p><p>{MORE}</p>",
        "<meta property='og:site_name' content='Orontes Post'>",
    )
    assert article.byline is None


@pytest.mark.parametrize(
    "words",
    [
        "We are collecting the bodies of the dead, a rescue worker said.",
        "We have raised the matter with the army, the mayor said.",
        "Relatives identified him from pictures by telephone.",
        "The strike hit a school. Photos by residents showed craters.",
        "The ministry said that it was a file photo",
        "Before you leave we will count you, a guard told them.",
    ],
)
def test_news_that_sounds_like_furniture_is_read(words: str) -> None:
    assert words in read(cleaned(f"<h1>Six killed in village raid</h1><p>{NEWS}</p><p>{words}</p><p>{MORE}</p>"))


def test_paragraphs_in_boxes_do_not_make_a_page_a_channel() -> None:
    boxes = "".join(f"<div class='block'>{words}</div>" for words in (NEWS, MORE, f"Later that day, {MORE}"))
    article = cleaned(
        f"<div class='head'>Six killed in village raid</div>{boxes}",
        "<title>Six killed in village raid</title><meta property='og:site_name' content='Orontes Post'>",
    )
    assert article.publisher is not None and article.publisher.value == "Orontes Post"
