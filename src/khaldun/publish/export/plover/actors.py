"""Source and target of an event (PLOVER, actor codes and sectors)."""

from __future__ import annotations

import msgspec

from khaldun.publish.columns import actor_name
from khaldun.publish.export.cells import told
from khaldun.publish.export.plover.book import FindActor, PloverBook
from khaldun.publish.export.tables import NOTHING, Value
from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, ClaimLine

Actors = tuple[ActorLine, ...]
FIRST = "plover/demonstrators-first"


class Parties(msgspec.Struct, frozen=True):
    """Who does it and whom it is done to, and the rules that put them there."""

    source: Actors
    target: Actors
    rules: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[frozenset[str], frozenset[str]]:
        """What makes two events those of the same parties."""
        return _names(self.source), _names(self.target)


def parties(claim: ClaimLine, event: str, book: PloverBook) -> Parties:
    """The parties of a claim that is an event of the category."""
    source = tuple(actor for actor in (claim.actor1, *claim.assoc_actor1) if actor is not None)
    target = tuple(actor for actor in (claim.actor2, *claim.assoc_actor2) if actor is not None)
    crowd = (
        [actor.type in book.demonstrators for actor in source],
        [actor.type in book.demonstrators for actor in target],
    )
    if event == "PROTEST" and any(crowd[1]) and not any(crowd[0]):
        return Parties(target, source, (FIRST,))
    return Parties(source, target)


class Coder:
    """Writes actors as PLOVER's codes."""

    def __init__(self, book: PloverBook, find_actor: FindActor) -> None:
        self._book = book
        self._find = find_actor

    def cells(
        self, side: str, actors: Actors, rules: tuple[str, ...], where: tuple[Span, ...] = ()
    ) -> dict[str, Value]:
        """The four cells of a side; in each the actors stand in the same order. Those that a rule alone has put there
        are of the country of the place: they rest on its words, `where`."""
        by_place = where if not any(actor.evidence for actor in actors) else ()

        def joined(cells: list[str | None], rules: tuple[str, ...]) -> Value:
            return self._joined(cells, actors, rules, by_place)

        known = ("plover/actor-code", *rules)
        sectors = [self._sector(actor) for actor in actors]
        sector_rules = tuple(rule for _, rule in sectors if rule)
        return {
            side: joined([self._code(actor) for actor in actors], known),
            f"{side}_sector": joined([code for code, _ in sectors], (*sector_rules, *known)),
            f"{side}_id": joined([actor.id for actor in actors], known),
            f"{side}_text": joined([actor_name(actor) for actor in actors], known),
        }

    def _joined(
        self, cells: list[str | None], actors: Actors, rules: tuple[str, ...], where: tuple[Span, ...]
    ) -> Value:
        if not any(cells):
            return NOTHING
        return told("; ".join(cell or self._book.unknown for cell in cells), *actors, evidence=where, rules=rules)

    def _code(self, actor: ActorLine) -> str | None:
        facts = self._find(actor.id) if actor.id else None
        if facts is None:
            return None
        if facts.home:
            return facts.home
        return self._book.transnational if facts.type in self._book.armed else None

    def _sector(self, actor: ActorLine) -> tuple[str | None, str]:
        """The sector and the rule that gave it."""
        facts = self._find(actor.id) if actor.id else None
        if facts is not None and facts.sector:
            return facts.sector, facts.sector_rule
        sector = self._book.sector_of_type.get(actor.type or "")
        return sector, "plover/sector-of-type" if sector else ""


def _names(actors: Actors) -> frozenset[str]:
    return frozenset(actor.id or (actor_name(actor) or "").casefold() for actor in actors)
