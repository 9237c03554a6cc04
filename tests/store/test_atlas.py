"""Claims on a map and over time, as the database counts them: alike on both."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from khaldun.records.lines import ClaimLine, DateLine, PlaceLine, ReportLine
from khaldun.records.reports import Given
from khaldun.store import claims, queue, reports
from khaldun.store.atlas import Cluster, clusters
from khaldun.store.days import Histogram, days
from khaldun.store.earth import Box, lands, total
from khaldun.store.marks import marks, numbered
from khaldun.store.open import Store, open_store
from khaldun.store.queue import Filter

SQUARE = b'{"type":"Polygon","coordinates":[[[36,35],[37,35],[37,36],[36,35]]]}'
ALL, EARTH = Filter(), Box()
ZOOMS = (-3, 0, 2.4, 5, 9, 14, 40)


@pytest.fixture
def store(store_address: str, tmp_path: Path, report_line: ReportLine) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    with opened.write() as connection:
        reports.add_input(connection, "flash.txt", "b" * 64, Given(), dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
        reports.put_report(connection, 1, report_line)
    yield opened
    opened.close()


@pytest.fixture
def line(claim_line: ClaimLine) -> ClaimLine:
    return claim_line


def at(
    line: ClaimLine, lat: float | None, lon: float | None, *, day: str | None = "2019-11-13", **told: Any
) -> ClaimLine:
    """The claim at another point, on another day."""
    place = PlaceLine(**{"name": "A", "country": "SYR", "precision": 1, "latitude": lat, "longitude": lon, **told})
    date = DateLine(start=day, end=day, precision=1, anchor="published") if day else None
    return msgspec.structs.replace(line, place=place, date=date)


def keep(store: Store, lines: Iterable[ClaimLine], priority: float = 1.0) -> None:
    with store.write() as connection:
        numbered_lines = [msgspec.structs.replace(one, id=f"{number:016x}") for number, one in enumerate(lines)]
        claims.add_all(connection, [(one, priority + number) for number, one in enumerate(numbered_lines)])


def found(store: Store, asked: Filter = ALL, box: Box = EARTH, zoom: float = 5) -> list[Cluster]:
    with store.read() as connection:
        return clusters(connection, asked, box, zoom)


def spread(line: ClaimLine, number: int = 300) -> list[ClaimLine]:
    """Claims all over the Earth, some of them close together."""
    chance = random.Random(5)
    middles = [(chance.uniform(-80, 80), chance.uniform(-180, 180)) for _ in range(20)]
    points = (
        (max(-90, min(90, chance.gauss(lat, 1))), max(-180, min(180, chance.gauss(lon, 1))))
        for lat, lon in chance.choices(middles, k=number)
    )
    return [at(line, lat, lon, precision=chance.choice((1, 2, 3))) for lat, lon in points]


def test_an_empty_store_has_nothing_to_draw(store: Store) -> None:
    with store.read() as connection:
        whole = total(lands(connection, Filter()))
        assert (whole.claims, whole.placed, whole.box) == (0, 0, None)
        assert clusters(connection, Filter(), Box(), 2) == [] and marks(connection, Filter(), Box()) == []
        assert lands(connection, Filter()) == [] and days(connection, Filter()).bins == ()


def test_only_a_claims_own_point_counts(store: Store, line: ClaimLine) -> None:
    nowhere = msgspec.structs.replace(line, place=None)
    keep(store, [at(line, 35, 36), at(line, 36.5, 40), at(line, None, None), nowhere, at(line, 999, 36)])
    with store.read() as connection:
        whole = total(lands(connection, Filter()))
    assert (whole.claims, whole.placed) == (5, 2)
    assert whole.box == Box(west=36, south=35, east=40, north=36.5)
    assert sum(cluster.count for cluster in found(store)) == 2


@pytest.mark.parametrize("zoom", ZOOMS)
def test_every_claim_is_in_one_cluster_whatever_the_zoom(store: Store, line: ClaimLine, zoom: float) -> None:
    keep(store, spread(line))
    made = found(store, zoom=zoom)
    assert sum(cluster.count for cluster in made) == 300
    for cluster in made:
        assert cluster.box.south - 1e-9 <= cluster.latitude <= cluster.box.north + 1e-9
        assert 0 <= cluster.precise <= cluster.count and cluster.todo == cluster.count


def test_closer_shows_more_clusters_and_none_over_another(store: Store, line: ClaimLine) -> None:
    keep(store, spread(line))
    numbers = []
    for zoom in (1, 3, 5):
        made = found(store, zoom=zoom)
        numbers.append(len(made))
        middles = [(one.longitude, math.degrees(math.asinh(math.tan(math.radians(one.latitude))))) for one in made]
        pixels = 512 * 2**zoom / 360
        gaps = [math.dist(a, b) * pixels for number, a in enumerate(middles) for b in middles[:number]]
        assert min(gaps) > 24  # not even the smallest rings, 24 pixels wide, lie over each other
    assert numbers == sorted(numbers) and numbers[0] < numbers[-1]


def test_a_cluster_says_what_is_in_it(store: Store, line: ClaimLine) -> None:
    keep(
        store,
        [
            at(line, 35.0, 36.0, admin1="Idlib"),
            at(line, 35.2, 36.2, admin1="Idlib", name="B", precision=2),
            at(line, 35.4, 36.4, admin1="Hatay", name="B", country="TUR", precision=3),
            at(line, 10.0, 10.0, name="Alone"),
        ],
    )
    with store.write() as connection:
        connection.execute(text("UPDATE claims SET state = 'accepted' WHERE id = 1"))
        connection.execute(text("UPDATE claims SET state = 'skipped' WHERE id = 2"))
    many, alone = found(store, zoom=3)
    assert (many.count, many.precise, many.todo, many.only) == (3, 1, 2, None)
    assert (many.place, many.regions, many.countries) == (None, ("Idlib", "Hatay"), ("SYR", "TUR"))
    assert many.box == Box(west=36.0, south=35.0, east=36.4, north=35.4)
    assert (round(many.latitude, 6), round(many.longitude, 6)) == (35.2, 36.2)
    assert (alone.count, alone.place, alone.only) == (1, "Alone", 4)


def test_points_at_the_edges_of_the_earth_and_of_cells_are_counted(store: Store, line: ClaimLine) -> None:
    edges = [(90, 180), (-90, -180), (0, 0), (45, 45), (-45, -45), (22.5, 11.25), (0.000001, -0.000001)]
    keep(store, [at(line, lat, lon) for lat, lon in edges])
    for zoom in range(23):
        assert sum(cluster.count for cluster in found(store, zoom=zoom)) == len(edges)


def test_a_box_over_the_180th_meridian(store: Store, line: ClaimLine) -> None:
    keep(store, [at(line, -17, 179.5), at(line, -17, -179.5), at(line, -17, 0)])
    box = Box(west=170, south=-20, east=-170, north=-10)
    made = found(store, box=box)
    assert sorted(cluster.longitude for cluster in made) == [-179.5, 179.5]
    assert box.width == 20
    with store.read() as connection:
        assert [mark.longitude for mark in marks(connection, Filter(), box)] == [-179.5, 179.5]


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        pytest.param(Filter(), 3, id="all"),
        pytest.param(Filter(state=("open",)), 2, id="state"),
        pytest.param(Filter(country="TUR"), 1, id="country"),
        pytest.param(Filter(place="hill"), 1, id="place"),
        pytest.param(Filter(words="HILL"), 1, id="words"),
        pytest.param(Filter(words="%"), 0, id="a-wildcard-is-a-letter"),
        pytest.param(Filter(words="flash"), 3, id="report"),
        pytest.param(Filter(after="2019-11-14"), 1, id="after"),
        pytest.param(Filter(before="2019-11-13"), 2, id="before"),
        pytest.param(Filter(sub_event_type="Armed clash"), 0, id="type"),
        pytest.param(Filter(events=True), 3, id="events"),
        pytest.param(Filter(words="'; DROP TABLE claims; --"), 0, id="hostile"),
    ],
)
def test_the_map_asks_by_the_queues_filter(store: Store, line: ClaimLine, asked: Filter, number: int) -> None:
    keep(
        store, [at(line, 35, 36), at(line, 36, 37, name="The Hill", day="2019-11-20"), at(line, 37, 38, country="TUR")]
    )
    with store.write() as connection:
        connection.execute(text("UPDATE claims SET state = 'rejected' WHERE id = 1"))
    with store.read() as connection:
        assert queue.count(connection, asked) == number == total(lands(connection, asked)).placed
        assert sum(cluster.count for cluster in clusters(connection, asked, Box(), 2)) == number
        assert len(marks(connection, asked, Box())) == number
        assert sum(land.claims for land in lands(connection, asked)) == number


def test_single_claims_come_heaviest_first_with_the_shapes_of_their_areas(store: Store, line: ClaimLine) -> None:
    shaped = at(line, 35, 36, precision=3, geometry=msgspec.Raw(SQUARE))
    keep(store, [at(line, 34, 36, geometry=msgspec.Raw(SQUARE)), shaped, at(line, 35, 37, precision=2)])
    with store.read() as connection:
        made = marks(connection, Filter(), Box())
        assert [(mark.id, mark.precision, mark.geometry) for mark in made] == [
            (3, 2, b"null"), (2, 3, SQUARE), (1, 1, b"null"),
        ]  # fmt: skip
        assert [mark.id for mark in marks(connection, Filter(), Box(), most=2)] == [3, 2]
        assert [mark.id for mark in marks(connection, Filter(), Box(south=34.5))] == [3, 2]
        assert [mark.id for mark in numbered(connection, [1, 2, 99])] == [2, 1] and numbered(connection, []) == []
    assert made[0].report_name == "flash" and made[0].actor1 == "Military Forces of Syria"


def test_countries_most_first_and_one_for_those_that_have_none(store: Store, line: ClaimLine) -> None:
    nowhere = msgspec.structs.replace(line, place=None)
    keep(store, [at(line, 35, 36), at(line, 35, 36), at(line, None, None), at(line, 40, 36, country="TUR"), nowhere])
    with store.read() as connection:
        told = [(land.country, land.claims, land.placed) for land in lands(connection, Filter())]
    assert told == [("SYR", 3, 2), (None, 1, 0), ("TUR", 1, 1)]


def histogram(store: Store, asked: Filter = ALL, **window: str) -> Histogram:
    with store.read() as connection:
        return days(connection, asked, **window)


@pytest.mark.parametrize(
    ("told", "size", "number", "first", "last"),
    [
        pytest.param(["2019-11-13"], "day", 1, "2019-11-13", "2019-11-13", id="one-day"),
        pytest.param(["2019-11-01", "2020-02-29"], "day", 121, "2019-11-01", "2020-02-29", id="days"),
        pytest.param(["2019-01-01", "2019-06-09"], "day", 160, "2019-01-01", "2019-06-09", id="as-many-days-as-go"),
        pytest.param(["2019-01-01", "2019-06-10"], "week", 24, "2019-01-01", "2019-06-10", id="a-day-more"),
        pytest.param(["2011-03-15", "2024-03-10"], "month", 157, "2011-03-15", "2024-03-10", id="months"),
        pytest.param(["1990-05-31", "2024-03-31"], "quarter", 136, "1990-05-31", "2024-03-31", id="quarters"),
        pytest.param(["1915-04-24", "2023-10-07"], "year", 109, "1915-04-24", "2023-10-07", id="years"),
        pytest.param(["1600-01-01", "2023-10-07"], "5 years", 85, "1600-01-01", "2023-10-07", id="five-years"),
        pytest.param(["0001-01-01", "9999-12-31"], "100 years", 100, "0001-01-01", "9999-12-31", id="all-of-time"),
        pytest.param(["9998-01-31", "9999-12-31"], "week", 101, "9998-01-31", "9999-12-31", id="the-end-of-time"),
        pytest.param(["9990-01-31", "9999-12-31"], "month", 120, "9990-01-31", "9999-12-31", id="its-last-month"),
    ],
)
def test_days_are_put_together_as_the_time_is_long(
    store: Store, line: ClaimLine, told: Sequence[str], size: str, number: int, first: str, last: str
) -> None:
    keep(store, [at(line, 35, 36, day=day) for day in told])
    made = histogram(store)
    assert (made.size, len(made.bins), made.bins[0].start, made.bins[-1].end) == (size, number, first, last)
    assert sum(one.count for one in made.bins) == len(told) and made.bins[0].count and made.bins[-1].count
    for before, after in zip(made.bins, made.bins[1:], strict=False):
        gap = dt.date.fromisoformat(after.start) - dt.date.fromisoformat(before.end)
        assert gap == dt.timedelta(days=1)


def test_the_timeline_shows_what_lies_around_the_chosen_days(store: Store, line: ClaimLine) -> None:
    keep(store, [at(line, 35, 36, day=day) for day in ("2019-11-01", "2019-11-05", "2019-11-09")])
    made = histogram(store, Filter(after="2019-11-05", before="2019-11-05", country="SYR"))
    assert len(made.bins) == 9 and sum(one.count for one in made.bins) == 3
    assert histogram(store, Filter(country="TUR")).bins == ()


def test_the_timeline_can_be_narrowed(store: Store, line: ClaimLine) -> None:
    keep(store, [at(line, 35, 36, day=day) for day in ("1999-01-01", "2019-11-05", "2019-11-09")])
    made = histogram(store, first="2019-11-04", last="2019-11-06")
    assert [(one.start, one.count) for one in made.bins] == [("2019-11-04", 0), ("2019-11-05", 1), ("2019-11-06", 0)]
    assert histogram(store, first="2020-01-01", last="2019-01-01").bins == ()


def test_claims_without_a_day_are_told(store: Store, line: ClaimLine) -> None:
    keep(store, [at(line, 35, 36, day=None), at(line, 35, 36, day="spring"), at(line, 35, 36)])
    made = histogram(store)
    assert (made.undated, len(made.bins)) == (2, 1)
