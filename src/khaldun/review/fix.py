"""One fix for all that are alike: a place, an actor or a source's name, set wherever a claim has it loose.

Each keeps its own words and evidence, and says by its rule that a person set it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine, SourceLine
from khaldun.records.loose import KINDS, Kind, Part
from khaldun.review.alike import Alike
from khaldun.review.edit import set_part
from khaldun.review.fields import EDITED, FieldError, part

FIELDS_OF: dict[Kind, tuple[str, ...]] = {
    "place": ("place",),
    "actor": ("actor1", "assoc_actor1", "actor2", "assoc_actor2"),
    "source": ("sources",),
}
_TYPES: dict[Kind, type] = {"place": PlaceLine, "actor": ActorLine, "source": SourceLine}


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """What all that are alike (`kind`, `key`) become; null: it is none, and is taken out."""

    kind: Kind
    key: str
    part: Part | None


def checked(kind: str, key: str, value: Part | None) -> Fix:
    """A fix of that kind.

    Raises:
        FieldError: it is none: a place off the earth, an actor or a source without a name, another kind's part.
    """
    if kind not in KINDS or not isinstance(value, _TYPES[kind] | None):
        raise FieldError("That is no fix of a place, an actor or a source.", advice="Choose anew.")
    if isinstance(value, PlaceLine) and not _on_earth(value):
        raise FieldError("The place has no coordinates on the earth.", advice="Choose a place, or give degrees.")
    if isinstance(value, ActorLine | SourceLine) and not (value.name or "").strip():
        raise FieldError("It has no name.", advice="Write one, or say that it is none.")
    return Fix(kind=kind, key=key, part=value)


def fixed(line: ClaimLine, fix: Fix, alike: Alike) -> ClaimLine:
    """The claim with everything that is loose and has the fix's key fixed; the claim itself where nothing has."""
    new = line
    for name in FIELDS_OF[fix.kind]:
        before = part(line, name)
        if isinstance(before, tuple):
            new = _set_several(new, name, before, tuple(_fixed(line, one, fix, alike) for one in before))
        elif before is not None and (after := _fixed(line, before, fix, alike)) != before:
            new = set_part(new, name, after)
    return new


def changed_fields(before: ClaimLine, after: ClaimLine, kind: Kind) -> tuple[str, ...]:
    """The fields that a fix has changed."""
    return tuple(name for name in FIELDS_OF[kind] if part(before, name) != part(after, name))


def _fixed(line: ClaimLine, own: Part, fix: Fix, alike: Alike) -> Part | None:
    """What a part of a claim is after a fix; the part itself where the fix is not of it."""
    end = alike.end(line, own)
    if end is None or end.settled or (end.kind, end.key) != (fix.kind, fix.key):
        return own
    new = fix.part
    if new is None:
        return None
    rules = tuple(dict.fromkeys((*new.rules, EDITED)))
    if isinstance(new, PlaceLine) and isinstance(own, PlaceLine):
        return msgspec.structs.replace(
            new, quote=own.quote, evidence=own.evidence, candidates=own.candidates, rules=rules
        )
    if isinstance(new, ActorLine) and isinstance(own, ActorLine):
        return msgspec.structs.replace(new, quote=own.quote, stance=own.stance, evidence=own.evidence, rules=rules)
    return msgspec.structs.replace(own, name=new.name, rules=(*own.rules, EDITED))


def _set_several(line: ClaimLine, name: str, before: tuple[Part, ...], after: tuple[Part | None, ...]) -> ClaimLine:
    """The claim with a field of several parts set; only those that were changed are marked as a person's."""
    if after == before:
        return line
    kept = _once([one for one in after if one is not None])
    rules = line.rules if EDITED in line.rules else (*line.rules, EDITED)
    return msgspec.structs.replace(line, **{name: kept}, rules=rules)


Named = TypeVar("Named", bound=Part)


def _once(parts: Iterable[Named]) -> tuple[Named, ...]:
    """Each name once, with the evidence of all that have become it."""
    kept: dict[str, Named] = {}
    for one in parts:
        called = _identity(one)
        known = kept.get(called)
        kept[called] = one if known is None else _with_evidence(known, one)
    return tuple(kept.values())


def _identity(one: Part) -> str:
    if isinstance(one, ActorLine) and one.id is not None:
        return one.id
    return (one.name or ("" if isinstance(one, SourceLine) else one.quote) or "").casefold()


def _with_evidence(one: Named, other: Named) -> Named:
    return msgspec.structs.replace(
        one,
        evidence=tuple(dict.fromkeys((*one.evidence, *other.evidence))),
        rules=tuple(dict.fromkeys((*one.rules, *other.rules))),
    )


def _on_earth(place: PlaceLine) -> bool:
    latitude, longitude = place.latitude, place.longitude
    return latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180
