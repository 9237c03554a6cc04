"""The one real report under ACLED, GED and PLOVER, row by row, as the codebooks have it (worked out by hand first)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from khaldun.publish.cells import Cell
from khaldun.publish.export.acled import AcledTable
from khaldun.publish.export.ged.table import GedTable
from khaldun.publish.export.items import Told, told_by
from khaldun.publish.export.plover.table import PloverTable
from khaldun.publish.export.tables import LeftOut, Row, Table
from khaldun.records.lines import ContractLine
from khaldun.tools.countries import packaged_countries
from khaldun.tools.registry.registry import load_registry

pytestmark = [pytest.mark.shared, pytest.mark.slow]

SYRIA, RUSSIA, USA = (f"Military Forces of {name}" for name in ("Syria", "Russia", "the United States"))
HTS, SDF, PROXIES = "Hayat Tahrir al-Sham", "Syrian Democratic Forces (SDF)", "Turkish-backed militants"
STRUCK = (
    "Shnan", "al-Najeya", "Furaykah", "al-Mshairfeh", "Kafr Nabl", "Rakaya Sijneh", "Fatterah", "Sutuh al-Din",
    "Tramla", "Kafar Sijnah", "Ma'aret Hurmah", "Jbala", "Hizareen", "Karsaa",
)  # fmt: skip
TAKEN, CLASH, STRIKE = "Government regains territory", "Armed clash", "Air/drone strike"
STATE, REBELS, ABROAD = "State forces", "Rebel group", "External/Other forces"
PAIR, NON_STATE, STATES = (
    "State forces-Rebel group",
    "Rebel group-Rebel group",
    "External/Other forces-External/Other forces",
)

# Place in the report's words → ACLED's cells: type, day, sides with their types, pair, deaths.
ACLED: dict[str, tuple[Cell, ...]] = {
    "Luwaybidah": (TAKEN, "2019-11-14", SYRIA, STATE, HTS, REBELS, PAIR, 0),
    "Khaznah": (TAKEN, "2019-11-14", SYRIA, STATE, HTS, REBELS, PAIR, 0),
    "Misherfah": (CLASH, "2019-11-14", SYRIA, STATE, HTS, REBELS, PAIR, 0),
    **dict.fromkeys(STRUCK, (STRIKE, "2019-11-13", SYRIA, STATE, HTS, REBELS, PAIR, 0)),
    "al-Qasimiyah": (CLASH, "2019-11-13", SDF, REBELS, PROXIES, REBELS, NON_STATE, 3),
    "al-Rihaniyah": (CLASH, "2019-11-13", SDF, REBELS, PROXIES, REBELS, NON_STATE, 3),
    "airbase": (
        "Change to group/activity", "2019-11-14", RUSSIA, ABROAD, None, None, "External/Other forces only", 0,
    ),
    "Sarrin": ("Non-violent transfer of territory", "2019-11-14", RUSSIA, ABROAD, USA, ABROAD, STATES, 0),
}  # fmt: skip
ACLED_CELLS = (
    "sub_event_type", "event_date", "actor1", "inter1", "actor2", "inter2", "interaction", "fatalities",
)  # fmt: skip
# What may stand in the table beside them: the umbrella of the day, fights that go on, two towns, garrisons.
OPTIONAL = {"southern Idlib", "northern al-Hasakah", "towns of al-Qahtaniyah", "Heemo", "Manbij", "Ain Issa"}

# Place → PLOVER's cells: category, modes, contexts, source, target, the dead.
PLOVER: dict[str, tuple[Cell, ...]] = {
    "Luwaybidah": ("ASSAULT", None, "military; territory", "SYR", "SYR", None),
    "Khaznah": ("ASSAULT", None, "military; territory", "SYR", "SYR", None),
    **dict.fromkeys(STRUCK, ("ASSAULT", "aerial", "military", "SYR; RUS", "SYR; SYR", None)),
    "al-Qasimiyah": ("ASSAULT", None, "military", "SYR", None, 3),
    "al-Rihaniyah": ("ASSAULT", None, "military", "SYR", None, 3),
    "airbase": ("MOBILIZE", "troops", "military", "RUS", None, None),
    "Sarrin": ("COERCE", "seize", "military; territory", "RUS", "USA", None),
}
PLOVER_CELLS = ("event", "mode", "context", "source", "target", "dead")

GED = {
    "type_of_violence": 2, "dyad_name": f"{SDF} - {PROXIES}", "conflict_name": f"{SDF} - {PROXIES}",
    "conflict_new_id": None, "dyad_new_id": None, "side_a": SDF, "side_a_new_id": 6288, "side_b": PROXIES,
    "side_b_new_id": None, "number_of_sources": 1, "source_office": "Global Research", "source_date": "2019-11-16",
    "source_original": "South Front", "where_prec": 2, "country": "Syria", "country_id": 652, "region": "Middle East",
    "event_clarity": 2, "date_prec": 1, "date_start": "2019-11-13", "date_end": "2019-11-13", "deaths_a": 0,
    "deaths_b": 6, "deaths_civilians": 0, "deaths_unknown": 0, "best": 6, "high": 6, "low": 6,
    "code_status": "machine draft",
}  # fmt: skip


@pytest.fixture(scope="session")
def seed_told(seed_lines: list[ContractLine]) -> Told:
    (told,) = told_by(seed_lines)
    return told


def coded(table: Table, told: Told) -> tuple[list[Row], list[LeftOut]]:
    found = list(table.code(told))
    return [each for each in found if isinstance(each, Row)], [each for each in found if isinstance(each, LeftOut)]


def quoted(told: Told, claim_id: str) -> str:
    """The report's words for the place of a claim."""
    place = next(item.claim.place for item in told.items if item.claim.id == claim_id)
    return (place.quote or "") if place is not None else ""


