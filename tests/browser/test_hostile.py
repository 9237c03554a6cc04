"""A report, a coder and a table whose every word means ill, on every page of the desk: nothing of it runs."""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from khaldun.cli.export_world import world_on
from khaldun.cli.settings import build_settings
from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.records.base import Span
from khaldun.records.lines import (
    ActorLine,
    BlockLine,
    ClaimLine,
    ContractLine,
    DateLine,
    FailureLine,
    PlaceLine,
    ReportLine,
    ReportRef,
    SentenceLine,
    SourceLine,
    StatedLine,
)
from khaldun.records.reports import Given
from khaldun.store.reports import add_input
from khaldun.tools.build import build_tools
from khaldun.tools.gazetteer.store import Gazetteer
from khaldun.tools.listening import listen
from khaldun.tools.registry import load_registry
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import make_workspace, opened
from khaldun.workspace.people import People

EVIL = (
    '<script>window.ran=1</script><img src=x onerror="window.ran=2">" autofocus onfocus=\'window.ran=3\' '
    '</textarea></title></style><svg onload=window.ran=4> <a href="javascript:window.ran=5">x</a> {{ 7*7 }} ]]> -->'
)
PASSWORD = "long enough to be one"
NAME = "<img src=x onerror=window.ran=8>"  # of a coder: sixty characters at most
REPORT = "e" * 64
OPEN = """
[withhold]
names = false
sites = false
[words]
notes = "report"
titles = true
reports = "name"
addresses = "full"
"""
PAGES = {
    "/": ["/"],
    "/queue": ["/queue", "/queue?state=all", f"/queue?words={quote(EVIL)}&done={quote(EVIL)}&after={quote(EVIL)}"],
    "/quality": ["/quality"],
    "/map": ["/map", f"/map?state=all&place={quote(EVIL)}"],
    "/unresolved": [f"/unresolved?kind=place&q={quote(EVIL)}", "/unresolved?kind=source", "/unresolved?kind=actor"],
    "/unresolved/preview": ["/unresolved/preview"],
    "/unresolved/apply": ["/unresolved/apply"],
    "/rulings": ["/rulings", f"/rulings?q={quote(EVIL)}&field=notes", "/rulings?field=place"],
    "/known": ["/known"],
    "/known/{token}": [f"/known/{quote(EVIL, safe='')}"],
    "/export": ["/export", f"/export?queue=1&place={quote(EVIL)}&format={quote(EVIL)}&after={quote(EVIL)}"],
    "/export/{token}": [f"/export/{quote(EVIL, safe='')}"],
    "/sheets": ["/sheets"],
    "/sheets/settle/{report}": [f"/sheets/settle/{REPORT}"],
    "/next": ["/next?state=all"],
    "/reports/{report}": [
        f"/reports/{REPORT}", f"/reports/{'f' * 64}", f"/reports/{REPORT}?claim=1&change=place",
        f"/reports/{REPORT}?sentences=0",
        f"/reports/{quote(EVIL, safe='')}", f"/reports/{REPORT}?state={quote(EVIL)}&claim=1&change={quote(EVIL)}",
    ],
    "/reports/{report}/sentence/{at:int}": [f"/reports/{REPORT}/sentence/0"],
    "/claims/{claim:int}/history": ["/claims/1/history", "/claims/2/history", "/claims/99/history"],
    "/claims/{claim:int}/form/{field}": [
        f"/claims/1/form/{name}" for name in ("place", "actor1", "assoc_actor1", "sources", "notes", "date", "deaths")
    ] + [f"/claims/1/form/{quote(EVIL, safe='')}"],
    "/signin": ["/signin", f"/signin?then={quote(EVIL)}"],
}  # fmt: skip
# What is no page but a file or data; each says so, and a browser takes its word (nosniff).
FILES = (
    "/quality/codings.csv", "/known/{token}/verdicts.csv", "/map/data", "/map/days", "/map/borders.json",
    "/complete/place", "/complete/actor", "/export.jsonl", "/export/{token}/zip",
)  # fmt: skip


