"""Laws of every article, on arbitrary text and arbitrary pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.clean.step import decode_source
from khaldun.errors import ItemError
from khaldun.records.base import Span
from khaldun.records.reports import Article, Given, Report

from .layouts import LAYOUTS
from .test_layouts import cleaned

LINES = st.sampled_from(
    [
        "By South Delta",
        "## A heading of three",
        "Global Notes, November 16, 2019",
        "Region: Asia, Russia",
        "and FSU",
        "***",
        "- an item of a list, with a verb",
        "BAMAKO, Mali, March 3 (Reuters) - Gunmen killed 11 people near the town on Tuesday, officials said.",
        "Please share this article with your friends.",
        "Source: The Daily Delta",
        "Copyright © Delta 2020",
        "05/07/2016",
        "\u00a0",
        "<p>x",
        "© ©",
        "by ",
        ":",
    ]
)
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=60)), min_size=1, max_size=14).map("\n".join)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class=share>",
        "</div>",
        "<h1>",
        "</h1>",
        "<li>",
        "<br>",
        "<pre>",
        "</pre>",
        "<a href=x>",
        "</a>",
    ]
    + [
        "<script>var a</script>",
        "<!-- c -->",
        "&amp;",
        "&eacute;",
        "&#8217;",
        "<b>",
        "</b>",
        "<td>",
        "<title>T | U</title>",
    ]
)
PAGES = st.lists(st.one_of(TAGS, LINES, st.text(max_size=30)), min_size=1, max_size=25).map("".join)


def article_of(text: str, reader: str) -> Article | None:
    try:
        return cleaned(text.encode("utf-8", "replace").decode(), reader=reader)
    except ItemError:
        return None


def spans(article: Article) -> list[Span]:
    stated = [article.title, article.byline, article.dateline, article.publisher, article.original_publisher]
    stated += [article.published, article.url, *article.tags]
    return [span for item in stated if item is not None for span in item.evidence]


def check_article(article: Article) -> None:
    for span in spans(article):
        assert article.text[span.start : span.end] == span.quote
    before = 0
    for block in article.blocks:
        assert before <= block.start < block.end <= len(article.text)
        assert not article.text[before : block.start].strip()
        before = block.end
    assert not article.text[before:].strip()


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_text_stays_as_it_came_and_its_blocks_cover_it(text: str) -> None:
    article = article_of(text, "text/1")
    if article is None:
        assert not text.strip().strip("\ufeff")
        return
    source = Report(id="", name="", reader="text/1", data=text.encode("utf-8", "replace"), origin="", given=Given())
    assert article.text == decode_source(source)
    check_article(article)


def check_offsets(article: Article, source: str) -> None:
    for segment in article.offsets:
        assert segment.length > 0
        there = source[segment.source : segment.source + segment.length]
        assert there == article.text[segment.start : segment.start + segment.length]


@given(PAGES)
@settings(max_examples=150, deadline=None)
def test_a_page_has_blocks_that_cover_it_and_offsets_that_lead_back(page: str) -> None:
    page = page.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    article = article_of(page, "html/1")
    if article is not None:
        check_article(article)
        check_offsets(article, page)


@pytest.mark.parametrize("name", [name for name, layout in LAYOUTS.items() if layout.reader == "html/1"])
def test_nearly_all_of_a_page_leads_back_to_its_source(name: str) -> None:
    source = LAYOUTS[name].source
    article = cleaned(source, reader="html/1")
    check_offsets(article, source)
    mapped = sum(len("".join(article.text[s.start : s.start + s.length].split())) for s in article.offsets)
    assert mapped >= 0.97 * len("".join(article.text.split()))
