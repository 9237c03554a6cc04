"""The rule of scoring, case by case, and its laws."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.errors import DataError
from khaldun.evaluate.agreement import agree, days_apart, distance, may_pair
from khaldun.evaluate.control import shuffled_places
from khaldun.evaluate.names import Names, Party
from khaldun.evaluate.pairing import _assign, pair_rows
from khaldun.evaluate.rows import Claims, Coded, Days, Place, Row, read_claims
from khaldun.evaluate.score import Result, evaluate
from khaldun.evaluate.show import result_json, result_table
from khaldun.measure.names import build_names
from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, CountLine, DeathLine, ReportRef

NAMES = build_names()
REGISTRY = {"The Army": ("mil",), "Both": ("mil", "rus")}
KINDS = {
    "Air/drone strike": "Explosions/Remote violence",
    "Shelling/artillery/missile attack": "Explosions/Remote violence",
    "Armed clash": "Battles",
    "Peaceful protest": "Protests",
    "Mob violence": "Riots",
}


def row(**changes: Any) -> Row:
    base: dict[str, Any] = {
        "report": ReportRef(name="r1"),
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "status": "asserted",
        "date": Days(start="2019-11-13"),
        "place": Place(name="Shnan", latitude=35.736, longitude=36.613),
    }
    return Row(**{**base, **changes})


def claims(*rows: Row, reports: tuple[str, ...] = ()) -> Claims:
    by_report: dict[str, list[Row]] = {}
    for one in rows:
        by_report.setdefault(one.report_name, []).append(one)
    return Claims(
        rows={name: tuple(found) for name, found in by_report.items()}, reports=frozenset({*by_report, *reports})
    )


def compare(ref: Claims, sys: Claims, seed: int = 0) -> Result:
    return evaluate(ref, sys, names=NAMES, event_type_of=KINDS.get, seed=seed)


def actor(name: str, id: str | None = None) -> ActorLine:
    return ActorLine(name=name, id=id)


# ------------------------------------------------------------------------------------------------ who may pair
MAY_PAIR = [
    pytest.param({}, True, id="the-same"),
    pytest.param({"event_type": "Battles", "sub_event_type": "Armed clash"}, False, id="another-event-type"),
    pytest.param({"sub_event_type": "Shelling/artillery/missile attack"}, True, id="another-sub-type"),
    pytest.param({"date": Days(start="2019-11-14")}, True, id="a-day-off"),
    pytest.param({"date": Days(start="2019-11-15")}, False, id="two-days-off"),
    pytest.param({"date": Days(start="2019-11-14", end="2019-11-20")}, True, id="interval-begins-next-day"),
    pytest.param({"date": Days(start="2019-11-15", end="2019-11-20")}, False, id="interval-begins-later"),
    pytest.param({"place": Place(quote="Shinan")}, True, id="same-consonants"),
    pytest.param({"place": Place(name="Sarmin")}, False, id="another-name"),
    pytest.param({"place": Place(name="village of Shnan")}, True, id="name-within-words"),
    pytest.param({"place": Place(name="X", latitude=35.745, longitude=36.62)}, True, id="within-2-km"),
    pytest.param({"place": Place(name="X", latitude=35.80, longitude=36.62)}, False, id="seven-km-off"),
]


@pytest.mark.parametrize(("changes", "expected"), MAY_PAIR)
def test_who_may_pair(changes: dict[str, Any], expected: bool) -> None:
    assert may_pair(row(), row(**changes), NAMES) is expected


def test_protests_and_riots_count_as_one() -> None:
    protest = row(event_type="Protests", sub_event_type="Peaceful protest")
    assert may_pair(protest, row(event_type="Riots", sub_event_type="Mob violence"), NAMES)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param("Kafr Sajnah", "كفر سجنة", True, id="scripts"),
        pytest.param("Kafr Sajnah", "Kafar Sijnah", True, id="spellings"),
        pytest.param("Kafr Nabl", "Kafr Sajnah", False, id="only-a-shared-word"),
        pytest.param("Mosul city", "Raqqa city", False, id="only-city"),
        pytest.param("northern Idlib", "southern Idlib", True, id="parts-of-a-region-share-its-name"),
        pytest.param("Tal", "Tell", True, id="nothing-but-a-shared-word"),
    ],
)
def test_same_words_of_places(left: str, right: str, expected: bool) -> None:
    assert NAMES.same_place([left], [right]) is expected


def test_overlapping_evidence_is_the_same_place() -> None:
    here = Place(name="Alpha", evidence=(Span(start=10, end=15, quote="Alpha"),))
    there = Place(name="Omega", evidence=(Span(start=7, end=12, quote="of Al"),))
    assert may_pair(row(place=here), row(place=there), NAMES)
    other_bytes = row(place=there, report=ReportRef(name="r1", id="b"))
    assert not may_pair(row(place=here, report=ReportRef(name="r1", id="a")), other_bytes, NAMES)


@given(st.tuples(*[st.integers(0, 40)] * 4))
def test_days_apart_is_symmetric_and_zero_where_a_day_is_shared(numbers: tuple[int, ...]) -> None:
    (a, b), (c, d) = sorted(numbers[:2]), sorted(numbers[2:])
    left, right = days(a, b), days(c, d)
    assert days_apart(left, right) == days_apart(right, left)
    shared = set(range(a, b + 1)) & set(range(c, d + 1))
    assert (days_apart(left, right) == 0) == bool(shared)


def days(start: int, end: int) -> Days:
    first = dt.date(2020, 2, 1)
    return Days(start=str(first + dt.timedelta(start)), end=str(first + dt.timedelta(end)))


def test_distance_is_along_the_sphere() -> None:
    damascus, aleppo = Place(latitude=33.5138, longitude=36.2765), Place(latitude=36.2021, longitude=37.1343)
    assert distance(damascus, aleppo) == pytest.approx(309, abs=1)
    assert distance(damascus, Place(name="x")) is None


# ------------------------------------------------------------------------------------------------ what agrees
MIL, HTS, RUS = actor("Military Forces of Syria", "mil"), actor("HTS", "hts"), actor("Russia", "rus")
SIDES = [
    pytest.param({}, {"actor1": MIL}, None, id="reference-states-none"),
    pytest.param({"actor1": MIL, "actor2": HTS}, {"actor1": HTS, "actor2": MIL}, True, id="order-means-nothing"),
    pytest.param({"actor1": MIL, "actor2": HTS}, {"actor1": MIL}, False, id="one-side-lacks"),
    pytest.param({"actor1": MIL}, {"actor1": HTS, "actor2": MIL}, True, id="the-stated-side-is-there"),
    pytest.param({"actor1": MIL}, {"actor1": HTS}, False, id="another-side"),
    pytest.param({"actor1": MIL, "actor2": MIL}, {"actor1": MIL, "actor2": HTS}, False, id="no-side-twice"),
    pytest.param(
        {"actor1": MIL, "assoc_actor1": (RUS,)}, {"actor1": RUS, "assoc_actor1": (MIL,)}, True, id="allies-swapped"
    ),
    pytest.param({"actor1": MIL}, {"actor1": RUS, "assoc_actor1": (MIL,)}, False, id="led-by-another"),
    pytest.param({"actor1": actor("Tahrir al-Sham")}, {"actor1": actor("Tahrir Al Sham", "hts")}, True, id="by-name"),
    pytest.param({"actor1": actor("A", "1")}, {"actor1": actor("A", "2")}, False, id="ids-before-names"),
    pytest.param(
        {"actor1": actor("Civilians (Mali)")},
        {"actor1": ActorLine(quote="herders", name="Civilians"), "coding": Coded(actor1="Civilians (Mali)")},
        True,
        id="as-the-codebook-writes-it",
    ),
    pytest.param({"actor1": actor("Forces of A")}, {"actor1": actor("Forces of A (2010-2020)")}, True, id="years"),
    pytest.param(
        {"actor1": ActorLine(quote="the army", name="Army of A")},
        {"actor1": ActorLine(quote="the army", name="Army of B")},
        False,
        id="equal-words-named-otherwise",
    ),
    pytest.param(
        {"actor1": actor("Gunmen")}, {"actor1": ActorLine(quote="gunmen")}, True, id="words-where-there-is-no-name"
    ),
]


@pytest.mark.parametrize(("ref", "sys", "expected"), SIDES)
def test_sides(ref: dict[str, Any], sys: dict[str, Any], expected: bool | None) -> None:
    assert agree(row(**ref), row(**sys), NAMES).sides is expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param("The Army", "Both", True, id="so-called-by-the-registry"),
        pytest.param("YPG: People's Units", "People's Units (YPG)", True, id="abbreviation-before-or-after"),
        pytest.param("Civilians (Mali)", "Civilians (Niger)", False, id="countries-are-no-abbreviation"),
    ],
)
def test_names_of_actors(left: str, right: str, expected: bool) -> None:
    names = Names(fold=str.casefold, skeleton=str.casefold, called=lambda name: REGISTRY.get(name, ()))
    parties = [Party(id=None, names=(name,)) for name in (left, right)]
    assert names.same_actor(*parties) is expected


DEATHS = [
    pytest.param(None, CountLine(low=6), None, id="not-stated"),
    pytest.param(CountLine(low=6), CountLine(low=6, high=9), True, id="equal-low"),
    pytest.param(CountLine(low=6), CountLine(low=7), False, id="another-low"),
    pytest.param(CountLine(low=6), None, False, id="missed"),
    pytest.param(CountLine(low=0), None, False, id="none-is-not-unknown"),
    pytest.param(CountLine(low=None), CountLine(low=3), None, id="stated-as-unknown"),
]


@pytest.mark.parametrize(("ref", "sys", "expected"), DEATHS)
def test_deaths(ref: CountLine | None, sys: CountLine | None, expected: bool | None) -> None:
    assert agree(row(fatalities=ref), row(fatalities=sys), NAMES).deaths is expected


def test_deaths_by_side_sum_to_the_toll() -> None:
    told = (DeathLine(of="actor1", low=2), DeathLine(of="civilians", low=3), DeathLine(of="unknown"))
    assert row(deaths=told).death_toll == 5
    assert row().death_toll is None


WHOLE = [
    pytest.param({}, True, id="all-right"),
    pytest.param({"sub_event_type": "Shelling/artillery/missile attack"}, False, id="sub-type"),
    pytest.param({"date": Days(start="2019-11-14")}, False, id="start-date"),
    pytest.param({"date": Days(start="2019-11-13", end="2019-11-14")}, True, id="end-date-is-not-asked"),
    pytest.param({"actor1": HTS}, False, id="sides"),
    pytest.param({"fatalities": None}, False, id="deaths"),
    pytest.param({"place": Place(name="Shnan", latitude=35.80, longitude=36.613)}, True, id="seven-km"),
    pytest.param({"place": Place(name="Shnan", latitude=35.90, longitude=36.613)}, False, id="eighteen-km"),
    pytest.param({"place": Place(name="Shnan")}, False, id="not-located"),
    pytest.param({"status": "reported"}, True, id="status-is-not-asked"),
]


@pytest.mark.parametrize(("changes", "expected"), WHOLE)
def test_whole_event(changes: dict[str, Any], expected: bool) -> None:
    ref = row(actor1=MIL, fatalities=CountLine(low=6))
    sys = row(**{"actor1": MIL, "fatalities": CountLine(low=6), **changes})
    assert agree(ref, sys, NAMES).whole is expected


def test_what_the_reference_leaves_out_is_not_scored() -> None:
    bare = row(status=None, place=Place(quote="Shnan"))
    found = agree(bare, row(status="reported", actor1=MIL, fatalities=CountLine(low=2)), NAMES)
    assert (found.sides, found.deaths, found.status, found.place_5km, found.place_25km) == (None,) * 5
    assert found.whole


# ------------------------------------------------------------------------------------------------ pairing
@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_the_assignment_is_the_heaviest(rows: int, columns: int, data: st.DataObject) -> None:
    cells = list(itertools.product(range(rows), range(columns)))
    weights = data.draw(st.dictionaries(st.sampled_from(cells), st.integers(1, 9).map(float), min_size=1))
    chosen = _assign(rows, columns, weights)
    assert len({i for i, _ in chosen}) == len({j for _, j in chosen}) == len(chosen)
    assert sum(weights.get(cell, 0) for cell in chosen) == heaviest(rows, columns, weights)


def heaviest(rows: int, columns: int, weights: dict[tuple[int, int], float]) -> float:
    """By trying every assignment."""
    size = max(rows, columns)
    return max(
        sum(weights.get((i, j), 0.0) for i, j in enumerate(order)) for order in itertools.permutations(range(size))
    )


def test_more_pairs_come_before_better_pairs() -> None:
    # Greedy would give the only match of the second row to the first, with which it agrees more.
    near, far = Place(name="Alfa", latitude=1.0, longitude=1.0), Place(name="Alfa Bravo", latitude=1.0, longitude=1.0)
    first, second = row(place=far), row(place=Place(name="Bravo"))
    pairs = pair_rows([first, second], [row(place=far), row(place=near)], NAMES)
    assert len(pairs) == 2


def test_the_better_agreement_wins() -> None:
    strike, shelling = row(), row(sub_event_type="Shelling/artillery/missile attack")
    pairs = pair_rows([shelling, strike], [strike, shelling], NAMES)
    assert all(pair.agreement.sub_event_type for pair in pairs)


# ------------------------------------------------------------------------------------------------ counts
def test_a_file_agrees_with_itself() -> None:
    rows = [row(place=Place(name=name)) for name in ("Alfa", "Bravo", "Charlie")]
    result = compare(claims(*rows), claims(*rows))
    assert (result.found.pairs, result.found.missed, result.found.false, result.found.whole) == (3, 0, 0, 3)
    assert (result.found.f1, result.found.whole_f1) == (1.0, 1.0)


def test_misses_and_false_finds() -> None:
    ref = claims(row(), row(place=Place(name="Bravo")), reports=("quiet",))
    sys = claims(row(), row(report=ReportRef(name="quiet")), row(report=ReportRef(name="unknown")))
    result = compare(ref, sys)
    assert (result.found.pairs, result.found.missed, result.found.false) == (1, 1, 2)
    assert result.unknown_reports == ("unknown",)
    assert result.reports == 3
    assert result.by_event_type["Explosions/Remote violence"] == result.found


def test_a_report_that_the_system_lacks_is_missed() -> None:
    assert compare(claims(row(), row(place=Place(name="Bravo"))), claims()).found.missed == 2


def test_optional_rows_are_neither_missed_nor_false() -> None:
    optional = row(optional=True, place=Place(name="Bravo"))
    found = row(place=Place(name="Bravo"))
    assert compare(claims(row(), optional), claims(row())).found == compare(claims(row()), claims(row())).found
    assert compare(claims(row(), optional), claims(row(), found)).found.false == 0


def test_a_required_row_is_served_before_an_optional_one() -> None:
    optional, required = row(optional=True), row(sub_event_type="Shelling/artillery/missile attack")
    assert compare(claims(optional, required), claims(row())).found.pairs == 1


def test_event_types_are_derived_where_they_are_missing() -> None:
    assert compare(claims(row(event_type=None)), claims(row())).found.pairs == 1


def test_nothing_to_compare_has_no_figures() -> None:
    result = compare(claims(), claims())
    assert (result.found.f1, result.f1_interval) == (None, None)
    assert "–" in result_table(result, width=100).decode()


# ------------------------------------------------------------------------------------------------ uncertainty, control
def many(count: int) -> list[Row]:
    # One event a type and day, so that a place dealt out wrongly leaves nothing to pair with.
    return [
        row(report=ReportRef(name=f"r{n}"), place=Place(name=place), date=Days(start=f"2019-11-{day}"))
        for n in range(count)
        for place, day in (("Alfa", "03"), ("Bravo", "11"), ("Charlie", "19"))
    ]


def test_the_interval_holds_the_figure_and_the_seed_repeats_it() -> None:
    rows = many(12)
    ref, sys = claims(*rows), claims(*rows[:20])
    first, again, other = compare(ref, sys, 1), compare(ref, sys, 1), compare(ref, sys, 2)
    assert first.f1_interval is not None
    assert first.found.f1 is not None
    assert first.f1_interval[0] < first.found.f1 < first.f1_interval[1]
    assert first == again
    assert first.f1_interval != other.f1_interval


def test_shuffled_places_leave_nothing() -> None:
    rows = many(4)
    result = compare(claims(*rows), claims(*rows))
    assert result.found.f1 == 1.0
    assert (result.control.f1, result.control_kept.right, result.control_reports) == (0.0, 0, 4)
    assert result.control_kept.of > 0


def test_a_report_with_one_place_is_no_control() -> None:
    assert compare(claims(row()), claims(row())).control_reports == 0


@given(st.lists(st.sampled_from(["Alfa", "Bravo", "Charlie"]), min_size=2, max_size=8), st.integers(0, 99))
def test_no_event_keeps_its_place_by_luck(names: list[str], seed: int) -> None:
    rows = [row(place=Place(name=name)) for name in names]
    moved = shuffled_places(rows, NAMES, random.Random(seed))
    assert (moved is None) == (len(set(names)) < 2)
    assert moved is None or all(moved[id(one)].place != one.place for one in rows)


# ------------------------------------------------------------------------------------------------ reading
MINIMAL = {
    "report": {"name": "r1"},
    "sub_event_type": "Armed clash",
    "date": {"start": "2019-11-13"},
    "place": {"name": "Alfa"},
}


def encoded(**changes: Any) -> bytes:
    return json.dumps({key: value for key, value in {**MINIMAL, **changes}.items() if value != "absent"}).encode()


def test_a_minimal_reference_is_enough() -> None:
    read = read_claims(b"\xef\xbb\xbf" + encoded() + b"\n\n" + encoded(unknown_field=1), origin="ref")
    assert len(read.rows["r1"]) == 2


NOT_SCORED = [
    pytest.param({"status": "planned"}, id="planned"),
    pytest.param({"status": "denied"}, id="denied"),
    pytest.param({"background": True}, id="background"),
    pytest.param({"date": None}, id="no-date"),
    pytest.param({"place": "absent"}, id="no-place"),
]


@pytest.mark.parametrize("changes", NOT_SCORED)
def test_what_is_not_scored_still_names_its_report(changes: dict[str, Any]) -> None:
    read = read_claims(encoded(**changes), origin="ref")
    assert (read.rows, read.reports) == ({}, {"r1"})


def test_report_lines_name_quiet_reports_and_failures_do_not() -> None:
    lines = b'{"kind":"report","id":"x","name":"quiet","text":""}\n{"kind":"failure","name":"junk"}'
    assert read_claims(lines, origin="ref").reports == {"quiet"}


WRONG = [
    pytest.param(b"{", "ref, line 2: not JSON", id="not-json"),
    pytest.param(b"[]", "ref, line 2, field $: Expected `object`", id="not-an-object"),
    pytest.param(encoded(report="absent"), "ref, line 2, field report.name: missing", id="no-report"),
    pytest.param(encoded(sub_event_type="absent"), "ref, line 2, field sub_event_type: missing", id="no-type"),
    pytest.param(encoded(date={"start": "13/11/2019"}), "ref, line 2, field date.start", id="date-not-iso"),
    pytest.param(encoded(date={}), "ref, line 2, field $.date", id="date-without-start"),
    pytest.param(
        encoded(date={"start": "2019-11-13", "end": "2019-11-12"}), "ref, line 2, field date: it ends", id="backwards"
    ),
    pytest.param(encoded(place={"latitude": "x"}), "ref, line 2, field $.place.latitude", id="latitude-no-number"),
]


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_a_wrong_line_is_named(line: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_claims(encoded() + b"\n" + line, origin="ref")
    assert caught.value.message.startswith(message)


def test_the_result_is_shown_in_words_and_in_json() -> None:
    result = compare(claims(row(), row(place=Place(name="Bravo\x1b[2J"))), claims(row(), row(place=Place(name="Kilo"))))
    shown = json.loads(result_json(result))
    assert shown["events"]["pairs"] == 1
    assert shown["events"]["f1"] == 0.5
    assert shown["measures"]["place_5km"] == {"right": 1, "of": 1, "share": 1.0}
    assert shown["missed"][0].startswith("r1: 2019-11-13 Bravo")
    text = result_table(result, width=100, details=True).decode()
    assert "r1: 2019-11-13 Kilo: Air/drone strike" in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 100
