"""What a coding must be: inside its text, flat, complete in itself, and nothing that the codebook forbids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import pairwise

from khaldun.corpus.records import GUIDE, Coding, Event, MarkedMention, MarkedTrigger, Number, Text

Mark = MarkedMention | MarkedTrigger
EventTypeOf = Callable[[str], str | None]

# Which kinds of mention may fill which role.
FILLS = {
    "doer": {"actor"},
    "target": {"actor", "place", "weapon"},
    "associated": {"actor"},
    "place": {"place"},
    "from": {"place"},
    "to": {"place"},
    "date": {"date"},
    "killed": {"count"},
    "wounded": {"count"},
    "captured": {"count"},
    "weapon": {"weapon"},
    "source": {"source", "actor"},
}


def faults(coding: Coding, text: Text, event_type_of: EventTypeOf) -> Iterator[str]:
    """What is wrong with a coding, each as a sentence that names the mark; nothing where all is well."""
    if coding.sha256 != text.item.sha256:
        yield f"it was coded on SHA-256 {coding.sha256}, the text has {text.item.sha256}"
        return
    if coding.guide > GUIDE:
        yield f"it follows guide {coding.guide}, but this Khaldun knows guides up to {GUIDE}"
        return
    yield from _marks(coding, text, event_type_of)
    yield from _roles(coding, text)
    yield from _events(coding, text, event_type_of)


def _marks(coding: Coding, text: Text, event_type_of: EventTypeOf) -> Iterator[str]:
    for name, ids in (
        ("mention", [one.id for one in coding.mentions]),
        ("trigger", [one.id for one in coding.triggers]),
    ):
        if ids != list(range(len(ids))):
            yield f"its {name}s are not numbered 0, 1, 2 …"
    everything: list[Mark] = [*coding.mentions, *coding.triggers]
    everything.sort(key=lambda mark: (mark.start, mark.end))
    for mark in everything:
        words = text.text[mark.start : mark.end]
        if not 0 <= mark.start < mark.end <= len(text.text):
            yield f"{_name(mark)} does not lie in the text of {len(text.text)} code points"
        elif words != words.strip():
            yield f"{_name(mark)} begins or ends with white space"
    for left, right in pairwise(everything):
        if right.start < left.end:
            yield f"{_name(left)} and {_name(right)} overlap"
    for trigger in coding.triggers:
        if event_type_of(trigger.sub_event_type) is None:
            yield f"{_name(trigger)}: {trigger.sub_event_type!r} is no sub-event type of the codebook"


def _roles(coding: Coding, text: Text) -> Iterator[str]:
    seen: set[tuple[int, int, str]] = set()
    for role in coding.roles:
        if not (0 <= role.trigger < len(coding.triggers) and 0 <= role.mention < len(coding.mentions)):
            yield f"role {role.role} joins trigger {role.trigger} to mention {role.mention}, which are not there"
            continue
        trigger, mention = coding.triggers[role.trigger], coding.mentions[role.mention]
        if mention.kind not in FILLS[role.role]:
            yield f"{_name(mention)} cannot be the {role.role} of {_name(trigger)}"
        if _sentence(trigger, text) != _sentence(mention, text):
            yield f"{_name(mention)} and {_name(trigger)} stand in different sentences, but roles stay inside one"
        key = (role.trigger, role.mention, role.role)
        if key in seen:
            yield f"{_name(mention)} is the {role.role} of {_name(trigger)} twice"
        seen.add(key)


def _events(coding: Coding, text: Text, event_type_of: EventTypeOf) -> Iterator[str]:
    if (coding.events is None) != (text.item.unit == "sentence"):
        yield "documents have events (perhaps none: []), sentences have null"
    told = {trigger for event in coding.events or () for trigger in event.triggers}
    if coding.events is not None and (silent := set(range(len(coding.triggers))) - told):
        yield f"no event lists its triggers {', '.join(map(str, sorted(silent)))}"
    for number, event in enumerate(coding.events or (), start=1):
        yield from (f"event {number}: {fault}" for fault in _event(event, coding, event_type_of))


def _event(event: Event, coding: Coding, event_type_of: EventTypeOf) -> Iterator[str]:
    if event_type_of(event.sub_event_type) is None:
        yield f"{event.sub_event_type!r} is no sub-event type of the codebook"
    if not event.triggers:
        yield "it has no trigger"
    if any(not 0 <= trigger < len(coding.triggers) for trigger in event.triggers):
        yield "it lists a trigger that is not there"
    sides = (event.actor1, *event.assoc_actor1, event.actor2, *event.assoc_actor2)
    pointed = [(side.mention, "actor", "a side") for side in sides if side is not None]
    pointed.append((event.place.mention if event.place is not None else None, "place", "its place"))
    for mention, kind, what in pointed:
        if mention is None:
            continue
        if not 0 <= mention < len(coding.mentions):
            yield f"{what} points at mention {mention}, which is not there"
        elif coding.mentions[mention].kind != kind and (kind, coding.mentions[mention].kind) != ("actor", "source"):
            yield f"{what} points at {_name(coding.mentions[mention])}"
    yield from _values(event, event_type_of)


def _values(event: Event, event_type_of: EventTypeOf) -> Iterator[str]:
    if event.date is not None:
        try:
            if dt.date.fromisoformat(event.date.end) < dt.date.fromisoformat(event.date.start):
                yield "its date ends before it starts"
        except ValueError:
            yield f"its date {event.date.start} to {event.date.end} is no pair of days (write them as 2019-11-16)"
    place = event.place
    if place is not None:
        if (place.latitude is None) != (place.longitude is None):
            yield "its place has one coordinate of two"
        if not (-90 <= (place.latitude or 0) <= 90 and -180 <= (place.longitude or 0) <= 180):
            yield "its coordinates lie outside the earth"
        if place.country is not None and not (len(place.country) == 3 and place.country.isupper()):
            yield f"its country {place.country!r} is not of three letters (ISO 3166)"
    for number in (*event.deaths, *((event.injured,) if event.injured is not None else ())):
        yield from _number(number)
    if event_type_of(event.sub_event_type) == "Battles" and any(
        (side.name or "").startswith("Civilians") for side in (*event.assoc_actor1, *event.assoc_actor2)
    ):
        yield "civilians are never associated actors in battles"


def _number(number: Number) -> Iterator[str]:
    best = number.low if number.best is None else number.best
    if number.low < 0 or best < number.low or (number.high is not None and number.high < best):
        yield f"a count of low {number.low}, best {number.best}, high {number.high} is not in order"
    if number.unbounded and number.high is not None:
        yield "a count is unbounded and has a highest figure"


def _sentence(mark: Mark, text: Text) -> int | None:
    return next(
        (at for at, span in enumerate(text.sentences) if span.start <= mark.start and mark.end <= span.end), None
    )


def _name(mark: Mark) -> str:
    kind = mark.kind if isinstance(mark, MarkedMention) else "trigger"
    return f"{kind} {mark.id} ({mark.start}–{mark.end})"
