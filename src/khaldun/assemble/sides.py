"""Who acts and on whom, where a telling leaves it out: carried from the telling before, or settled by a rule."""

from __future__ import annotations

import msgspec

from khaldun.assemble.compare import BATTLES, EXPLOSIONS, VIOLENT, dates_agree, places_agree
from khaldun.assemble.event import Event
from khaldun.assemble.gather import same_actor
from khaldun.records.facts import ActorFact

_ARMED_DEEDS = EXPLOSIONS | {
    "Attack", "violence", "Abduction/forced disappearance", "Sexual violence", "Armed clash",
}  # fmt: skip
_OF_A_RAID = frozenset(
    {"Sexual violence", "Looting/property destruction", "Abduction/forced disappearance", "Attack", "violence"}
)
_UNIDENTIFIED = "assemble/perpetrator-unidentified"
_REACH = 2


def settle_sides(events: list[Event]) -> None:
    """Fills in the sides of events from the telling before, each by a named rule."""
    last: Event | None = None
    for event in events:
        if last is not None and event.sentence - last.sentence <= _REACH:
            _carry_sides(event, last)
        if event.type in _ARMED_DEEDS:
            event.doers = [_unidentified(actor) if actor.type == "Civilians" else actor for actor in event.doers]
        if not event.background and not event.heading and event.status in {"asserted", "reported"}:
            last = event


def _carry_sides(event: Event, last: Event) -> None:
    if event.type in BATTLES and not event.targets:
        _carry_opponent(event, last)
    if not event.doers and event.has("read/pronoun"):
        event.doers = last.doers
        event.rules.append("assemble/doer-carried")
    if not event.doers and event.type in _OF_A_RAID and _same_raid(event, last):
        event.doers = last.doers
        event.rules.append("assemble/doer-of-the-raid")


def _same_raid(event: Event, last: Event) -> bool:
    """Told right after a raid, of the same place and day: "… four women were raped"."""
    near = event.sentence - last.sentence <= 1 and last.type in VIOLENT
    return near and bool(last.doers) and places_agree(event, last) and dates_agree(event, last)


def _carry_opponent(event: Event, last: Event) -> None:
    """Who is fought against, where the doer goes on fighting: "Then the army advanced on X"."""
    if last.type not in BATTLES or not last.doers or not last.targets:
        return
    if not event.doers:
        event.doers, event.targets = last.doers, last.targets
        event.rules.append("assemble/sides-carried")
    elif same_actor(event.doers[0], last.doers[0]):
        event.targets = last.targets
        event.rules.append("assemble/opponent-carried")


def _unidentified(actor: ActorFact) -> ActorFact:
    """People told of only as "men" who do violence are the country's unidentified armed group."""
    return msgspec.structs.replace(
        actor,
        id=actor.id.replace("civ-", "uag-", 1) if actor.id else None,
        name=actor.name.replace("Civilians", "Unidentified Armed Group", 1),
        type="Political militia",
        rules=(*actor.rules, _UNIDENTIFIED),
        confidence=min(actor.confidence, 0.5),
    )
