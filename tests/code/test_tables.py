"""The codebook's tables: types, sides by country and date, precision."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from khaldun.code.cases import ARTICLE, claims_of
from khaldun.code.codebook import Codebook
from khaldun.code.schema import CaseClaim, CaseDeaths
from khaldun.code.sides import interaction, side
from khaldun.code.step import code
from khaldun.code.times import timing
from khaldun.records.facts import ActorFact, DateFact
from khaldun.records.lines import ClaimLine
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.countries import Countries

SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "schemas" / "acled_ucdp_admiralty.json"
TYPES = tuple(packaged_codebook().event_type)


def coded(book: Codebook, countries: Countries, *specs: CaseClaim) -> tuple[ClaimLine, ...]:
    claims, _ = claims_of(specs, book)
    return code(claims, article=ARTICLE, codebook=book, countries=countries)


def test_there_are_25_sub_event_types_of_6_event_types() -> None:
    assert len(TYPES) == 25
    assert len(set(packaged_codebook().event_type.values())) == 6


@pytest.mark.shared
def test_types_and_disorder_are_those_of_the_schema(book: Codebook) -> None:
    schema = json.loads(SCHEMA.read_text())
    stated = {}
    for row in schema["acled_event_types"]:
        parts = {"Political violence": row["political_violence"], "Demonstrations": row["demonstrations"]}
        disorder = "; ".join(name for name, holds in parts.items() if holds) or "Strategic developments"
        stated[row["sub_event_type"]] = (row["event_type"], disorder)
    ours = {name: (kind, book.disorder_type[name]) for name, kind in book.event_type.items()}
    assert ours == stated


@pytest.mark.shared
def test_inter_are_those_of_the_schema(book: Codebook) -> None:
    assert list(book.file.inter) == json.loads(SCHEMA.read_text())["acled_inter"]


# A claim of each type that stays of that type: the sides are those that the type is about.
SIDES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Government regains territory": (("syria",), ("rebels",)),
    "Non-state actor overtakes territory": (("rebels",), ("syria",)),
    "Armed clash": (("rebels",), ("syria",)),
    "Excessive force against protesters": (("police",), ("protesters",)),
    "Protest with intervention": (("police",), ("protesters",)),
    "Peaceful protest": (("protesters",), ()),
    "Violent demonstration": (("mob",), ("police",)),
    "Mob violence": (("mob",), ("civilians",)),
}


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_stays_what_it_is(kind: str, book: Codebook, countries: Countries) -> None:
    doers, targets = SIDES.get(kind, (("rebels",), ("civilians",)))
    if kind == "Arrests":
        doers = ("police",)
    (line,) = coded(book, countries, CaseClaim(type=kind, doers=doers, targets=targets))
    assert line.sub_event_type == kind
    assert line.coding is not None
    assert line.coding.excluded is None


def test_a_type_unknown_to_the_codebook_is_an_error(book: Codebook, countries: Countries) -> None:
    with pytest.raises(ValueError, match="no sub-event type 'Mutiny'"):
        coded(book, countries, CaseClaim(type="Mutiny"))


STATE, EXTERNAL, REBEL = "State forces", "External/Other forces", "Rebel group"


@pytest.mark.parametrize(
    ("name", "kind", "home", "country", "day", "expected"),
    [
        pytest.param("Military Forces of Syria", STATE, "SYR", "SYR", "2019-11-14", STATE, id="at-home"),
        pytest.param("Military Forces of Syria", STATE, "SYR", "LBN", "2004-01-01", EXTERNAL, id="abroad"),
        pytest.param("Military Forces of Turkey", STATE, "TUR", "SYR", "2019-10-09", EXTERNAL, id="turkey-in-syria"),
        pytest.param("Military Forces of Turkey", STATE, "TUR", "TUR", "2019-10-09", STATE, id="turkey-at-home"),
        pytest.param("Military Forces of Israel", STATE, "ISR", "PSE", "2023-10-20", EXTERNAL, id="israel-in-gaza"),
        pytest.param("Military Forces of Russia", STATE, "RUS", "UKR", "2022-03-01", EXTERNAL, id="russia-in-ukraine"),
        pytest.param("Military Forces of Ukraine", STATE, "UKR", "RUS", "2024-08-10", EXTERNAL, id="ukraine-in-kursk"),
        pytest.param("Police Forces of France", STATE, "FRA", "MTQ", "2024-09-10", STATE, id="overseas-part"),
        pytest.param("Global Coalition", EXTERNAL, None, "IRQ", "2016-10-17", EXTERNAL, id="coalition"),
        pytest.param("MONUSCO", EXTERNAL, None, "COD", "2022-07-26", EXTERNAL, id="peacekeepers"),
        pytest.param("Taliban", REBEL, "AFG", "AFG", "2021-08-14", REBEL, id="taliban-the-day-before"),
        pytest.param("Taliban", REBEL, "AFG", "AFG", "2021-08-15", STATE, id="taliban-in-power"),
        pytest.param("Taliban", REBEL, "AFG", "PAK", "2022-05-01", EXTERNAL, id="taliban-in-power-abroad"),
        pytest.param("Taliban", REBEL, "AFG", "PAK", "2012-05-01", REBEL, id="taliban-abroad-before"),
        pytest.param("Hayat Tahrir al-Sham", REBEL, "SYR", "SYR", "2019-11-14", REBEL, id="hts-2019"),
        pytest.param("Hayat Tahrir al-Sham", REBEL, "SYR", "SYR", "2025-01-02", STATE, id="hts-in-power"),
        pytest.param("Hezbollah", REBEL, "LBN", "SYR", "2015-06-01", REBEL, id="non-state-abroad"),
        pytest.param("Somebody", None, None, "SYR", "2015-06-01", None, id="unknown-type"),
        pytest.param("Military Forces of Mali", STATE, "MLI", None, "2021-06-01", STATE, id="unknown-country"),
    ],
)
def test_inter(
    name: str, kind: str | None, home: str | None, country: str | None, day: str, expected: str | None, book: Codebook
) -> None:
    actor = ActorFact(quote=name, name=name, type=kind, home=home)
    assert side(actor, country, dt.date.fromisoformat(day), book).inter == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (REBEL, STATE, "State forces-Rebel group"),
        (STATE, REBEL, "State forces-Rebel group"),
        ("Civilians", EXTERNAL, "External/Other forces-Civilians"),
        ("Protesters", EXTERNAL, "Protesters-External/Other forces"),
        (EXTERNAL, REBEL, "Rebel group-External/Other forces"),
        (EXTERNAL, EXTERNAL, "External/Other forces-External/Other forces"),
        ("Civilians", "Rioters", "Rioters-Civilians"),
        (STATE, None, "State forces only"),
        (None, "Civilians", "Civilians only"),
        (None, None, None),
    ],
)
def test_interaction(one: str | None, two: str | None, expected: str | None, book: Codebook) -> None:
    assert interaction(one, two, book) == expected


@pytest.mark.parametrize(
    ("days", "precision", "day"),
    [
        (1, 1, "2020-03-02"),
        (2, 2, "2020-03-02"),
        (3, 2, "2020-03-03"),
        (7, 2, "2020-03-05"),
        (8, 3, "2020-03-06"),
        (21, 3, "2020-03-12"),
        (31, 3, "2020-03-17"),
        (32, None, None),
        (366, None, None),
    ],
)
def test_time_precision(days: int, precision: int | None, day: str | None, book: Codebook) -> None:
    start = dt.date(2020, 3, 2)
    found = timing(DateFact(start=start, end=start + dt.timedelta(days=days), anchor="stated"), book)
    assert (found.precision, found.day.isoformat() if found.day else None) == (precision, day)


def test_the_row_keeps_both_counts_of_a_merged_claim(book: Codebook, countries: Countries) -> None:
    def told(kind: str, dead: int) -> CaseClaim:
        return CaseClaim(type=kind, doers=("syria",), targets=("rebels",), deaths=(CaseDeaths(low=dead),))

    lines = coded(book, countries, told("Armed clash", 2), told("Air/drone strike", 3))
    assert [line.coding.fatalities for line in lines if line.coding] == [5, None]
    assert [line.fatalities.low for line in lines if line.fatalities] == [2, 3]
