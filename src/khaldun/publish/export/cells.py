"""Cells with their reasons: the pieces that the tables share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from khaldun.publish.cells import Cell
from khaldun.publish.export.items import Item
from khaldun.publish.export.tables import NOTHING, Value
from khaldun.records.base import Span
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    ReportLine,
    SourceLine,
    WeaponLine,
)

T = TypeVar("T")
Valued = ActorLine | CountLine | DateLine | DeathLine | PlaceLine | SourceLine | WeaponLine
# The words and the rules that a cell rests on.
Reason = tuple[tuple[Span, ...], tuple[str, ...]]

# The least reviewed of several claims is how far their row was.
STANDINGS = ("draft", "flagged", "accepted", "approved")
MARKS = {
    "draft": "machine draft",
    "flagged": "machine draft, flagged",
    "accepted": "reviewed by a coder",
    "approved": "reviewed and approved",
}


def told(cell: Cell, *sources: Valued | None, evidence: Sequence[Span] = (), rules: Sequence[str] = ()) -> Value:
    """The cell with the words and rules of the facts that it comes from, and more of both; nothing for null, and for
    words that are withheld."""
    if cell is None or cell == "":
        return NOTHING
    words, names = reason(*sources, evidence=evidence, rules=rules)
    return Value(cell=cell, evidence=words, rules=names)


def reason(*sources: Valued | None, evidence: Sequence[Span] = (), rules: Sequence[str] = ()) -> Reason:
    """The words and rules of facts, and more of both, each once. What a single fact has stays the object that it is."""
    facts = [source for source in sources if source is not None]
    if len(facts) == 1:
        fact = facts[0]
        return (
            _once((*fact.evidence, *evidence) if evidence else fact.evidence),
            _once((*fact.rules, *rules) if rules else fact.rules),
        )
    if not facts:
        return _once(evidence), _once(rules)
    spans = [span for fact in facts for span in fact.evidence]
    spans += evidence
    names = [name for fact in facts for name in fact.rules]
    names += rules
    return _once(spans), _once(names)


def ruled(cell: Cell, *rules: str) -> Value:
    """The cell by rules alone; nothing for null."""
    return NOTHING if cell is None else Value(cell=cell, rules=rules)


def sentence_of(claim: ClaimLine) -> tuple[Span, ...]:
    """The words that tell of the claim."""
    return _once([*((claim.trigger,) if claim.trigger else ()), *claim.tellings])


def stated(report: ReportLine | None, cell: Cell, *fields: str, rule: str) -> Value:
    """A cell of the report's metadata with the words it stands in; by `rule`, which says where it is taken from."""
    if cell is None or report is None:
        return NOTHING
    lines = [report.metadata[field] for field in fields if field in report.metadata]
    return Value(
        cell=cell,
        evidence=_once([span for line in lines for span in line.evidence]),
        rules=_once([*(rule for line in lines for rule in line.rules), rule]),
    )


def standing(items: Iterable[Item]) -> str:
    """How far a row of these claims was reviewed, and what else it warns of."""
    items = tuple(items)
    least = min((item.standing for item in items), key=STANDINGS.index)
    return "; ".join(_once([MARKS[least], *(mark for item in items for mark in item.marks)]))


def _once(values: Sequence[T]) -> tuple[T, ...]:
    """Each of them once; what is one already stays the object that it is."""
    if len(values) > 1 and (len(values) > 2 or values[0] == values[1]):
        return tuple(dict.fromkeys(values))
    return values if isinstance(values, tuple) else tuple(values)
