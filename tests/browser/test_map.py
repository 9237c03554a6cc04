"""The map in a browser: drawn without a word to anybody else, worked by keys alone, plain where it cannot be drawn."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize
from starlette.routing import Route as Address

from khaldun.desk import atlas
from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.pipeline import Tools
from khaldun.records.lines import ActorLine, ClaimLine, DateLine, PlaceLine, ReportLine, ReportRef
from khaldun.records.reports import Given
from khaldun.store.reports import add_input
from khaldun.tools.listening import listen
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.deciding import Desk
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import make_workspace, opened

PHONE: ViewportSize = {"width": 390, "height": 800}
WIDE: ViewportSize = {"width": 1400, "height": 900}
NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
EVIL = '<script>window.ran=1</script><img src=x onerror="window.ran=2">" autofocus onfocus="window.ran=3"'
TEXT = "Shells fell on the town, and two people were killed."
ROUTES = (
    Address("/map", atlas.map_page),
    Address("/map/data", atlas.map_data),
    Address("/map/days", atlas.time_data),
    Address("/map/borders.json", atlas.borders),
)
CROWD, DAYS = 400, 100
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def claim(number: int, place: PlaceLine, day: dt.date) -> ClaimLine:
    return ClaimLine(
        id=f"{number:016x}", report=ReportRef(id="a" * 64, name="flash"), event_type="Explosions/Remote violence",
        sub_event_type="Shelling/artillery/missile", status="reported", place=place, actor1=ActorLine(name="The army"),
        date=DateLine(start=day.isoformat(), end=day.isoformat(), precision=1, anchor="published"),
    )  # fmt: skip


def made() -> Iterator[ClaimLine]:
    """A crowd of claims around one town, one claim far from it, one known by its area, and one that means ill."""
    chance, first = random.Random(3), dt.date(2020, 1, 1)
    for number in range(CROWD):
        lat, lon = round(chance.gauss(35, 0.3), 2), round(chance.gauss(37, 0.3), 2)
        place = PlaceLine(name=f"Town {number % 90}", country="SYR", latitude=lat, longitude=lon, precision=1)
        yield claim(number, place, first + dt.timedelta(days=number % DAYS))
    lone = PlaceLine(name="Lonely", country="MLI", latitude=17.0, longitude=-3.0, precision=1)
    region = PlaceLine(name="The plain", country="UKR", latitude=48.0, longitude=37.0, precision=2)
    evil = PlaceLine(name=EVIL, country="COL", latitude=4.0, longitude=-74.0, precision=1)
    for number, place in enumerate((lone, region, evil), start=CROWD):
        yield claim(number, place, first)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Iterator[str]:
    """Where the desk over these claims is open."""
    folder = tmp_path_factory.mktemp("map") / "w"
    make_workspace(folder)
    listening = listen("127.0.0.1", 0)
    with opened(folder) as workspace:
        desk = Desk(workspace.store, recoder_of(tools), lambda: NOW)
        with workspace.store.write() as connection:
            add_input(connection, "flash.txt", "b" * 64, Given(), NOW)
            report = ReportLine(id="a" * 64, name="flash", text=TEXT)
            keep_lines(connection, 1, [report, *made()], recoder=desk.recoder, time=NOW)
        app = make_app(Site(workspace, desk, tools, lambda words: (), ()), hosts=["127.0.0.1"])
        app.router.routes[:0] = ROUTES
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening.socket]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.address.rstrip("/")
        server.should_exit = True
        thread.join()
    listening.socket.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made_context = browser.new_context(viewport=WIDE)
    yield made_context
    made_context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page that fails the test if anything is fetched from elsewhere, or the script or the policy complains."""
    opened_page = context.new_page()
    complaints: list[str] = []
    opened_page.on("pageerror", lambda error: complaints.append(str(error)))
    opened_page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened_page.on("request", lambda asked: asked.url.startswith(address) or complaints.append(asked.url))
    yield opened_page
    assert not [one for one in complaints if not one.startswith(("data:", f"blob:{address}"))]


