"""An item with its labels: for the terminal, and as a page."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

import msgspec

from khaldun.corpus.records import Event, MarkedMention, MarkedTrigger
from khaldun.corpus.store import Coded

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
    articles = "\n".join(_article(one) for one in coded)
    styles = "\n".join(f"mark.{kind} {{ --tint: {tint}; }}" for kind, tint in _TINTS.items())
    legend = " ".join(f'<mark class="{kind}">{kind}<sub>{letter}</sub></mark>' for kind, letter in LETTERS.items())
    return _PAGE.format(styles=styles, legend=legend, articles=articles).encode()


def _article(coded: Coded) -> str:
    item, coding = coded.text.item, coded.coding
    published = f", published {item.published} ({item.basis})" if item.published else ""
    head = f"{item.source}{published}; coder {coding.coder}, {coding.pass_} coding, guide {coding.guide}"
    body = "".join(_marked(piece) for piece in pieces(coded))
    return (
        f'<article id="{html.escape(item.id)}"><h2>{html.escape(item.id)}</h2><p class="head">{html.escape(head)}</p>'
        f'<p class="text">{body}</p>{_events(coded)}</article>'
    )


def _marked(piece: Piece) -> str:
    words = html.escape(piece.text)
    if piece.kind is None:
        return words
    note = html.escape(piece.note, quote=True)
    return f'<mark class="{piece.kind}" title="{note}">{words}<sub>{piece.label}</sub></mark>'


def _events(coded: Coded) -> str:
    events = coded.coding.events
    if events is None:
        return ""
    if not events:
        return '<p class="head">No events.</p>'
    head = "".join(f"<th scope=col>{name}</th>" for name in EVENT_HEADINGS)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in event_cells(event)) + "</tr>" for event in events
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


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
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Coded items</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.7 system-ui, sans-serif; }}
body {{ max-width: 60rem; margin: 0 auto; padding: 1rem; }}
.head {{ opacity: .75; font-size: .9rem; margin: .2rem 0 .6rem; }}
.text {{ white-space: pre-line; }}
article {{ border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 1rem 0; }}
mark {{ color: inherit; background: color-mix(in srgb, var(--tint) 22%, transparent);
  border-bottom: 2px solid var(--tint); border-radius: 2px; padding: 0 .1em; }}
mark.trigger {{ font-weight: 600; }}
mark sub {{ font-size: .65em; opacity: .8; padding-left: .1em; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-size: .85rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; }}
th {{ border-bottom: 1px solid; font-weight: 600; white-space: nowrap; }}
{styles}
</style></head><body>
<h1>Coded items</h1>
<p>{legend}</p>
{articles}
</body></html>
"""
