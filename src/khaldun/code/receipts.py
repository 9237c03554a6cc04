"""Receipts: does every value of a coded claim say where it comes from?"""

from __future__ import annotations

from collections.abc import Iterator

from khaldun.records.base import Span
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

Valued = ActorLine | CountLine | DateLine | DeathLine | PlaceLine | QuantityLine | SourceLine | WeaponLine


def unsupported(claim: ClaimLine, text: str | None = None) -> list[str]:
    """Paths of the values that carry neither evidence nor rules; with the report's `text`, of wrong quotes too.

    What the codebook adds (event type, inter, precision, …) is supported by `coding.rules`; the type as read and the
    status by the trigger. A quote is wrong where the text at its offsets is not the same words.
    """
    found = [path for path, value in _values(claim) if not (value.evidence or value.rules)]
    if claim.sub_event_type is not None and claim.trigger is None and not claim.rules:
        found.append("sub_event_type")
    if claim.notes and claim.trigger is None:
        found.append("notes")
    if claim.coding is not None and not claim.coding.rules:
        found.append("coding")
    if text is not None:
        found += [path for path, span in _spans(claim) if text[span.start : span.end] != span.quote]
        found += [
            f"{path}.quote"
            for path, value in _values(claim)
            if isinstance(value, ActorLine | PlaceLine | WeaponLine) and value.quote and value.quote not in text
        ]
        if claim.trigger is not None and claim.notes and claim.trigger.quote not in claim.notes:
            found.append("notes")
    return found


def _values(claim: ClaimLine) -> Iterator[tuple[str, Valued]]:
    """Every object that carries a value, with its path."""
    single: tuple[tuple[str, Valued | None], ...] = (
        ("date", claim.date),
        ("place", claim.place),
        ("actor1", claim.actor1),
        ("actor2", claim.actor2),
        ("fatalities", claim.fatalities),
        ("injured", claim.injured),
    )
    yield from ((path, value) for path, value in single if value is not None)
    several: tuple[tuple[str, tuple[Valued, ...]], ...] = (
        ("sources", claim.sources),
        ("assoc_actor1", claim.assoc_actor1),
        ("assoc_actor2", claim.assoc_actor2),
        ("deaths", claim.deaths),
        ("quantities", claim.quantities),
        ("weapons", claim.weapons),
    )
    for path, values in several:
        yield from ((f"{path}[{index}]", value) for index, value in enumerate(values))


def _spans(claim: ClaimLine) -> Iterator[tuple[str, Span]]:
    """Every span, with its path."""
    if claim.trigger is not None:
        yield "trigger", claim.trigger
    yield from ((f"tellings[{index}]", span) for index, span in enumerate(claim.tellings))
    for path, value in _values(claim):
        yield from ((f"{path}.evidence[{index}]", span) for index, span in enumerate(value.evidence))