def drawn(page: Page) -> int:
    """Waits until the map is drawn; how often it was."""
    page.locator("[data-map][data-drawn]").wait_for()
    return int(page.locator("[data-map]").get_attribute("data-drawn") or 0)


def drawn_again(page: Page, before: int) -> None:
    page.locator(f'[data-map]:not([data-drawn="{before}"])').wait_for()


def test_the_map_draws_itself_and_lists_what_is_in_view(page: Page, address: str) -> None:
    page.goto(f"{address}/map")
    drawn(page)
    assert page.locator("[data-map] canvas").is_visible() and not page.locator("[data-plain]").is_visible()
    assert page.locator("[data-told]").inner_text().startswith(f"{CROWD + 3} claims in view, in ")
    assert page.locator("[data-list] button", has_text="SYR").first.is_visible()
    assert page.locator("[data-list] li", has_text="The plain").locator("text=drawn 25 km around").count() == 1
    assert page.locator("[data-map]").get_attribute("data-trouble") is None
    assert "disputed borders" in page.locator("main").inner_text()


def test_the_map_changes_its_colours_with_the_system(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/map#at=8/17/-3")
    before = drawn(page)
    light = page.locator("[data-map]").screenshot()
    page.emulate_media(color_scheme="dark")
    drawn_again(page, before)
    assert page.locator("[data-map]").screenshot() != light
    page.locator("[data-map] canvas").click()
    page.wait_for_url(f"**/reports/**#claim-{CROWD + 1}")


def test_the_timelines_brush_is_worked_by_keys(page: Page, address: str) -> None:
    page.goto(f"{address}/map")
    before = drawn(page)
    page.locator("[data-from]").focus()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**/map?after=2020-02-10**")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**before=2020-04-08**")
    drawn_again(page, before)
    page.locator("[data-total]", has_text="236 claims").wait_for()
    assert "after=2020-02-10&before=2020-04-08" in (page.locator("[data-table]").get_attribute("href") or "")
    assert page.locator("[data-from]").get_attribute("aria-valuetext") == "2020-02-10"
    assert page.locator("[data-bars] .bar.on").count() == 59
    page.locator("[data-closer]").click()
    page.locator("[data-bars] .bar").nth(58).wait_for(state="attached")
    page.locator("[data-whole]").click()
    page.locator("[data-bars] .bar").nth(99).wait_for(state="attached")
    page.locator("[data-every]").click()
    page.locator("[data-total]", has_text=f"{CROWD + 3} claims").wait_for()
    assert "after" not in page.url
    page.reload()
    drawn(page)


def test_the_brush_is_drawn_over_the_bars(page: Page, address: str) -> None:
    page.goto(f"{address}/map")
    drawn(page)
    bars = page.locator("[data-bars]")
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.305, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.205, box["y"] + 20)
    page.mouse.up()
    page.wait_for_url("**/map?after=2020-01-21&before=2020-01-31**")
    page.locator("[data-total]", has_text="44 claims").wait_for()


def test_closer_and_to_the_report_by_keys_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/map?country=SYR")
    before = drawn(page)
    page.locator("[data-list] button").first.focus()
    page.keyboard.press("Enter")
    drawn_again(page, before)
    for _ in range(6):
        if page.locator("[data-list] ul a").count():
            break
        before = drawn(page)
        page.locator("[data-list] button").first.focus()
        page.keyboard.press("Enter")
        drawn_again(page, before)
    page.locator("[data-list] ul a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/**country=SYR**#claim-*")


def test_a_dot_leads_to_its_report_and_a_view_is_kept_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/map#at=8/17/-3")
    drawn(page)
    assert page.locator("[data-told]").inner_text() == "1 claim in view"
    page.locator("[data-map] canvas").click()
    page.wait_for_url(f"**/reports/**#claim-{CROWD + 1}")


