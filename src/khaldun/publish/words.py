"""The columns of the terminal's table and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from khaldun.publish.columns import actor_name
from khaldun.records.lines import ActorLine, ClaimLine, CountLine, DateLine, DeathLine, PlaceLine, ReportLine

UNKNOWN = "?"
_TYPE = 22


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: `width` is the least it takes, `share` its part of what is left over."""

    name: str
    text: Callable[[ClaimLine, ReportLine | None], str]
    width: int
    share: int = 0
    style: str = ""
    justify: Literal["left", "right"] = "left"


def heading(report: ReportLine | None) -> tuple[str, str]:
    """Two lines above a report's rows: what it is, and whose it is."""
    if report is None:
        return "(claims without a report line)", ""
    title = f"{report.name} · {report.title}" if report.title else report.name
    parts = [report.publisher or report.original_publisher or "publisher unknown"]
    if report.publisher and report.original_publisher and report.original_publisher != report.publisher:
        parts.append(f"first published by {report.original_publisher}")
    unknown = "day of publication unknown (state it with --published)"
    parts.append(f"published {report.published}" if report.published else unknown)
    return title, " · ".join(parts)


def days(date: DateLine | None) -> str:
    """One day, or the first and the last."""
    if date is None:
        return UNKNOWN
    return date.start if date.start == date.end else f"{date.start} to {date.end}"


def where(place: PlaceLine | None) -> str:
    """Name, division and country; an unresolved place says so."""
    if place is None:
        return UNKNOWN
    if place.unresolved:
        near = f", placed at {place.fallback.name}" if place.fallback else ""
        return f"{place.quote or place.name or UNKNOWN} (unresolved{near})"
    return ", ".join(part for part in (place.name or place.quote, place.admin1, place.country) if part) or UNKNOWN


def side(actor: ActorLine | None, others: tuple[ActorLine, ...]) -> str:
    """An actor and those who acted with it."""
    names = [actor_name(one) or UNKNOWN for one in (actor, *others) if one is not None]
    return " with ".join(names[:2]) + "".join(f", {name}" for name in names[2:])


def sides(claim: ClaimLine) -> str:
    """Both sides; a dash stands between them. Who is only acted upon never stands where the actor would."""
    first, second = side(claim.actor1, claim.assoc_actor1), side(claim.actor2, claim.assoc_actor2)
    return f"{first or UNKNOWN} – {second}" if second else first or UNKNOWN


def number(count: CountLine | DeathLine | None) -> str:
    """A count as an interval: "6", "6 to 8", "6 or more", "?"; with a star where several claims share it."""
    if count is None or (count.low is None and count.high is None):
        return UNKNOWN
    shared = "*" if count.group else ""
    if count.low is None:
        return f"up to {count.high}{shared}"
    if count.high is None:
        return f"{count.low} or more{shared}" if count.unbounded else f"{count.low}{shared}"
    return f"{count.low}{shared}" if count.low == count.high else f"{count.low} to {count.high}{shared}"


def said_by(claim: ClaimLine, report: ReportLine | None) -> str:
    """Who says so inside the report, else who published it."""
    named = "; ".join(source.name for source in claim.sources)
    return named or (report and (report.original_publisher or report.publisher)) or UNKNOWN


def kind(claim: ClaimLine) -> str:
    """The sub-event type; one long word of alternatives may break behind a slash."""
    name = claim.sub_event_type or UNKNOWN
    head, slash, tail = name.rpartition("/")
    return f"{head}/\n{tail}" if slash and any(len(word) > _TYPE for word in name.split()) else name


def sure(claim: ClaimLine) -> str:
    """The claim's confidence with two digits."""
    return UNKNOWN if claim.confidence.claim is None else f"{claim.confidence.claim:.2f}"


def _event(claim: ClaimLine, report: ReportLine | None) -> str:
    """Everything that has no column of its own in a narrow table."""
    first = f"{claim.sub_event_type or UNKNOWN} ({claim.status}, {said_by(claim, report)})"
    return f"{first}\nsides: {sides(claim)}\ndeaths: {number(claim.fatalities)}"


_DATE = Column(name="date", text=lambda claim, report: days(claim.date), width=10)
_PLACE = Column(name="place", text=lambda claim, report: where(claim.place), width=10, share=3, style="cyan")
_SURE = Column(name="sure", text=lambda claim, report: sure(claim), width=4, justify="right")

COLUMNS: tuple[Column, ...] = (
    _DATE,
    _PLACE,
    Column(name="type", text=lambda claim, report: kind(claim), width=_TYPE, share=1, style="bold"),
    Column(name="sides", text=lambda claim, report: sides(claim), width=12, share=5),
    Column(name="deaths", text=lambda claim, report: number(claim.fatalities), width=7),
    Column(name="status", text=lambda claim, report: claim.status, width=8),
    Column(name="source", text=said_by, width=11, share=2),
    _SURE,
)

NARROW_COLUMNS: tuple[Column, ...] = (_DATE, _PLACE, Column(name="event", text=_event, width=8, share=5), _SURE)


def many(count: int, noun: str) -> str:
    """So many of something: "1 claim", "1,200 claims"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
