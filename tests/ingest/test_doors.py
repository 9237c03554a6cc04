"""Documents, mails, feeds, exports and web archives: what is taken from each, and how a broken one fails."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from ingest.making import STORY, atom, docx, mail, page, pdf, rss, telegram, warc
from khaldun.clean.step import clean
from khaldun.errors import ItemError
from khaldun.ingest import ingest
from khaldun.records.lines import FailureLine
from khaldun.records.reports import Article, Given, Report

TODAY = dt.date(2026, 1, 1)


def taken(data: bytes) -> list[Report | FailureLine]:
    return list(ingest(data, name="x", origin="x.bin", given=Given(), columns={}))


def read(data: bytes) -> list[Article]:
    """The articles of all reports."""
    reports = taken(data)
    assert all(isinstance(report, Report) for report in reports), reports
    return [clean(report, today=TODAY) for report in reports if isinstance(report, Report)]


def one(data: bytes) -> Article:
    (article,) = read(data)
    return article


def body(article: Article) -> str:
    """What is read, paragraph by paragraph."""
    return "\n".join(article.text[block.start : block.end] for block in article.blocks if block.reason is None)


def value(stated: object) -> object:
    return getattr(stated, "value", None)


@pytest.mark.parametrize(
    ("data", "reader"),
    [
        pytest.param(pdf(), "pdf/1", id="pdf"),
        pytest.param(docx(), "docx/1", id="docx"),
        pytest.param(mail(), "text/1", id="mail"),
        pytest.param(mail("", html=f"<p>{STORY}</p>"), "html/1", id="mail-in-html"),
        pytest.param(mail(html=f"<p>{STORY}</p>"), "text/1", id="mail-in-both-ways"),
        pytest.param(rss(), "html/1", id="rss"),
        pytest.param(rss(STORY), "text/1", id="rss-in-plain-text"),
        pytest.param(atom(), "html/1", id="atom"),
        pytest.param(telegram(), "text/1", id="telegram"),
        pytest.param(warc([("text/html", page())]), "html/1", id="warc"),
        pytest.param(warc([("text/html", page())], zipped=False), "html/1", id="warc-not-zipped"),
        pytest.param(warc([("application/pdf", pdf())]), "pdf/1", id="pdf-in-warc"),
    ],
)
def test_the_story_comes_through(data: bytes, reader: str) -> None:
    article = one(data)
    assert article.reader == reader
    assert STORY in body(article)


@pytest.mark.parametrize(
    ("data", "title", "published", "publisher", "byline"),
    [
        pytest.param(
            mail(), "Village of Tal Amra seized", "2019-11-16T01:30:00+03:00", None, "Northern Desk", id="mail"
        ),
        pytest.param(rss(), "Village seized 1", "2019-11-16T01:30:00+03:00", "Northern Mirror", "A. Writer", id="rss"),
        pytest.param(atom(), "Village seized", "2019-11-16T01:30:00+03:00", "Northern Mirror", None, id="atom"),
        pytest.param(telegram(), None, "2019-11-16T01:30:00+03:00", "Front News", None, id="telegram"),
        pytest.param(
            docx(["16 November 2019", STORY], title="Village seized", head="Northern Mirror"),
            "Village seized", "2019-11-16", "Northern Mirror", None, id="docx",
        ),
        pytest.param(
            pdf(["Published 16 November 2019", STORY], title="Village seized", head="Northern Mirror"),
            "Village seized", "2019-11-16", "Northern Mirror", None, id="pdf",
        ),
    ],
)  # fmt: skip
def test_what_a_container_says(
    data: bytes, title: str | None, published: str, publisher: str | None, byline: str | None
) -> None:
    article = one(data)
    assert value(article.title) == title
    assert value(article.published) == published
    assert value(article.publisher) == publisher
    assert value(article.byline) == byline


def test_every_value_of_a_container_names_its_rule() -> None:
    article = one(rss())
    for stated in (article.title, article.published, article.publisher, article.byline, article.url):
        assert stated is not None
        assert stated.rules[0].startswith("clean/feed-")


def test_what_the_user_states_wins_over_the_container() -> None:
    (report,) = ingest(rss(), name="x", origin="x", given=Given(published="2019-11-14", publisher="Me"), columns={})
    assert isinstance(report, Report)
    article = clean(report, today=TODAY)
    assert (value(article.published), value(article.publisher)) == ("2019-11-14", "Me")


# ---------------------------------------------------------------- PDF


def test_columns_are_read_one_after_another_and_running_heads_set_apart() -> None:
    told = [
        f"Story {at}. {STORY} It was the {at}th village to change hands in that week, they said." for at in range(60)
    ]
    article = one(pdf(told, head="Northern Mirror Weekly 14", columns=2))
    words = body(article)
    assert [words.index(f"Story {at}.") for at in range(60)] == sorted(words.index(f"Story {at}.") for at in range(60))
    assert "Weekly 14" not in words
    assert "Page 2" not in words
    aside = {article.text[block.start : block.end] for block in article.blocks if block.reason == "running head"}
    assert {"Northern Mirror Weekly 14", "Page 1", "Page 2"} <= aside


def test_a_paragraph_goes_on_over_a_page() -> None:
    long = " ".join(
        f"On day {at} the column moved on towards the river and stopped there for the night." for at in range(120)
    )
    assert len([block for block in one(pdf([long])).blocks if block.reason is None]) == 1


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        pytest.param("with-|drew", "withdrew", id="cut"),
        pytest.param("al-|Qamishly", "al-Qamishly", id="name-with-an-article"),
        pytest.param("al-|qamishly", "al-qamishly", id="article-in-lower-case"),
        pytest.param("pre-|2011", "pre-2011", id="before-figures"),
        pytest.param("with\u00ad|drew", "withdrew", id="soft-hyphen"),
        pytest.param("car-|bomb car-bomb", "car-bomb car-bomb", id="hyphen-written-elsewhere"),
    ],
)
def test_words_cut_at_a_line_end(lines: str, whole: str) -> None:
    from khaldun.clean.pdf import _paragraph

    cut = tuple(lines.split("|"))
    assert _paragraph(cut, {word for line in cut for word in line.casefold().split()}) == whole


def test_arabic_is_read_from_right_to_left() -> None:
    from khaldun.clean.pdf import _line

    drawn = ".\ufea1\ufeee\ufe97\ufea9 HTS \ufedf\ufe98\ufed8 12 \ufefb"  # as a page has it: from left to right
    read = _line(drawn)
    assert read.startswith("\u0644\u0627 12 ")  # lam-alef in its order, the number as it is
    assert "HTS" in read
    assert read.endswith(".")


# ---------------------------------------------------------------- others


def test_a_word_document_keeps_its_tables_and_sets_heads_of_pages_apart() -> None:
    article = one(docx(row=["Tal Amra", "6 dead"], head="Northern Mirror"))
    assert "Tal Amra | 6 dead" in body(article)
    assert "Northern Mirror" not in body(article)


def test_documents_attached_to_a_mail_are_reports_of_their_own() -> None:
    attached = {"flash.pdf": ("application/pdf", pdf()), "logo.png": ("image/png", b"\x89PNG\r\n\x1a\n")}
    items = taken(mail("See the attached flash update on Tal Amra and its surroundings.", attached=attached))
    assert [(item.name, getattr(item, "reader", None)) for item in items] == [("x", "text/1"), ("x-flash", "pdf/1")]


def test_every_entry_and_message_is_a_report() -> None:
    assert [item.name for item in taken(rss(entries=3))] == ["x-1", "x-2", "x-3"]
    rich = ["Rebels seized ", {"type": "bold", "text": "Tal Amra"}, " on Friday."]
    assert [clean(item, today=TODAY).text for item in taken(telegram([rich, STORY])) if isinstance(item, Report)] == [
        "Rebels seized Tal Amra on Friday.",
        STORY,
    ]


def test_a_whole_account_is_taken_chat_by_chat() -> None:
    inner = telegram().decode()
    whole = f'{{"about": "export", "chats": {{"about": "x", "list": [{inner}, {inner}]}}}}'
    assert len(taken(whole.encode())) == 2


def test_pages_of_an_archive_that_were_not_found_are_no_reports() -> None:
    (found,) = taken(warc([("text/html", page())], status="404 Not Found") + warc([("text/html", page())]))
    assert isinstance(found, Report)
    assert clean(found, today=TODAY).url is not None


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 300_000_000)
    return out.getvalue()


ENTITIES = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(pdf()[:700], "cut short", id="cut-pdf"),
        pytest.param(b"%PDF-1.7\n...", "cut short", id="pdf-of-nothing"),
        pytest.param(pdf(password="secret"), "password", id="pdf-with-a-password"),
        pytest.param(pdf([""]), "pictures", id="pdf-without-text"),
        pytest.param(docx()[:3000], "cut short", id="cut-docx"),
        pytest.param(bomb(), "unpack", id="zip-bomb"),
        pytest.param(mail("", attached={"a.png": ("image/png", b"\x89PNG")}), "without a text", id="mail-of-a-picture"),
        pytest.param(rss("&b;", before=ENTITIES), "entities", id="entity-bomb"),
        pytest.param(rss(entries=0), "without an entry", id="empty-feed"),
        pytest.param(b'<?xml version="1.0"?><kml><a/></kml>', "not a page and not a feed", id="other-xml"),
        pytest.param(telegram([""]), "without a message", id="telegram-of-pictures"),
        pytest.param(telegram()[:-30], "", id="cut-telegram"),
        pytest.param(warc([("text/html", page())])[:40], "", id="cut-warc"),
    ],
)
def test_a_broken_one_fails_with_what_to_do(data: bytes, words: str) -> None:
    failures = []
    for item in taken(data):
        if isinstance(item, FailureLine):
            failures.append((item.message, item.advice))
            continue
        with pytest.raises(ItemError) as raised:
            clean(item, today=TODAY)
        failures.append((raised.value.message, raised.value.advice))
    assert failures
    assert all(words in message and advice for message, advice in failures)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("cut", [0.55, 0.8, 0.97])
def test_what_comes_before_the_cut_in_an_archive_is_read_and_the_cut_is_told(zipped: bool, cut: float) -> None:
    whole = warc([("text/html", page()) for _ in range(6)], zipped=zipped)
    items = taken(whole[: int(len(whole) * cut)])
    assert sum(isinstance(item, Report) for item in items) >= 2
    assert isinstance(items[-1], FailureLine)
    assert not any(isinstance(item, FailureLine) for item in taken(whole))
