"""Searching the index: by which step a name matches, and what is shown of the place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from khaldun.tools.gazetteer.store import Gazetteer


@pytest.fixture
def gazetteer(fresh_index: Path) -> Iterator[Gazetteer]:
    gazetteer = Gazetteer(fresh_index)
    yield gazetteer
    gazetteer.close()


@pytest.mark.parametrize(
    "name, step, found",
    [
        pytest.param("Aleppo", "exact", "region:SYR:Aleppo", id="region-first-of-equals"),
        pytest.param("al-Qamishly", "folded", "geonames:166000", id="article-and-y"),
        pytest.param("القامشلي", "exact", "geonames:166000", id="arabic"),
        pytest.param("Donets'k", "exact", "geonames:709717", id="apostrophe"),
        pytest.param("US", "exact", "geonames:6252001", id="country-code"),
        pytest.param("Donbass", "exact", "area:UKR:Donbas", id="area-by-alias"),
    ],
)
def test_strict_steps(gazetteer: Gazetteer, name: str, step: str, found: str) -> None:
    hits = gazetteer.find(name)
    assert (hits[0].step, found in {hit.place.id for hit in hits}) == (step, True)


@pytest.mark.parametrize(
    "name, step, found",
    [
        pytest.param("Qamishlo", "skeleton", "Al Qāmishlī", id="another-vowel"),
        pytest.param("Idlit", "fuzzy", "Idlib", id="another-consonant"),
        pytest.param("Dasmacus", "fuzzy", "Damascus", id="two-in-the-other-order"),
        pytest.param("Jbala", "skeleton", "Jablah", id="a-candidate-not-a-choice"),
    ],
)
def test_loose_steps(gazetteer: Gazetteer, name: str, step: str, found: str) -> None:
    hits = gazetteer.find(name, loose=True)
    assert (found, step) in {(hit.place.name, hit.step) for hit in hits}
    assert gazetteer.find(name) == ()


def test_countries_keep_only_places_there(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Springfield", countries=["SYR"]) == ()
    assert len(gazetteer.find("Springfield", countries=["USA"])) == 2


def test_airport_codes_are_no_names(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("ALP") == ()


def test_a_sense_that_fits_says_so(gazetteer: Gazetteer) -> None:
    fits = {hit.place.feature: hit.fits for hit in gazetteer.find("Idlib", sense="province")}
    assert fits == {"region": True, "settlement": False}


def test_a_town_only_stands_near_an_airbase_of_its_name(gazetteer: Gazetteer) -> None:
    hits = gazetteer.find("Qamishli airbase", sense="airbase")
    assert [(hit.place.name, hit.fits, hit.near_only) for hit in hits] == [("Al Qāmishlī", False, True)]


@pytest.mark.parametrize(
    "name, feature",
    [
        ("Syria", "country"),
        ("Idleb", "region"),
        ("Qamishli", "settlement"),
        ("Donbas", "area"),
        ("Smirnoff", None),
        ("", None),
    ],
)
def test_known_says_the_kind(gazetteer: Gazetteer, name: str, feature: str | None) -> None:
    assert gazetteer.known(name) == feature


def test_settlements_come_by_population(gazetteer: Gazetteer) -> None:
    assert [place.name for place in gazetteer.settlements("SYR", "Idlib")] == ["Idlib", "Ma‘arrat an Nu‘mān"]


def test_towns_get_the_name_of_their_region(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Qamishli")[0].place.admin1 == "Hasakah"


def test_the_version_names_source_day_and_hash(gazetteer: Gazetteer) -> None:
    assert gazetteer.version.startswith("geonames@2")
    assert "#" in gazetteer.version
