"""A report of 5,000 claims, and one of 2 MB: each page shows a part, and every claim and sentence is on one of them."""

from __future__ import annotations

import re

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk.part import CLAIMS, SENTENCES, part_around
from khaldun.desk.site import Site
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine, ReportLine, SentenceLine

from .conftest import fill

MANY = 5_000
WORDS = "Gunmen raided the hamlet. "


@pytest.mark.parametrize(
    ("at", "total", "most", "part"),
    [
        pytest.param(0, 0, 10, (0, 0), id="nothing"),
        pytest.param(3, 5, 10, (0, 5), id="all"),
        pytest.param(9, 25, 10, (0, 10), id="last-of-the-first"),
        pytest.param(10, 25, 10, (10, 20), id="first-of-the-second"),
        pytest.param(24, 25, 10, (20, 25), id="what-is-left"),
        pytest.param(99, 25, 10, (20, 25), id="past-the-end"),
        pytest.param(-1, 25, 10, (0, 10), id="before-the-beginning"),
    ],
)
def test_the_part_that_an_item_lies_in(at: int, total: int, most: int, part: tuple[int, int]) -> None:
    found = part_around(at, total=total, most=most)
    assert (found.start, found.end) == part


@pytest.fixture
def large(site: Site, claim_line: ClaimLine) -> ReportLine:
    """A report of 5,000 sentences, each of which tells of a raid."""
    report = ReportLine(
        id="c" * 64,
        name="long",
        text=WORDS * MANY,
        sentences=tuple(
            SentenceLine(start=at, end=at + len(WORDS) - 1, disposition="claims")
            for at in range(0, MANY * len(WORDS), len(WORDS))
        ),
    )
    drafts = [
        ClaimLine(
            id=f"{number:016x}",
            report=claim_line.report,
            event_type="Battles",
            sub_event_type="Armed clash",
            status="reported",
            trigger=Span.of(report.text, number * len(WORDS) + 7, number * len(WORDS) + 13),
        )
        for number in range(MANY)
    ]
    ref = msgspec.structs.replace(claim_line.report, id=report.id)
    fill(site, report, *(msgspec.structs.replace(draft, report=ref) for draft in drafts))
    return report


def cards(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<article class="claim[^>]* data-number="(\d+)"', page)]


@pytest.mark.slow
def test_five_thousand_claims_are_on_pages_of_a_few(client: TestClient, large: ReportLine) -> None:
    address = f"/reports/{large.id}?state=all"
    seen: list[int] = []
    while True:
        page = client.get(address).text
        assert len(page) < 4_000_000
        here = cards(page)
        assert len(here) <= CLAIMS and page.count('<mark class="event"') <= CLAIMS + 1  # one stands in the legend
        seen += here
        later = re.search(r'<a href="([^"]+)">later claims</a>', page)
        if later is None:
            break
        address = later[1].replace("&amp;", "&").partition("#")[0]
    assert seen == list(range(1, MANY + 1))
    assert cards(client.get(f"/reports/{large.id}?claim=4321").text)[0] == 4201


def test_who_decides_goes_on_from_where_they_are(client: TestClient, large: ReportLine) -> None:
    page = client.post("/claims/4321/accept", data={"version": "1"}).text
    assert page.count("chosen") and len(cards(page)) <= CLAIMS
    page = client.post("/claims/4400/edit", data={"version": "1", "field": "date", "first": "never"}).text
    assert "is no day" in page and 4400 in cards(page)
    assert 'value="4400:1"' in page  # of those that another may be merged into


def test_the_sentences_of_a_long_text_are_told_in_parts(client: TestClient, large: ReportLine) -> None:
    page = client.get(f"/reports/{large.id}?sentences=1200").text
    assert f'<ol start="{1200 // SENTENCES * SENTENCES + 1}">' in page and "<details" in page
    assert page.count("makes a claim") == SENTENCES
    assert "earlier sentences" in page and "later sentences" in page
    page = client.get(f"/reports/{large.id}?claim=4321").text
    assert f'<ol start="{4320 // SENTENCES * SENTENCES + 1}">' in page


def test_two_megabytes_of_text_are_one_page(client: TestClient, site: Site) -> None:
    words = "Nothing happened at the market today, said the keeper of the books. "
    number = 2_000_000 // len(words)
    report = ReportLine(
        id="d" * 64,
        name="long",
        text=words * number,
        sentences=tuple(
            SentenceLine(start=at * len(words), end=(at + 1) * len(words) - 1, disposition="none")
            for at in range(number)
        ),
    )
    fill(site, report)
    page = client.get(f"/reports/{report.id}").text
    assert len(page) < 3 * len(report.text) and page.count("data-overturns") == SENTENCES
    at = (number - 1) * len(words)
    page = client.post(f"/reports/{report.id}/add", data={"start": at, "end": at + 7, "sub_event_type": "Attack"}).text
    assert "added by hand" in page and f'start="{(number - 1) // SENTENCES * SENTENCES + 1}"' in page
