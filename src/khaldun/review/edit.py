"""Changing a claim: a field set, a claim made from words, one split over places or days, two joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from khaldun.records.base import Span
from khaldun.records.lines import (
    ClaimLine,
    ConfidenceLine,
    CountLine,
    DeathLine,
    QuantityLine,
    ReportLine,
    ReportRef,
)
from khaldun.review.fields import EDITED, FieldError, decoded, field, part

METHOD = "person"
_SURE_OF = {"date": "date", "place": "place", "actor1": "actor1", "actor2": "actor2", "deaths": "fatalities"}


def set_part(line: ClaimLine, name: str, value: Any) -> ClaimLine:
    """The claim with a field's part set by a person: it says so by its rule, and is no longer more or less sure. Of a
    field of several items those alone say so that are new or changed."""
    sure = line.confidence
    if name in _SURE_OF:
        sure = msgspec.structs.replace(sure, **{_SURE_OF[name]: None})
    rules = line.rules if EDITED in line.rules else (*line.rules, EDITED)
    return msgspec.structs.replace(
        line, **{field(name).name: _marked(value, part(line, name))}, confidence=sure, rules=rules
    )


def set_json(line: ClaimLine, name: str, data: bytes | msgspec.Raw) -> ClaimLine:
    """As `set_part`, from JSON.

    Raises:
        FieldError: it is not what the field holds.
    """
    return set_part(line, name, decoded(name, data))


def restore_json(line: ClaimLine, name: str, data: msgspec.Raw) -> ClaimLine:
    """The claim with a field as it was before somebody changed it."""
    return msgspec.structs.replace(line, **{field(name).name: decoded(name, data)})


def _marked(value: Any, before: Any) -> Any:
    """A part, or those of several that were not there before, with the rule that says that a person set it."""
    if isinstance(value, tuple):
        return tuple(next((was for was in before if _same(one, was)), None) or _marked(one, None) for one in value)
    rules = getattr(value, "rules", None)
    if rules is None or EDITED in rules:
        return value
    return msgspec.structs.replace(value, rules=(*rules, EDITED))


def _same(item: Any, was: Any) -> bool:
    """Whether an item is as it was, whatever rules it has: a form states values and not how they were come by. One that
    says that a person set it is left so: they have let it stand."""
    return EDITED not in item.rules and bool(msgspec.structs.replace(item, rules=was.rules) == was)


def from_words(report: ReportLine, start: int, end: int, sub_event_type: str, *, identity: str) -> ClaimLine:
    """A claim that the reader missed, told by the words from `start` to `end` of the report's text.

    Raises:
        FieldError: there are no such words.
    """
    try:
        trigger = Span.of(report.text, start, end)
    except ValueError as error:
        raise FieldError("No words are selected.", advice="Select the words that tell of the event.") from error
    told_in = [one for one in report.sentences if one.start < end and start < one.end]
    notes = " ".join(report.text[one.start : one.end] for one in told_in) or trigger.quote
    return ClaimLine(
        id=identity,
        report=ReportRef(id=report.id, name=report.name),
        sub_event_type=sub_event_type,
        status="reported",
        trigger=trigger,
        tellings=(trigger,),
        notes=notes,
        confidence=ConfidenceLine(),
        rules=(EDITED,),
        method=METHOD,
    )


_JOINED = ("assoc_actor1", "assoc_actor2", "deaths", "quantities", "weapons", "sources")
_ONE = ("date", "place", "actor1", "actor2", "injured")


def join(home: ClaimLine, other: ClaimLine) -> ClaimLine:
    """One claim of two that tell of one event: `home` stands, and takes from `other` what it lacks."""
    values: dict[str, Any] = {name: part(other, name) for name in _ONE if part(home, name) is None}
    values |= {name: part(other, name) for name in _JOINED if not part(home, name)}
    tellings = dict.fromkeys((*home.tellings, *other.tellings, *((other.trigger,) if other.trigger else ())))
    notes = home.notes if other.notes in home.notes else f"{home.notes} {other.notes}".strip()
    rules = home.rules if EDITED in home.rules else (*home.rules, EDITED)
    return msgspec.structs.replace(home, **values, tellings=tuple(tellings), notes=notes, rules=rules)


def split(line: ClaimLine, name: str, values: Sequence[Any], identities: Sequence[str]) -> list[ClaimLine]:
    """A claim an item: several places, days or sides said together that are events of their own. What was counted was
    counted of all of them.

    Raises:
        FieldError: there are not at least two values.
    """
    if len(values) < 2:
        raise FieldError("One value makes no two claims.", advice="Give two or more.")
    group = line.group or f"s{line.id}"
    shared = msgspec.structs.replace(
        line,
        group=group,
        deaths=_of_group(line.deaths, group),
        quantities=_of_group(line.quantities, group),
        injured=None if line.injured is None else _of_group((line.injured,), group)[0],
    )
    return [
        msgspec.structs.replace(set_part(shared, name, value), id=identity)
        for value, identity in zip(values, identities, strict=True)
    ]


Counted = TypeVar("Counted", CountLine, DeathLine, QuantityLine)


def _of_group(counts: tuple[Counted, ...], group: str) -> tuple[Counted, ...]:
    """Counts as said of all claims of a group together: they are divided, never repeated."""
    return tuple(msgspec.structs.replace(count, group=count.group or group) for count in counts)
