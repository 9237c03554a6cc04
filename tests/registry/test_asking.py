"""Whom a typed phrase means."""

from __future__ import annotations

import datetime as dt

import pytest

from khaldun.errors import UsageError
from khaldun.pipeline import Tools
from khaldun.tools.registry import Registry, load_registry
from khaldun.tools.registry.asking import ask


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.mark.parametrize(
    ("phrase", "country", "id_"),
    [
        ("Boko Haram militants", None, "boko-haram"),
        ("YPG fighters", None, "ypg"),
        ("M23 rebels", None, "m23"),
        ("Turkish-backed rebels", None, "proxy-tur"),
        ("pro-Russian separatists", None, "proxy-rus"),
        ("Syrian government troops", None, "syr-military"),
        ("government troops", "ETH", "eth-military"),
        ("Assad's army", None, "syr-military"),
        ("forces of the Gadhafi regime", None, "lby-military"),
        ("Kyiv", None, "ukr-government"),
        ("the State Department", None, "usa-government"),
        ("Fulani herders", "NGA", "communal-fulani-nga"),
        ("aid workers", "YEM", "civ-yem"),
        ("unidentified gunmen", "MEX", "uag-mex"),
        ("Kurdish fighters", "SYR", "sdf"),
        ("three Iraqis", None, "civ-irq"),
        ("a group of farmers", "MLI", "civ-mli"),
        ("members of the Shabak minority", "IRQ", "civ-irq"),
    ],
)
def test_a_phrase_is_read_as_a_report_has_it(
    registry: Registry, tools: Tools, phrase: str, country: str | None, id_: str
) -> None:
    assert ask(phrase, registry, tools, country=country)[0].actor.id == id_


def test_words_of_no_country_say_what_they_are(registry: Registry, tools: Tools) -> None:
    (match,) = ask("unidentified gunmen", registry, tools)
    assert (match.actor.id, match.actor.name) == ("", "Unidentified Armed Group")
    assert "actors/no-country" in match.reasons


def test_the_passage_says_who_is_meant(registry: Registry, tools: Tools) -> None:
    passage = "HTS shelled an army post near Idlib, Syria, on Monday. The militants withdrew at night."
    assert ask("The militants", registry, tools, within=passage)[0].actor.id == "hts"


def test_the_day_chooses_between_two_of_one_name(registry: Registry, tools: Tools) -> None:
    def meant(year: int) -> str:
        return ask("Taliban fighters", registry, tools, country="AFG", date=dt.date(year, 5, 1))[0].actor.id

    assert [meant(2019), meant(2023)] == ["afg-taliban", "taliban-government"]


def test_a_name_comes_first_as_it_stands_in_the_registry(registry: Registry, tools: Tools) -> None:
    assert ask("Wagner mercenaries", registry, tools)[0].reasons == ("name or alias 'Wagner mercenaries'",)


def test_a_phrase_must_stand_in_its_passage(registry: Registry, tools: Tools) -> None:
    with pytest.raises(UsageError, match="does not stand in the passage"):
        ask("the rebels", registry, tools, within="Troops left the town.")


def test_a_name_unknown_is_held_against_names_alike(registry: Registry, tools: Tools) -> None:
    assert ask("Hayat Tahrir", registry, tools)[0].actor.id == "hts"
    assert ask("qzxwv", registry, tools) == []
