"""Figures over marks in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khaldun.evaluate.found import Found
from khaldun.evaluate.marks import MEASURES, Figures
from khaldun.evaluate.tables import bounds, figure, prf, printed, simple_table, text_console

if TYPE_CHECKING:
    from rich.table import Table

_LABELS = {
    "mentions": "mentions, exact span",
    "mentions_head": "mentions, same head",
    "triggers": "triggers, exact span",
    "triggers_head": "triggers that overlap",
    "triggers_typed": "… of the same sub-event type",
    "roles": "roles, by heads",
}


def figures_table(figures: Figures, *, title: str, width: int, colour: bool = False, by: bool = True) -> bytes:
    """The figures as text; with `by`, also by kind of mention, role and sub-event type."""
    out, console = text_console(width=width, colour=colour)
    console.print(_measures(figures, title))
    if by:
        console.print(_parts("Mentions by kind, same head", figures.by_kind))
        console.print(_parts("Roles", figures.by_role))
        console.print(_parts("Triggers by sub-event type", figures.by_type))
    return printed(out)


def _measures(figures: Figures, title: str) -> Table:
    table = simple_table(f"{title}: {figures.texts:,} texts", "", "both", "missed", "false", "P", "R", "F1", "95 %")
    for name in MEASURES:
        found = figures.counts[name]
        counts = (str(found.pairs), str(found.missed), str(found.false))
        table.add_row(_LABELS[name], *counts, *prf(found), bounds(figures.intervals[name]))
    right = figures.status_right / figures.status_of if figures.status_of else None
    counts = (str(figures.status_right), str(figures.status_of - figures.status_right), "")
    table.add_row("status of triggers that met", *counts, "", figure(right), "", f"κ {figure(figures.kappa)}")
    return table


def _parts(title: str, parts: dict[str, Found]) -> Table:
    table = simple_table(title, "", "both", "missed", "false", "P", "R", "F1")
    for name, found in parts.items():
        table.add_row(name, str(found.pairs), str(found.missed), str(found.false), *prf(found))
    return table
