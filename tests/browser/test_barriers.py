"""Every page of the desk without barriers (WCAG 2.2 AA by axe), in light and dark, wide and on a phone: full, empty,
and with people who sign in; no page is wider than the window."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

import khaldun
from desk.crowd import PASSWORD, desk
from khaldun.cli.main import run
from khaldun.cli.settings import build_settings
from khaldun.cli.workspace import now
from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, BlockLine, ClaimLine, PlaceLine, ReportLine, ReportRef, SentenceLine
from khaldun.records.reports import Given
from khaldun.store.reports import add_input
from khaldun.tools.build import build_tools
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.deciding import LOCAL, Desk
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.objecting import object_to
from khaldun.workspace.open import opened
from khaldun.workspace.people import People

SAMPLES = Path(khaldun.__file__).parent / "samples"
PHONE: ViewportSize = {"width": 390, "height": 800}
WIDE: ViewportSize = {"width": 1400, "height": 900}
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
ARABIC = "f" * 64
TEXT = "قالت مصادر محلية إن مسلحين هاجموا قرية سرجة يوم الأربعاء. اشترك في نشرتنا البريدية."
TABLE = b"event_date,location,latitude,longitude,event_type\n11 April 2017,Kafr Zita,35.37,36.6,Battles\nnone,X,1,2,y\n"
Walk = Callable[[Page, dict[str, str]], object]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of three desks: over all samples and a report that is read from the right, over nothing, and one
    that people sign in to."""
    folder = tmp_path_factory.mktemp("barriers")
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as running:
        patch.setenv("KHALDUN_DATA", str(folder / "data"))
        for name, sources in (("full", SAMPLES), ("empty", None), ("people", SAMPLES / "01_syria_wire.txt")):
            make(folder / name, sources)
        fill(folder / "full", folder / "data")
        with opened(folder / "people") as workspace:
            People(workspace.store, now).add("amal", "reviewer", PASSWORD)
        options = {"full": [], "empty": [], "people": ["--accounts"]}
        yield {name: running.enter_context(desk(folder / name, *options[name]))[0] for name in options}


def make(folder: Path, sources: Path | None) -> None:
    assert run(["init", str(folder)]) == 0
    toml = folder / "khaldun.toml"
    toml.write_text(toml.read_text().replace('"auto"', '"rules"'))
    if sources is not None:
        assert run(["add", str(sources), "-w", str(folder)]) == 0
        assert run(["run", "-w", str(folder)]) == 0


def fill(folder: Path, data: Path) -> None:
    """Adds a report in Arabic, an objection to one of its sentences, and a decision with a reason."""

    def span(words: str) -> Span:
        start = TEXT.index(words)
        return Span.of(TEXT, start, start + len(words))

    cut = TEXT.index(". ") + 1
    report = ReportLine(
        id=ARABIC,
        name="سرجة",
        title="هجوم على قرية سرجة",
        language="ar",
        text=TEXT,
        sentences=(
            SentenceLine(start=0, end=cut, disposition="claims"),
            SentenceLine(start=cut + 1, end=len(TEXT), disposition="excluded", reason="newsletter"),
        ),
        blocks=(BlockLine(start=0, end=cut), BlockLine(start=cut + 1, end=len(TEXT), reason="newsletter")),
    )
    claim = ClaimLine(
        id="abcdefabcdefabcd",
        report=ReportRef(id=ARABIC, name=report.name),
        sub_event_type="Attack",
        status="reported",
        trigger=span("هاجموا"),
        place=PlaceLine(quote="سرجة", name="Sarjah", country="SYR", latitude=35.7, longitude=36.55, precision=1),
        actor1=ActorLine(quote="مسلحين", name="مسلحين", evidence=(span("مسلحين"),)),
        notes=TEXT[:cut],
    )
    recoder = recoder_of(build_tools(build_settings(data=data)))
    with opened(folder) as workspace:
        with workspace.store.write() as connection:
            add_input(connection, "ar.txt", "d" * 64, Given(), now())
            keep_lines(connection, 13, [report, claim], recoder=recoder, time=now())
        deciding = Desk(workspace.store, recoder, now)
        object_to(deciding, LOCAL, ARABIC, cut + 2, "It is no newsletter.")
        deciding.edit(
            LOCAL, 1, 1, "notes", msgspec.json.encode("Told twice."), reason="the second telling adds nothing"
        )


def at(desk_name: str, address: str) -> Walk:
    return lambda page, desks: page.goto(desks[desk_name] + address)


def field(name: str) -> Walk:
    """The form of a field, in the first claim of the queue."""

    def walk(page: Page, desks: dict[str, str]) -> None:
        page.goto(f"{desks['full']}/next?state=open")
        page.locator(f".claim.chosen [data-field={name}] a[data-changes]").click()
        page.locator(".slot form").wait_for()

    return walk


def pin(page: Page, desks: dict[str, str]) -> None:
    field("place")(page, desks)
    page.locator("details[data-pin] summary").click()
    page.locator("[data-pin-map][data-drawn]").wait_for()


def fix(kind: str) -> Walk:
    def walk(page: Page, desks: dict[str, str]) -> None:
        page.goto(f"{desks['full']}/unresolved?kind={kind}")
        page.locator("a.fix-it").first.click()
        page.locator("form.fix").wait_for()

    return walk


def preview(page: Page, desks: dict[str, str]) -> None:
    fix("source")(page, desks)
    page.fill("form.fix input[name=name]", "Local monitor")
    page.locator("form.fix").get_by_role("button", name="Preview").click()
    page.locator("table.preview").wait_for()


