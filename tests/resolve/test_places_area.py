"""Places that are not points: each relation's area, by its rule."""

from __future__ import annotations

import json

import pytest
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from khaldun.records.annotations import Mention
from khaldun.records.base import Span
from khaldun.resolve.gazetteer_protocol import Place
from khaldun.resolve.places_area import Area, area_of
from khaldun.resolve.places_extent import phrase_at
from khaldun.resolve.places_geo import distance_km, moved
from khaldun.text.places.phrase import load_place_phrases

LAT, LON = 35.0, 37.0


def place(name: str = "Oruva", lat: float = LAT, lon: float = LON, feature: str = "settlement") -> Place:
    return Place(
        id=f"x:{name}", name=name, latitude=lat, longitude=lon, country="SYR", admin1="Nimar", admin2=None,
        feature=feature, population=100, same=1,
    )  # fmt: skip


HARMUT = place("Harmut", 35.3, 37.0)
TOWNS = [place("a", 34.5, 36.5), place("b", 35.5, 36.5), place("c", 34.5, 37.5), place("d", 35.5, 37.5)]


def area(phrase: str, at: Place | None = None, other: Place | None = None) -> Area:
    found = area_of(load_place_phrases().read(phrase), at or place(), other, TOWNS)
    assert found is not None
    return found


def covers(found: Area, lat: float, lon: float) -> bool:
    geometry: BaseGeometry = shape(json.loads(found.geometry))
    assert geometry.is_valid
    return bool(geometry.covers(Point(lon, lat)))


@pytest.mark.parametrize(
    "phrase, rule, bearing, inside, outside",
    [
        pytest.param("near Oruva", "near", 90, 9, 11, id="near"),
        pytest.param("6 km from Oruva", "near", 200, 5.5, 7, id="so-far-from"),
        pytest.param("outskirts of Oruva", "outskirts", 0, 4, 6, id="outskirts"),
        pytest.param("countryside of Oruva", "countryside", 300, 14, 17, id="countryside"),
        pytest.param("south of Oruva", "direction", 180, 10, 17, id="south-of"),
        pytest.param("12 km south of Oruva", "distance-and-direction", 180, 12, 6, id="so-far-south-of"),
    ],
)
def test_around_a_place(phrase: str, rule: str, bearing: float, inside: float, outside: float) -> None:
    found = area(phrase)
    assert found.rule == f"places/area-{rule}"
    assert covers(found, *moved(LAT, LON, bearing, inside))
    assert not covers(found, *moved(LAT, LON, bearing, outside))


def test_a_direction_leaves_the_other_side_out() -> None:
    found = area("south of Oruva")
    assert not covers(found, *moved(LAT, LON, 0, 3))
    assert not covers(found, *moved(LAT, LON, 90, 8))


@pytest.mark.parametrize("phrase", ["Oruva-Harmut road", "between Oruva and Harmut"])
def test_between_two_places(phrase: str) -> None:
    found = area(phrase, other=HARMUT)
    assert covers(found, 35.15, 37.0)
    assert not covers(found, 35.15, 37.1)
    assert area_of(load_place_phrases().read(phrase), place(), None, ()) is None


@pytest.mark.parametrize(
    "phrase, inside, outside",
    [
        pytest.param("northern Nimar", (35.4, 37.0), (34.6, 37.0), id="northern"),
        pytest.param("southwestern Nimar", (34.6, 36.6), (35.4, 36.6), id="southwestern"),
        pytest.param("central Nimar", (35.0, 37.0), (35.45, 37.45), id="central"),
        pytest.param("eastern countryside of Nimar", (35.0, 37.4), (35.0, 36.6), id="eastern-countryside"),
    ],
)
def test_part_of_a_region(phrase: str, inside: tuple[float, float], outside: tuple[float, float]) -> None:
    found = area(phrase, place("Nimar", feature="region"))
    assert found.rule == "places/area-part-of-region"
    assert covers(found, *inside)
    assert not covers(found, *outside)


def test_a_region_is_the_land_of_its_settlements_and_a_village_is_a_point() -> None:
    assert area("Nimar", place("Nimar", feature="region")).rule == "places/area-region"
    assert area_of(load_place_phrases().read("Oruva"), place(), None, ()) is None
    assert area_of(load_place_phrases().read("Nimar"), place("Nimar", feature="region"), None, TOWNS[:2]) is None


def test_a_circle_is_round_far_north() -> None:
    geometry = shape(json.loads(area("near Oruva", place(lat=68.0)).geometry))
    far = [distance_km(68.0, LON, lat, lon) for lon, lat in geometry.exterior.coords]
    assert max(far) < 1.03 * min(far)


@pytest.mark.parametrize(
    "text, relation, other",
    [
        pytest.param("Rebels were 12 km south of Oruva on Monday.", "direction", None, id="before-the-name"),
        pytest.param("Shells hit the Oruva countryside on Monday.", "countryside", None, id="behind-the-name"),
        pytest.param("A mine lay on the road between Oruva and Harmut on Monday.", "road", "Harmut", id="road"),
        pytest.param("They fled between Oruva and the river.", "", None, id="a-second-place-that-is-none"),
        pytest.param("He was near, and Oruva fell.", "", None, id="not-over-a-comma"),
        pytest.param("Oruva fell.", "", None, id="the-place-itself"),
    ],
)
def test_the_words_around_a_name(text: str, relation: str, other: str | None) -> None:
    start = text.index("Oruva")
    span = Span.of(text, start, start + 5)
    mention = Mention(id=0, kind="place", span=span, head=span, sentence=0)
    phrase = phrase_at(text, Span.of(text, 0, len(text)), mention, {"oruva", "harmut"})
    assert (phrase.relation, phrase.other) == (relation, other)
