"""The events of a coded document as claims of the contract, with the words that the offsets stand for."""

from __future__ import annotations

from collections.abc import Iterator

from khaldun.corpus.check import EventTypeOf
from khaldun.corpus.records import Coding, Event, Number, Side, Text, Where
from khaldun.corpus.store import Coded
from khaldun.records.base import Span
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    ContractLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    ReportLine,
    ReportRef,
)


def claim_lines(coded: Coded, event_type_of: EventTypeOf) -> Iterator[ContractLine]:
    """The document's report line, named by the item, and a claim line for each of its events."""
    item = coded.text.item
    yield ReportLine(id=item.sha256, name=item.id, published=item.published, text=coded.text.text, language="en")
    for event in coded.coding.events or ():
        yield _claim(event, coded.coding, coded.text, event_type_of)


def _claim(event: Event, coding: Coding, text: Text, event_type_of: EventTypeOf) -> ClaimLine:
    tellings = tuple(Span.of(text.text, coding.triggers[at].start, coding.triggers[at].end) for at in event.triggers)

    def side(actor: Side | None) -> ActorLine | None:
        if actor is None:
            return None
        words = _words(actor.mention, coding, text)
        return ActorLine(quote=words.quote if words else None, name=actor.name, evidence=(words,) if words else ())

    def sides(actors: tuple[Side, ...]) -> tuple[ActorLine, ...]:
        return tuple(line for line in map(side, actors) if line is not None)

    return ClaimLine(
        report=ReportRef(id=text.item.sha256, name=text.item.id),
        event_type=event_type_of(event.sub_event_type),
        sub_event_type=event.sub_event_type,
        status=event.status,
        ongoing=event.ongoing,
        background=event.background,
        trigger=tellings[0],
        date=None if event.date is None else DateLine(start=event.date.start, end=event.date.end),
        place=None if event.place is None else _place(event.place, coding, text),
        actor1=side(event.actor1),
        assoc_actor1=sides(event.assoc_actor1),
        actor2=side(event.actor2),
        assoc_actor2=sides(event.assoc_actor2),
        deaths=tuple(
            DeathLine(
                of=toll.of, low=toll.low, best=toll.best, high=toll.high, unbounded=toll.unbounded, group=toll.group
            )
            for toll in event.deaths
        ),
        injured=None if event.injured is None else _count(event.injured),
        optional=event.optional,
        tellings=tellings[1:],
        method=f"coder/{coding.coder}",
    )


def _place(place: Where, coding: Coding, text: Text) -> PlaceLine:
    words = _words(place.mention, coding, text)
    return PlaceLine(
        quote=words.quote if words else None,
        name=place.name,
        country=place.country,
        admin1=place.admin1,
        latitude=place.latitude,
        longitude=place.longitude,
        precision=place.precision,
        evidence=(words,) if words else (),
    )


def _count(number: Number) -> CountLine:
    return CountLine(low=number.low, best=number.best, high=number.high, unbounded=number.unbounded, group=number.group)


def _words(mention: int | None, coding: Coding, text: Text) -> Span | None:
    if mention is None:
        return None
    marked = coding.mentions[mention]
    return Span.of(text.text, marked.start, marked.end)
