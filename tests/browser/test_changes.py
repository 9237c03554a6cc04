"""The page of changes in a browser: open to everyone, filtered by kind and words, deaf to what cells say."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from khaldun.publish.changes.changes import WITHHELD, Cell, Change, Changes, Side
from khaldun.publish.changes.page import changes_page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HOSTILE = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
CHANGES = Changes(
    table="acled",
    before=Side(name="2026-06", day="2026-06-01", rows=4),
    after=Side(name="2026-07", day="2026-07-01", rows=4),
    kept=1,
    silent=1,
    changes=(
        Change(what="added", row="khaldun-1", cells=(Cell(column="location", after="Marsa"),), why=("a new report",)),
        Change(
            what="changed",
            row="khaldun-2",
            cells=(
                Cell(column="notes", before=WITHHELD, after=HOSTILE),
                Cell(column="fatalities", before="4", after=""),
                Cell(column="source", before="a" * 300, after="Herald"),
            ),
            why=("decided: decision 1", HOSTILE),
        ),
        Change(what="merged", row="khaldun-3", into="khaldun-2", rule="acled/merged"),
        Change(what="retracted", row="", rule="review/rejected", why=("A coder has rejected it.",)),
    ),
    whole=("codebook: acled/1 → acled/2",),
    passed_over=("timestamp",),
)


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    path = tmp_path / "changes.html"
    path.write_bytes(changes_page([CHANGES]))
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_the_page_meets_wcag_2_2_aa(page: Page, changes: Path, scheme: Literal["light", "dark"], width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(changes.as_uri())
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_rows_are_filtered_by_what_became_of_them_and_by_words(page: Page, changes: Path) -> None:
    page.goto(changes.as_uri())
    shown, rows = page.get_by_role("status"), page.locator("tbody tr:visible")
    expect(shown).to_have_text("4 of 4 shown")
    page.get_by_label("merged").uncheck()
    expect(rows).to_have_count(3)
    page.get_by_label("Holds").fill("marsa")
    expect(shown).to_have_text("1 of 4 shown")
    expect(rows).to_contain_text("khaldun-1")


def test_what_cells_say_is_shown_and_never_run(page: Page, changes: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(changes.as_uri())
    expect(page).to_have_title("What changed")
    expect(page.locator("ins").first).to_have_text(HOSTILE)
    assert asked == [changes.as_uri()]


def test_without_a_script_all_of_it_is_there(page: Page, changes: Path) -> None:
    changes.write_text(changes.read_text().replace("<script>", "<script type='text/none'>"))
    page.goto(changes.as_uri())
    expect(page.locator("tbody tr:visible")).to_have_count(4)
