"""The desk in a browser: by keys alone, with the script off, fields by completion and pins, sentences overturned."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, ViewportSize

import khaldun
from khaldun.cli.main import run
from khaldun.cli.settings import build_settings
from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.store import claims, decisions
from khaldun.tools.build import build_tools
from khaldun.tools.gazetteer.store import Gazetteer
from khaldun.tools.listening import listen
from khaldun.tools.registry import load_registry
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.open import Workspace, opened

SAMPLES = Path(khaldun.__file__).parent / "samples"
PHONE: ViewportSize = {"width": 390, "height": 800}
WIDE: ViewportSize = {"width": 1400, "height": 900}


@dataclass
class Served:
    """A desk that is open at an address."""

    address: str
    workspace: Workspace
    desk: Desk


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk over a workspace of all sample reports."""
    folder = tmp_path_factory.mktemp("desk")
    data = folder / "data"
    assert run(["init", str(folder / "w")]) == 0
    toml = folder / "w" / "khaldun.toml"
    toml.write_text(toml.read_text().replace('"auto"', '"rules"'))
    assert run(["add", str(SAMPLES), "-w", str(folder / "w")]) == 0
    assert run(["run", "-w", str(folder / "w"), "--data", str(data)]) == 0
    tools = build_tools(build_settings(data=data))
    gazetteer = tools.gazetteer
    assert isinstance(gazetteer, Gazetteer)
    listening = listen("127.0.0.1", 0)
    with opened(folder / "w") as workspace:
        desk = Desk(workspace.store, recoder_of(tools), lambda: dt.datetime.now(dt.UTC))
        app = make_app(Site(workspace, desk, tools, gazetteer.beginning, tuple(load_registry())), hosts=["127.0.0.1"])
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening.socket]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Served(listening.address.rstrip("/"), workspace, desk)
        server.should_exit = True
        thread.join()
    listening.socket.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page that fails the test if anything is fetched from elsewhere, or the script or the policy complains."""
    context = browser.new_context(viewport=WIDE)
    opened_page = context.new_page()
    complaints: list[str] = []
    opened_page.on("pageerror", lambda error: complaints.append(str(error)))
    opened_page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened_page.on("request", lambda asked: asked.url.startswith(served.address) or complaints.append(asked.url))
    yield opened_page
    context.close()
    assert not [
        one
        for one in complaints
        if not one.startswith("data:")
        and not any(told in one for told in ("net::ERR_FAILED", "Failed to fetch", "status of 409"))
    ]


def decided(served: Served) -> int:
    with served.workspace.store.read() as connection:
        assert list(decisions.check(connection)) == []
        return decisions.count(connection)


def test_why_says_what_the_rules_do(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/next")
    why = page.locator('.claim [data-field="place"] details.why').first
    names = (why.locator("p.rules").text_content() or "").removeprefix("rules: ").split(", ")
    why.locator("summary").click()
    why.locator("dd").last.wait_for()
    assert why.locator("dt").all_text_contents() == names
    assert why.locator("dd").count() == len(names)
    page.locator("[data-rules] summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_forty_claims_are_decided_by_keys_alone(page: Page, served: Served) -> None:
    before = decided(served)
    page.goto(f"{served.address}/queue")
    page.keyboard.press("n")
    page.wait_for_url("**/reports/**")
    for number in range(40):
        here = page.url
        page.keyboard.press("arfs"[number % 4] if number % 5 == 0 else "a")
        page.wait_for_url(lambda url, here=here: url != here)
    assert decided(served) == before + 40
    with page.expect_response("**/undo*"):
        page.keyboard.press("u")
    assert decided(served) == before + 41


def test_keys_that_are_pressed_while_the_desk_answers_are_for_the_next_claims(page: Page, served: Served) -> None:
    before = decided(served)
    page.goto(f"{served.address}/next?state=open")
    page.keyboard.type("ssfs")
    page.locator("main").wait_for()
    for _ in range(100):
        if decided(served) == before + 4:
            break
        page.wait_for_timeout(50)
    with served.workspace.store.read() as connection:
        last = list(decisions.read(connection, after=before))
    assert [one.kind for one in last] == ["skip", "skip", "flag", "skip"]
    assert len({one.claim for one in last}) == 4


def test_a_desk_that_is_gone_says_so(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/next?state=open")
    page.route("**", lambda route: route.abort())  # all: whatever else is answered takes the words away again
    page.keyboard.press("a")
    page.locator("[data-offline]:not([hidden])").wait_for()


def test_what_is_typed_while_a_field_opens_goes_into_the_field(page: Page, served: Served) -> None:
    before = decided(served)

    def slowly(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    page.route("**/form/place*", slowly)
    page.goto(f"{served.address}/next?state=open")
    page.keyboard.type("epArras")
    page.locator(".slot input[data-complete]").wait_for()
    assert page.evaluate("document.activeElement.value") == "Arras"
    assert decided(served) == before


def test_a_place_is_fixed_by_keys_with_completion(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/next?state=open")
    claim = int(page.locator(".claim.chosen").get_attribute("data-claim") or 0)
    page.keyboard.type("epOuagadou")
    page.locator(".options:not([hidden]) li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value") == "Ouagadougou"
    page.keyboard.press("Enter")
    page.locator(f"#claim-{claim} tr[data-field=place] .drafted").wait_for()
    with served.workspace.store.read() as connection:
        kept = claims.get(connection, claim)
    assert kept is not None and kept.line.place is not None and kept.line.place.country == "BFA"


def test_a_pin_is_moved_by_keys_and_by_dragging_and_the_coordinates_follow(page: Page, served: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    page.goto(f"{served.address}/next?state=open")
    claim = int(page.locator(".claim.chosen").get_attribute("data-claim") or 0)
    page.keyboard.type("ep")
    form = page.locator(".claim.chosen .slot form")
    form.locator("details[data-pin] summary").focus()
    assert not [one for one in asked if one.startswith(("part-", "map"))]  # a report's page does without the map
    page.keyboard.press("Enter")
    form.locator("[data-pin-map][data-drawn]").wait_for()
    latitude, longitude = form.locator("[name=latitude]"), form.locator("[name=longitude]")
    assert latitude.input_value() == ""  # nothing is set by looking
    latitude.fill("12.5")
    longitude.fill("-1.5")
    pin = form.locator("button.pin")
    pin.focus()
    page.keyboard.press("ArrowUp")
    assert float(latitude.input_value()) > 12.5 and float(longitude.input_value()) == -1.5
    assert latitude.input_value() in (pin.get_attribute("aria-label") or "")
    north = float(latitude.input_value())
    pin.drag_to(form.locator("[data-pin-map]"), target_position={"x": 40, "y": 200})
    assert float(latitude.input_value()) < north and float(longitude.input_value()) < -1.5
    told = float(latitude.input_value()), float(longitude.input_value())
    form.locator("button", has_text="Save").click()
    form.wait_for(state="detached")  # the claim may have had another place before
    with served.workspace.store.read() as connection:
        kept = claims.get(connection, claim)
        edit = [one for one in decisions.read(connection, claim=claim) if one.kind == "edit"][-1]
    assert kept is not None and kept.line.place is not None
    assert (kept.line.place.latitude, kept.line.place.longitude) == told
    assert edit.seconds is not None and 0 < edit.seconds < 600


def test_a_place_chosen_by_name_takes_the_pin_with_it(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/next?state=open")
    page.keyboard.type("ep")
    form = page.locator(".claim.chosen .slot form")
    form.locator("details[data-pin] summary").click()
    form.locator("[data-pin-map][data-drawn]").wait_for()
    form.locator("[name=latitude]").fill("1")
    form.locator("[name=longitude]").fill("1")
    form.locator("input[data-complete]").fill("Ouagadougou")
    form.locator(".options li").first.click()
    assert form.locator("[name=latitude]").input_value() == ""
    form.locator("button.pin").click()
    assert abs(float(form.locator("[name=latitude]").input_value()) - 12.37) < 0.1
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('canvas')")


def test_what_became_of_a_sentence_is_overturned_by_keys(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/next?state=open")
    page.keyboard.press("o")
    page.locator(".dispositions[open] a[data-overturns]:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator(".dispositions .slot select:focus").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("It is a headline that tells of it")
    page.keyboard.press("Enter")
    page.locator(".dispositions .disputed q", has_text="It is a headline").wait_for()
    page.keyboard.press("u")
    page.locator(".dispositions[open]:not(:has(.disputed))").wait_for()


def test_selected_words_become_a_missed_claim(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/next?state=open")
    report = page.url.split("/reports/")[1].split("?")[0]
    page.evaluate(
        """() => {
        const pieces = [...document.querySelectorAll(".text > p [data-at]")];
        const piece = pieces.find(one => one.textContent.trim().length > 20);
        const range = document.createRange(); range.setStart(piece.firstChild, 3);
        range.setEnd(piece.firstChild, 14); getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    words = page.evaluate("getSelection().toString().trim()")
    page.keyboard.press("m")
    page.locator("form[data-add] [data-chosen]", has_text=words).wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".claim.chosen", has_text="added by hand").wait_for()
    with served.workspace.store.read() as connection:
        added = [one for one in claims.of_report(connection, report) if one.origin == "coder"]
    assert words in {one.line.trigger.quote for one in added if one.line.trigger}


