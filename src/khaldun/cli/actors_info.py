"""An actor of the registry as lines to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from khaldun.code.sides import inter
from khaldun.resolve.registry_protocol import STATE, Actor, Member
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.registry import Registry
from khaldun.tools.registry.governments import load_terms


def sheet(actor: Actor, country: str | None, day: dt.date | None, registry: Registry) -> str:
    """What is known of the actor, with its type in `country` and its members on `day`; a line for each thing known."""
    rows = [row for row in _rows(actor, country, day, registry) if row[1]]
    width = max(len(label) for label, _ in rows)
    return "".join(f"{label.ljust(width)}  {value}\n" for label, value in rows)


def _rows(actor: Actor, country: str | None, day: dt.date | None, registry: Registry) -> Iterator[tuple[str, str]]:
    yield "id", actor.id
    yield "name", actor.name
    yield "type", actor.type
    if country or day:
        found = inter(actor, country, day, packaged_codebook())
        where = " ".join(filter(None, (f"in {country}" if country else "", f"on {day}" if day else "")))
        yield f"type {where}", f"{found.type} ({found.rule})"
    yield "home", actor.home or ""
    term = load_terms(registry.countries).on(actor.home, day) if actor.home and day and actor.type == STATE else None
    if term is not None:
        yield f"government on {day}", term.name
        if actor.kind:
            yield "name with years", f"{actor.name} {term.years}"
    yield "areas", ", ".join(actor.areas)
    yield "so called", _days(actor.start, actor.end)
    yield "grew out of", " ← ".join(_line(actor, registry))
    yield "parts, heirs", ", ".join(other.id for other in registry if other.parent == actor.id)
    yield "members", "; ".join(_member(member) for member in actor.members if member.on(day))
    yield "member of", "; ".join(_coalitions(actor.id, day, registry))
    if actor.home and actor.kind in ("government", "military"):
        yield f"{actor.home} is member of", "; ".join(_coalitions(actor.home, day, registry))
    yield "UCDP id", ", ".join(map(str, actor.ucdp))
    yield "PLOVER sector", f"{actor.sector} ({actor.sector_rule})"
    yield "aliases", "; ".join(actor.aliases)
    yield "local aliases", "; ".join(actor.local)


def _days(start: dt.date | None, end: dt.date | None) -> str:
    """The days as a person reads them, the last one included."""
    first = f"from {start}" if start else ""
    last = f"to {end - dt.timedelta(days=1)}" if end else ""
    return " ".join(filter(None, (first, last)))


def _member(member: Member) -> str:
    days = _days(member.start, member.end)
    return f"{member.who} ({days})" if days else member.who


def _coalitions(who: str, day: dt.date | None, registry: Registry) -> Iterable[str]:
    for coalition in registry.coalitions(who):
        if any(member.who == who and member.on(day) for member in coalition.members):
            yield coalition.id


def _line(actor: Actor, registry: Registry) -> Iterator[str]:
    at = actor.parent
    while at is not None:
        yield at
        above = registry.get(at)
        at = above.parent if above else None
