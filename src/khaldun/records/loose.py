"""What in a claim is loose: a place without coordinates, an actor that no registry has, a source whose name nobody has
set. What a person has set is settled, whatever it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import msgspec

from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine, SourceLine

EDITED = "review/edited"  # the rule by which a part says that a person set it
Kind = Literal["place", "actor", "source"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Part = PlaceLine | ActorLine | SourceLine


class Loose(msgspec.Struct, frozen=True, gc=False):
    """Something of a claim that is loose: the report's `words` for it, in `country` (ISO alpha-3, "" unknown).

    `settled` is a source whose name a person has set: others of that name are not new.
    """

    kind: Kind
    words: str
    country: str
    settled: bool = False


def loose_of(line: ClaimLine) -> tuple[Loose, ...]:
    """What is loose in a claim, and its sources whose names are settled; each once."""
    country = country_of(line)
    found = (loose_part(part, country) for part in _parts(line))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def loose_part(part: Part, country: str) -> Loose | None:
    """A part of a claim that is told of a country, where it is loose (or a source); null where it is not, or has no
    words."""
    if isinstance(part, SourceLine):
        return Loose("source", part.name, country, EDITED in part.rules) if part.name.strip() else None
    words = part.name or part.quote or ""
    if EDITED in part.rules or not words.strip():
        return None
    if isinstance(part, PlaceLine):
        return Loose("place", words, country) if part.unresolved or part.latitude is None else None
    # An actor that the report names; those that only the codebook adds ("Protesters") have no words.
    return Loose("actor", words, country) if part.id is None and part.quote is not None else None


def country_of(line: ClaimLine) -> str:
    """The country that a claim is told of: its place's, else the one that it is coded in; "" where none is known."""
    of_place = line.place.country if line.place else None
    return of_place or (line.coding.country if line.coding else None) or ""


def _parts(line: ClaimLine) -> Iterator[Part]:
    if line.place is not None:
        yield line.place
    yield from (one for one in (line.actor1, *line.assoc_actor1, line.actor2, *line.assoc_actor2) if one is not None)
    yield from line.sources
