"""The whole way, as a user goes it: init, add, run, review; a place fixed, a missed claim added, accepted, exported; by
keys, and with the script off."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import khaldun
from desk.crowd import desk
from khaldun.cli.main import run
from khaldun.records.codec import decode_line
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.review.fields import EDITED
from khaldun.store import decisions
from khaldun.workspace.open import opened
from khaldun.workspace.verify import Checked, verify

SEED = Path(__file__).parents[3] / "shared" / "data" / "seed" / "south_idlib_2019-11-16.txt"
SAMPLE = Path(khaldun.__file__).parent / "samples" / "01_syria_wire.txt"
WIDE = {"width": 1400, "height": 900}


@pytest.fixture(params=[pytest.param(SEED, marks=pytest.mark.shared, id="seed"), pytest.param(SAMPLE, id="sample")])
def coded(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which a report was added and coded."""
    monkeypatch.setenv("KHALDUN_DATA", str(tmp_path / "data"))
    here = tmp_path / "w"
    assert run(["init", str(here)]) == 0
    toml = here / "khaldun.toml"
    toml.write_text(toml.read_text().replace('"auto"', '"rules"'))
    assert run(["add", str(request.param), "-w", str(here)]) == 0
    assert run(["run", "-w", str(here)]) == 0
    return here


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab, with the script on or off; it fails the test where the script or the policy complains."""
    context = browser.new_context(viewport=WIDE, java_script_enabled=request.param, accept_downloads=True)  # type: ignore[arg-type]
    opened_page = context.new_page()
    complaints: list[str] = []
    opened_page.on("pageerror", lambda error: complaints.append(str(error)))
    opened_page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield opened_page
    context.close()
    assert complaints == []


def exported(page: Page, folder: Path) -> list[ReportLine | ClaimLine]:
    """The claims as they stand, fetched at the desk, read by the contract."""
    page.click("nav >> text=Export")
    with page.expect_download() as waiting:
        page.click("text=every report and claim as they stand")
    file = folder / "claims.jsonl"
    waiting.value.save_as(file)
    lines = [decode_line(line) for line in file.read_bytes().splitlines()]
    return [line for line in lines if isinstance(line, ReportLine | ClaimLine)]


def publish(page: Page, folder: Path) -> list[dict[str, str]]:
    """The rows of an export that is made at the desk, looked at and fetched."""
    page.click("nav >> text=Export")
    page.select_option("select[name=format]", "csv")
    page.get_by_role("button", name="Make it").click()
    page.locator("table.exported").wait_for()
    assert "safe by default" in page.locator("main").inner_text()
    with page.expect_download() as waiting:
        page.click("text=Download")
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        table = archive.read(archive.namelist()[0]).decode()
    assert all(name in page.locator("main").inner_text() for name in zipfile.ZipFile(file).namelist())
    return list(csv.DictReader(io.StringIO(table)))


def published_true(rows: list[dict[str, str]]) -> None:
    """What was decided stands in the file, and the rest says that nobody has looked at it."""
    reviewed = [row["reviewed"].split(";")[0] for row in rows]
    assert reviewed.count("reviewed by a coder") == 1 and set(reviewed) == {"reviewed by a coder", "machine draft"}


def hold_true(lines: list[ReportLine | ClaimLine], *, place: str, words: str) -> None:
    """Both changes are in what was exported, with their words."""
    (report,) = (line for line in lines if isinstance(line, ReportLine))
    claims = [line for line in lines if isinstance(line, ClaimLine)]
    fixed = [line for line in claims if line.place is not None and line.place.name == place and EDITED in line.rules]
    assert len(fixed) == 1 and fixed[0].place is not None and fixed[0].place.country == "BFA"
    added = [line for line in claims if line.trigger is not None and line.trigger.quote == words]
    assert len(added) == 1 and added[0].trigger is not None
    assert report.text[added[0].trigger.start : added[0].trigger.end] == words


def decided(here: Path) -> list[str]:
    """What was done, in its order; the workspace is whole."""
    with opened(here) as workspace:
        assert list(verify(workspace, Checked())) == []
        with workspace.store.read() as connection:
            return [one.kind for one in decisions.read(connection)]


@pytest.mark.parametrize("page", [True], indirect=True, ids=["script"])
def test_the_whole_way_by_keys(page: Page, coded: Path, tmp_path: Path) -> None:
    with desk(coded) as (address, _):
        page.goto(address)
        page.keyboard.press("n")
        page.wait_for_url("**/reports/**")
        claim = page.locator(".claim.chosen").get_attribute("data-claim")
        page.keyboard.type("epOuagadou")
        page.locator(".options:not([hidden]) li").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.locator(f"#claim-{claim} tr[data-field=place] .drafted").wait_for()
        page.evaluate(
            """() => {
            const pieces = [...document.querySelectorAll(".text > p span[data-at]")];
            const piece = pieces.find(one => one.textContent.trim().length > 30);
            const range = document.createRange(); range.setStart(piece.firstChild, 2);
            range.setEnd(piece.firstChild, 22); getSelection().removeAllRanges(); getSelection().addRange(range); }"""
        )
        words = page.evaluate("getSelection().toString().trim()")
        page.keyboard.press("m")
        page.locator("form[data-add] [data-chosen]", has_text=words).wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(".claim.chosen", has_text="added by hand").wait_for()
        here = page.url
        page.keyboard.press("a")
        page.wait_for_url(lambda url: url != here)
        hold_true(exported(page, tmp_path), place="Ouagadougou", words=words)
        published_true(publish(page, tmp_path))
    assert decided(coded) == ["edit", "add", "accept"]


@pytest.mark.parametrize("page", [False], indirect=True, ids=["no-script"])
def test_the_whole_way_with_the_script_off(page: Page, coded: Path, tmp_path: Path) -> None:
    with desk(coded) as (address, _):
        page.goto(address)
        page.click("text=Start with the first")
        claim = page.locator(".claim.chosen").get_attribute("data-claim")
        row = page.locator(f"#claim-{claim} tr[data-field=place]")
        row.locator("a[data-changes]").click()
        row.locator("input[name=name]").fill("Ouagadougou")
        row.get_by_role("button", name="Save").click()
        if row.get_by_text("Which one?").count():
            row.locator("input[type=radio]").first.check()
            row.get_by_role("button", name="Save").click()
        row.locator(".drafted").wait_for()
        with opened(coded) as workspace, workspace.store.read() as connection:
            text = connection.exec_driver_sql("SELECT line FROM reports").scalar_one()
        report = decode_line(text)
        assert isinstance(report, ReportLine)
        start = report.text.index(" ", len(report.text) // 2) + 1
        words = report.text[start : start + 24].strip()
        add = page.locator("form[data-add]")
        add.locator("summary").click()
        add.locator("input[name=start]").fill(str(start))
        add.locator("input[name=end]").fill(str(start + len(words)))
        add.locator("select").select_option("Attack")
        add.get_by_role("button", name="Add").click()
        page.locator(".claim.chosen", has_text="added by hand").locator("button.accept").click()
        hold_true(exported(page, tmp_path), place="Ouagadougou", words=words)
        published_true(publish(page, tmp_path))
    assert decided(coded) == ["edit", "add", "accept"]
