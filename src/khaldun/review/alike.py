"""What in a claim is unresolved or new, by a key that is equal for all that are alike.

Loose is a place without coordinates, an actor that no registry has, and a source whose name nobody has set. What a
person has set is settled, whatever it lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal, get_args

import msgspec

from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine, SourceLine
from khaldun.review.fields import EDITED
from khaldun.text.places.phrase import load_place_phrases

Kind = Literal["place", "actor", "source"]
Fold = Callable[[str], str]
KINDS: tuple[Kind, ...] = get_args(Kind)
_REMEMBERED = 100_000


class End(msgspec.Struct, frozen=True, gc=False):
    """Something of a claim that is loose: the report's `words` for it, in `country` (ISO alpha-3, "" unknown).

    `key` is equal for all that are alike. `settled` is a source whose name a person has set: others of that name are
    not new.
    """

    kind: Kind
    key: str
    words: str
    country: str
    settled: bool = False


# A claim's JSON as far as it is looked at here: 300,000 of them are read at a time, in a quarter of the time.
class _Place(msgspec.Struct):
    quote: str | None = None
    name: str | None = None
    country: str | None = None
    latitude: float | None = None
    unresolved: bool = False
    rules: tuple[str, ...] = ()


class _Actor(msgspec.Struct):
    quote: str | None = None
    id: str | None = None
    name: str | None = None
    rules: tuple[str, ...] = ()


class _Source(msgspec.Struct):
    name: str
    rules: tuple[str, ...] = ()


class _Coding(msgspec.Struct):
    country: str | None = None


class _Claim(msgspec.Struct):
    place: _Place | None = None
    actor1: _Actor | None = None
    assoc_actor1: tuple[_Actor, ...] = ()
    actor2: _Actor | None = None
    assoc_actor2: tuple[_Actor, ...] = ()
    sources: tuple[_Source, ...] = ()
    coding: _Coding | None = None


Claim = ClaimLine | _Claim
Part = PlaceLine | ActorLine | SourceLine
_decoder = msgspec.json.Decoder(_Claim)


class Alike:
    """Finds what is loose, under one folding of names."""

    def __init__(self, fold: Fold) -> None:
        self._fold = fold
        self._name = lru_cache(maxsize=_REMEMBERED)(self._folded)
        self._place_name = lru_cache(maxsize=_REMEMBERED)(self._folded_place)

    def ends(self, line: Claim) -> tuple[End, ...]:
        """What is loose in a claim, and its sources whose names are settled; each once."""
        country = country_of(line)
        found = [self._place(line.place, country)] if line.place is not None else []
        for actor in (line.actor1, *line.assoc_actor1, line.actor2, *line.assoc_actor2):
            if actor is not None:
                found.append(self._actor(actor, country))
        found += [self._source(source, country) for source in line.sources]
        return tuple({(end.kind, end.key, end.settled): end for end in reversed(found) if end is not None}.values())

    def ends_in(self, data: bytes | str) -> tuple[End, ...]:
        """As `ends`, of a claim's JSON."""
        return self.ends(_decoder.decode(data))

    def end(self, line: Claim, part: Part) -> End | None:
        """A part of a claim, where it is loose (or a source); null where it is not, or has no words."""
        country = country_of(line)
        if isinstance(part, PlaceLine):
            return self._place(part, country)
        return self._source(part, country) if isinstance(part, SourceLine) else self._actor(part, country)

    def has(self, line: Claim, kind: str, key: str) -> bool:
        """Whether something in the claim is loose and has that key."""
        return any((end.kind, end.key, end.settled) == (kind, key, False) for end in self.ends(line))

    def _place(self, place: PlaceLine | _Place, country: str) -> End | None:
        """A place is alike by its folded name, in one country."""
        is_loose = (place.unresolved or place.latitude is None) and EDITED not in place.rules
        words = place.name or place.quote or ""
        name = self._place_name(words) if is_loose else ""
        return End("place", f"{country}:{name}", words, country) if name else None

    def _actor(self, actor: ActorLine | _Actor, country: str) -> End | None:
        """An actor that the report names; those that only the codebook adds ("Protesters") have no words."""
        is_loose = actor.id is None and actor.quote is not None and EDITED not in actor.rules
        words = actor.name or actor.quote or ""
        key = self._name(words) if is_loose else ""
        return End("actor", key, words, country) if key else None

    def _source(self, source: SourceLine | _Source, country: str) -> End | None:
        key = self._name(source.name)
        return End("source", key, source.name, country, EDITED in source.rules) if key else None

    def _folded_place(self, words: str) -> str:
        """The name without the kind of place beside it ("the town of X", "X village"), with what it lies in; near a
        place, or a part of it, is another place."""
        read = load_place_phrases().read(words)
        bare = words if read.relation else " ".join((read.names[0], *read.within))
        return self._name(bare) or self._name(words)

    def _folded(self, words: str) -> str:
        return self._fold(words) or " ".join(words.split()).casefold()


def country_of(line: Claim) -> str:
    """The country that a claim is told of: its place's, else the one that it is coded in; "" where none is known."""
    of_place = line.place.country if line.place else None
    return of_place or (line.coding.country if line.coding else None) or ""
