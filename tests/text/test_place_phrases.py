"""Phrases that say where, taken apart."""

from __future__ import annotations

import pytest

from khaldun.text.places.phrase import load_place_phrases
from khaldun.text.places.records import PlacePhrase

PHRASES = [
    ("Oruva", PlacePhrase(names=("Oruva",))),
    ("Oruva village", PlacePhrase(names=("Oruva",), sense="village")),
    ("the town of Oruva", PlacePhrase(names=("Oruva",), sense="town")),
    ("Oruva/Kineta village", PlacePhrase(names=("Oruva", "Kineta"), sense="village")),
    ("Oruva, Nimar", PlacePhrase(names=("Oruva",), within=("Nimar",))),
    ("12 km south of Oruva", PlacePhrase(names=("Oruva",), relation="direction", bearing=180.0, km=12.0)),
    ("about 3 miles north-east of Oruva", PlacePhrase(names=("Oruva",), relation="direction", bearing=45.0, km=4.827)),
    ("south of Krasna Hora", PlacePhrase(names=("Krasna Hora",), relation="direction", bearing=180.0)),
    ("5 kilometres from Oruva", PlacePhrase(names=("Oruva",), relation="near", km=5.0)),
    ("near Oruva", PlacePhrase(names=("Oruva",), relation="near")),
    ("the outskirts of Oruva", PlacePhrase(names=("Oruva",), relation="outskirts")),
    ("the countryside of Oruva", PlacePhrase(names=("Oruva",), relation="countryside")),
    ("northern Nimar", PlacePhrase(names=("Nimar",), relation="part", part="northern")),
    ("between Oruva and Harmut", PlacePhrase(names=("Oruva",), relation="between", other="Harmut")),
    ("the road between Oruva and Harmut", PlacePhrase(names=("Oruva",), relation="road", other="Harmut")),
    ("Oruva-Harmut road", PlacePhrase(names=("Oruva",), relation="road", other="Harmut")),
    ("the Nimar–Setia border", PlacePhrase(names=("Nimar",), relation="border", other="Setia")),
]


@pytest.mark.parametrize("phrase, expected", PHRASES, ids=[phrase for phrase, _ in PHRASES])
def test_taken_apart(phrase: str, expected: PlacePhrase) -> None:
    assert load_place_phrases().read(phrase) == expected


@pytest.mark.parametrize("phrase", [phrase for phrase, found in PHRASES if found.relation and not found.part])
def test_a_relation_has_a_cue(phrase: str) -> None:
    """Where no cue stands no relation is looked for, so that none may be missing."""
    assert load_place_phrases().may_relate(phrase)


@pytest.mark.parametrize("phrase", ["", ",", "of", "near", "12 km", "the town of", "between and"])
def test_what_names_nothing_is_read_all_the_same(phrase: str) -> None:
    assert isinstance(load_place_phrases().read(phrase), PlacePhrase)
