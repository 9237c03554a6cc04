"""Whom a side fights, where a sentence leaves it out and the report tells it elsewhere."""

from __future__ import annotations

import msgspec

from khaldun.assemble.compare import BATTLES
from khaldun.assemble.event import Event
from khaldun.assemble.gather import same_actor
from khaldun.records.facts import ActorFact

_RULE = "assemble/opponent-told"
_CONFIDENCE = 0.45
_FIRE = frozenset({"Air/drone strike", "Shelling/artillery/missile attack"})
_NOT_ARMED = frozenset({"Civilians", "Protesters", "Rioters"})
_MOSTLY = 2 / 3


def settle_opponents(events: list[Event]) -> None:
    """Gives battles with one side, and fire at fighters from nobody, the one enemy the report tells of that side; and
    strikes that a trained reader finds without sides those of the report's other strikes."""
    enmities = [(event.sentence, event.doers[0], event.targets[0]) for event in events if _is_enmity(event)]
    strikes = [event for event in events if event.type in _FIRE and event.doers and event.status != "denied"]
    for event in events:
        if event.type in _FIRE and event.numbers and not (event.doers or event.targets):
            _fire_on(event, strikes)
        if event.type in BATTLES and len(event.doers) > 0 and not event.targets:
            event.targets = _enemy_of(event.doers[0], event, enmities)
        elif event.type in BATTLES | _FIRE and len(event.targets) > 0 and not event.doers:
            event.doers = _enemy_of(event.targets[0], event, enmities)


def _fire_on(event: Event, strikes: list[Event]) -> None:
    """Strikes told without sides ("near X, one strike destroyed …") in a report whose strikes are all by one side; on
    whom, as the nearest before them tells, unless they harm somebody."""
    if not strikes or not all(same_actor(other.doers[0], strikes[0].doers[0]) for other in strikes):
        return
    nearest = min(strikes, key=lambda other: (other.sentence > event.sentence, abs(event.sentence - other.sentence)))
    event.doers = _told_of(nearest.doers[:1])
    if not event.harmed:
        event.targets = _told_of(nearest.targets[:1])
    event.rules.append(_RULE)


def _told_of(actors: list[ActorFact]) -> list[ActorFact]:
    return [
        msgspec.structs.replace(actor, rules=(*actor.rules, _RULE), confidence=min(actor.confidence, _CONFIDENCE))
        for actor in actors
    ]


def _is_enmity(event: Event) -> bool:
    if event.type not in BATTLES | _FIRE or not event.doers or not event.targets or event.status == "denied":
        return False
    doer, target = event.doers[0], event.targets[0]
    return doer.type not in _NOT_ARMED and target.type not in _NOT_ARMED and not same_actor(doer, target)


def _enemy_of(side: ActorFact, event: Event, enmities: list[tuple[int, ActorFact, ActorFact]]) -> list[ActorFact]:
    """The enemy that most of the report's fights with this side are with; of those the telling that is nearest."""
    found = [
        (abs(sentence - event.sentence), target if same_actor(side, doer) else doer)
        for sentence, doer, target in enmities
        if same_actor(side, doer) or same_actor(side, target)
    ]
    if not found or side.type in _NOT_ARMED:
        return []
    nearest = min(found, key=lambda one: one[0])[1]
    if sum(same_actor(nearest, enemy) for _, enemy in found) < _MOSTLY * len(found):
        return []
    event.rules.append(_RULE)
    return _told_of([nearest])
