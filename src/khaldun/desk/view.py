"""A claim as the desk shows it: a row a field, with its words, its reasons, and what the draft said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from khaldun.publish.receipt.cells import date_notes, place_notes, toll_notes
from khaldun.publish.select import why_no_event
from khaldun.publish.words import UNKNOWN, days, number, side, where
from khaldun.records.lines import ActorLine, ClaimLine
from khaldun.review.fields import FIELDS, key, part
from khaldun.store.claims import Kept

# Which cell of the marked text a field rests on (publish/receipt/pieces.py).
_CELLS = {
    "sub_event_type": "event", "status": "event", "date": "date", "place": "place", "actor1": "actor1",
    "assoc_actor1": "actor1", "actor2": "actor2", "assoc_actor2": "actor2", "deaths": "deaths", "injured": "counts",
    "sources": "source",
}  # fmt: skip
SHOWN = ("sub_event_type", "status", "date", "place", "actor1", "assoc_actor1", "actor2", "assoc_actor2", "deaths",
         "injured", "sources", "notes")  # fmt: skip


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a claim: `cell` is the key of the words that it rests on, `first` the number of their first piece (""
    for none), `drafted` what the draft said where somebody has changed it."""

    name: str
    label: str
    value: str
    cell: str
    first: str
    sure: str
    notes: tuple[str, ...]
    rules: tuple[str, ...]
    drafted: str | None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A claim: `number` counts the claims of its page, `why` is what keeps it out of the event table."""

    id: int
    number: int
    version: int
    state: str
    reviewed: str
    origin: str
    heading: str
    why: str
    rows: tuple[Row, ...]
    line: ClaimLine
    codebook: tuple[str, ...]
    method: str


def shown(kept: Kept, number_: int, first: Mapping[str, str]) -> Shown:
    """A claim for its page."""
    line, coding = kept.line, kept.line.coding
    return Shown(
        id=kept.id,
        number=number_,
        version=kept.version,
        state=kept.state,
        reviewed=kept.reviewed,
        origin=kept.origin,
        heading=line.sub_event_type or UNKNOWN,
        why=why_no_event(line) or "",
        rows=tuple(_row(kept, name, number_, first) for name in SHOWN),
        line=line,
        codebook=coding.rules if coding else (),
        method=line.method,
    )


def rules_of(line: ClaimLine) -> Iterator[str]:
    """The rules that a claim's card names."""
    yield from line.rules
    for name in SHOWN:
        yield from _rules(part(line, name))
    if line.coding is not None:
        yield from line.coding.rules


def _row(kept: Kept, name: str, number_: int, first: Mapping[str, str]) -> Row:
    line, draft = kept.line, kept.draft
    cell = f"{number_}-{_CELLS.get(name, name)}"
    shown_value = VALUES[name](line)
    changed = draft is not None and key(line, name) != key(draft, name)
    return Row(
        name=name,
        label=FIELDS[name].label,
        value=shown_value,
        cell=cell,
        first=first.get(cell, "") if shown_value not in ("", UNKNOWN) else "",
        sure=_sure(line, name),
        notes=_notes(line, name),
        rules=tuple(_rules(part(line, name))) or (line.rules if name == "sub_event_type" else ()),
        drafted=VALUES[name](draft) if changed and draft is not None else None,
    )


def _status(line: ClaimLine) -> str:
    return line.status + (", ongoing" if line.ongoing else "") + (", background" if line.background else "")


def _names(actors: Sequence[ActorLine]) -> str:
    return "; ".join(actor.name or actor.quote or UNKNOWN for actor in actors)


VALUES: dict[str, Callable[[ClaimLine], str]] = {
    "sub_event_type": lambda line: line.sub_event_type or UNKNOWN,
    "status": _status,
    "date": lambda line: days(line.date),
    "place": lambda line: where(line.place),
    "actor1": lambda line: side(line.actor1, ()) or UNKNOWN,
    "assoc_actor1": lambda line: _names(line.assoc_actor1),
    "actor2": lambda line: side(line.actor2, ()) or UNKNOWN,
    "assoc_actor2": lambda line: _names(line.assoc_actor2),
    "deaths": lambda line: "; ".join(toll_notes(line)) or UNKNOWN,
    "injured": lambda line: number(line.injured),
    "sources": lambda line: "; ".join(source.name for source in line.sources) or UNKNOWN,
    "notes": lambda line: line.notes,
}


def _sure(line: ClaimLine, name: str) -> str:
    sure = line.confidence
    value = {
        "sub_event_type": sure.claim, "date": sure.date, "place": sure.place, "actor1": sure.actor1,
        "actor2": sure.actor2, "deaths": sure.fatalities,
    }.get(name)  # fmt: skip
    return "" if value is None else f"{value:.2f}"


def _notes(line: ClaimLine, name: str) -> tuple[str, ...]:
    if name == "date":
        return date_notes(line)
    if name == "place":
        return place_notes(line.place)
    if name in ("actor1", "actor2"):
        actor: ActorLine | None = part(line, name)
        return (f"said: “{actor.quote}”",) if actor and actor.quote and actor.quote != actor.name else ()
    return ()


def _rules(value: object) -> Iterable[str]:
    if isinstance(value, tuple):
        return dict.fromkeys(rule for one in value for rule in _rules(one))
    return getattr(value, "rules", ())
