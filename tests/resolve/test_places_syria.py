"""The real villages of Syria (Who's On First), as a report of southern Idlib names them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from places_making import Draft

from khaldun.records.facts import PlaceFact
from khaldun.resolve.places import resolve_places
from khaldun.resolve.places_geo import distance_km
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.install import install
from khaldun.tools.gazetteer.packaged import PACKED
from khaldun.tools.gazetteer.store import Gazetteer

pytestmark = pytest.mark.shared
RIGHT_KM = 5.0


@pytest.fixture(scope="module")
def gazetteer(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    if not PACKED.is_file():
        pytest.fail("the packaged gazetteer is not built: pip install -e .")
    index = install(tmp_path_factory.mktemp("data"))
    add_file(index, shared / "data" / "gazetteer_wof" / "sy.csv.gz")
    return Gazetteer(index)


@pytest.fixture(scope="module")
def rows(shared: Path) -> list[dict[str, object]]:
    lines = (shared / "data" / "seed" / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for line in lines if "place" in (row := json.loads(line))]


@pytest.fixture(scope="module")
def struck(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [row for row in rows if row["sub_event_type"] == "Air/drone strike"]


@pytest.fixture(scope="module")
def draft(struck: list[dict[str, object]]) -> tuple[Draft, dict[str, int]]:
    """The report's two passages, by their names alone."""
    draft, ids = Draft(tags=("SYRIA",)), {}
    draft.start("On Thursday. ")
    draft.place("Idlib", "southern Idlib", part="southern")
    draft.start("Taken: ")
    draft.place("Luwaybidah", "the town of Luwaybidah", sense="town")
    ids["Khaznah hill"] = draft.place("Khaznah", "Khaznah hill", sense="hill")
    draft.start("Then. ")
    ids["Misherfah"] = draft.place("Misherfah", "the town of Misherfah", sense="town")
    draft.start("On Wednesday. ")
    draft.place("Idlib", "southern and western Idlib", part="southern")
    draft.start("Hit: ")
    for row in struck:
        ids[str(row["place"])] = draft.place(str(row["place"]))
    return draft, ids


@pytest.fixture(scope="module")
def facts(draft: tuple[Draft, dict[str, int]], gazetteer: Gazetteer) -> dict[str, PlaceFact]:
    report, ids = draft
    found = resolve_places(report.article(), report.annotated(), gazetteer)
    return {name: found[id_] for name, id_ in ids.items()}


def first_km(fact: PlaceFact, row: dict[str, object]) -> float:
    """How far the first candidate lies from where the row says."""
    if not fact.candidates or row["latitude"] is None:
        return float("inf")
    first = fact.candidates[0]
    return distance_km(first.latitude, first.longitude, float(str(row["latitude"])), float(str(row["longitude"])))


def test_twelve_of_the_struck_villages_are_first(facts: dict[str, PlaceFact], struck: list[dict[str, object]]) -> None:
    wrong = [row["place"] for row in struck if first_km(facts[str(row["place"])], row) > RIGHT_KM]
    assert len(struck) == 14
    assert len(wrong) <= 2, wrong


def test_none_is_chosen_wrongly(facts: dict[str, PlaceFact], rows: list[dict[str, object]]) -> None:
    by_place = {str(row["place"]): row for row in rows}
    wrong = [
        name
        for name, fact in facts.items()
        if not fact.unresolved and by_place[name]["latitude"] is not None and first_km(fact, by_place[name]) > RIGHT_KM
    ]
    assert wrong == []


def test_a_village_that_is_not_there_falls_back(facts: dict[str, PlaceFact]) -> None:
    fact = facts["al-Najeya"]
    assert (fact.unresolved, fact.latitude) == (True, None)
    assert fact.fallback is not None
    assert re.match(r"acled/geo-(near|region)", fact.fallback.rule)


@pytest.mark.parametrize("name", ["Misherfah", "al-Mshairfeh"])
def test_two_villages_of_one_name_go_with_their_neighbours(
    name: str, facts: dict[str, PlaceFact], rows: list[dict[str, object]]
) -> None:
    fact = facts[name]
    row = next(row for row in rows if row["place"] == name)
    assert first_km(fact, row) <= RIGHT_KM
    assert len(fact.candidates) > 3
    assert any(reason.startswith("neighbours") for reason in fact.candidates[0].reasons)
