"""What a row must keep: each rule refuses what breaks it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from khaldun.publish.export.checks import Checks, lost
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.maps import without_rows
from khaldun.publish.export.tables import NOTHING, Column, LeftOut, Row, Value
from khaldun.records.lines import ClaimLine, ReportRef

COLUMNS = (
    Column(name="id", meaning="id", required=True, unique=True),
    Column(name="number", meaning="a number of ours", kind="integer", unique=True),
    Column(name="date_start", meaning="first day", kind="date"),
    Column(name="date_end", meaning="last day", kind="date"),
    Column(name="year", meaning="year", kind="integer"),
    Column(name="type", meaning="type", codes=("Battles", "Protests")),
    Column(name="precision", meaning="precision", kind="integer", codes=("1", "2")),
    Column(name="sure", meaning="how sure", kind="number"),
    Column(name="told", meaning="told", kind="boolean"),
    Column(name="latitude", meaning="degrees", kind="number"),
    Column(name="longitude", meaning="degrees", kind="number"),
    *(Column(name=name, meaning="deaths", kind="integer") for name in ("deaths_a", "deaths_b", "deaths_civilians")),
    *(Column(name=name, meaning="deaths", kind="integer") for name in ("deaths_unknown", "best", "high", "low")),
)
GOOD: dict[str, Any] = {
    "id": "a", "number": 1, "date_start": "1850-02-28", "date_end": "1850-03-01", "year": 1850, "type": "Battles",
    "precision": 2, "sure": 1, "told": False, "latitude": -90.0, "longitude": 180, "deaths_a": 1, "deaths_b": 0,
    "deaths_civilians": 2, "deaths_unknown": 0, "best": 3, "high": 3, "low": 3,
}  # fmt: skip


def row(id_: str = "a", point: tuple[float | None, float | None] = (None, None), **cells: Any) -> Row:
    values = {name: NOTHING if cell is None else Value(cell=cell, rules=("r",)) for name, cell in cells.items()}
    return Row(id=id_, claims=(f"claim-{id_}",), values=values, longitude=point[0], latitude=point[1])


def test_a_good_row_has_no_fault() -> None:
    assert Checks(COLUMNS).faults(row(**GOOD)) == []


def test_what_is_unknown_breaks_nothing() -> None:
    assert Checks(COLUMNS).faults(row(**{**dict.fromkeys(GOOD), "id": "a"})) == []


@pytest.mark.parametrize(
    ("changes", "column", "why"),
    [
        pytest.param({"id": None}, "id", "must not be empty", id="missing"),
        pytest.param({"type": "Battels"}, "type", "'Battels' is none of its codes (Battles, Protests)", id="code"),
        pytest.param({"precision": 3}, "precision", "3 is none of its codes", id="code-of-a-number"),
        pytest.param({"year": "1850"}, "year", "'1850' is no integer", id="text-for-a-number"),
        pytest.param({"year": 1850.0}, "year", "1850.0 is no integer", id="number-for-an-integer"),
        pytest.param({"year": True}, "year", "True is no integer", id="true-for-an-integer"),
        pytest.param({"type": 7}, "type", "7 is no string", id="number-for-text"),
        pytest.param({"told": 0}, "told", "0 is no boolean", id="zero-for-false"),
        pytest.param({"sure": float("nan")}, "sure", "no number that a table can hold", id="not-a-number"),
        pytest.param({"sure": float("inf")}, "sure", "no number that a table can hold", id="infinite"),
        pytest.param({"year": 2**63}, "year", "no number that a table can hold", id="too-large"),
        pytest.param({"date_end": "1850-02-29"}, "date_end", "'1850-02-29' is no day", id="no-such-day"),
        pytest.param({"date_start": "28.2.1850"}, "date_start", "no day (YYYY-MM-DD)", id="other-form"),
        pytest.param({"date_start": "18500228"}, "date_start", "no day (YYYY-MM-DD)", id="without-dashes"),
        pytest.param({"date_end": "1850-02-27"}, "date_end", "the last day is before the first", id="backwards"),
        pytest.param({"year": 1851}, "date_start", "it is of another year", id="year"),
        pytest.param({"latitude": 90.1}, "latitude", "it is no latitude", id="latitude"),
        pytest.param({"longitude": -181}, "longitude", "it is no longitude", id="longitude"),
        pytest.param({"best": 4, "high": 4}, "best", "it is not the sum of the four sides", id="sum"),
        pytest.param({"high": 2}, "high", "low, best and high are not in this order", id="order"),
    ],
)
def test_a_broken_row_is_told(changes: dict[str, Any], column: str, why: str) -> None:
    (fault,) = Checks(COLUMNS).faults(row(**{**GOOD, **changes}))
    assert (fault.row, fault.claims, fault.column) == ("a", ("claim-a",), column)
    assert why in fault.why and why in str(fault)


def test_a_row_has_the_cells_of_its_table() -> None:
    checks = Checks(COLUMNS)
    (less,) = checks.faults(row(**{name: cell for name, cell in GOOD.items() if name != "type"}))
    (more,) = checks.faults(row(**GOOD, colour="red"))
    assert (less.column, more.column) == ("type", "colour")


def test_a_point_lies_on_the_map() -> None:
    (fault,) = Checks(COLUMNS).faults(row(point=(200.0, 1.0), **GOOD))
    assert (fault.column, fault.why) == ("longitude", "200.0 lies on no map")


def test_ids_stand_once() -> None:
    checks = Checks(COLUMNS)
    assert checks.faults(row(**GOOD)) == []
    (same,) = checks.faults(row(**{**GOOD, "number": 2}))
    (number,) = checks.faults(row("b", **{**GOOD, "id": "b", "number": 1}))
    assert (same.column, number.column) == ("id", "number")
    assert "stands twice" in same.why and "stands twice" in number.why
    assert checks.faults(row("c", **{**GOOD, "id": "c", "number": None})) == []
    assert checks.faults(row("d", **{**GOOD, "id": "d", "number": None})) == []


def test_a_claim_that_is_nowhere_is_lost() -> None:
    items = tuple(Item(claim=ClaimLine(id=each, report=ReportRef(name="r"))) for each in "abc")
    found = [row("x", **GOOD), LeftOut(claim="b", report="r", rule="s", why="w")]
    assert lost(Told(report=None, items=items), found) == ["a", "c"]


def test_what_a_row_tells_of_goes_with_it() -> None:
    items = tuple(Item(claim=ClaimLine(id=each, report=ReportRef(name="r"))) for each in ("claim-a", "b", "c"))
    found = [
        row(**GOOD),
        LeftOut(claim="b", report="r", rule="merged", why="It is part of a.", into="a"),
        LeftOut(claim="c", report="r", rule="other", why="Something else."),
    ]
    gone = {"a": found[0]}
    made = list(without_rows(found, gone, rule="bad", why={"a": "It is bad."}, told=Told(report=None, items=items)))  # type: ignore[arg-type]
    assert [(each.claim, each.rule, each.into) for each in made if isinstance(each, LeftOut)] == [
        ("claim-a", "bad", ""), ("b", "bad", ""), ("c", "other", ""),
    ]  # fmt: skip
