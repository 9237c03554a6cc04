"""How long the map's and the timeline's questions take over a store of many claims, and its page in a browser.

Prints medians, asserts nothing. The claims are made here, seeded: places crowd together as towns of a war do, one in
five is known by its area alone, and each claim carries as much JSON as a real one.
Usage: python benchmarks/atlas.py [--claims N] [--store ADDRESS…] [--browser] [--repeats N]
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import itertools
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from starlette.routing import Route

from khaldun.desk import atlas
from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.records.base import Span
from khaldun.records.facts import Candidate
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    ConfidenceLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    ReportLine,
    ReportRef,
    SourceLine,
)
from khaldun.records.reports import Given
from khaldun.store import claims, queue, reports
from khaldun.store.atlas import clusters
from khaldun.store.days import days
from khaldun.store.earth import Box, lands
from khaldun.store.marks import marks
from khaldun.store.open import Connection, Store, open_store
from khaldun.store.queue import Filter
from khaldun.tools.listening import listen

if TYPE_CHECKING:
    from playwright.sync_api import Page

PER_REPORT = 20
BATCH = 2_000
# Where claims crowd: a country, its middle, how far it reaches (degrees), how many of a hundred claims.
LANDS = (
    ("SYR", 35.2, 38.3, 1.6, 30), ("UKR", 48.4, 35.5, 2.4, 25), ("YEM", 15.0, 45.0, 1.6, 10),
    ("IRQ", 34.0, 43.5, 1.8, 8), ("MLI", 15.5, -3.5, 2.5, 6), ("COD", -1.0, 28.8, 2.0, 6), ("SDN", 14.0, 30.0, 3.0, 5),
    ("NGA", 11.5, 12.5, 1.8, 4), ("MMR", 21.5, 96.5, 2.2, 4), ("COL", 4.0, -74.5, 2.2, 2),
)  # fmt: skip
TYPES = (
    ("Explosions/Remote violence", "Air/drone strike"), ("Explosions/Remote violence", "Shelling/artillery/missile"),
    ("Battles", "Armed clash"), ("Battles", "Government regains territory"), ("Protests", "Peaceful protest"),
    ("Violence against civilians", "Attack"),
)  # fmt: skip
STATES = ("open",) * 12 + ("accepted",) * 5 + ("skipped", "flagged", "rejected")
NEAR = Box(west=36.0, south=35.0, east=36.3, north=35.3)
FILTERS = {
    "open": Filter(state=("open",)),
    "all": Filter(),
    "open, a country": Filter(state=("open",), country="SYR"),
    "all, a country": Filter(country="SYR"),
    "all, a type": Filter(sub_event_type="Armed clash"),
    "all, nearly any day": Filter(after="2011-04-01", before="2024-02-28"),
    "all, a year": Filter(after="2014-01-01", before="2014-12-31"),
    "open, words": Filter(state=("open",), words="town 17"),
    "open, a side": Filter(state=("open",), side="syr"),
}
FIRST = dt.date(2011, 3, 15)
DAYS = 365 * 13
TEXT = (
    "Two villages were hit. On 13 November, government warplanes struck the village of Sarjeh, "
    "killing at least six rebels, a local monitor said."
)


def made(number: int, seed: int = 7) -> Iterator[tuple[ClaimLine, float]]:
    """Claims, each with its priority."""
    chance = random.Random(seed)
    towns = {land[0]: list(_towns(chance, *land[:4])) for land in LANDS}
    weights = [land[4] for land in LANDS]
    for at in range(number):
        (country, *_) = chance.choices(LANDS, weights)[0]
        town = towns[country][min(int(chance.paretovariate(0.6)) - 1, len(towns[country]) - 1)]
        yield _claim(chance, at, country, town), chance.random() * 4


def _towns(chance: random.Random, country: str, lat: float, lon: float, reach: float) -> Iterator[PlaceLine]:
    for at in range(400):
        kind = chance.random()
        candidates = tuple(
            Candidate(name=f"Town {at}{letter}", gazetteer_id=f"wof:{at}{letter}", latitude=lat, longitude=lon,
                      score=0.2, country=country) for letter in "abc"
        )  # fmt: skip
        yield PlaceLine(
            quote=f"Town {at}", name=f"{country} town {at}", country=country, admin1=f"Province {at % 14}",
            latitude=round(chance.gauss(lat, reach), 4), longitude=round(chance.gauss(lon, reach * 1.2), 4),
            precision=1 if kind < 0.8 else 2 if kind < 0.92 else 3, candidates=candidates, evidence=_words("Sarjeh"),
        )  # fmt: skip


def _words(quote: str) -> tuple[Span, ...]:
    start = TEXT.index(quote)
    return (Span.of(TEXT, start, start + len(quote)),)


def _claim(chance: random.Random, at: int, country: str, town: PlaceLine) -> ClaimLine:
    report = at // PER_REPORT
    day = (FIRST + dt.timedelta(days=int(DAYS * chance.betavariate(2, 1.3)))).isoformat()
    kind = chance.choice(TYPES)
    toll = {"low": 6, "best": 6, "unbounded": True, "evidence": _words("at least six")}
    return ClaimLine(
        id=f"{at:016x}", report=ReportRef(id=f"{report:064x}", name=f"report-{report}"), event_type=kind[0],
        sub_event_type=kind[1], status=chance.choice(("asserted", "reported", "reported", "planned")),
        trigger=_words("struck")[0], sources=(SourceLine(name="a local monitor", evidence=_words("a local monitor")),),
        date=DateLine(start=day, end=day, precision=1, anchor="published", evidence=_words("13 November")),
        place=town if chance.random() > 0.03 else None,
        actor1=ActorLine(name=f"Military Forces of {country}", type="State forces", evidence=_words("warplanes")),
        actor2=ActorLine(quote="rebels", evidence=_words("rebels")), fatalities=CountLine(**toll),
        deaths=(DeathLine(of="actor2", **toll),), notes=TEXT, confidence=ConfidenceLine(claim=0.93),
    )  # fmt: skip


def fill(store: Store, number: int) -> None:
    """Puts so many claims into a store that is empty."""
    with store.write() as connection:
        reports.add_input(connection, "made.txt", "b" * 64, Given(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        for report in range(-(-number // PER_REPORT)):
            reports.put_report(connection, 1, ReportLine(id=f"{report:064x}", name=f"report-{report}", text=TEXT))
        drafts = made(number)
        while batch := list(itertools.islice(drafts, BATCH)):
            claims.add_all(connection, batch)
        for remainder, state in enumerate(STATES):
            connection.exec_driver_sql(f"UPDATE claims SET state = '{state}' WHERE id % {len(STATES)} = {remainder}")


def told_line(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def measure(store: Store, repeats: int) -> None:
    """Prints the median of every question under every filter, milliseconds."""
    ask: dict[str, Callable[[Connection, Filter], object]] = {
        "clusters": lambda connection, asked: clusters(connection, asked, Box(), 2),
        "days": days,
        "countries": lands,
        "claims": lambda connection, asked: marks(connection, asked, NEAR),
    }
    told_line(f"  {'median ms':24}" + "".join(f"{name:>11}" for name in ask))
    for told, asked in FILTERS.items():
        medians = [statistics.median(_times(store, question, asked, repeats)) for question in ask.values()]
        told_line(f"  {told:24}" + "".join(f"{median:11.0f}" for median in medians))


def _times(
    store: Store, question: Callable[[Connection, Filter], object], asked: Filter, repeats: int
) -> Iterator[float]:
    for _ in range(repeats):
        with store.read() as connection:
            start = time.perf_counter()
            question(connection, asked)
            yield (time.perf_counter() - start) * 1000


def browse(store: Store, repeats: int) -> None:
    """Prints how long a headless Chromium takes to draw the map first, and after a filter is chosen, seconds.

    The map is first drawn when nothing is left to load or to paint, and again when what was asked for is painted.
    """
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("KHALDUN_CHROMIUM") or shutil.which("chromium")
    first, filters, countries, chosen = [], [], [], []
    with _served(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(repeats):
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            start = time.perf_counter()
            page.goto(f"{address}/map?state=all")
            page.locator("[data-map][data-drawn]").wait_for()
            first.append(time.perf_counter() - start)
            for kind in ("Armed clash", "Attack", ""):
                filters.append(_drawn_after(page, partial(page.select_option, "select[name=sub_event_type]", kind)))
            countries.append(_drawn_after(page, partial(page.select_option, "select[name=country]", "SYR")))
            page.select_option("select[name=country]", "")
            page.wait_for_timeout(1500)
            page.locator("[data-to]").focus()
            chosen.append(_drawn_after(page, partial(page.keyboard.press, "ArrowLeft")))
            page.close()
        browser.close()
    for told, times in (
        ("first drawn", first),
        ("a type", filters),
        ("a country", countries),
        ("days, by a key", chosen),
    ):
        told_line(f"  {told:24}{statistics.median(times):7.2f} s, at most {max(times):.2f} s")


WATCH = """() => {
    delete window.begun;
    for (const name of ["input", "change"]) {
        addEventListener(name, () => (window.begun ??= performance.now()), { capture: true, once: true });
    }
    const map = document.querySelector("[data-map]");
    const watch = new MutationObserver(() => { window.took = performance.now() - begun; watch.disconnect(); });
    watch.observe(map, { attributeFilter: ["data-drawn"] });
}"""


def _drawn_after(page: Page, act: Callable[[], object]) -> float:
    """How long from what the user does to the painted answer, by the page's own clock."""
    page.wait_for_timeout(1500)  # the view before is at rest
    before = page.locator("[data-map]").get_attribute("data-drawn")
    page.evaluate(WATCH)
    act()
    page.locator(f'[data-map]:not([data-drawn="{before}"])').wait_for()
    return float(page.evaluate("window.took")) / 1000


