"""The queue's order, over one state or several: what weighs most first, what was skipped last."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from khaldun.records.lines import ClaimLine, PlaceLine, ReportLine, ReportRef
from khaldun.records.reports import Given
from khaldun.store import claims, queue, reports
from khaldun.store.claims import OPEN, SKIPPED, STATES
from khaldun.store.open import Store, open_store
from khaldun.store.queue import Filter

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
COUNTRIES = ("SYR", "IRQ")


def fill(store: Store) -> None:
    """Four claims in each state and country, of weights that are told apart only by the claims' numbers at times."""
    with store.write() as connection:
        reports.add_input(connection, "a.txt", "a", Given(), NOW)
        for name in ("a", "b"):
            reports.put_report(connection, 1, ReportLine(id=name, name=name, text="x"))
        for number, (state, country, _) in enumerate(itertools.product(STATES, COUNTRIES, range(4))):
            line = ClaimLine(
                report=ReportRef(id="ab"[number % 2], name="x"),
                id=str(number),
                place=PlaceLine(name="X", country=country),
            )
            claims.add(connection, line, priority=float(number * 7 % 5), state=state)


@pytest.fixture
def store(store_address: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    fill(opened)
    yield opened
    opened.close()


def expected(store: Store, asked: Filter, beside: tuple[str, ...] = ()) -> list[int]:
    """What is asked for, sorted here."""
    with store.read() as connection:
        every = claims.numbers(connection, range(1, 1 + len(STATES) * len(COUNTRIES) * 4))
    chosen = [
        one
        for one in every
        if (not asked.state or one.state in asked.state)
        and (not asked.country or (one.line.place and one.line.place.country == asked.country))
        and one.report not in beside
    ]
    return [one.id for one in sorted(chosen, key=lambda one: (one.state == SKIPPED, -one.priority, -one.id))]


@pytest.mark.parametrize("deep", [False, True], ids=["by the index", "leafed far"])
@pytest.mark.parametrize(
    "asked",
    [
        Filter(state=(OPEN,)),
        Filter(state=("accepted",)),
        Filter(state=(OPEN, SKIPPED)),
        Filter(),
        Filter(country="IRQ"),
        Filter(state=(OPEN, SKIPPED), country="SYR"),
    ],
    ids=["open", "accepted", "to do", "all", "a country's", "to do in a country"],
)
def test_pages_follow_each_other_in_the_order_of_weight(
    store: Store, asked: Filter, deep: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_DEEP", 0 if deep else 5_000)
    with store.read() as connection:
        pages = [queue.page(connection, asked, start=start, size=7) for start in range(0, 63, 7)]
        assert [entry.id for page in pages for entry in page] == expected(store, asked)
        assert queue.count(connection, asked) == len(expected(store, asked))


def test_reports_that_somebody_is_at_are_passed_over(store: Store) -> None:
    asked = Filter(state=(OPEN, SKIPPED))
    with store.read() as connection:
        found = [entry.id for entry in queue.page(connection, asked, beside=("a",))]
    assert found == expected(store, asked, beside=("a",)) != []
