"""The public fields of a claim (docs/contract.md) that conditions ask about and columns are made from."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, Literal

import msgspec

from khaldun.publish.export.acled import point_of
from khaldun.publish.export.cells import Valued
from khaldun.records.lines import ActorLine, ClaimLine, ReportLine

Plain = str | int | float | bool
Kind = Literal["text", "number", "truth", "day"]
# Parts of the contract that hold no plain value of the claim, and what stands for where something is told.
_NOT_ASKED = frozenset({"evidence", "rules", "candidates", "geometry", "fallback", "tellings", "optional", "kind",
                        "start", "end", "report", "metadata", "text", "blocks", "sentences", "software", "warnings",
                        "tags"})  # fmt: skip
_DATE, _CODING, _ACLED = "date", "coding.", "acled/"
# How the names of the coding's rules begin (behind "acled/") that make a part of it.
_SIDES = (
    "inter-", "unidentified", "generic-names", "civilian", "perpetrator-", "protest", "riot", "target-civilians",
    "violent-demonstrators", "no-civilians-",
)  # fmt: skip
_VALUED = frozenset({"date", "place", "actor1", "actor2", "assoc_actor1", "assoc_actor2", "fatalities", "deaths",
                     "injured", "quantities", "weapons", "sources"})  # fmt: skip
ROW_FIELDS: dict[str, Kind] = {
    "row.id": "text", "row.claims": "number", "row.day": "day", "row.reviewed": "text",
    "row.deaths_low": "number", "row.deaths_best": "number", "row.deaths_high": "number",
    "row.injured_low": "number", "row.injured_best": "number", "row.injured_high": "number",
}  # fmt: skip
TYPE_FIELDS: dict[str, Kind] = {"type": "text", "type.label": "text", "type.path": "text", "type.top": "text"}
COUNTED = ("deaths.", "fatalities.", "injured.")


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field: its name, what kind of value it holds, how it is taken from a claim (several values of a list), and the
    facts whose words it rests on. `stated` is the report's field, where it is the report's."""

    name: str
    kind: Kind
    values: Callable[[ClaimLine, ReportLine | None], tuple[Plain, ...]]
    facts: Callable[[ClaimLine], tuple[Valued, ...]] = lambda claim: ()
    stated: str = ""


@cache
def fields() -> dict[str, Field]:
    """Every field by its name, as "place.country"."""
    found = {field.name: field for field in (*_of_claim(), *_of_report(), *_made())}
    return dict(sorted(found.items()))


def _of_claim() -> list[Field]:
    found: list[Field] = []
    for name, type_ in _public(ClaimLine):
        inner = _struct(type_)
        if inner is None:
            found.append(_field((name,), type_))
        elif name != "trigger":
            found += [_field((name, each), kind) for each, kind in _public(inner)]
    days = [_field((_DATE, each), str, day=True) for each in ("start", "end")]
    return [*found, *days]


def _of_report() -> list[Field]:
    return [
        Field(name=f"report.{name}", kind=_kind(type_), values=_report_value(name), stated=name)
        for name, type_ in _public(ReportLine)
        if _struct(type_) is None and not name.startswith("metadata")
    ]


def _made() -> list[Field]:
    """Fields that the contract's own values give at once."""
    point: dict[str, Kind] = {"name": "text", "latitude": "number", "longitude": "number", "precision": "number",
                              "rule": "text"}  # fmt: skip
    return [
        Field(name="date.days", kind="number", values=lambda claim, _: _days(claim), facts=_facts("date")),
        *(
            Field(name=f"{side}.{each}", kind="text", values=_side_values(side, each), facts=_side_facts(side))
            for side in ("side1", "side2")
            for each, _ in _public(ActorLine)
        ),
        *(
            Field(name=f"point.{each}", kind=kind, values=_point_value(each), facts=_facts("place"))
            for each, kind in point.items()
        ),
    ]


def side(claim: ClaimLine, name: str) -> tuple[ActorLine, ...]:
    """The actors of a side ("side1", "side2"): the principal, and who is with it."""
    first, others = (claim.actor1, claim.assoc_actor1) if name == "side1" else (claim.actor2, claim.assoc_actor2)
    return (first, *others) if first is not None else others


