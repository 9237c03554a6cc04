"""What comes between: a session that ends while somebody writes, two tabs, a store that is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

import khaldun
from desk.crowd import PASSWORD, desk
from khaldun.cli.main import run
from khaldun.cli.workspace import now
from khaldun.store import claims, decisions
from khaldun.workspace.open import opened
from khaldun.workspace.people import People

SAMPLE = Path(khaldun.__file__).parent / "samples" / "01_syria_wire.txt"
TYPED = "Written for an hour, with “quotes” and <b>.\nAnd a second line."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def coded(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a report, and an account."""
    monkeypatch.setenv("KHALDUN_DATA", str(data))
    here = tmp_path / "w"
    assert run(["init", str(here)]) == 0
    toml = here / "khaldun.toml"
    toml.write_text(toml.read_text().replace('"auto"', '"rules"'))
    assert run(["add", str(SAMPLE), "-w", str(here)]) == 0
    assert run(["run", "-w", str(here)]) == 0
    with opened(here) as workspace:
        People(workspace.store, now).add("amal", "coder", PASSWORD)
    return here


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser's profile, with the script on or off."""
    made = browser.new_context(java_script_enabled=request.param)
    yield made
    made.close()


def sign_in(page: Page) -> None:
    page.fill("input[name=name]", "amal")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def open_notes(page: Page, claim: str) -> None:
    """The form of a claim's notes."""
    page.locator(f"#claim-{claim} tr[data-field=notes] a[data-changes]").click()
    page.locator(f"#claim-{claim} textarea[name=notes]").fill(TYPED)


def chosen(page: Page) -> str:
    return page.locator(".claim.chosen").get_attribute("data-claim") or ""


def notes(here: Path, claim: str) -> str:
    with opened(here) as workspace, workspace.store.read() as connection:
        kept = claims.get(connection, int(claim))
    assert kept is not None
    return kept.line.notes.replace("\r\n", "\n")


def kinds(here: Path) -> list[str]:
    with opened(here) as workspace, workspace.store.read() as connection:
        assert list(decisions.check(connection)) == []
        return [one.kind for one in decisions.read(connection)]


def test_what_was_typed_outlives_a_session_that_ends(context: BrowserContext, coded: Path) -> None:
    page = context.new_page()
    with desk(coded, "--accounts") as (address, _):
        page.goto(f"{address}/next")
        sign_in(page)
        claim = chosen(page)
        open_notes(page, claim)
        with opened(coded) as workspace, workspace.store.write() as connection:
            connection.exec_driver_sql("DELETE FROM sessions")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Your session has ended").wait_for()
        assert kinds(coded) == []
        sign_in(page)
        page.get_by_text("was not lost").wait_for()
        page.get_by_role("button", name="Send it again").click()
        page.locator(f"#claim-{claim} tr[data-field=notes] .drafted").wait_for()
    assert notes(coded, claim) == TYPED and kinds(coded) == ["edit"]


def test_of_two_tabs_the_later_is_told_and_loses_nothing(context: BrowserContext, coded: Path) -> None:
    one, two = context.new_page(), context.new_page()
    with desk(coded) as (address, _):
        one.goto(f"{address}/next")
        claim = chosen(one)
        two.goto(one.url)
        open_notes(two, claim)
        one.locator(f"#claim-{claim} tr[data-field=date] a[data-changes]").click()
        one.locator(f"#claim-{claim} input[name=first]").fill("2019-11-01")
        one.locator(f"#claim-{claim} input[name=last]").fill("2019-11-01")
        one.locator(f"#claim-{claim} tr[data-field=date]").get_by_role("button", name="Save").click()
        one.locator(f"#claim-{claim} tr[data-field=date] .drafted").wait_for()
        one.locator(f"#claim-{claim} button.accept").click()
        one.locator(f"#claim-{claim}.state-accepted").wait_for()
        two.get_by_role("button", name="Save").click()
        told = two.locator(f"#claim-{claim}.state-accepted")
        told.locator("[role=alert]").first.wait_for()
        assert "And a second line." in told.inner_text() or TYPED in told.locator("textarea").first.input_value()
    assert kinds(coded) == ["edit", "accept"] and notes(coded, claim) != TYPED


def test_what_was_typed_outlives_a_store_that_is_away(context: BrowserContext, coded: Path) -> None:
    page = context.new_page()
    with desk(coded) as (address, _):
        page.goto(f"{address}/next")
        claim = chosen(page)
        open_notes(page, claim)
        away = (coded / "store.sqlite").rename(coded / "away.sqlite")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("was moved away").wait_for()
        away.rename(coded / "store.sqlite")
        page.get_by_role("button", name="Send it again").click()
        page.locator(f"#claim-{claim} tr[data-field=notes] .drafted").wait_for()
    assert notes(coded, claim) == TYPED and kinds(coded) == ["edit"]
