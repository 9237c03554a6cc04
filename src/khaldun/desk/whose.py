"""What of the claims a visitor may see: the shared sheet's, with what was planted for them; or, of a report that they
code by themselves, their own sheet's alone."""

from __future__ import annotations

import msgspec

from khaldun.desk.site import Site
from khaldun.desk.visitor import who
from khaldun.errors import AccessError
from khaldun.records.lines import ReportLine
from khaldun.store import claims, sheets
from khaldun.store.claims import Kept
from khaldun.store.open import Connection
from khaldun.store.queue import Filter
from khaldun.store.sheets import How
from khaldun.workspace import planting
from khaldun.workspace.planting import Drawing


def asked_by(connection: Connection, asked: Filter) -> Filter:
    """What is asked for, of what the visitor may decide: a coder not what was given to another, and nobody what they
    code by themselves."""
    coder = who().coder
    mine = coder if who().role == "coder" else ""
    return msgspec.structs.replace(asked, mine=mine, apart=tuple(sheets.reports_of(connection, coder)))


def claims_of(connection: Connection, report: str) -> tuple[list[Kept], How | None]:
    """A report's claims as the visitor sees them, and how they code it by themselves (null: they do not)."""
    coder = who().coder
    how = sheets.working(connection, report, coder)
    if how is not None:
        return claims.of_report(connection, report, sheet=coder), how
    return planting.shown(connection, coder, claims.of_report(connection, report)), None


def claim(connection: Connection, number: int) -> Kept | None:
    """A claim as the visitor sees it; null where there is none.

    Raises:
        AccessError: it is not theirs to see.
    """
    kept = claims.get(connection, number)
    if kept is None:
        return None
    working = sheets.working(connection, kept.report, who().coder)
    if kept.sheet is None and working:
        raise AccessError("You code this report on a sheet of your own.", advice="Finish that first.")
    if kept.sheet is not None and kept.sheet != who().coder:
        raise AccessError("That sheet is another coder's.", advice="Go back to the queue.")
    return planting.shown(connection, who().coder, [kept])[0] if kept.sheet is None else kept


def as_given(report: ReportLine, how: How | None) -> ReportLine:
    """A report as the visitor sees it: who codes from scratch is not told what the reader made of its sentences."""
    return msgspec.structs.replace(report, sentences=()) if how == "scratch" else report


def plant(site: Site, report: ReportLine) -> None:
    """Plants what is to be planted in a report that the visitor is about to see."""
    share = site.workspace.config.desk.planted
    if share and who().role != "reader":
        drawing = Drawing(coder=who().coder, share=share, event_type=site.tools.codebook.event_type)
        planting.put_in(site.workspace.store, drawing, report, site.desk.clock())
