"""The page of a comparison in a browser: open to everyone, filtered, self-contained, and deaf to what tables say."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from khaldun.cli.main import run

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVIL = '<script>window.ran=1</script><img src=x onerror="window.ran=2"></td></style><svg onload=window.ran=3>'
HEADER = (
    "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,location,latitude,"
    "longitude,geo_precision,fatalities\n"
)


def line(name: str, day: int, place: str = "Saraqib", latitude: float = 35.86, deaths: int = 4) -> str:
    said = place.replace('"', '""')
    return (
        f'{name},2031-03-{day:02},1,Battles,Armed clash,Rebels,Military Forces of Syria,Syria,"{said}",{latitude},36.8,'
        f"1,{deaths}\n"
    )


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    ours = [line("O1", 3), line("O2", 8, EVIL), line("O3", 14, "Afis", 35.9)]
    theirs = [line("T1", 3, deaths=9), line("T2", 8, EVIL), line("T3", 8, EVIL, deaths=5), line("T4", 14, "X", 33.0)]
    for name, lines in (("ours.csv", ours), ("theirs.csv", theirs)):
        (folder / name).write_text(HEADER + "".join(lines), encoding="utf-8")
    page = folder / "page.html"
    assert run(["compare", str(folder / "ours.csv"), str(folder / "theirs.csv"), "-o", str(page)]) == 0
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_the_page_meets_wcag_2_2_aa(page: Page, compared: Path, scheme: Literal["light", "dark"], width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(compared.as_uri())
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_rows_are_filtered(page: Page, compared: Path) -> None:
    page.goto(compared.as_uri())
    rows, count = page.locator("#list tbody tr:visible"), page.locator("#count")
    expect(count).to_have_text("5 of 5 shown")
    page.get_by_role("checkbox", name="only theirs").uncheck()
    expect(rows).to_have_count(3)
    page.get_by_label("that differ in").select_option("deaths")
    expect(rows).to_have_count(1)
    page.get_by_label("that differ in").select_option("")
    page.get_by_label("with the words").fill("afis o3")
    expect(count).to_have_text("1 of 5 shown")


def test_nothing_is_fetched_and_nothing_in_a_table_runs(page: Page, compared: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(compared.as_uri())
    assert asked == [compared.as_uri()]
    assert page.evaluate("window.ran") is None
    assert page.get_by_text("window.ran=1").count() > 0
