"""Rivers and borders: what the data says, and what the gazetteer gives of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from khaldun.borders import border_lines
from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.resolve.places_geo import distance_km
from khaldun.tools.countries import packaged_countries
from khaldun.tools.gazetteer.lookup import Query, look_up
from khaldun.tools.gazetteer.rivers import RiverRules, Rivers, point
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.tools.gazetteer.store import Gazetteer

RIVERS = load_yaml(DATA / "rivers.yaml", RiverRules).rivers


@pytest.fixture
def gazetteer(fresh_index: Path) -> Iterator[Gazetteer]:
    gazetteer = Gazetteer(fresh_index)
    yield gazetteer
    gazetteer.close()


def test_there_are_many_rivers_each_with_a_course() -> None:
    assert len(RIVERS) >= 60
    assert len({river.name for river in RIVERS}) == len(RIVERS)
    for river in RIVERS:
        assert sum(len(stretch.through) for stretch in river.course) >= 2, river.name
        assert all(packaged_countries().get(country) for country in river.countries), river.name


@pytest.mark.parametrize("river", RIVERS, ids=[river.name for river in RIVERS])
def test_a_course_has_no_leaps(river: object) -> None:
    course = [point(each, river.name) for stretch in river.course for each in stretch.through]  # type: ignore[attr-defined]
    assert all(distance_km(*one, *two) < 500 for one, two in pairwise(course))


@pytest.mark.parametrize("river", RIVERS, ids=[river.name for river in RIVERS])
def test_a_river_has_a_line_in_each_of_its_countries(river: object) -> None:
    found = list(Rivers((river,), load_folding()).find(river.name, said=True))  # type: ignore[arg-type,attr-defined]
    rivers = Rivers((river,), load_folding())  # type: ignore[arg-type]
    assert [hit.place.country for hit in found] == list(river.countries)  # type: ignore[attr-defined]
    assert all(rivers.line(hit.place.id) for hit in found)


@pytest.mark.parametrize("text", ["Raqqa", "Raqqa 35.9", "Raqqa 95.1 39.0", "Raqqa north east"])
def test_a_point_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="Euphrates"):
        point(text, "Euphrates")


@pytest.mark.parametrize(
    "name, sense, countries",
    [
        pytest.param("Euphrates", "", ("TUR", "SYR", "IRQ"), id="means-nothing-else"),
        pytest.param("الفرات", "river", ("TUR", "SYR", "IRQ"), id="arabic"),
        pytest.param("Dnipro", "river", ("BLR", "UKR"), id="said"),
        pytest.param("Dnipro", "", (), id="a-city-else"),
        pytest.param("Niger", "", (), id="a-country-else"),
        pytest.param("Niger", "river", ("GIN", "MLI", "NER", "NGA"), id="a-country-but-said"),
        pytest.param("Euphrates", "town", (), id="another-kind-said"),
    ],
)
def test_rivers_are_found(gazetteer: Gazetteer, name: str, sense: str, countries: tuple[str, ...]) -> None:
    hits = [hit for hit in gazetteer.find(name, sense=sense) if hit.place.feature == "river"]
    assert {hit.place.country for hit in hits} == set(countries)
    assert all(gazetteer.course(hit.place.id) for hit in hits)


def test_a_river_is_found_in_one_country(gazetteer: Gazetteer) -> None:
    hits = gazetteer.find("Euphrates", sense="river", countries=("IRQ",))
    assert [hit.place.id for hit in hits] == ["river:euphrates-IRQ"]


def test_what_is_no_river_has_no_course(gazetteer: Gazetteer) -> None:
    assert gazetteer.course("river:none-SYR") == ()
    assert not gazetteer.is_river("Aleppo")


@pytest.mark.parametrize(
    "one, other, touches",
    [
        pytest.param("SYR", "TUR", True, id="neighbours"),
        pytest.param("TUR", "SYR", True, id="the-other-way"),
        pytest.param("LSO", "ZAF", True, id="one-within-the-other"),
        pytest.param("XKX", "SRB", True, id="without-a-number-in-the-atlas"),
        pytest.param("SYR", None, True, id="all-of-it"),
        pytest.param("SYR", "EGY", False, id="apart"),
        pytest.param("ISL", None, False, id="an-island"),
        pytest.param("SYR", "XXX", False, id="no-country"),
        pytest.param("XXX", None, False, id="no-country-alone"),
    ],
)
def test_borders(gazetteer: Gazetteer, one: str, other: str | None, touches: bool) -> None:
    assert bool(gazetteer.border(one, other)) == touches


def test_a_border_is_the_same_from_both_sides(gazetteer: Gazetteer) -> None:
    one, two = gazetteer.border("IRQ", "SYR"), gazetteer.border("SYR", "IRQ")
    assert {point for line in one for point in line} == {point for line in two for point in line}


def test_a_border_in_one_piece_is_one_line() -> None:
    lines = border_lines(760, 792)  # Syria and Turkey: over the first corner of the ring
    assert len(lines) == 1


def test_a_country_has_a_name(gazetteer: Gazetteer) -> None:
    assert (gazetteer.country_name("SYR"), gazetteer.country_name("XXX")) == ("Syria", "XXX")


def test_a_look_up_says_by_which_steps_a_name_matched(gazetteer: Gazetteer) -> None:
    answer = look_up(Query(name="al-Qamishly", country="SY"), gazetteer)
    assert "spelling: final y" in answer.candidates[0].reasons
    assert not [
        reason for reason in look_up(Query(name="Idlib"), gazetteer).candidates[0].reasons if "spelling" in reason
    ]


def test_a_people_is_its_country_and_not_another_spelling_of_it(gazetteer: Gazetteer) -> None:
    (hit,) = (hit for hit in gazetteer.find("Syrian") if hit.place.feature == "country")
    assert gazetteer.spelling(hit.asked, hit.matched) == ()


def test_a_look_up_finds_a_river_but_does_not_choose_it(gazetteer: Gazetteer) -> None:
    answer = look_up(Query(name="Euphrates river", country="Syria"), gazetteer)
    assert (answer.unresolved, answer.candidates[0].gazetteer_id) == (True, "river:euphrates-SYR")
