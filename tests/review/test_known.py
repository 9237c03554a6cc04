"""Already coded? What agrees, what only may, and what cannot be told."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from khaldun.coded.table import CodedRow
from khaldun.review.known import Known
from khaldun.review.known_said import Names
from khaldun.tools.gazetteer.rules import load_folding

ROW = CodedRow(
    number=12, line=14, name="SYR1", start=dt.date(2019, 11, 13), end=dt.date(2019, 11, 13), place="Sarjah",
    country="Syria", latitude=35.71, longitude=36.5, event_type="Battles", sub_event_type="Armed clash",
    actor1="Military Forces of Syria", actor2="Rebels", deaths=6,
)  # fmt: skip


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    id: int = 1
    start: str | None = "2019-11-13"
    end: str | None = "2019-11-13"
    place: str | None = "Sarjah"
    country: str | None = "SYR"
    latitude: float | None = 35.71
    longitude: float | None = 36.5
    precision: int | None = 1
    event_type: str | None = "Battles"
    sub_event_type: str | None = "Armed clash"
    actor1: str | None = "military forces of Syria"
    actor2: str | None = None
    deaths: int | None = 6


CLAIM = Outline()
replace = msgspec.structs.replace
ATTACK = replace(CLAIM, event_type="Violence against civilians", sub_event_type="Attack")


@pytest.fixture(scope="module")
def names() -> Names:
    kinds = {"Armed clash": "Battles", "Attack": "Violence against civilians", "Mob violence": "Riots",
             "Peaceful protest": "Protests"}  # fmt: skip
    return Names(fold=load_folding().fold, country_of={"Syria": "SYR", "Iraq": "IRQ"}.get, event_type=kinds)


def test_what_agrees_whole_is_already_coded(names: Names) -> None:
    verdict = Known([ROW], names).verdict(CLAIM)
    assert (verdict.said, verdict.row, verdict.name, verdict.others) == ("coded", 12, "SYR1", 0)
    assert verdict.agrees == ("day", "place name", "same point", "type (Armed clash)", "a side", "deaths")
    assert verdict.differs == ()


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        pytest.param(replace(CLAIM, start="2019-11-14", end="2019-11-14"), "coded", id="a-day-apart"),
        pytest.param(replace(CLAIM, start="2019-11-15", end="2019-11-15"), "new", id="two-days-apart"),
        pytest.param(replace(CLAIM, start="2019-11-10", end="2019-11-12"), "coded", id="days-that-end-before"),
        pytest.param(replace(CLAIM, start="2019-11-10", end="2019-11-20"), "perhaps", id="many-days"),
        pytest.param(replace(CLAIM, start="2019-01-01", end="2019-12-20"), "unknown", id="too-many-days"),
        pytest.param(replace(CLAIM, start=None, end=None), "unknown", id="no-day"),
        pytest.param(replace(CLAIM, place=None, latitude=None, longitude=None), "unknown", id="no-place"),
        pytest.param(replace(CLAIM, place="Elsewhere", latitude=35.79), "coded", id="another-name-9-km-away"),
        pytest.param(replace(CLAIM, place="Elsewhere", latitude=35.81), "new", id="another-name-11-km-away"),
        pytest.param(replace(CLAIM, place="Elsewhere", longitude=36.6), "coded", id="another-name-9-km-east"),
        pytest.param(replace(CLAIM, place="Elsewhere", longitude=36.62), "new", id="another-name-11-km-east"),
        pytest.param(replace(CLAIM, place="Idlib", precision=3), "new", id="a-region's-point-is-no-place"),
        pytest.param(replace(CLAIM, place="the village of Sarjah", latitude=None, longitude=None), "coded", id="words"),
        pytest.param(replace(CLAIM, latitude=33.0), "perhaps", id="one-name-far-apart"),
        pytest.param(replace(CLAIM, country="IRQ", latitude=None, longitude=None), "new", id="another-country"),
        pytest.param(replace(CLAIM, country=None, latitude=None, longitude=None), "coded", id="no-country-stated"),
        pytest.param(ATTACK, "perhaps", id="another-type"),
        pytest.param(replace(CLAIM, event_type=None, sub_event_type=None), "coded", id="no-type-stated"),
        pytest.param(replace(CLAIM, deaths=8, actor1="Others"), "coded", id="deaths-and-sides-decide-nothing"),
    ],
)
def test_how_far_a_claim_agrees(names: Names, claim: Outline, said: str) -> None:
    assert Known([ROW], names).verdict(claim).said == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(replace(ROW, event_type="1", sub_event_type=""), "coded", id="a-type-that-no-codebook-knows"),
        pytest.param(replace(ROW, event_type="", sub_event_type="Attack"), "perhaps", id="another-by-its-sub-type"),
        pytest.param(replace(ROW, end=dt.date(2019, 12, 13)), "perhaps", id="a-month-of-events-in-one-row"),
        pytest.param(replace(ROW, latitude=None, longitude=None, place="Sarjah town (Ariha)"), "coded", id="ged-names"),
        pytest.param(replace(ROW, latitude=None, longitude=None, place="Kafr Nabl (Sarjah)"), "new", id="in-brackets"),
        pytest.param(replace(ROW, country="Nowhere at all"), "coded", id="a-country-that-there-is-not"),
    ],
)
def test_how_far_a_row_agrees(names: Names, row: CodedRow, said: str) -> None:
    assert Known([row], names).verdict(CLAIM).said == said


def test_protests_and_riots_count_as_one(names: Names) -> None:
    row = replace(ROW, event_type="Riots", sub_event_type="Mob violence")
    claim = replace(CLAIM, event_type="Protests", sub_event_type="Peaceful protest")
    assert Known([row], names).verdict(claim).said == "coded"


def test_what_differs_is_told(names: Names) -> None:
    far = replace(ATTACK, latitude=33.0, deaths=8)
    verdict = Known([ROW], names).verdict(far)
    assert verdict.differs == ("the places lie 301 km apart", "type: Battles in the table", "deaths: 6 in the table")


def test_of_several_rows_the_likest_is_named_and_the_others_are_counted(names: Names) -> None:
    rows = [
        replace(ROW, number=3, start=dt.date(2019, 11, 12), end=dt.date(2019, 11, 12), deaths=1),
        replace(ROW, number=4, event_type="Riots", sub_event_type="Mob violence"),
        replace(ROW, number=5),
        replace(ROW, number=6),
    ]
    verdict = Known(rows, names).verdict(CLAIM)
    assert (verdict.said, verdict.row, verdict.others) == ("coded", 5, 2)