def lines() -> list[ContractLine]:
    """A report whose every field means ill; its claims lie on the map, and among what is unresolved."""
    words = (Span.of(EVIL, 0, 20),)
    ref = ReportRef(id=REPORT, name=EVIL)
    report = ReportLine(
        id=REPORT, name=EVIL, title=EVIL, publisher=EVIL, original_publisher=EVIL, url=f"javascript:{EVIL}",
        byline=EVIL, text=EVIL, language=EVIL, tags=(EVIL,), warnings=(EVIL,), published="2019-11-16",
        metadata={EVIL: StatedLine(evidence=words, rules=(EVIL,))},
        blocks=(BlockLine(start=0, end=40), BlockLine(start=40, end=len(EVIL), reason=EVIL)),
        sentences=(SentenceLine(start=0, end=30, disposition="claims"),
                   SentenceLine(start=30, end=len(EVIL), disposition="none", reason=EVIL)),
    )  # fmt: skip
    claim = ClaimLine(
        id=EVIL, report=ref, event_type="Battles", sub_event_type="Attack", status="reported", trigger=words[0],
        method=EVIL, sources=(SourceLine(name=EVIL, evidence=words, rules=(EVIL,)),), notes=EVIL, rules=(EVIL,),
        date=DateLine(start="2019-11-16", end="2019-11-16", evidence=words, rules=(EVIL,)),
        place=PlaceLine(quote=EVIL, name=EVIL, country="SYR", admin1=EVIL, admin2=EVIL, latitude=35.5, longitude=36.5,
                        precision=1, evidence=words, rules=(EVIL,)),
        actor1=ActorLine(quote=EVIL, name=EVIL, type=EVIL, evidence=words, rules=(EVIL,)),
        assoc_actor1=(ActorLine(quote=EVIL, name=EVIL, evidence=words),), actor2=ActorLine(quote=EVIL, evidence=words),
    )  # fmt: skip
    nowhere = PlaceLine(quote=EVIL, country=EVIL, unresolved=True, evidence=words)
    other = msgspec.structs.replace(claim, id="2", place=nowhere)
    third = msgspec.structs.replace(report, id="f" * 64, name=f"{EVIL}3")
    typed = msgspec.structs.replace(
        claim, id="3", report=ReportRef(id=third.id, name=third.name), event_type=EVIL, sub_event_type=EVIL,
        assoc_actor1=(ActorLine(quote=EVIL, name=EVIL),),
    )  # fmt: skip
    return [
        report,
        claim,
        other,
        third,
        typed,
        FailureLine(name=EVIL, stage="read", error=EVIL, message=EVIL, advice=EVIL),
    ]


