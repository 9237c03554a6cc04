"""Queries over claims of which some are told otherwise to somebody (an error was planted in their draft): every filter,
order and count takes them as they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy import Column, ColumnElement, Select, Subquery, false, literal, select, union_all
from sqlalchemy.sql.util import ClauseAdapter

from khaldun.records.lines import ClaimLine
from khaldun.store.claims import columns_of
from khaldun.store.schema import CLAIMS

_WHOLE = frozenset({"line", "draft", "key"})  # what no query filters or counts by
_COLUMNS = [column for column in CLAIMS.columns if column.name not in _WHOLE]
_AnySelect = TypeVar("_AnySelect", bound=Select[tuple[object, ...]])


class Overlay(msgspec.Struct, frozen=True, kw_only=True):
    """A claim, and the columns that are told of it in the place of its own."""

    claim: int
    columns: Mapping[str, object]


def overlay(claim: int, line: ClaimLine, priority: float) -> Overlay:
    """A claim that is told as another line has it."""
    return Overlay(claim=claim, columns=columns_of(line, priority))


def each(query: _AnySelect, overlays: Sequence[Overlay]) -> list[_AnySelect]:
    """A query over the claims as they are told, in two: over those that are told as they stand, which goes by their
    indexes, and over the few others. What each finds is put together by who asks."""
    if not overlays:
        return [query]
    as_they_stand = query.where(CLAIMS.c.id.not_in([one.claim for one in overlays]))
    return [as_they_stand, ClauseAdapter(_few(overlays)).traverse(query)]


def _few(overlays: Sequence[Overlay]) -> Subquery:
    named = select(*_COLUMNS).where(false())  # no row: by it the others' columns are known as those of the table
    rows = (select(*(_column(column, one) for column in _COLUMNS)).where(CLAIMS.c.id == one.claim) for one in overlays)
    return union_all(named, *rows).subquery("claims_told")


def _column(column: Column[object], one: Overlay) -> ColumnElement[object]:
    if column.name not in one.columns:
        return column
    return literal(one.columns[column.name], column.type).label(column.name)
