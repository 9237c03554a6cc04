"""The worked cases of the tables' data files, and the reports that they are coded from."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import msgspec

from khaldun.code.cases import ARTICLE, claims_of
from khaldun.code.schema import CaseClaim, Scalar
from khaldun.code.step import code
from khaldun.codebook.cases import reported
from khaldun.datafile import DATA, load_yaml
from khaldun.publish.export.acled import AcledTable
from khaldun.publish.export.flat import FlatTable
from khaldun.publish.export.ged.table import GedTable
from khaldun.publish.export.items import Standing, Told
from khaldun.publish.export.plover.table import PloverTable
from khaldun.publish.export.tables import LeftOut, Row, Table
from khaldun.records.base import Record, Span
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.countries import packaged_countries
from khaldun.tools.registry.registry import load_registry

TODAY = dt.date(2026, 1, 1)
FILES = {"acled": "acled_table.yaml", "ged": "ged.yaml", "plover": "plover.yaml", "claims": "flat.yaml"}


class CaseLeft(Record, frozen=True, kw_only=True):
    """A claim of the case (its number) without a row, the rule, and the row (its number) that tells of it."""

    claim: int
    rule: str
    into: int | None = None


class TableCase(Record, frozen=True, kw_only=True):
    """Claims of one report as the codebook codes them, cells of the rows they make, and every claim without a row."""

    claims: tuple[CaseClaim, ...]
    rows: tuple[dict[str, Scalar], ...] = ()
    left: tuple[CaseLeft, ...] = ()
    uncoded: bool = False
    standing: Standing = "draft"
    published: str | None = "2020-03-12"


class TableRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule with its cases, whatever else it says."""

    name: str
    text: str
    section: str
    cases: tuple[TableCase, ...]


class RulesOf(msgspec.Struct, frozen=True):
    """The rules of a file, whatever else it holds."""

    rules: tuple[TableRule, ...]


def rules_of(table: str) -> tuple[TableRule, ...]:
    """The rules of a table's file with their cases, strictly read."""
    path: Path = DATA / "codebooks" / FILES[table]
    return load_yaml(path, RulesOf).rules


@cache
def table_of(name: str) -> Table:
    """The table as the program has it."""
    countries, actors = packaged_countries().get, load_registry().get
    if name == "acled":
        return AcledTable(find_country=countries, today=TODAY)
    if name == "claims":
        return FlatTable()
    if name == "plover":
        return PloverTable(find_actor=actors)
    return GedTable(find_country=countries, find_actor=actors)


def told_of(case: TableCase) -> tuple[Told, str]:
    """The report of a case, its claims coded under ACLED's codebook, and its text."""
    claims, text = claims_of(case.claims, packaged_codebook())
    lines = code(claims, article=ARTICLE, codebook=packaged_codebook(), countries=packaged_countries())
    if case.uncoded:
        lines = tuple(msgspec.structs.replace(line, coding=None) for line in lines)
    told = reported(lines, text, published=case.published, standing=case.standing)
    assert told.report is not None
    return told, told.report.text


def split(found: list[Row | LeftOut]) -> tuple[list[Row], list[LeftOut]]:
    """Rows and claims without one."""
    return [each for each in found if isinstance(each, Row)], [each for each in found if isinstance(each, LeftOut)]


def bare(row: Row) -> list[str]:
    """The columns whose cell says something without words or a rule."""
    return [
        name for name, value in row.values.items() if value.cell is not None and not (value.evidence or value.rules)
    ]


def fired(rows: list[Row], left: list[LeftOut]) -> set[str]:
    """Every rule that a cell or a reason names."""
    return {rule for row in rows for value in row.values.values() for rule in value.rules} | {out.rule for out in left}


def misquoted(row: Row, text: str) -> list[Span]:
    """Evidence that is not in the text where it says."""
    spans = {span for value in row.values.values() for span in value.evidence}
    return [span for span in spans if text[span.start : span.end] != span.quote]
