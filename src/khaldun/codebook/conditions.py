"""Conditions on a claim, made ready: whether they hold, and which words of the report they rest on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec

from khaldun.codebook.asked import Asked
from khaldun.codebook.fields import Field
from khaldun.publish.export.cells import sentence_of
from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, ClaimLine

Holds = Callable[[Asked], bool]
RestsOn = Callable[[ClaimLine], tuple[Span, ...]]
NOBODY, UNKNOWN, GOVERNMENT, STATE = "nobody", "unknown", "government", "State forces"
CAPTURED = "captured"


class Fact(Protocol):
    """A value of a claim with the words that it comes from."""

    @property
    def evidence(self) -> tuple[Span, ...]: ...


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition made ready. `sought` are the numbers of the words that it asks for, `asks_type` whether it asks for
    the claim's own type, `asks_plover` for PLOVER's. `rests_on` give the words of the report that it rests on,
    beside those sought."""

    holds: Holds
    sought: tuple[int, ...] = ()
    rests_on: tuple[RestsOn, ...] = ()
    asks_type: bool = False
    asks_plover: bool = False


NEVER = Condition(holds=lambda asked: False)


def all_of(parts: list[Condition]) -> Condition:
    """All of them hold."""
    if len(parts) == 1:
        return parts[0]
    tests = [part.holds for part in parts]
    return _joined(parts, lambda asked: all(test(asked) for test in tests))


def any_of(parts: list[Condition]) -> Condition:
    """One of them holds."""
    tests = [part.holds for part in parts]
    return _joined(parts, lambda asked: any(test(asked) for test in tests))


def _joined(parts: list[Condition], holds: Holds) -> Condition:
    return Condition(
        holds=holds,
        sought=tuple(dict.fromkeys(number for part in parts for number in part.sought)),
        rests_on=tuple(each for part in parts for each in part.rests_on),
        asks_type=any(part.asks_type for part in parts),
        asks_plover=any(part.asks_plover for part in parts),
    )


def negated(part: Condition) -> Condition:
    """What rests on what is not told has no words."""
    return msgspec.structs.replace(part, holds=lambda asked: not part.holds(asked), rests_on=())


def words_of(facts: Callable[[ClaimLine], Sequence[Fact]]) -> RestsOn:
    """The words that the facts come from."""
    return lambda claim: tuple(span for fact in facts(claim) for span in fact.evidence)


def under_plover(part: str, names: frozenset[str]) -> Condition:
    """Whether the claim is of one of these categories ("event"), modes or contexts under PLOVER."""

    def holds(asked: Asked) -> bool:
        kind = asked.plover
        if kind is None:
            return False
        told = {"event": (kind.event,), "mode": kind.modes, "context": kind.contexts}[part]
        return not names.isdisjoint(told)

    return Condition(holds=holds, rests_on=(sentence_of,), asks_plover=True)


def is_known(field: Field, wanted: bool) -> Condition:
    """Whether a field is known, or is not."""
    return Condition(
        holds=lambda asked: bool(field.values(asked.claim, asked.report)) is wanted,
        rests_on=(words_of(field.facts),),
    )


def bounded(field: Field, key: str, bound: Any) -> Condition:
    """Whether a number or a day is "at_least", or "at_most", so much."""

    def holds(asked: Asked) -> bool:
        values: tuple[Any, ...] = field.values(asked.claim, asked.report)
        return any(value >= bound if key == "at_least" else value <= bound for value in values)

    return Condition(holds=holds, rests_on=(words_of(field.facts),))


def is_one(actor: ActorLine, names: frozenset[str]) -> bool:
    """Whether an actor is of one of these types."""
    return actor.type in names if actor.type is not None else UNKNOWN in names


def died(asked: Asked) -> bool:
    """Whether anybody is said to have died."""
    return any((death.best or death.low or 0) > 0 or death.low is None for death in asked.claim.deaths)


def captured(asked: Asked) -> bool:
    """Whether anybody is said to have been taken."""
    return any(each.what == CAPTURED and each.low for each in asked.claim.quantities)


def fits(field: Field, value: Any) -> bool:
    """Whether a field may have the value, by its kind."""
    if field.kind == "truth":
        return isinstance(value, bool)
    if field.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if field.kind == "day":
        return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
    return isinstance(value, str)


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern at the start of a word, in any case."""
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


def joined_patterns(patterns: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """The patterns as one, which is quicker; each by itself where one has groups, whose numbers are its own."""
    each = tuple(compiled(pattern) for pattern in patterns)
    return each if any(one.groups for one in each) else (compiled("|".join(patterns)),)


def why_no_pattern(pattern: str) -> str | None:
    """Why words cannot be sought by a pattern; null where they can."""
    try:
        found = compiled(pattern)
    except re.error as error:
        return str(error)
    return "it holds of every text" if found.match("a") and found.match("b") and found.match("7") else None
