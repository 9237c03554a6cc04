"""The fields of a claim that a person decides on: what each holds, and what makes two values the same.

A field's part is the contract's own object (design §3); what is compared leaves out how it was come by (words, rules,
candidates, how sure), so that two coders who chose the same village by other words agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from khaldun.errors import ItemError
from khaldun.records.annotations import Status
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    QuantityLine,
    SourceLine,
    WeaponLine,
)
from khaldun.records.loose import EDITED as EDITED  # others name it by this module

# What a value is compared by: anything with an order of its own, so that it can stand in a table.
Key = str | int | float | bool | tuple["Key", ...] | None


class FieldError(ItemError):
    """A value that a field cannot take; the message is for beside the field."""


class Field(msgspec.Struct, frozen=True):
    """A field: its name in the contract, what people call it, the type of its part, and what two parts agree by."""

    name: str
    label: str
    type: Any
    key: Callable[[Any], Key]


def _plain(part: Any) -> Key:
    return part  # type: ignore[no-any-return]


def _date(part: DateLine | None) -> Key:
    return None if part is None else (part.start, part.end)


def _place(part: PlaceLine | None) -> Key:
    if part is None:
        return None
    if part.gazetteer_id and not part.unresolved:
        return part.gazetteer_id
    if part.latitude is not None and part.longitude is not None:
        return round(part.latitude, 3), round(part.longitude, 3)
    return (part.name or part.quote or "").casefold()


def _actor(part: ActorLine | None) -> Key:
    return None if part is None else part.id or (part.name or part.quote or "").casefold()


def _actors(parts: tuple[ActorLine, ...]) -> Key:
    return tuple(sorted(str(_actor(part)) for part in parts))


def _count(part: CountLine | QuantityLine | DeathLine | None) -> Key:
    return None if part is None else (part.low, part.best, part.high, part.unbounded)


def _deaths(parts: tuple[DeathLine, ...]) -> Key:
    return tuple((part.of, _count(part)) for part in sorted(parts, key=lambda part: part.of))


def _quantities(parts: tuple[QuantityLine, ...]) -> Key:
    return tuple((part.what, _count(part)) for part in sorted(parts, key=lambda part: part.what))


def _sources(parts: tuple[SourceLine, ...]) -> Key:
    return tuple(sorted(part.name.casefold() for part in parts))


def _weapons(parts: tuple[WeaponLine, ...]) -> Key:
    return tuple(sorted(part.class_ for part in parts))


_FIELDS = (
    Field("sub_event_type", "Sub-event type", str, _plain),
    Field("status", "Status", Status, _plain),
    Field("ongoing", "Ongoing", bool, _plain),
    Field("background", "Background", bool, _plain),
    Field("date", "Date", DateLine | None, _date),
    Field("place", "Place", PlaceLine | None, _place),
    Field("actor1", "Actor 1", ActorLine | None, _actor),
    Field("assoc_actor1", "With actor 1", tuple[ActorLine, ...], _actors),
    Field("actor2", "Actor 2", ActorLine | None, _actor),
    Field("assoc_actor2", "With actor 2", tuple[ActorLine, ...], _actors),
    Field("deaths", "Deaths", tuple[DeathLine, ...], _deaths),
    Field("injured", "Injured", CountLine | None, _count),
    Field("quantities", "Other counts", tuple[QuantityLine, ...], _quantities),
    Field("weapons", "Weapons", tuple[WeaponLine, ...], _weapons),
    Field("sources", "Sources", tuple[SourceLine, ...], _sources),
    Field("notes", "Notes", str, _plain),
)
FIELDS = {field.name: field for field in _FIELDS}


def field(name: str) -> Field:
    """A field by its name.

    Raises:
        FieldError: there is none so called.
    """
    if name not in FIELDS:
        raise FieldError(f"There is no field {name!r}.", advice=f"The fields are {', '.join(FIELDS)}.")
    return FIELDS[name]


def part(line: ClaimLine, name: str) -> Any:
    """What a claim has in a field."""
    return getattr(line, field(name).name)


def key(line: ClaimLine, name: str) -> Key:
    """What a claim's field is compared by."""
    return FIELDS[name].key(part(line, name))


def encoded(line: ClaimLine, name: str) -> msgspec.Raw:
    """A field's part as JSON, for a decision."""
    return msgspec.Raw(msgspec.json.encode(part(line, name)))


def decoded(name: str, data: bytes | msgspec.Raw) -> Any:
    """A field's part from JSON.

    Raises:
        FieldError: it is not what the field holds.
    """
    try:
        return msgspec.json.decode(data, type=field(name).type)
    except msgspec.ValidationError as error:
        raise FieldError(f"{FIELDS[name].label}: {error}.", advice="Nothing was changed.") from error
    except msgspec.DecodeError as error:
        raise FieldError(f"{FIELDS[name].label} is no JSON ({error}).", advice="Nothing was changed.") from error


def differing(one: ClaimLine, other: ClaimLine) -> list[str]:
    """The fields in which two claims differ."""
    return [name for name in FIELDS if key(one, name) != key(other, name)]
