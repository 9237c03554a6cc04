"""UCDP's ids in the registry: each is in UCDP's own list, in a country of the actor."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from khaldun.measure.actor_list import ACTORS, GED, country_of, read_listed
from khaldun.tools.countries import packaged_countries
from khaldun.tools.registry import load_registry
from khaldun.tools.registry.made import load_governments

REGISTRY = load_registry()
GOVERNMENTS = {ucdp for ids in load_governments(packaged_countries()).values() for ucdp in ids}
# UCDP places the Palestinians' groups in Israel.
ALSO = {"PSE": "ISR"}


@pytest.mark.shared
def test_every_id_is_in_ucdps_list_and_in_a_country_of_the_actor(shared: Path) -> None:
    listed = {actor.id: actor for actor in read_listed(shared / "data" / ACTORS, REGISTRY.countries)}
    with gzip.open(shared / "data" / GED, "rt", encoding="utf-8") as file:
        in_ged = {int(float(row[f"side_{side}_new_id"])) for row in csv.DictReader(file) for side in "ab"}
    wrong = []
    for actor in REGISTRY:
        countries = {*actor.countries, *(ALSO[each] for each in actor.countries if each in ALSO)}
        for ucdp in actor.ucdp:
            if ucdp in GOVERNMENTS:
                continue
            if ucdp not in listed and ucdp not in in_ged:
                wrong.append(f"{actor.id}: UCDP has no actor {ucdp}")
            elif ucdp in listed and countries and countries.isdisjoint(listed[ucdp].countries):
                wrong.append(f"{actor.id}: {ucdp} is {listed[ucdp].name} in {sorted(listed[ucdp].countries)}")
    assert wrong == []


@pytest.mark.shared
def test_every_government_is_that_of_its_country(shared: Path) -> None:
    listed = {actor.id: actor for actor in read_listed(shared / "data" / ACTORS, REGISTRY.countries)}
    for country, ids in load_governments(REGISTRY.countries).items():
        assert country_of(listed[ids[0]].name.removeprefix("Government of "), REGISTRY.countries) == country


@pytest.mark.parametrize(
    ("actor_id", "ucdp"),
    [
        pytest.param("syr-military", (118,), id="an-army"),
        pytest.param("syr-police", (118,), id="a-police"),
        pytest.param("syr-tiger-forces", (118,), id="part-of-an-army"),
        pytest.param("yem-military", (123, 6254), id="yemen-whose-capital-fell"),
        pytest.param("houthi", (1091,), id="houthis"),
        pytest.param("afg-taliban", (303,), id="taliban-as-rebels"),
        pytest.param("taliban-government", (130,), id="taliban-as-government"),
        pytest.param("al-nusra", (1170,), id="before-its-new-name"),
        pytest.param("jabhat-fateh-al-sham", (1170,), id="under-its-new-name"),
        pytest.param("hts", (6815,), id="merged-into-another"),
        pytest.param("iswap", (234,), id="a-province-of-the-islamic-state"),
        pytest.param("barkhane", (33,), id="an-operation-of-france"),
        pytest.param("peshmerga", (), id="said-to-have-none"),
        pytest.param("wagner", (), id="not-in-the-list"),
    ],
)
def test_ids_of_actors(actor_id: str, ucdp: tuple[int, ...]) -> None:
    actor = REGISTRY.get(actor_id)
    assert actor is not None
    assert actor.ucdp == ucdp