@dataclass
class Served:
    """A desk that is open at an address, and the paths that it knows."""

    address: str
    paths: set[str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk with accounts over what means ill."""
    folder = tmp_path_factory.mktemp("hostile")
    make_workspace(folder / "w")
    tools = build_tools(build_settings(data=folder / "data"))
    assert isinstance(tools.gazetteer, Gazetteer)
    with opened(folder / "w") as workspace:
        people = People(workspace.store, lambda: dt.datetime.now(dt.UTC))
        admin = people.add(NAME, "admin", PASSWORD)
        people.add_token(NAME, NAME, "read", 30)
        desk = Desk(workspace.store, recoder_of(tools), lambda: dt.datetime.now(dt.UTC))
        with workspace.store.write() as connection:
            add_input(connection, EVIL, "b" * 64, Given(), dt.datetime.now(dt.UTC))
            keep_lines(connection, 1, lines(), recoder=desk.recoder, time=dt.datetime.now(dt.UTC))
        who = Who(admin.id, "admin")
        desk.edit(who, 1, 1, "notes", msgspec.json.encode(EVIL[::-1] + EVIL), reason=EVIL)
        desk.comment(who, 1, EVIL)
        desk.settle(who, "flag", 1, 2, reason=EVIL)
        profile = folder / "w" / "profiles" / f"{NAME}.toml"
        profile.parent.mkdir()
        (folder / "w" / "codebooks").mkdir()
        (folder / "w" / "codebooks" / f"{NAME}.yaml").write_text(EVIL)
        profile.write_text(f"name = {msgspec.json.encode(EVIL).decode()}\n{OPEN}")
        site = Site(
            workspace, desk, tools, tools.gazetteer.beginning, tuple(load_registry()), people,
            partial(world_on, data=folder / "data"),
        )  # fmt: skip
        app = make_app(site, hosts=["127.0.0.1"])
        listening = listen("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening.socket]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        paths = {
            route.path
            for route in app.routes
            if "GET" in (getattr(route, "methods", None) or ()) and not route.path.startswith("/api")  # type: ignore[attr-defined]
        }
        yield Served(listening.address.rstrip("/"), paths)
        server.should_exit = True
        thread.join()
    listening.socket.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """Somebody who is signed in; the test fails where anything runs that should not, or the policy had to stop it."""
    context = browser.new_context()
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    made.on("dialog", lambda dialog: complaints.append(dialog.message))
    made.on("request", lambda asked: complaints.append(asked.url) if not _own(asked.url, served.address) else None)
    made.goto(f"{served.address}/signin")
    made.fill("input[name=name]", NAME)
    made.fill("input[name=password]", PASSWORD)
    made.get_by_role("button", name="Sign in").click()
    made.locator(".visitor").wait_for()
    yield made
    context.close()
    assert complaints == []


def _own(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:", "blob:"))


def look(page: Page, address: str) -> None:
    """Opens a page and everything on it that opens."""
    page.goto(address)
    page.wait_for_timeout(150)
    page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    page.evaluate("document.querySelectorAll('dialog').forEach(one => one.open || one.show())")
    assert page.evaluate("window.ran") is None, address
    assert page.locator("[onerror], [onload], [onfocus], [href^='javascript']").count() == 0, address


def test_every_page_is_looked_at(served: Served) -> None:
    assert served.paths - {"/known/{token}/verdicts.csv"} <= {*PAGES, *FILES}
    assert {*PAGES, *FILES} <= served.paths


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_on_any_page(page: Page, served: Served, path: str) -> None:
    for address in PAGES[path]:
        look(page, served.address + address)


def test_nothing_runs_of_a_table_s_name_and_words(page: Page, served: Served, tmp_path: Path) -> None:
    page.goto(f"{served.address}/known")
    cell = _cell(EVIL)
    table = f"event_id_cnty,event_date,location,notes,actor1\n{cell},2019-11-16,{cell},{cell},{cell}\n"
    name = re.sub(r"/", "_", EVIL)[:200]
    page.locator("input[type=file]").set_input_files(
        {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    page.get_by_role("button", name="Compare").click()
    page.locator("nav.kinds, [role=alert]:not([hidden])").first.wait_for()
    assert "/known/" in page.url, page.locator("main").inner_text()
    for show in ("coded", "perhaps", "new", "unknown"):
        look(page, f"{page.url.partition('?')[0]}?show={show}")


def test_nothing_runs_of_an_export_that_is_refused(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/export?queue=1&state=all&place={quote('script')}")
    page.select_option("select[name=table]", f"codebook/{NAME}")  # its file is no codebook, and is told with its words
    for name in ("licence", "citation"):
        page.fill(f"input[name={name}]", EVIL)
    page.get_by_role("button", name="Make it").click()
    page.locator("div.problem[role=alert]").wait_for()
    assert page.input_value("input[name=citation]") == " ".join(EVIL.split())
    assert page.evaluate("window.ran") is None
    assert page.locator("[onerror], [onload], [onfocus], [href^='javascript']").count() == 0


@pytest.mark.parametrize("format", ["csv", "jsonl", "geojson", "xlsx"])
def test_nothing_runs_of_an_export(page: Page, served: Served, format: str) -> None:
    page.goto(f"{served.address}/export?queue=1&state=all&words={quote('script')}")
    page.select_option("select[name=format]", format)
    page.select_option("select[name=profile]", NAME)
    for name in ("licence", "citation"):
        page.fill(f"input[name={name}]", EVIL)
    page.get_by_role("button", name="Make it").click()
    page.locator("table.exported").wait_for()
    words = page.locator("main").inner_text()
    assert "window.ran=1" in words and "opens harm controls" in words
    look(page, page.url)


def test_nothing_runs_of_what_is_typed_and_comes_back(page: Page, served: Served) -> None:
    for name, field in (("place", "name"), ("notes", "notes"), ("sources", "names")):
        page.goto(f"{served.address}/reports/{REPORT}?claim=2&change={name}")
        form = page.locator(f"#claim-2 tr[data-field={name}] form")
        form.locator(f"[name={field}]").first.fill(EVIL)
        form.locator("[name=reason]").fill(EVIL)
        form.get_by_role("button", name="Save").click()
        page.wait_for_timeout(300)
        assert page.evaluate("window.ran") is None
        look(page, f"{served.address}/claims/2/history")


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_no_page(page: Page, served: Served, path: str) -> None:
    answer = page.request.get(served.address + path.replace("{token}", "x"))
    kind = answer.headers["content-type"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.status == 404 or not kind.startswith("text/html")
    for address in ("/api/claims", "/api/claims/1", f"/api/reports/{REPORT}", f"/api/reports/{quote(EVIL, safe='')}"):
        answer = page.request.get(served.address + address)
        assert answer.headers["content-type"] == "application/json"


def _cell(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
