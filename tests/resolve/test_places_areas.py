"""Every way to say where, read whole: the place it becomes, its area, and its precision under both codebooks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from khaldun.records.facts import PlaceFact
from khaldun.records.reports import Article, Block
from khaldun.resolve.places import resolve_places
from khaldun.resolve.places_precision import load_precision
from khaldun.settings import Settings
from khaldun.tools.build import build_tools
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.install import install

Facts = Callable[[str], dict[str, PlaceFact]]
SITES = """name,lat,lon,country,admin1,feature
Tal Oruva,36.40,37.20,SYR,Aleppo,hill
Oruva Airport,36.30,37.30,SYR,Aleppo,airport
Tishrina,36.31,37.40,SYR,Aleppo,facility
Oruva Camp,36.35,37.35,SYR,Aleppo,facility
Nimar,36.45,37.25,SYR,Aleppo,district
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("data")
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    add_file(install(folder), folder / "sites.csv")
    tools = build_tools(Settings(today=dt.date(2024, 1, 1), data_folder=Path(folder)))

    def read(text: str) -> dict[str, PlaceFact]:
        article = Article(
            report_id="r", name="r", text=text, blocks=(Block(start=0, end=len(text)),), language="en", reader="text/1"
        )
        found = resolve_places(article, tools.reader.read(article), tools.gazetteer)
        return {fact.quote: fact for fact in found.values()}

    return read


# words (in a sentence around them), the mention among them, the place's name, country, kind, area's rule
PHRASES = [
    ("hit {Azaz} in Syria", "I‘zāz", "SYR", "point", ""),
    ("hit an area near {Azaz} in Syria", "I‘zāz", "SYR", "near", "near"),
    ("hit fields 6 km from {Azaz} in Syria", "I‘zāz", "SYR", "near", "near"),
    ("hit fields 40 km from {Azaz} in Syria", "I‘zāz", "SYR", "far", "near"),
    ("hit an outpost 12 km south of {Azaz} in Syria", "I‘zāz", "SYR", "direction", "distance-and-direction"),
    ("hit an outpost 40 km east of {Azaz} in Syria", "I‘zāz", "SYR", "far", "distance-and-direction"),
    ("hit fields north of {Azaz} in Syria", "I‘zāz", "SYR", "direction", "direction"),
    ("hit the outskirts of {Azaz} in Syria", "I‘zāz", "SYR", "outskirts", "outskirts"),
    ("hit the {countryside of Azaz} in Syria", "I‘zāz", "SYR", "countryside", "countryside"),
    ("hit the {eastern countryside of Azaz} in Syria", "I‘zāz", "SYR", "countryside", "countryside"),
    ("hit the {Azaz countryside} in Syria", "I‘zāz", "SYR", "countryside", "countryside"),
    ("hit a car between {Azaz} and Marea in Syria", "I‘zāz", "SYR", "line", "between"),
    ("hit a car between {Aleppo} and Hama in Syria", "Aleppo", "SYR", "long-line", "between"),
    ("hit a car on the {Azaz-Marea road} in Syria", "I‘zāz", "SYR", "line", "road"),
    ("hit a car on the road between {Azaz} and Marea in Syria", "I‘zāz", "SYR", "line", "road"),
    ("hit a car on the {Aleppo-Damascus highway} in Syria", "Aleppo", "SYR", "long-line", "road"),
    ("hit posts along the {Azaz-Marea front} in Syria", "I‘zāz", "SYR", "line", "road"),
    ("hit {Tal Oruva} in Syria", "Tal Oruva", "SYR", "hill", "site"),
    ("hit {Oruva hill} in Syria", "Tal Oruva", "SYR", "hill", "site"),
    ("hit {Oruva airport} in Syria", "Oruva Airport", "SYR", "airbase", "site"),
    ("hit {Tishrina dam} in Syria", "Tishrina", "SYR", "facility", "site"),
    ("hit {Oruva camp} in Syria", "Oruva Camp", "SYR", "facility", "site"),
    ("hit {Dadaab camp} in Kenya", "Dadaab", "KEN", "camp", "site"),
    ("hit {Mosul airport} in Iraq", "Mosul", "IRQ", "namesake", "site"),
    ("hit {Mosul hill} in Iraq", "Mosul", "IRQ", "namesake", "site"),
    ("hit the {Mosul Dam} in Iraq", "Mosul", "IRQ", "namesake", "site"),
    ("hit {Nimar} in Syria", "Nimar", "SYR", "district", ""),
    ("hit {Kherson region} in Ukraine", "Kherson", "UKR", "region", "region"),
    ("hit {northern Hasakah province} in Syria", "Hasakah", "SYR", "part-of-region", "part-of-region"),
    ("hit {northern al-Hasakah} in Syria", "Hasakah", "SYR", "part-of-region", "part-of-region"),
    ("hit {central Kherson region} in Ukraine", "Kherson", "UKR", "part-of-region", "part-of-region"),
    ("hit {Syria}", "Syria", "SYR", "country", "region"),
    ("hit {northern Syria}", "Syria", "SYR", "part-of-country", "part-of-region"),
    ("hit a post on the {Syrian-Turkish border}", "Syria–Turkey border", None, "border", "border"),
    ("hit a post on the {Iraq-Syria border}", "Iraq–Syria border", None, "border", "border"),
    ("hit a post on the {Syria–Turkey border}", "Syria–Turkey border", None, "border", "border"),
    ("hit the {border area between Lebanon and Israel}", "Lebanon–Israel border", None, "border", "border"),
    ("hit a post on {Sudan's border with Chad}", "Sudan–Chad border", None, "border", "border"),
    ("hit El Geneina, Sudan, on the {border with Chad}", "Chad–Sudan border", "SDN", "border", "border"),
    ("hit Belgorod and a car near the {Ukrainian border}", "Ukraine–Russia border", "RUS", "border", "border"),
    ("hit a post on the {Turkish border}", "Turkey border", None, "border", "border"),
    ("hit posts along the {Euphrates} in Syria", "Euphrates", "SYR", "river", "river"),
    ("hit posts along the {Euphrates River} in Iraq", "Euphrates", "IRQ", "river", "river"),
    ("hit the east bank of the {Dnipro} in Kherson region", "Dnipro", "UKR", "river", "river"),
    ("hit Kherson and the left bank of the {Dnipro river}", "Dnipro", "UKR", "river", "river"),
    ("hit boats on the {Sittang river} in Myanmar", "Sittang", "MMR", "river", "river"),
    ("hit the banks of the {Niger River} near Timbuktu", "Niger", "MLI", "river", "river"),
    ("hit the banks of the {Jordan} in Israel", "Jordan", "ISR", "river", "river"),
    ("hit posts along the {Litani} in Lebanon", "Litani", "LBN", "river", "river"),
    ("hit {Dnipro} in Ukraine", "Dnipro", "UKR", "point", ""),
    ("hit {Jordan}", "Jordan", "JOR", "country", "region"),
]


