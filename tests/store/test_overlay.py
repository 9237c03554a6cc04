"""Claims that are told otherwise to somebody: pages, counts, maps and days take them as they are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from khaldun.records.lines import ClaimLine, DateLine, PlaceLine, ReportLine, ReportRef
from khaldun.records.reports import Given
from khaldun.store import atlas, claims, days, earth, marks, outlines, queue, reports
from khaldun.store.open import Store, open_store
from khaldun.store.overlay import Overlay, overlay
from khaldun.store.queue import Filter

NUMBER = 24


@pytest.fixture
def store(store_address: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    with opened.write() as connection:
        reports.add_input(connection, "a.txt", "a", Given(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        reports.put_report(connection, 1, ReportLine(id="a", name="a", text="x"))
        lines = [claim(number, "SYR", 34.0 + number / 100) for number in range(NUMBER)]
        claims.add_all(connection, [(line, float(number % 7)) for number, line in enumerate(lines)])
        for number in (3, 9, 10):
            claims.change(connection, number, 1, state="skipped")
    yield opened
    opened.close()


def claim(number: int, country: str, latitude: float, day: str = "2020-01-01") -> ClaimLine:
    place = PlaceLine(name=f"p{number}", country=country, latitude=latitude, longitude=36.0, precision=1)
    date = DateLine(start=day, end=day)
    return ClaimLine(id=f"c{number}", report=ReportRef(id="a", name="a"), place=place, date=date, status="reported")


@pytest.fixture
def told() -> tuple[Overlay, ...]:
    """Claims 2, 3 and 20 are told of Iraq, a day later, with other weights; 3 is skipped."""
    weights = {2: 9.0, 3: 3.5, 20: 0.5}
    return tuple(
        overlay(number, claim(number, "IRQ", 33.0, "2020-01-02"), weight) for number, weight in weights.items()
    )


def test_pages_follow_one_another_in_the_order_in_which_they_are_told(store: Store, told: tuple[Overlay, ...]) -> None:
    for states in (("open",), ("open", "skipped"), ()):
        asked = Filter(state=states, overlays=told)
        with store.read() as connection:
            every = queue.page(connection, asked, size=100)
            pages = [queue.page(connection, asked, start=start, size=5) for start in range(0, NUMBER, 5)]
            assert queue.count(connection, asked) == len(every)
        assert [one for page in pages for one in page] == every
        order = [(one.state == "skipped", -one.priority, -one.id) for one in every]
        assert order == sorted(order) and len({one.id for one in every}) == len(every)
        assert {one.id: one.country for one in every if one.country == "IRQ"} == dict.fromkeys(
            [2, 20] if states == ("open",) else [2, 3, 20], "IRQ"
        )


def test_filters_are_of_what_is_told(store: Store, told: tuple[Overlay, ...]) -> None:
    with store.read() as connection:
        for country, number in (("IRQ", 3), ("SYR", NUMBER - 3)):
            asked = Filter(country=country, overlays=told)
            assert queue.count(connection, asked) == len(queue.page(connection, asked)) == number
        assert queue.count(connection, Filter(after="2020-01-02", overlays=told)) == 3
        assert [one.id for one in queue.page(connection, Filter(place="p20", overlays=told))] == [21, 20]
        assert queue.page(connection, Filter(overlays=told), beside=["a"]) == []


def test_the_map_and_the_days_are_of_what_is_told(store: Store, told: tuple[Overlay, ...]) -> None:
    asked = Filter(overlays=told)
    with store.read() as connection:
        lands = earth.lands(connection, asked)
        assert [(one.country, one.claims) for one in lands] == [("SYR", NUMBER - 3), ("IRQ", 3)]
        histogram = days.days(connection, asked)
        assert [(one.start, one.count) for one in histogram.bins] == [("2020-01-01", NUMBER - 3), ("2020-01-02", 3)]
        found = atlas.clusters(connection, asked, earth.Box(), 9)
        assert sum(one.count for one in found) == NUMBER
        south = earth.Box(south=32.9, north=33.1)
        assert sorted(one.id for one in marks.marks(connection, asked, south)) == [2, 3, 20]
        assert [one.country for one in marks.numbered(connection, [20], told)] == ["IRQ"]
        listed = list(outlines.outlines(connection, overlays=told))
    assert [one.id for one in listed] == list(range(1, NUMBER + 1))
    assert {one.id for one in listed if one.country == "IRQ"} == {2, 3, 20}


def test_the_claims_themselves_stay_as_they_are(store: Store, told: tuple[Overlay, ...]) -> None:
    with store.read() as connection:
        queue.page(connection, Filter(overlays=told))
        assert queue.count(connection, Filter(country="SYR")) == NUMBER
        one = claims.get(connection, 20)
    assert one is not None and one.line == msgspec.structs.replace(claim(19, "SYR", 34.19))
