"""Every rule of a table has a worked case in its data file, the case fires it, and every cell has its reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from table_cases import FILES, TableCase, TableRule, bare, fired, misquoted, rules_of, split, table_of, told_of

CASES = [
    pytest.param(table, rule, case, id=f"{rule.name}-{index}")
    for table in FILES
    for rule in rules_of(table)
    for index, case in enumerate(rule.cases)
]
SCHEMAS = {"acled": "acled_columns_31", "ged": "ucdp_ged_49"}
KINDS = {"string": {"string", "date"}, "integer": {"integer"}, "number": {"number"}, "boolean": {"boolean"}}


@pytest.mark.parametrize(("table", "rule", "case"), CASES)
def test_case(table: str, rule: TableRule, case: TableCase) -> None:
    told, text = told_of(case)
    rows, left = split(list(table_of(table).code(told)))
    cells = [{name: row.values[name].cell for name in wanted} for row, wanted in zip(rows, case.rows, strict=True)]
    assert cells == list(case.rows)
    ids = [row.id for row in rows]
    claims = [item.claim.id for item in told.items]
    reasons = [(claims.index(out.claim), out.rule, ids.index(out.into) if out.into else None) for out in left]
    assert reasons == [(each.claim, each.rule, each.into) for each in case.left]
    assert rule.name in fired(rows, left)
    assert all(out.why for out in left)
    assert [(bare(row), misquoted(row, text)) for row in rows] == [([], []) for _ in rows]


@pytest.mark.parametrize("table", FILES)
def test_rules_are_restated_with_a_section_and_a_case(table: str) -> None:
    assert [rule.name for rule in rules_of(table) if not (rule.text and rule.section and rule.cases)] == []


@pytest.mark.parametrize("table", FILES)
def test_columns_say_what_they_mean(table: str) -> None:
    columns = table_of(table).columns
    assert [column.name for column in columns if not column.meaning] == []
    assert len({column.name for column in columns}) == len(columns)


@pytest.mark.shared
@pytest.mark.parametrize("table", [name for name in FILES if name in SCHEMAS])
def test_columns_are_those_of_the_schema(table: str, shared: Path) -> None:
    schema = json.loads((shared / "data/schemas/acled_ucdp_admiralty.json").read_text(encoding="utf-8"))
    columns = table_of(table).columns
    assert [column.name for column in columns] == list(schema[SCHEMAS[table]])
    if isinstance(schema[SCHEMAS[table]], dict):
        wrong = [c.name for c in columns if c.kind not in KINDS[schema[SCHEMAS[table]][c.name]]]
        assert wrong == []


@pytest.mark.shared
def test_codes_are_those_of_the_schema(shared: Path) -> None:
    schema = json.loads((shared / "data/schemas/acled_ucdp_admiralty.json").read_text(encoding="utf-8"))
    columns = {column.name: column for column in table_of("acled").columns}
    assert set(columns["sub_event_type"].codes) == {each["sub_event_type"] for each in schema["acled_event_types"]}
    assert set(columns["event_type"].codes) == {each["event_type"] for each in schema["acled_event_types"]}
    assert list(columns["inter1"].codes) == schema["acled_inter"]