# What a field of the coding rests on, and how the rules begin that made it.
_CODED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **dict.fromkeys(("inter1", "actor1", "assoc_actor1"), (("actor1", "assoc_actor1"), _SIDES)),
    **dict.fromkeys(("inter2", "actor2", "assoc_actor2"), (("actor2", "assoc_actor2"), _SIDES)),
    **dict.fromkeys(("interaction", "civilian_targeting"), (("actor1", "actor2"), (*_SIDES, "interaction"))),
    **dict.fromkeys(("event_date", "time_precision"), (("date",), ("time-", "date-"))),
    **dict.fromkeys(("geo_precision", "country"), (("place",), ("geo-", "place-", "country-of-"))),
    "fatalities": (("deaths",), ("deaths-", "no-deaths-said", "fatalities-")),
}


def coding_rules(claim: ClaimLine, name: str) -> tuple[str, ...]:
    """The rules by which the coding made a field ("coding.inter1"), as far as their names tell; else all of them."""
    coding = claim.coding
    if coding is None or not name.startswith(_CODING):
        return ()
    starts = _CODED.get(name.removeprefix(_CODING), ((), ("",)))[1]
    return tuple(rule for rule in coding.rules if rule.removeprefix(_ACLED).startswith(starts))


def _field(path: tuple[str, ...], type_: Any, *, day: bool = False) -> Field:
    told = _CODED.get(path[-1], ((), ()))[0] if path[0] == "coding" else (path[0],) if path[0] in _VALUED else ()
    facts = [_facts(name) for name in told]
    return Field(name=".".join(path), kind="day" if day else _kind(type_), values=_value(path), facts=_all(facts))


def _value(path: tuple[str, ...]) -> Callable[[ClaimLine, ReportLine | None], tuple[Plain, ...]]:
    attributes = tuple("class_" if step == "class" else step for step in path)

    def values(claim: ClaimLine, report: ReportLine | None) -> tuple[Plain, ...]:
        found: list[Any] = [claim]
        for step in attributes:
            found = [inner for each in found for inner in _many(getattr(each, step)) if inner is not None]
        return tuple(found)

    return values


def _many(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _facts(name: str) -> Callable[[ClaimLine], tuple[Valued, ...]]:
    return lambda claim: tuple(each for each in _many(getattr(claim, name)) if each is not None)


def _all(facts: list[Callable[[ClaimLine], tuple[Valued, ...]]]) -> Callable[[ClaimLine], tuple[Valued, ...]]:
    return lambda claim: tuple(fact for each in facts for fact in each(claim))


def _side_values(name: str, attribute: str) -> Callable[[ClaimLine, ReportLine | None], tuple[Plain, ...]]:
    return lambda claim, _: tuple(value for actor in side(claim, name) if (value := getattr(actor, attribute)))


def _side_facts(name: str) -> Callable[[ClaimLine], tuple[Valued, ...]]:
    return lambda claim: side(claim, name)


def _report_value(name: str) -> Callable[[ClaimLine, ReportLine | None], tuple[Plain, ...]]:
    def values(claim: ClaimLine, report: ReportLine | None) -> tuple[Plain, ...]:
        if report is None:
            return (claim.report.name,) if name == "name" else ()
        value = getattr(report, name)
        return () if value is None else (value,)

    return values


def _point_value(name: str) -> Callable[[ClaimLine, ReportLine | None], tuple[Plain, ...]]:
    def values(claim: ClaimLine, report: ReportLine | None) -> tuple[Plain, ...]:
        point = point_of(claim.place)
        value = getattr(point, name) if point is not None else None
        return () if value is None or value == "" else (value,)

    return values


def _days(claim: ClaimLine) -> tuple[Plain, ...]:
    if claim.date is None:
        return ()
    try:
        return ((dt.date.fromisoformat(claim.date.end) - dt.date.fromisoformat(claim.date.start)).days + 1,)
    except ValueError:
        return ()


def _public(type_: type[msgspec.Struct]) -> list[tuple[str, Any]]:
    hints = typing.get_type_hints(type_)
    names = zip(type_.__struct_fields__, type_.__struct_encode_fields__, strict=True)
    return [(shown, hints[name]) for name, shown in names if shown not in _NOT_ASKED]


def _struct(type_: Any) -> type[msgspec.Struct] | None:
    """The record that a field holds, or holds several of."""
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        return type_
    return next((found for each in typing.get_args(type_) if (found := _struct(each)) is not None), None)


def _kind(type_: Any) -> Kind:
    plain = [each for each in _leaves(type_) if each is not types.NoneType]
    if bool in plain:
        return "truth"
    return "number" if int in plain or float in plain else "text"


def _leaves(type_: Any) -> list[Any]:
    if typing.get_origin(type_) is Literal:
        return [str]
    inner = typing.get_args(type_)
    return [leaf for each in inner for leaf in _leaves(each)] if inner else [type_]
