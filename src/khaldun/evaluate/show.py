"""A comparison in words: a table for people, JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from khaldun.evaluate.found import Found
from khaldun.evaluate.rows import Row
from khaldun.evaluate.score import Result
from khaldun.evaluate.tables import bounds, figure, prf, printed, simple_table, text_console
from khaldun.publish.cells import shown

if TYPE_CHECKING:
    from rich.table import Table

_LABELS = {
    "sub_event_type": "sub-event type",
    "dates": "exact dates",
    "place_5km": "place within 5 km",
    "place_25km": "place within 25 km",
    "sides": "sides",
    "deaths": "deaths (fewest)",
    "status": "status",
}


def result_json(result: Result) -> bytes:
    """The result as one JSON object."""
    return msgspec.json.format(msgspec.json.encode(_plain(result)), indent=2) + b"\n"


def result_table(result: Result, *, width: int, colour: bool = False, details: bool = False) -> bytes:
    """The result as text. `details` adds the events missed and the false finds."""
    from rich.text import Text

    out, console = text_console(width=width, colour=colour)
    console.print(_events_table(result))
    console.print(_measures_table(result))
    console.print(_kinds_table(result))
    for line in _notes(result):
        console.print(Text(line))
    if details:
        for title, rows in (("missed", result.missed), ("false finds", result.false)):
            console.print(Text(f"\n{title}:"))
            for row in rows:
                console.print(Text(f"  {shown(_describe(row))}"))
    return printed(out)


def _events_table(result: Result) -> Table:
    table = simple_table(f"Events in {result.reports} reports", "", "pairs", "missed", "false", "P", "R", "F1", "95 %")
    found, control = result.found, result.control
    cells = (str(found.pairs), str(found.missed), str(found.false), *prf(found), bounds(result.f1_interval))
    table.add_row("event found", *cells)
    whole = figure(found.whole_f1)
    table.add_row("whole event right", str(found.whole), "", "", "", "", whole, bounds(result.whole_f1_interval))
    table.add_row("control: found, places shuffled", "", "", "", *prf(control), "")
    table.add_row("control: whole", "", "", "", "", "", figure(control.whole_f1), "")
    return table


def _measures_table(result: Result) -> Table:
    table = simple_table("Over the pairs", "", "right", "of", "share")
    for name, share in result.measures.items():
        table.add_row(_LABELS[name], str(share.right), str(share.of), figure(share.share))
    return table


def _kinds_table(result: Result) -> Table:
    table = simple_table("By event type", "", "pairs", "missed", "false", "P", "R", "F1", "whole F1")
    for kind, found in result.by_event_type.items():
        counts = (str(found.pairs), str(found.missed), str(found.false))
        table.add_row(shown(kind), *counts, *prf(found), figure(found.whole_f1))
    return table


def _notes(result: Result) -> list[str]:
    notes = [
        f"Control: {result.control_reports} reports name two places or more; with places shuffled "
        f"{figure(result.control_kept.share)} of their pairs would still pair."
    ]
    if result.unknown_reports:
        names = ", ".join(shown(name) for name in result.unknown_reports[:5])
        more = f" and {len(result.unknown_reports) - 5} more" if len(result.unknown_reports) > 5 else ""
        notes.append(f"Not named by the reference, so their claims are false finds: {names}{more}.")
    return notes


def _describe(row: Row) -> str:
    date = row.date.start if row.date else "?"
    place = (row.place.name or row.place.quote if row.place else None) or "?"
    return f"{row.report_name}: {date} {place}: {row.sub_event_type or row.event_type}"


def _counts(found: Found) -> dict[str, object]:
    figures = {name: getattr(found, name) for name in ("precision", "recall", "f1", "whole_f1")}
    return {**msgspec.structs.asdict(found), **figures}


def _plain(result: Result) -> dict[str, object]:
    return {
        "reports": result.reports,
        "events": {
            **_counts(result.found),
            "f1_interval": result.f1_interval,
            "whole_f1_interval": result.whole_f1_interval,
        },
        "measures": {
            name: {"right": share.right, "of": share.of, "share": share.share}
            for name, share in result.measures.items()
        },
        "by_event_type": {kind: _counts(found) for kind, found in result.by_event_type.items()},
        "control": {
            "reports": result.control_reports,
            "precision": result.control.precision,
            "recall": result.control.recall,
            "f1": result.control.f1,
            "whole_f1": result.control.whole_f1,
            "pairs_kept": result.control_kept.share,
        },
        "unknown_reports": result.unknown_reports,
        "missed": [_describe(row) for row in result.missed],
        "false": [_describe(row) for row in result.false],
    }