@contextlib.contextmanager
def _served(store: Store) -> Iterator[str]:
    """The address of a desk over the store; it has no tools, for the map needs none."""
    import uvicorn

    site = Site(SimpleNamespace(store=store), None, None, lambda words: (), ())  # type: ignore[arg-type]
    listening = listen("127.0.0.1", 0)
    app = make_app(site, hosts=["127.0.0.1"])
    pages = {"": atlas.map_page, "/data": atlas.map_data, "/days": atlas.time_data, "/borders.json": atlas.borders}
    app.router.routes[:0] = [Route(f"/map{path}", page) for path, page in pages.items()]
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening.socket]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listening.address.rstrip("/")
    server.should_exit = True
    thread.join()
    listening.socket.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--store", action="append", help="the address of an empty store; SQLite in a folder of its own")
    parser.add_argument("--browser", action="store_true", help="time the page in Chromium too")
    parser.add_argument("--repeats", type=int, default=5)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for address in told.store or ["sqlite:///store.sqlite"]:
            store = open_store(address, folder=Path(folder), create=True)
            with store.read() as connection:
                empty = queue.count(connection, Filter()) == 0
            if empty:
                fill(store, told.claims)
            told_line(f"{address}: {told.claims} claims" if empty else f"{address}: as it is")
            measure(store, told.repeats)
            if told.browser:
                browse(store, told.repeats)
            store.close()


if __name__ == "__main__":
    main()