def verdicts(page: Page, desks: dict[str, str]) -> None:
    page.goto(f"{desks['full']}/known")
    page.set_input_files("input[type=file]", {"name": "mine.csv", "mimeType": "text/csv", "buffer": TABLE})
    page.locator("select[name=state]").select_option("all")
    page.get_by_role("button", name="Compare").click()
    page.locator(".verdict-coded, .verdict-perhaps, .verdict-new").first.wait_for()


def export(format: str, of: str = "") -> Walk:
    """An export that was made, or why none was."""

    def walk(page: Page, desks: dict[str, str]) -> None:
        page.goto(f"{desks['full']}/export{of}")
        page.select_option("select[name=format]", format)
        page.get_by_role("button", name="Make it").click()
        page.locator("table.exported, div.problem[role=alert]").first.wait_for()

    return walk


def keys(page: Page, desks: dict[str, str]) -> None:
    page.goto(f"{desks['full']}/queue")
    page.locator(".help-button").or_(page.locator("#main")).first.wait_for()
    page.evaluate("document.querySelector('#help').showModal()")


def sign_in(page: Page) -> None:
    page.fill("input[name=name]", "amal")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def signed_in(address: str) -> Walk:
    def walk(page: Page, desks: dict[str, str]) -> None:
        page.goto(f"{desks['people']}/signin?then={address}")
        sign_in(page)
        page.locator(".visitor").wait_for()

    return walk


def ended(page: Page, desks: dict[str, str]) -> None:
    """A form that was sent after the session had ended."""
    signed_in("/next")(page, desks)
    page.locator(".claim.chosen [data-field=notes] a[data-changes]").click()
    page.fill(".slot textarea", "Words that must not be lost")
    page.context.clear_cookies()
    page.locator(".slot form button").click()
    page.locator("form.signin").wait_for()


def again(page: Page, desks: dict[str, str]) -> None:
    ended(page, desks)
    sign_in(page)
    page.get_by_role("button", name="Send it again").wait_for()


PAGES: dict[str, Walk] = {
    "queue": at("full", "/queue"),
    "queue-filtered": at("full", "/queue?state=all&place=sarj"),
    "queue-of-nothing": at("full", "/queue?state=rejected&words=nothing"),
    "queue-no-day": at("full", "/queue?after=yesterday"),
    "report": at("full", "/next?state=all"),
    **{f"form-{name}": field(name) for name in ("sub_event_type", "date", "place", "actor1", "assoc_actor1", "deaths")},
    "form-pin": pin,
    "report-from-the-right": at("full", f"/reports/{ARABIC}"),
    "overturn": at("full", f"/reports/{ARABIC}?sentence=3"),
    "history": at("full", "/claims/1/history"),
    "keys": keys,
    "unresolved": at("full", "/unresolved"),
    "fix-place": fix("place"),
    "fix-actor": fix("actor"),
    "preview": preview,
    "rulings": at("full", "/rulings"),
    "known": at("full", "/known"),
    "verdicts": verdicts,
    "quality": at("full", "/quality"),
    "sheets": at("full", "/sheets"),
    "export": at("full", "/export"),
    "export-of-the-queue": at("full", "/export?queue=1&state=all&place=sarj"),
    "export-ready": export("acled"),
    "export-ready-claims": export("jsonl"),
    "export-of-nothing": export("csv", "?queue=1&state=rejected&words=nothing"),
    "no-such-page": at("full", "/nowhere"),
    "no-such-report": at("full", "/reports/none"),
    **{
        f"empty-{name}": at("empty", f"/{name}")
        for name in ("queue", "map", "unresolved", "rulings", "quality", "export")
    },
    "sign-in": at("people", "/signin"),
    "signed-in": signed_in("/queue"),
    "signed-in-report": signed_in("/next"),
    "signed-in-sheets": signed_in("/sheets"),
    "session-ended": ended,
    "send-it-again": again,
}


@pytest.mark.parametrize("name", PAGES)
def test_no_barriers(browser: Browser, desks: dict[str, str], name: str) -> None:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    PAGES[name](page, desks)
    # A form opens in a claim of a page that is a state of its own.
    where = ".claim.chosen" if name.startswith("form-") else None
    found = [fault for size in (WIDE, PHONE) for fault in faults(page, size, where)]
    context.close()
    assert found == []


@pytest.mark.parametrize("name", ["queue", "unresolved", "preview", "verdicts"])
def test_on_a_phone_no_list_of_claims_is_pushed_sideways(browser: Browser, desks: dict[str, str], name: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    PAGES[name](page, desks)
    page.wait_for_load_state()  # the words may be there before their style is
    regions = page.locator(".wide:has(table.queue)")
    assert regions.count() == 1
    assert regions.first.evaluate("one => one.scrollWidth <= one.clientWidth")
    rows = page.locator("table.queue tbody tr")
    assert rows.count() and all(rows.nth(at).bounding_box()["width"] <= PHONE["width"] for at in range(rows.count()))  # type: ignore[index]
    context.close()


def faults(page: Page, size: ViewportSize, where: str | None = None) -> Iterator[str]:
    """What axe finds in a window of that size, on the page or in a part of it, in light and dark; and whether the page
    is wider than the window. What colours do not decide is looked at once."""
    page.wait_for_load_state()
    page.set_viewport_size(size)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield f"wider than {size['width']}"
    for scheme, rules in (("light", AA), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, context=where, options={"runOnly": rules})
        if found.violations_count:
            yield f"{scheme}, {size['width']}: {found.generate_report()}"