@pytest.mark.parametrize("words, name, country, kind, rule", PHRASES, ids=[row[0] for row in PHRASES])
def test_what_words_place(facts: Facts, words: str, name: str, country: str | None, kind: str, rule: str) -> None:
    quote = words[words.index("{") + 1 : words.index("}")]
    fact = facts(f"Shells {words.replace('{', '').replace('}', '')} on Monday.")[quote]
    codes = load_precision().kinds[kind]
    assert (fact.name, fact.country, fact.unresolved) == (name, country, False)
    assert (fact.precision, fact.where_prec) == (codes.acled, codes.ucdp)
    graded = [one for one in fact.rules if one[:-1] in ("acled/geo-", "ucdp/where-prec-")]
    assert graded == [f"acled/geo-{codes.acled}", f"ucdp/where-prec-{codes.ucdp}"]
    assert [one for one in fact.rules if one.startswith("places/area-")] == ([f"places/area-{rule}"] if rule else [])
    assert (fact.geometry is None) == (not rule)
    if fact.geometry:
        area: BaseGeometry = shape(json.loads(fact.geometry))
        assert area.is_valid
        assert area.geom_type in ("Polygon", "MultiPolygon")
        assert (fact.latitude is None) == (name == "Turkey border")  # no point stands for a whole country's border
        if fact.latitude is not None and kind in ("border", "river", "hill", "airbase", "facility", "camp", "namesake"):
            assert area.buffer(0.01).covers(Point(fact.longitude, fact.latitude))


def test_every_kind_of_the_data_is_in_the_table() -> None:
    told = {row[3] for row in PHRASES}
    assert set(load_precision().kinds) - told == {"base", "area", "part-of-area"}  # of what is packaged, none is sure


def test_a_river_is_cut_to_the_region_that_is_named(facts: Facts) -> None:
    whole = facts("Shells hit posts along the Dnipro river in Ukraine on Monday.")["Dnipro river"]
    part = facts("Shells hit the east bank of the Dnipro in Kherson region on Monday.")["Dnipro"]
    assert whole.geometry is not None
    assert part.geometry is not None
    assert shape(json.loads(part.geometry)).area < 0.5 * shape(json.loads(whole.geometry)).area
    assert "places/nearest-of-line" in part.rules
    assert "places/middle-of-line" in whole.rules


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Turkish border guards shot two men near Azaz on Monday.", id="guards"),
        pytest.param("Shells hit the Lebanese border town of Metula on Monday.", id="border-town"),
        pytest.param("The two countries closed the border on Monday.", id="no-country"),
    ],
)
def test_words_that_name_no_border(facts: Facts, text: str) -> None:
    assert not [fact for fact in facts(text).values() if (fact.gazetteer_id or "").startswith("border:")]


def test_a_border_that_two_countries_do_not_have_is_none(facts: Facts) -> None:
    found = facts("Shells hit the Syrian-Egyptian border on Monday.")
    assert not [fact for fact in found.values() if (fact.gazetteer_id or "").startswith("border:")]


def test_candidates_say_by_which_steps_they_matched(facts: Facts) -> None:
    fact = facts("Shells hit al-Hasakah and Ain Issa in Syria on Monday.")["Ain Issa"]
    assert fact.candidates[0].reasons[0].startswith(("exact name", "folded name"))
    assert any(reason.startswith("spelling: ") for one in fact.candidates for reason in one.reasons) or (
        fact.candidates[0].reasons[0].startswith("exact")
    )
