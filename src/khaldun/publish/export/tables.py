"""A table of somebody's codebook: its columns, its rows with the reason of every cell, and what has no row and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

import msgspec

from khaldun.publish.cells import Cell
from khaldun.publish.export.items import Told
from khaldun.records.base import Span

Kind = Literal["string", "integer", "number", "boolean", "date"]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: what its cells mean, what they hold, the codes that they are of (empty: any), whether none may be
    missing, or stand twice. `tag` is its HXL hashtag with attributes."""

    name: str
    meaning: str
    kind: Kind = "string"
    codes: tuple[str, ...] = ()
    required: bool = False
    unique: bool = False
    tag: str = ""


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A cell with its reason: the words that it rests on, the rules that made or changed it. A cell that says something
    has one of both."""

    cell: Cell = None
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


NOTHING = Value()


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row: the claims that it tells of (ids of the contract) and its cells by column. `longitude` and `latitude` are
    where a map puts it, null where nowhere."""

    id: str
    claims: tuple[str, ...]
    values: dict[str, Value]
    longitude: float | None = None
    latitude: float | None = None


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that has no row of its own: by which rule of the codebook or the profile, and why, in words. `into` is
    the row that tells of it together with another, "" where it is told of nowhere."""

    claim: str
    report: str
    rule: str
    why: str
    into: str = ""


class Table(Protocol):
    """A codebook's table. A report is coded as a whole: its claims merge, and share totals."""

    name: str
    columns: tuple[Column, ...]

    def code(self, told: Told) -> Iterable[Row | LeftOut]:
        """The rows of a report's claims, and the claims that have none; every claim is in one of both."""
        ...
