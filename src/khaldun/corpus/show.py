"""An item with its labels: for the terminal, and as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from khaldun.corpus.records import Event, MarkedMention, MarkedTrigger
from khaldun.corpus.store import Coded
from khaldun.page import render

STYLES = {
    "trigger": "bold reverse",
    "actor": "bold red",
    "place": "bold green",
    "date": "bold blue",
    "count": "bold magenta",
    "weapon": "bold yellow",
    "source": "bold cyan",
}
# A letter for each kind, so that no one needs to tell colours apart.
LETTERS = {"trigger": "T", "actor": "A", "place": "P", "date": "D", "count": "C", "weapon": "W", "source": "S"}


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text: plain (`kind` null) or marked; `label` names the mark ("A2"), `note` tells what it says."""

    text: str
    kind: str | None = None
    label: str = ""
    note: str = ""


def pieces(coded: Coded) -> Iterator[Piece]:
    """The text of an item, cut at its marks."""
    text, at = coded.text.text, 0
    marks: list[MarkedMention | MarkedTrigger] = [*coded.coding.mentions, *coded.coding.triggers]
    for mark in sorted(marks, key=lambda mark: mark.start):
        if mark.start > at:
            yield Piece(text=text[at : mark.start])
        kind = mark.kind if isinstance(mark, MarkedMention) else "trigger"
        note = _of_trigger(mark, coded) if isinstance(mark, MarkedTrigger) else _of_mention(mark, coded)
        yield Piece(text=text[mark.start : mark.end], kind=kind, label=f"{LETTERS[kind]}{mark.id}", note=note)
        at = mark.end
    if at < len(text):
        yield Piece(text=text[at:])


def event_cells(event: Event) -> tuple[str, ...]:
    """An event in a row: type, status, days, place, sides, dead, tellings."""
    flags = "".join(f", {flag}" for flag in ("ongoing", "background", "optional") if getattr(event, flag))
    date = event.date
    days = "" if date is None else date.start if date.start == date.end else f"{date.start} to {date.end}"
    sides = [side.name or "?" if side is not None else "" for side in (event.actor1, event.actor2)]
    dead = ", ".join(f"{toll.low}{'+' if toll.unbounded else ''} {toll.of}" for toll in event.deaths)
    place = (event.place.name or "?") if event.place is not None else ""
    tellings = " ".join(f"T{trigger}" for trigger in event.triggers)
    return (event.sub_event_type, event.status + flags, days, place, *sides, dead, tellings)


EVENT_HEADINGS = ("event", "status", "days", "place", "side 1", "side 2", "dead", "told by")


def page(coded: Iterable[Coded]) -> bytes:
    """A page that shows items with their labels; no script, nothing fetched."""
    items = [
        {
            "id": one.coding.id,
            "head": head(one),
            "pieces": list(pieces(one)),
            "told": [f"{piece.label} {piece.text}: {piece.note}" for piece in pieces(one) if piece.kind == "trigger"],
            "events": None if one.coding.events is None else [event_cells(event) for event in one.coding.events],
        }
        for one in coded
    ]
    return render("coded.html.j2", items=items, tints=_TINTS, letters=LETTERS, headings=EVENT_HEADINGS)


def head(coded: Coded) -> str:
    """Where an item is from and who coded it, in a line."""
    item, coding = coded.text.item, coded.coding
    published = f", published {item.published} ({item.basis})" if item.published else ""
    return f"{item.source}{published}; coder {coding.coder}, {coding.pass_} coding, guide {coding.guide}"


def _of_trigger(trigger: MarkedTrigger, coded: Coded) -> str:
    flags = "".join(f", {flag}" for flag in ("ongoing", "background") if getattr(trigger, flag))
    letters = {one.id: f"{LETTERS[one.kind]}{one.id}" for one in coded.coding.mentions}
    roles = [f"{role.role} {letters[role.mention]}" for role in coded.coding.roles if role.trigger == trigger.id]
    return f"{trigger.sub_event_type}, {trigger.status}{flags}" + (f": {', '.join(roles)}" if roles else "")


def _of_mention(mention: MarkedMention, coded: Coded) -> str:
    roles = [f"{role.role} of T{role.trigger}" for role in coded.coding.roles if role.mention == mention.id]
    return f"{mention.kind}" + (f": {', '.join(roles)}" if roles else "")


_TINTS = {
    "trigger": "#888",
    "actor": "#d1495b",
    "place": "#2e8b57",
    "date": "#3d6fb6",
    "count": "#9257a8",
    "weapon": "#b8860b",
    "source": "#1b8a8f",
}
