"""How quick the desk is over a large store: `make bench-review` (PostgreSQL too where its server is installed).

Prints medians and 95th percentiles in milliseconds; nothing fails where it is slow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from starlette.testclient import TestClient

from khaldun.cli.settings import build_settings
from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.pipeline import Tools
from khaldun.records.base import Span
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    ConfidenceLine,
    DateLine,
    DeathLine,
    PlaceLine,
    ReportLine,
    ReportRef,
    SentenceLine,
)
from khaldun.records.reports import Given
from khaldun.review.priority import priority
from khaldun.store import claims, queue, reports
from khaldun.store.open import Store, open_store
from khaldun.store.queue import Filter
from khaldun.tools.build import build_tools
from khaldun.tools.gazetteer.store import Gazetteer
from khaldun.tools.registry import load_registry
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.config import Config
from khaldun.workspace.deciding import Desk
from khaldun.workspace.open import ARCHIVE, Archive, Workspace

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from postgres import find_server, running

PER_REPORT = 60
Book = Callable[[str], str | None]
COUNTRIES = ("SYR", "SDN", "MLI", "UKR", "MMR", "COD", "YEM", "IRQ")
TYPES = ("Attack", "Armed clash", "Air/drone strike", "Shelling/artillery/missile attack", "Peaceful protest")


def lines_of(number: int, chance: random.Random, book: Book) -> tuple[ReportLine, list[ClaimLine]]:
    """A report of as many sentences as claims."""
    sentences, claims_, at = [], [], 0
    told: list[str] = []
    for each in range(PER_REPORT):
        words = f"Gunmen attacked village {number * PER_REPORT + each} and killed {each % 7} people there."
        sentences.append(SentenceLine(start=at, end=at + len(words), disposition="claims"))
        claims_.append(_claim(number, each, at, words, chance, book))
        told.append(words)
        at += len(words) + 1
    identity = f"{number:064x}"
    return (
        ReportLine(
            id=identity, name=f"report-{number}", text=" ".join(told), sentences=tuple(sentences), language="en"
        ),
        claims_,
    )


def _claim(number: int, each: int, at: int, words: str, chance: random.Random, book: Book) -> ClaimLine:
    kind, day = chance.choice(TYPES), dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(2000))
    trigger = Span(start=at + 7, end=at + 15, quote="attacked")
    return ClaimLine(
        id=f"{number:08x}{each:08x}",
        report=ReportRef(id=f"{number:064x}", name=f"report-{number}"),
        event_type=book(kind),
        sub_event_type=kind,
        status="reported",
        trigger=trigger,
        tellings=(trigger,),
        date=DateLine(start=day.isoformat(), end=day.isoformat(), precision=1),
        place=PlaceLine(
            quote=f"village {each}", name=f"Village {chance.randrange(5000)}", country=chance.choice(COUNTRIES),
            latitude=chance.uniform(-30, 50), longitude=chance.uniform(-20, 100), precision=1,
        ),
        actor1=ActorLine(quote="Gunmen", name="Unidentified Armed Group", type="Political militia"),
        deaths=(DeathLine(of="civilians", low=each % 7, best=each % 7, high=each % 7),),
        notes=words,
        confidence=ConfidenceLine(claim=chance.random(), place=chance.random()),
    )  # fmt: skip


def fill(store: Store, total: int, book: Book) -> None:
    """So many claims, in reports of `PER_REPORT`."""
    chance, now = random.Random(7), dt.datetime.now(dt.UTC)
    with store.write() as connection:
        reports.add_input(connection, "bench", "0" * 64, Given(), now)
    for first in range(0, total // PER_REPORT, 100):
        with store.write() as connection:
            for number in range(first, min(first + 100, total // PER_REPORT)):
                report, drafts = lines_of(number, chance, book)
                reports.put_report(connection, 1, report)
                claims.add_all(connection, [(draft, priority(draft)) for draft in drafts])


def timed(act: Callable[[], object], times: int = 21) -> tuple[float, float]:
    """Median and 95th percentile, milliseconds."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        found.append(1000 * (time.perf_counter() - began))
    return statistics.median(found), sorted(found)[int(0.95 * (times - 1))]


def measured(store: Store, folder: Path, tools: Tools) -> Iterator[tuple[str, tuple[float, float], str]]:
    """What is measured, its times, and its aim."""

    def ask(asked: Filter) -> Callable[[], object]:
        def run() -> object:
            with store.read() as connection:
                return queue.page(connection, asked), queue.count(connection, asked)

        return run

    opened = ("open",)
    yield "queue, first page and count", timed(ask(Filter(state=opened))), "100"
    yield (
        "queue of a country and a type",
        timed(ask(Filter(state=opened, country="SYR", sub_event_type="Attack"))),
        "100",
    )
    yield "queue of a year", timed(ask(Filter(state=opened, after="2022-01-01", before="2022-12-31"))), "100"
    yield "queue by words", timed(ask(Filter(state=opened, words="village 4321"))), ""
    gazetteer = tools.gazetteer
    assert isinstance(gazetteer, Gazetteer)
    here = Workspace(folder, Config(format=1), store, Archive(folder / ARCHIVE))
    desk = Desk(store, recoder_of(tools), lambda: dt.datetime.now(dt.UTC))
    site = Site(here, desk, tools, gazetteer.beginning, tuple(load_registry()))
    client = TestClient(make_app(site, hosts=["127.0.0.1"]), base_url="http://127.0.0.1")
    yield "page of the queue", timed(lambda: client.get("/queue").raise_for_status()), ""
    page = timed(lambda: client.get(f"/reports/{5:064x}").raise_for_status())
    yield f"page of a report with {PER_REPORT} claims", page, "250"
    number = iter(range(1, 10**9))

    def accept() -> None:
        answer = client.post(f"/claims/{next(number)}/accept", data={"version": "1"}, follow_redirects=False)
        assert answer.status_code == 303, answer.text

    yield "a decision, until what comes next is known", timed(accept, 101), "50"

    def edit() -> None:
        form = {"version": "1", "field": "status", "status": "denied"}
        answer = client.post(f"/claims/{next(number)}/edit", data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text

    yield "a field changed, its report coded again", timed(edit, 41), "50"


def show(address: str, folder: Path, total: int, tools: Tools) -> None:
    """Fills a store and prints what was measured."""
    began = time.perf_counter()
    store = open_store(address, folder=folder, create=True)
    fill(store, total, tools.codebook.event_type.get)
    sys.stdout.write(
        f"\n{address.split(':')[0]}: {total:,} claims, put in within {time.perf_counter() - began:.0f} s\n"
    )
    for name, (median, late), aim in measured(store, folder, tools):
        told = f"  aim {aim} ms" if aim else ""
        sys.stdout.write(f"  {name:<46}{median:8.1f} ms  (95 %: {late:7.1f} ms){told}\n")
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=300_000)
    given = parser.parse_args()
    tools = build_tools(build_settings())
    with tempfile.TemporaryDirectory() as folder:
        show("sqlite:///store.sqlite", Path(folder), given.claims, tools)
    programs = find_server()
    if programs is None:
        sys.stdout.write("\npostgresql: not measured, its server is not installed\n")
        return
    with running(programs) as address, tempfile.TemporaryDirectory() as folder:
        show(address, Path(folder), given.claims, tools)


if __name__ == "__main__":
    main()
