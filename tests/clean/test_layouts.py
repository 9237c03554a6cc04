"""Every layout of the genre: metadata with its words, furniture with its reason, news read."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from khaldun.clean import clean
from khaldun.ingest import ingest
from khaldun.records.reports import Article, Given, Report, Stated

from .layouts import LAYOUTS, Layout

TODAY = dt.date(2026, 1, 1)


def cleaned(source: str, *, reader: str = "text/1", given: Given | None = None, today: dt.date = TODAY) -> Article:
    data = source.encode()
    report = Report(
        id=hashlib.sha256(data).hexdigest(),
        name="r",
        reader=reader,
        data=data,
        origin="r.txt",
        encoding="utf-8",
        given=given or Given(),
    )
    return clean(report, today=today)


def value(stated: Stated | None) -> str | None:
    return None if stated is None else stated.value


@pytest.fixture(params=LAYOUTS, name="case")
def _case(request: pytest.FixtureRequest) -> tuple[Layout, Article]:
    layout = LAYOUTS[request.param]
    return layout, cleaned(layout.source, reader=layout.reader)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("title", "title"),
        ("byline", "byline"),
        ("dateline", "dateline"),
        ("publisher", "publisher"),
        ("original_publisher", "original"),
        ("published", "published"),
        ("url", "url"),
    ],
)
def test_the_metadata_are_read(case: tuple[Layout, Article], field: str, expected: str) -> None:
    layout, article = case
    wanted = getattr(layout, expected)
    if wanted is not None or field not in ("byline", "dateline", "url"):
        assert value(getattr(article, field)) == wanted


def test_tags_and_republication(case: tuple[Layout, Article]) -> None:
    layout, article = case
    assert tuple(tag.value for tag in article.tags) == layout.tags
    assert article.republished == (layout.original is not None)
    assert article.language == "en"


def test_furniture_is_left_out_with_its_reason(case: tuple[Layout, Article]) -> None:
    layout, article = case
    blocks = {article.text[block.start : block.end]: block.reason for block in article.blocks}
    found = {
        beginning: next((reason for words, reason in blocks.items() if words.startswith(beginning)), "not there")
        for beginning in (*layout.left_out, *layout.read)
    }
    assert found == {**layout.left_out, **dict.fromkeys(layout.read)}


def test_the_title_is_one_block_that_is_read(case: tuple[Layout, Article]) -> None:
    layout, article = case
    titles = [block for block in article.blocks if block.role == "title"]
    assert len(titles) == 1
    assert titles[0].reason is None
    assert layout.title is not None
    assert layout.title in article.text[titles[0].start : titles[0].end]


def test_the_content_is_told_without_the_file_name(case: tuple[Layout, Article]) -> None:
    layout, _ = case
    (report,) = ingest(layout.source.encode(), name="x", origin="x", given=Given(), columns={})
    assert isinstance(report, Report)
    assert report.reader == layout.reader


SEED = Path(__file__).parents[3] / "shared" / "data" / "seed" / "south_idlib_2019-11-16.txt"


@pytest.mark.shared
def test_the_seed_report() -> None:
    article = cleaned(SEED.read_text(encoding="utf-8"), reader="markdown/1")
    assert article.text == SEED.read_text(encoding="utf-8")
    assert (value(article.publisher), value(article.original_publisher)) == ("Global Research", "South Front")
    assert value(article.published) == "2019-11-16"
    assert article.republished
    assert value(article.title) == "Video: With Russia's Support Syrian Army Kicks Off New Offensive in Southern Idlib"
    assert {"Middle East & North Africa", "Russia and FSU", "Militarization and WMD", "SYRIA"} == {
        tag.value for tag in article.tags
    }
    read = [article.text[block.start : block.end] for block in article.blocks if block.reason is None]
    assert len(read) == 11
    assert read[1].startswith("On November 14, the Syrian Army")
    assert read[-1].endswith("the oil-rich area east of it.")
    reasons = {block.reason for block in article.blocks}
    assert reasons >= {"share", "donation", "disclaimer", "copyright", "video", "contact", "related", "membership"}
