"""The language of codebooks: what a file holds (docs/codebook-language.md). Ours are written in it too."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec

from khaldun.code.schema import CaseClaim, CastActor, Scalar
from khaldun.publish.export.items import Standing
from khaldun.publish.export.tables import Kind
from khaldun.records.annotations import Status

Code = str | int
Text = Annotated[str, msgspec.Meta(min_length=1)]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a codebook's parts: a field that is not known is an error, never passed over."""


class Type(Part, frozen=True, kw_only=True):
    """A type of event. `is_` is the type that it is a kind of."""

    text: Text
    label: str = ""
    is_: str | None = msgspec.field(name="is", default=None)


class CodeList(Part, frozen=True, kw_only=True):
    """Codes with what each means. `map` gives the code of a value of a field; `otherwise` that of any other value."""

    codes: dict[str, Text]
    text: str = ""
    map: dict[str, Code] = {}
    otherwise: Code | None = None


class Step(Part, frozen=True, kw_only=True):
    """A step of a scale: the code of values up to `at_most`; without it, of all that are above the steps before."""

    code: Code
    text: Text
    at_most: float | None = None


class Scale(Part, frozen=True, kw_only=True):
    """A scale: how a number of the claim becomes a code. `unknown` is the code where there is no number."""

    of: Text
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1)]
    text: str = ""
    unknown: Code | None = None


class ColumnSpec(Part, frozen=True, kw_only=True):
    """A column, and where its cells come from: a field (`from`), a scale, rules (`by: rules`), or one `value` for all.

    `codes` are the codes that it may hold: a list of them, or the name of a list (or "types"). `otherwise` stands where
    nothing gives a cell. `many`: several values, joined by "; ". `of`: whose deaths count. `merged`: which cell a row
    of several claims has.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    meaning: Text
    kind: Kind = "string"
    codes: str | tuple[Code, ...] = ()
    required: bool = False
    unique: bool = False
    tag: str = ""
    from_: str | None = msgspec.field(name="from", default=None)
    scale: str | None = None
    by: Literal["rules"] | None = None
    value: Scalar = None
    otherwise: Scalar = None
    many: bool = False
    of: tuple[Literal["actor1", "actor2", "civilians", "unknown"], ...] = ()
    merged: Literal["first", "least", "most", "all"] = "first"


class Unit(Part, frozen=True, kw_only=True):
    """What a row is: a claim, a claim on each of its days (of `most_days` at most), or claims of one report whose cells
    in the columns `key` are the same."""

    unit: Literal["claim", "day", "key"] = "claim"
    key: tuple[str, ...] = ()
    most_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 31


class CaseLeft(Part, frozen=True, kw_only=True):
    """A claim of the case (its number) without a row, the rule, and the row (its number) that tells of it."""

    claim: int
    rule: str
    into: int | None = None


class Case(Part, frozen=True, kw_only=True):
    """A worked case: claims of one report as ACLED's coding codes them; some cells of every row that they make, and
    every claim without a row. In the codebook by which claims are coded: what the claim `row` must hold (`expect`)."""

    claims: Annotated[tuple[CaseClaim, ...], msgspec.Meta(min_length=1)]
    rows: tuple[dict[str, Scalar], ...] = ()
    left: tuple[CaseLeft, ...] = ()
    uncoded: bool = False
    standing: Standing = "draft"
    published: str | None = "2020-03-12"
    expect: dict[str, Scalar] = {}
    row: int = 0


class Rule(Part, frozen=True, kw_only=True):
    """A named rule: when it holds, it gives the claim its `type`, or sets cells, or leaves the claim out. One that does
    none of these says what a column, a list or a step does. `when` is a condition (conditions.py)."""

    name: Text
    text: Text
    section: str = ""
    when: Any = None
    type: str | None = None
    set: dict[str, Scalar | tuple[Code, ...]] = {}
    leave_out: bool = False
    cases: tuple[Case, ...] = ()


class Head(Part, frozen=True, kw_only=True):
    """What a codebook says of itself, and the parts of it that are no lists of parts."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{0,39}$")]
    version: Text
    source: Text
    about: str = ""
    builtin: str | None = None
    row: Unit = Unit()
    statuses: tuple[Status, ...] = ("asserted", "reported")
    background: bool = False
    needs: tuple[Literal["date", "place", "coordinates"], ...] = ()
    left_out: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}
    groups: dict[str, tuple[str, ...]] = {}


# Parts that are mappings of names to parts, and lists of parts: each part is read by itself, for all its faults.
NAMED: dict[str, Any] = {"types": Type, "codes": CodeList, "scales": Scale, "cast": CastActor}
LISTED: dict[str, Any] = {"columns": ColumnSpec, "rules": Rule}
HEAD = Head.__struct_encode_fields__
KEYS = (*HEAD, *NAMED, *LISTED)
DAY = dt.date
