"""Private persons taken out of a claim: its sides, its sources, and the codebook's names for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from khaldun.publish.export.hiding import Hiding
from khaldun.publish.export.names import WITHHELD, Names, Registry
from khaldun.publish.export.record import Record
from khaldun.publish.export.sensitive import folded
from khaldun.records.lines import ActorLine, ClaimLine, CodingLine, SourceLine
from khaldun.records.loose import country_of

RULE = "publish/withheld-name"
_JOIN = "; "
_UNARMED = frozenset({"Civilians", "Protesters", "Rioters"})
_THINGS = "things"


class PeopleHider:
    """Hides persons by one profile. `own` are the words that it withholds; `hide` False lets persons be told that hold
    none of those."""

    def __init__(self, names: Names, registry: Registry, own: Hiding, *, hide: bool) -> None:
        self._names, self._registry, self._own, self._hide = names, registry, own, hide

    def words_of(self, claims: Iterable[ClaimLine], *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Names of private persons that the claims hold, without those that are (folded) names of places, or
        words that are no names."""
        private = (words for claim in claims for words in self._private(claim) if not self._names.is_small(words))
        names = dict.fromkeys(name for words in private for name in self._names.persons(words))
        return tuple(name for name in names if folded(name) not in but)

    def parts_of(self, claims: Iterable[ClaimLine], *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The parts of those names by which a text goes on to speak of them ("Hadi said")."""
        names = self.words_of(claims, but=but)
        return tuple(dict.fromkeys(part for name in names for part in self._names.said(name)))

    def hidden(self, claim: ClaimLine, record: Record) -> ClaimLine:
        """The claim without private persons, and without the report's words for anybody."""
        country = country_of(claim) or None
        told: dict[str, str] = {}

        def safe(actor: ActorLine) -> ActorLine:
            made = self._actor(actor, country, record)
            if actor.name:
                told[actor.name] = made.name or WITHHELD
            return made

        sides = {name: safe(one) for name in ("actor1", "actor2") if (one := getattr(claim, name)) is not None}
        lists = {
            name: tuple(map(safe, all_)) for name in ("assoc_actor1", "assoc_actor2") if (all_ := getattr(claim, name))
        }
        return replace(
            claim,
            **sides,
            **lists,
            sources=tuple(self._source(source, country, record) for source in claim.sources),
            weapons=tuple(replace(weapon, quote=weapon.class_ or "weapon") for weapon in claim.weapons),
            quantities=tuple(
                one if self._names.is_common(one.what) else replace(one, what=_THINGS) for one in claim.quantities
            ),
            coding=None if claim.coding is None else self._coding(claim.coding, told),
        )

    def _private(self, claim: ClaimLine) -> Iterator[str]:
        country = country_of(claim) or None
        for actor in (claim.actor1, *claim.assoc_actor1, claim.actor2, *claim.assoc_actor2):
            if actor is None:
                continue
            known = self._registry.get(actor.id) if actor.id else None
            unarmed = actor.type in _UNARMED
            # The report's words for civilians may name them though the registry's do not.
            for name in (actor.quote,) if known is not None else (actor.quote, actor.name):
                if name and (known is None or unarmed) and not self._is_public(name, country, private=unarmed):
                    yield name
        for source in claim.sources:
            if not self._is_public(source.name, country):
                yield source.name

    def _is_public(self, name: str, country: str | None, *, private: bool = False) -> bool:
        return not self._hide or self._names.is_public(name, private=private, country=country)

    def _name(self, actor: ActorLine, country: str | None) -> str | None:
        """The name by which an actor may be told, null if by none."""
        name = actor.name or actor.quote
        if self._hide:
            name = self._names.actor(actor.id, name, type_=actor.type, country=country)
        return None if self._own.stand_in(name) or self._own.run_in(actor.id) else name

    def _actor(self, actor: ActorLine, country: str | None, record: Record) -> ActorLine:
        name = self._name(actor, country)
        if name is None:
            record.hide("word" if self._own.stand_in(actor.name or actor.quote) else "name")
            return ActorLine(name=WITHHELD, type=actor.type, rules=(RULE,))
        stance = actor.stance if actor.stance and self._names.is_common(actor.stance) else None
        known = actor.id if actor.id and self._registry.get(actor.id) is not None else None
        return replace(actor, id=known, name=name, quote=None, stance=stance)

    def _source(self, source: SourceLine, country: str | None, record: Record) -> SourceLine:
        public = not self._hide or self._names.is_public_source(source.name, country=country)
        if public and not self._own.stand_in(source.name):
            return source
        record.hide("word" if self._own.stand_in(source.name) else "name")
        return SourceLine(name=WITHHELD, rules=(RULE,))

    def _coding(self, coding: CodingLine, told: dict[str, str]) -> CodingLine:
        """The codebook's names: those of the claim's own actors as they are told, others if they are public."""
        return replace(
            coding,
            **{
                name: self._joined(getattr(coding, name), told)
                for name in ("actor1", "assoc_actor1", "actor2", "assoc_actor2")
            },
        )

    def _joined(self, names: str | None, told: dict[str, str]) -> str | None:
        if names is None:
            return None
        if names in told:
            return told[names]
        return _JOIN.join(dict.fromkeys(self._coded(name, told) for name in names.split(_JOIN)))

    def _coded(self, name: str, told: dict[str, str]) -> str:
        if name in told:
            return told[name]
        return name if self._is_public(name, None) and not self._own.stand_in(name) else WITHHELD