def by_place(rows: list[Row], told: Told, wanted: dict[str, tuple[Cell, ...]]) -> dict[str, list[Row]]:
    return {name: [row for row in rows if name in quoted(told, row.claims[0])] for name in wanted}


def acled() -> Table:
    return AcledTable(find_country=packaged_countries().get, today=dt.date(2026, 1, 1))


def test_acled_row_by_row(seed_told: Told) -> None:
    rows, _ = coded(acled(), seed_told)
    found = by_place(rows, seed_told, ACLED)
    cells = {name: [cells_of(row, ACLED_CELLS) for row in each] for name, each in found.items()}
    assert cells == {name: [row] for name, row in ACLED.items()}


def test_acled_has_no_row_beside_them(seed_told: Told) -> None:
    rows, _ = coded(acled(), seed_told)
    expected = {row.id for each in by_place(rows, seed_told, ACLED).values() for row in each}
    assert {quoted(seed_told, row.claims[0]) for row in rows if row.id not in expected} <= OPTIONAL


def test_acled_leaves_out_plans_habits_and_what_has_no_day_or_place(seed_told: Told) -> None:
    _, left = coded(acled(), seed_told)
    rules = {
        "acled/not-asserted-habitual", "acled/not-asserted-planned", "acled/background", "acled/no-place",
        "acled/date-too-vague",
    }  # fmt: skip
    assert {out.rule for out in left} <= rules
    assert {"acled/not-asserted-planned", "acled/date-too-vague", "acled/no-place"} <= {out.rule for out in left}


def test_ged_has_the_one_event_in_which_people_died(seed_told: Told) -> None:
    table = GedTable(find_country=packaged_countries().get, find_actor=load_registry().get)
    rows, left = coded(table, seed_told)
    (row,) = rows
    assert {name: row.values[name].cell for name in GED} == GED
    assert {
        name for claim in row.claims for name in ("al-Qasimiyah", "al-Rihaniyah") if name in quoted(seed_told, claim)
    }
    assert [out.rule for out in left if out.into == row.id] == ["ged/total-over-places"]
    others = [out for out in left if not out.into]
    assert {out.rule for out in others} <= {"ged/no-deaths", "ged/planned", "ged/habitual", "ged/background"}
    struck = [out for out in others if quoted(seed_told, out.claim) in STRUCK]
    assert len(struck) == len(STRUCK)
    assert {out.rule for out in struck} == {"ged/no-deaths"}
    assert all(out.why.startswith("No death in best, low or high.") for out in struck)


def test_plover_row_by_row(seed_told: Told) -> None:
    rows, left = coded(PloverTable(find_actor=load_registry().get), seed_told)
    asserted = [row for row in rows if not row.values["future"].cell]
    found = by_place(asserted, seed_told, PLOVER)
    cells = {name: [cells_of(row, PLOVER_CELLS) for row in each] for name, each in found.items()}
    assert cells == {name: [row] for name, row in PLOVER.items()}
    (advance,) = by_place(rows, seed_told, {"Misherfah": ()})["Misherfah"]
    assert cells_of(advance, ("event", "mode", "context")) == ("ASSAULT", "aerial; heavy-weapons", "military")
    planned = [row for row in rows if row.values["future"].cell]
    assert {cells_of(row, ("event", "mode", "date")) for row in planned} == {("MOBILIZE", "troops", "2019-11-16")}
    assert {out.rule for out in left} <= {"plover/habitual", "plover/no-date"}
    links = {row.values["link"].cell for name in STRUCK for row in found[name]}
    assert len(links) == 1


def cells_of(row: Row, names: tuple[str, ...]) -> Any:
    return tuple(row.values[name].cell for name in names)
