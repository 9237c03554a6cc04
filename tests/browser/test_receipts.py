"""The receipt page in a browser: open to everyone, alive with a script, whole without, and deaf to what reports say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from khaldun.publish.receipt.page import publish_page
from khaldun.records.base import Span
from khaldun.records.lines import BlockLine, ClaimLine, DateLine, ReportLine, ReportRef

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_the_page_meets_wcag_2_2_aa(page: Page, samples: Path, scheme: Literal["light", "dark"], width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(samples.as_uri())
    # What the browser leaves undrawn far below would not be looked at.
    page.evaluate("document.querySelectorAll('.report').forEach(part => part.style.contentVisibility = 'visible')")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert found.violations_count == 0, found.generate_report()


def test_a_cell_in_focus_lights_its_words_up_and_the_reverse(page: Page, samples: Path) -> None:
    page.goto(samples.as_uri())
    link = page.locator("[data-cell] .value a").first
    key = page.locator("[data-cell]:has(.value a)").first.get_attribute("data-cell") or ""
    link.focus()
    words = page.locator("mark.lit")
    expect(words.first).to_be_visible()
    assert all(key in (mark.get_attribute("data-cells") or "").split() for mark in words.all())
    page.keyboard.press("Escape")
    words.first.focus()
    expect(page.locator("[data-cell].lit").first).to_be_attached()


def test_why_says_what_the_rules_do(page: Page, samples: Path) -> None:
    page.goto(samples.as_uri())
    why = page.locator("tr:has(th:text-is('when')) details.why").first
    names = (why.locator("p.rules").text_content() or "").removeprefix("rules: ").split(", ")
    why.locator("summary").click()
    expect(why.locator("dt")).to_have_text(names)
    expect(why.locator("dd")).to_have_count(len(names))
    expect(why.locator("dd").first).to_be_visible()
    page.evaluate("document.querySelectorAll('.report').forEach(part => part.style.contentVisibility = 'visible')")
    page.locator("[data-rules] summary").click()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert found.violations_count == 0, found.generate_report()


def test_every_link_into_the_page_leads_somewhere(page: Page, samples: Path) -> None:
    page.goto(samples.as_uri())
    dead = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
        ".filter(id => id && !document.getElementById(decodeURIComponent(id)))"
    )
    assert dead == []


def test_nothing_is_wider_than_a_phone(page: Page, samples: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(samples.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_a_script_all_can_be_read(browser: Browser, samples: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(samples.as_uri())
    expect(page.locator(".claim").first).to_be_visible()
    page.locator("[data-cell] .value a").first.click()
    assert re.search(r"#\w", page.url)
    context.close()


def test_nothing_that_a_report_says_runs_or_is_fetched(page: Page, hostile: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    page.goto(hostile.as_uri())
    leads = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert not [where for where in leads if "javascript:" in where.lower()]
    page.mouse.move(300, 300)
    page.keyboard.press("Tab")
    assert page.evaluate("window.ran") is None
    assert asked == [hostile.as_uri()]
    assert page.locator("script").count() <= 1 and page.locator("img").count() == 0


def test_print_shows_the_text_whole_and_what_was_left_out(page: Page, samples: Path) -> None:
    page.goto(samples.as_uri())
    page.emulate_media(media="print")
    text = page.locator(".text").first
    assert text.evaluate("part => getComputedStyle(part).maxHeight") == "none"
    assert text.evaluate("part => part.scrollHeight <= part.clientHeight + 1")


def test_each_paragraph_runs_in_its_own_direction(page: Page, tmp_path: Path) -> None:
    arabic, english = "قال مصدر محلي إن قذائف سقطت على السوق.", "Shells hit the market of Homs, he said."
    text = f"{arabic}\n\n{english}"
    start = text.index("Shells")
    claim = ClaimLine(
        report=ReportRef(name="r"),
        date=DateLine(start="2021-03-03", end="2021-03-03", evidence=(Span.of(text, start, start + 6),)),
    )
    blocks = (BlockLine(start=0, end=len(arabic)), BlockLine(start=start, end=len(text)))
    path = tmp_path / "page.html"
    path.write_bytes(b"".join(publish_page([ReportLine(id="1", name="r", text=text, blocks=blocks), claim])))
    page.goto(path.as_uri())
    word, around = page.locator("mark[data-cells]").bounding_box(), page.locator(".text").bounding_box()
    assert word is not None and around is not None
    assert word["x"] - around["x"] < 20
    first = page.locator(".text p").first
    words = "const words = new Range(); words.selectNodeContents(part); return words.getBoundingClientRect().right"
    end = first.evaluate(f"part => {{ {words} }}")
    box = first.bounding_box()
    assert box is not None and box["x"] + box["width"] - end < 20
