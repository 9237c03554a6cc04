"""The data dictionary: a Table Schema (Frictionless, Data Package) of the columns; of claims a JSON Schema. Either also
has what the rules say that the file's cells, and the claims without a row, rest on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from khaldun.publish.export.tables import Column, Table
from khaldun.publish.export.writing.jsonl_file import Review
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.rules import Rule


def dictionary(table: Table, *, title: str, tagged: bool, rules: Iterable[Rule]) -> bytes:
    """The columns with their meanings, types, codes and hashtags, and the rules with what they say, as JSON. `tagged`:
    a row of HXL's hashtags stands below the header, which readers of CSV must pass over."""
    ids = [column.name for column in table.columns if column.unique]
    schema: dict[str, object] = {
        "name": table.name,
        "title": title,
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if ids:
        schema["primaryKey"] = ids[0]
    if tagged:
        schema["dialect"] = {"headerRows": [1], "commentRows": [2]}
    schema["rules"] = [_said(rule) for rule in rules]
    return _encoded(schema)


def claims_schema(*, title: str, rules: Iterable[Rule]) -> bytes:
    """The lines of claims interchange as JSON Schema, with what a published claim has beside the contract's fields; and
    the rules with what they say, a keyword that validators pass over."""
    names, parts = msgspec.json.schema_components(
        (ReportLine, ClaimLine, Review), schema_hook=_any, ref_template="#/$defs/{name}"
    )
    claim, review = parts["ClaimLine"], parts.pop("Review")
    claim["properties"] |= review["properties"]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "oneOf": list(names[:2]),
        "$defs": parts,
        "rules": [_said(rule) for rule in rules],
    }
    return _encoded(schema)


def _said(rule: Rule) -> dict[str, str]:
    """A rule; without a section where it rests on no codebook."""
    told = {"name": rule.name, "text": rule.text}
    return {**told, "section": rule.section, "source": rule.source} if rule.section else told


def _any(type_: type) -> dict[str, Any]:
    """Geometry is kept as it came (GeoJSON)."""
    if type_ is not msgspec.Raw:
        raise NotImplementedError(type_)
    return {}


def _encoded(schema: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, "type": column.kind, "description": column.meaning}
    limits: dict[str, object] = {}
    if column.required:
        limits["required"] = True
    if column.unique:
        limits["unique"] = True
    if column.codes:
        limits["enum"] = [_code(column, code) for code in column.codes]
    if limits:
        field["constraints"] = limits
    if column.tag:
        field["hxl"] = column.tag
    return field


def _code(column: Column, code: str) -> str | int | float:
    if column.kind == "integer":
        return int(code)
    return float(code) if column.kind == "number" else code