def test_a_filter_changes_the_map_the_address_and_the_tables(page: Page, address: str) -> None:
    page.goto(f"{address}/map")
    before = drawn(page)
    page.locator("select[name=country]").select_option("MLI")
    drawn_again(page, before)
    page.wait_for_url("**/map?country=MLI**")
    assert page.locator("[data-told]").inner_text() == "1 claim in view"
    assert page.locator("[data-lands] tr").count() == 1
    page.locator("input[name=words]").fill("nowhere")
    page.keyboard.press("Enter")
    page.locator("[data-none]:not([hidden])").wait_for()
    page.get_by_role("link", name="Clear").click()
    page.locator("[data-lands] a", has_text="UKR").click()
    page.wait_for_url("**country=UKR**")
    page.locator("[data-told]", has_text="1 claim in view").wait_for()


def test_the_map_is_opened_again_when_its_page_is_put_in_anothers_place(page: Page, address: str) -> None:
    def with_a_link(route: Route) -> None:
        answer = route.fetch()
        link = '<nav aria-label="Desk"><a id="to-map" href="/map">Map</a>'
        route.fulfill(response=answer, body=answer.text().replace('<nav aria-label="Desk">', link))

    page.route("**/queue*", with_a_link)
    page.goto(f"{address}/queue")
    for _ in range(2):
        page.click("#to-map")
        page.wait_for_url("**/map*")
        drawn(page)
        page.click("nav a[href='/queue']")
        page.locator("#to-map").wait_for()
    assert page.locator("canvas").count() == 0


def test_what_a_place_is_called_is_text(page: Page, address: str) -> None:
    page.goto(f"{address}/map?country=COL")
    drawn(page)
    assert "<script>window.ran=1" in page.locator("[data-list]").inner_text()
    assert page.evaluate("window.ran") is None


def test_where_no_map_can_be_drawn_the_picture_stays(page: Page, address: str) -> None:
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(f"{address}/map?country=MLI")
    page.locator("[data-trouble]", has_text="WebGL is off").wait_for()
    assert page.locator("svg.picture").is_visible() and page.locator("[data-list] a").count() == 1
    page.locator("select[name=country]").select_option("UKR")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**country=UKR**")
    assert page.locator("svg.picture .area").count() == 1 and page.locator("[data-bars] a").count() == 1


def test_a_desk_that_is_gone_says_so(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/map")
    drawn(page)
    page.route("**/map/data*", lambda route: route.abort())
    page.locator("select[name=country]").select_option("UKR")
    page.locator("[data-trouble]", has_text="does not answer").wait_for()
    page.unroute("**/map/data*")
    page.locator("select[name=country]").select_option("MLI")
    page.locator("[data-told]", has_text="1 claim in view").wait_for()
    page.locator("[data-trouble]").wait_for(state="hidden")


def test_with_the_script_off_the_bars_are_links(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    plain = context.new_page()
    plain.goto(f"{address}/map")
    assert "too many for a picture" in plain.locator("main").inner_text()
    plain.locator("[data-bars] a").first.focus()
    plain.keyboard.press("Enter")
    plain.wait_for_url("**after=2020-01-01&before=2020-01-01")
    assert plain.locator("svg.picture .spot").count() == 6 and plain.locator("svg.picture .area").count() == 1
    plain.locator("[data-lands] a", has_text="MLI").click()
    plain.locator("[data-list] a").click()
    assert "/reports/" in plain.url
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("query", ["", "?country=UKR", "?words=nothing"], ids=["clusters", "an-area", "nothing"])
def test_no_barriers(browser: Browser, address: str, scheme: str, size: ViewportSize, query: str) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    shown = context.new_page()
    shown.goto(f"{address}/map{query}")
    drawn(shown)
    found = Axe().run(shown, options={"runOnly": WCAG})
    context.close()
    assert found.violations_count == 0, found.generate_report()
