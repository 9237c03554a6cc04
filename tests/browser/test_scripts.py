"""Right-to-left writing, combining marks, characters of two UTF-16 units: selected words are those that are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from desk.crowd import desk
from khaldun.cli.settings import build_settings
from khaldun.records.lines import ReportLine, SentenceLine
from khaldun.records.reports import Given
from khaldun.store import claims
from khaldun.store.reports import add_input
from khaldun.tools.build import build_tools
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import make_workspace, opened

TEXT = (
    "👨\u200d👩\u200d👧 𐤀𐤁 e\u0301te\u0301 o\u0308. قُتِلَ ثلاثةُ مدنيين في حلب أمس\u200f. "
    "נהרגו שלושה אזרחים. \u202eabc\u202c Gunmen 🔥 struck नमस्ते."
)
REPORT = "d" * 64


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk over a report in many scripts."""
    folder = tmp_path_factory.mktemp("scripts")
    make_workspace(folder / "w")
    report = ReportLine(
        id=REPORT, name="scripts", title=TEXT, text=TEXT, language="ar",
        sentences=(SentenceLine(start=0, end=len(TEXT), disposition="none"),),
    )  # fmt: skip
    tools = build_tools(build_settings(data=folder / "data"))
    with opened(folder / "w") as workspace, workspace.store.write() as connection:
        time = dt.datetime.now(dt.UTC)
        add_input(connection, "scripts.txt", "b" * 64, Given(), time)
        keep_lines(connection, 1, [report], recoder=recoder_of(tools), time=time)
    with desk(folder / "w", "--data", str(folder / "data")) as (where, _):
        yield f"{where.rstrip('/')}|{folder / 'w'}"


@pytest.mark.parametrize(
    "words", ["ثلاثةُ مدنيين", "e\u0301te\u0301", "𐤀𐤁", "שלושה", "🔥 struck", "नमस्ते", "👨\u200d👩\u200d👧"]
)
def test_selected_words_are_those_that_are_kept(browser: Browser, address: str, words: str) -> None:
    where, _, folder = address.partition("|")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{where}/reports/{REPORT}?state=all")
    page.evaluate(
        """(words) => {
        const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const at = walker.currentNode.data.indexOf(words);
          if (at < 0 || !walker.currentNode.parentElement.closest("[data-at]")) continue;
          const range = document.createRange();
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, at + words.length);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return;
        } }""",
        words,
    )
    page.keyboard.press("m")
    page.locator("form[data-add] [data-chosen]", has_text=words).wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".claim.chosen", has_text="added by hand").wait_for()
    context.close()
    with opened(Path(folder)) as workspace, workspace.store.read() as connection:
        triggers = [one.line.trigger for one in claims.of_report(connection, REPORT)]
    start = TEXT.index(words)
    assert (start, start + len(words), words) in [(one.start, one.end, one.quote) for one in triggers if one]
