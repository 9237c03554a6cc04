"""Claims of sexual violence as they may be told: by region and month, apart from their report, of nobody known."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TypeVar

from msgspec.structs import replace

from khaldun.publish.export.coarsen import Ground, in_country, to_region
from khaldun.publish.export.hiding import Hiding
from khaldun.publish.export.items import Item
from khaldun.publish.export.names import Registry
from khaldun.publish.export.notes import note_of
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    CodingLine,
    CountLine,
    DateLine,
    DeathLine,
    ReportRef,
)
from khaldun.records.loose import country_of

Counted = TypeVar("Counted", CountLine, DeathLine)
APART = "withheld"
RULE, MONTH = "publish/survivors", "publish/survivors-month"
_MONTH_PRECISION, _REGION_PRECISION = 3, 3
# Names that a codebook gives by itself.
_GIVEN = ("Civilians", "Protesters", "Rioters", "Unidentified")
# Rules that tell how exactly the day, the place and the toll were known.
_TELLING = ("acled/geo-", "acled/place-", "acled/time-", "acled/date-", "acled/country-of-", "acled/deaths-")
_UNARMED = frozenset({"Civilians", "Protesters", "Rioters"})


def apart(item: Item, *, registry: Registry, ground: Ground, hiding: Hiding, by_month: bool) -> Item:
    """The claim without id, report, words, sources, ages, kin and kinds of people; and without what the reader was and
    how sure, by which who reads likely articles again would know the one. What it shares of a toll was left to the
    others."""
    claim = item.claim
    place = None if claim.place is None else in_country(claim.place, country_of(claim))
    region = hiding.stand_in(place.admin1) if place is not None else False
    told = ClaimLine(
        id="",
        report=ReportRef(id=None, name=APART),
        event_type=claim.event_type,
        sub_event_type=claim.sub_event_type,
        status=claim.status,
        background=claim.background,
        date=_date(claim.date, by_month=by_month),
        place=None if place is None else to_region(place, ground, rule=RULE, hide_region=region),
        actor1=_armed(claim.actor1, registry, hiding),
        assoc_actor1=tuple(one for each in claim.assoc_actor1 if (one := _armed(each, registry, hiding)) is not None),
        actor2=_armed(claim.actor2, registry, hiding),
        fatalities=None if claim.fatalities is None else _alone(claim.fatalities),
        deaths=tuple(map(_alone, claim.deaths)),
        optional=claim.optional,
        coding=None if claim.coding is None else _coding(claim.coding, claim, registry, hiding, by_month=by_month),
        rules=(RULE,),
    )
    return Item(claim=replace(told, notes=note_of(told)), standing=item.standing, marks=item.marks)


def _alone(count: Counted) -> Counted:
    """A toll without the place of its words, and what it is said with."""
    return replace(count, group=None, evidence=(), rules=(RULE,))


def _date(date: DateLine | None, *, by_month: bool) -> DateLine | None:
    if date is None:
        return None
    if not by_month:
        return replace(date, anchor=None, evidence=(), rules=(RULE,))
    try:
        start, end = dt.date.fromisoformat(date.start), dt.date.fromisoformat(date.end)
    except ValueError:
        return None  # no days that one could make months of
    last = calendar.monthrange(end.year, end.month)[1]
    return DateLine(
        start=start.replace(day=1).isoformat(),
        end=end.replace(day=last).isoformat(),
        precision=_MONTH_PRECISION,
        rules=(MONTH,),
    )


def _armed(actor: ActorLine | None, registry: Registry, hiding: Hiding) -> ActorLine | None:
    """An armed actor of the registry, by its name there; civilians by their kind alone; anybody else not at all."""
    if actor is None:
        return None
    if actor.type in _UNARMED:
        return ActorLine(name=actor.type, type=actor.type, rules=(RULE,))
    known = registry.get(actor.id) if actor.id else None
    if known is None or hiding.stand_in(known.name) or hiding.run_in(actor.id):
        return None
    return ActorLine(id=actor.id, name=known.name, type=actor.type, rules=(RULE,))


def _coding(coding: CodingLine, claim: ClaimLine, registry: Registry, hiding: Hiding, *, by_month: bool) -> CodingLine:
    """The codebook's cells of the same. Which claim's row it is part of is not told."""
    date = _date(claim.date, by_month=by_month)
    day = coding.event_date
    if by_month and day is not None and date is not None:
        first, last = dt.date.fromisoformat(date.start), dt.date.fromisoformat(date.end)
        day = (first + (last - first) / 2).isoformat()
    return replace(
        coding,
        codebook=coding.codebook.partition("/")[0],
        event_date=day,
        actor1=_coded(coding.actor1, claim.actor1, registry, hiding),
        assoc_actor1=None,
        actor2=_coded(coding.actor2, claim.actor2, registry, hiding),
        assoc_actor2=None,
        notes=(),
        time_precision=_MONTH_PRECISION if by_month and day is not None else coding.time_precision,
        geo_precision=_REGION_PRECISION if coding.geo_precision is not None else None,
        merged_into=APART if coding.merged_into is not None else None,
        rules=(*(rule for rule in coding.rules if not rule.startswith(_TELLING)), RULE),
    )


def _coded(name: str | None, actor: ActorLine | None, registry: Registry, hiding: Hiding) -> str | None:
    """The codebook's name of a side: one that it gives by itself ("Civilians (Mali)"), or that of an armed actor."""
    if name is None or hiding.stand_in(name):
        return None
    if actor is None or actor.type in _UNARMED:
        return name if name.startswith(_GIVEN) else None
    return name if _armed(actor, registry, hiding) is not None else None
