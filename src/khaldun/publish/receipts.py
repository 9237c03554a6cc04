"""The receipts of a claim: for each cell its value, the words it comes from, and the rules that made it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from khaldun.publish.words import days, number, where
from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, ClaimLine


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Where one cell comes from. `words` quotes the report with offsets in code points."""

    cell: str
    value: str
    words: str
    rules: tuple[str, ...] = ()


def receipts_of(claim: ClaimLine) -> Iterator[Receipt]:
    """A receipt for every cell that holds a value, in the order of the table's columns."""
    trigger = (claim.trigger,) if claim.trigger is not None else ()
    yield _receipt("type, status", f"{claim.sub_event_type or '?'}, {claim.status}", trigger, claim.rules)
    if claim.date is not None:
        yield _receipt("date", days(claim.date), claim.date.evidence, claim.date.rules)
    if claim.place is not None:
        yield _receipt("place", where(claim.place), claim.place.evidence, claim.place.rules)
    for cell, actor in _actors(claim):
        yield _receipt(cell, actor.name or actor.quote or "?", actor.evidence, actor.rules)
    if claim.fatalities is not None:
        yield _receipt("deaths", number(claim.fatalities), claim.fatalities.evidence, claim.fatalities.rules)
    for source in claim.sources:
        yield _receipt("source", source.name, source.evidence, source.rules)
    if claim.coding is not None and claim.coding.rules:
        yield _receipt("codebook", claim.coding.codebook, (), claim.coding.rules)


def _actors(claim: ClaimLine) -> Iterator[tuple[str, ActorLine]]:
    for cell, principal, others in (
        ("actor1", claim.actor1, claim.assoc_actor1),
        ("actor2", claim.actor2, claim.assoc_actor2),
    ):
        if principal is not None:
            yield cell, principal
        for actor in others:
            yield f"assoc_{cell}", actor


def _receipt(cell: str, value: str, evidence: tuple[Span, ...], rules: tuple[str, ...]) -> Receipt:
    words = ", ".join(f"“{span.quote}” {span.start}–{span.end}" for span in evidence)
    return Receipt(cell=cell, value=value, words=words, rules=rules)
