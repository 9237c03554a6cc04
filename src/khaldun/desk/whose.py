"""What of the claims a visitor may see: the shared sheet's, with what was planted for them; or, of a report that they
code by themselves, their own sheet's alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from khaldun.desk.site import Site
from khaldun.desk.visitor import who
from khaldun.errors import AccessError
from khaldun.records.decisions import SHARED, Decision
from khaldun.records.lines import ReportLine
from khaldun.review.priority import priority
from khaldun.store import claims, plants, queue, sheets
from khaldun.store.claims import OPEN, SKIPPED, Kept
from khaldun.store.open import Connection
from khaldun.store.overlay import Overlay, overlay
from khaldun.store.queue import Filter
from khaldun.store.sheets import How
from khaldun.workspace import planting
from khaldun.workspace.planting import Drawing

CHOSEN_BY = ("country", "sub_event_type")
_SETTLE = frozenset({"reviewer", "admin"})


def apart(connection: Connection) -> tuple[str, ...]:
    """The reports that the visitor codes by themselves: what others made of them is not theirs to see until they are
    done."""
    return tuple(sheets.reports_of(connection, who().coder))


def asked_by(connection: Connection, asked: Filter) -> Filter:
    """What is asked for, of what the visitor may decide: a coder not what was given to another, and nobody what they
    code by themselves."""
    mine = who().coder if who().role == "coder" else ""
    return msgspec.structs.replace(to_see(connection, asked), mine=mine)


def to_see(connection: Connection, asked: Filter) -> Filter:
    """What is asked for, of what the visitor may see, as they are to see it."""
    return msgspec.structs.replace(asked, apart=apart(connection), overlays=overlays(connection))


def overlays(connection: Connection) -> tuple[Overlay, ...]:
    """The claims that are told otherwise to the visitor: with the errors that wait in them."""
    return tuple(overlay(one.id, one.line, priority(one.line)) for one in planting.waiting(connection, who().coder))


def choices(connection: Connection, site: Site, column: str) -> list[tuple[str, int]]:
    """The values of a column to filter by, with how many claims that the visitor may see have each."""
    every = dict(site.choices(column))
    counts = Counter(every)
    if mine := apart(connection):
        counts.subtract(dict(queue.choices(connection, column, reports=mine)))
    told = overlays(connection)
    counts.subtract(queue.values(connection, column, [one.claim for one in told]))
    counts.update(str(value) for one in told if (value := one.columns[column]) is not None)
    return sorted(((name, number) for name, number in counts.items() if number > 0), key=lambda one: -one[1])


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """Which decisions are the visitor's to see. Not what others made of a report that they code by themselves, and not
    what stands on another's sheet; that, reviewers see once it is finished."""

    coder: str
    settles: bool
    apart: frozenset[str]
    hidden: frozenset[int]  # claims

    def sees(self, decision: Decision) -> bool:
        """Whether a decision is theirs to see."""
        if self.coder in (decision.sheet, decision.coder):
            return True
        if decision.claim in self.hidden or decision.sheet != SHARED and not self.settles:
            return False
        return decision.report not in self.apart


def sight(connection: Connection) -> Sight:
    """The visitor's."""
    mine = apart(connection)
    hidden = claims.numbers_of(connection, mine) | sheets.unfinished_claims(connection, but=who().coder)
    return Sight(coder=who().coder, settles=who().role in _SETTLE, apart=frozenset(mine), hidden=frozenset(hidden))


def claims_of(connection: Connection, report: str) -> tuple[list[Kept], How | None]:
    """A report's claims as the visitor sees them, and how they code it by themselves (null: they do not)."""
    coder = who().coder
    how = sheets.working(connection, report, coder)
    if how is not None:
        return claims.of_report(connection, report, sheet=coder), how
    return planting.shown(connection, coder, claims.of_report(connection, report)), None


def seen(connection: Connection, kept: Iterable[Kept]) -> list[Kept]:
    """Claims of the shared sheet as the visitor sees them; those that are not theirs to see are left out."""
    mine = apart(connection)
    return planting.shown(
        connection, who().coder, [one for one in kept if one.sheet is None and one.report not in mine]
    )


def shown(connection: Connection, kept: Sequence[Kept]) -> list[Kept]:
    """Claims of the shared sheet that are the visitor's to see, with the errors that wait in them."""
    return planting.shown(connection, who().coder, kept)


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


def left_out(connection: Connection) -> frozenset[str]:
    """The states of claims that the visitor's exports are without: those still to be decided, where errors are planted
    in drafts. As they truly stand they would give away which were planted; with the errors they must not go out."""
    planted = who().role != "reader" and plants.secret(connection) is not None
    return frozenset({OPEN, SKIPPED}) if planted else frozenset()


def as_given(report: ReportLine, how: How | None) -> ReportLine:
    """A report as the visitor sees it: who codes from scratch is not told what the reader made of its sentences."""
    return msgspec.structs.replace(report, sentences=()) if how == "scratch" else report


def plant(site: Site, report: ReportLine) -> None:
    """Plants what is to be planted in a report that the visitor is about to see."""
    share = site.workspace.config.desk.planted
    if share and who().role != "reader":
        drawing = Drawing(
            coder=who().coder, share=share, event_type=site.tools.codebook.event_type, recode=site.desk.recoder.recoded
        )
        planting.put_in(site.workspace.store, drawing, report, site.desk.clock())