def test_focus_on_a_cell_lights_up_its_words_and_the_reverse(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/next?state=all")
    link = page.locator(".claim.chosen [data-field=place] .value a, .claim [data-field=place] .value a").first
    link.focus()
    assert page.locator("mark.place.lit").count() >= 1
    page.locator("mark.place.lit").first.click()
    assert page.evaluate("document.activeElement.closest('[data-cell]') !== null")


def stale_note(page: Page, served: Served) -> tuple[str, int]:
    """Opens a claim, lets somebody else change its notes, and sends other notes by keys; the view that comes."""
    page.goto(f"{served.address}/next?state=all")
    claim = int(page.locator(".claim.chosen").get_attribute("data-claim") or "")
    page.keyboard.press("e")
    page.keyboard.press("n")
    card = f"#claim-{claim}"
    page.wait_for_selector(f"{card} textarea[name=notes]")
    version = int(page.locator(f"{card} form[data-edit] input[name=version]").get_attribute("value") or "")
    served.desk.edit(Who("ben", "coder"), claim, version, "notes", b'"Theirs."')
    page.fill(f"{card} textarea[name=notes]", "Mine.")
    page.locator(f"{card} form[data-edit] button").press("Enter")
    page.wait_for_selector(f"{card} .clash")
    return card, claim


def notes(served: Served, claim: int) -> str:
    with served.workspace.store.read() as connection:
        kept = claims.get(connection, claim)
    assert kept is not None
    return kept.line.notes


def test_a_stale_edit_is_shown_in_place_and_decided_by_a_key(page: Page, served: Served) -> None:
    card, claim = stale_note(page, served)
    assert "You have both changed" in page.locator(f"{card} .clash").inner_text()
    assert page.locator(f"{card} textarea[name=notes]").input_value() == "Mine."
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("y")
    page.wait_for_selector(f"{card} .clash", state="detached")
    assert notes(served, claim) == "Mine."
    card, claim = stale_note(page, served)
    page.keyboard.press("x")
    page.wait_for_selector(f"{card} .clash", state="detached")
    assert notes(served, claim) == "Theirs."


def test_the_keys_are_told_and_closed(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/queue")
    page.keyboard.press("?")
    page.locator("#help").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator("#help").wait_for(state="hidden")


def test_with_the_script_off_everything_is_a_form(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    plain = context.new_page()
    before = decided(served)
    plain.goto(f"{served.address}/queue")
    plain.click("text=Start with the first")
    claim = plain.locator(".claim.chosen").get_attribute("data-claim")
    card = f"#claim-{claim}"
    plain.click(f"{card} [data-field=date] a[data-changes]")
    plain.fill(f"{card} [data-field=date] input[name=first]", "2021-02-03")
    plain.fill(f"{card} [data-field=date] input[name=last]", "2021-02-03")
    plain.click(f"{card} [data-field=date] form button")
    assert plain.locator(f"{card} [data-field=date] .value").inner_text() == "2021-02-03"
    plain.click(f"{card} .acts button.accept")
    assert plain.url != f"{served.address}/queue"
    plain.click("text=Undo")
    assert decided(served) == before + 3
    context.close()
