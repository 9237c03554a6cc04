"""Who can do what: people told of only as "men" who do violence are an unidentified armed group."""

from __future__ import annotations

import msgspec

from khaldun.assemble.compare import EXPLOSIONS
from khaldun.assemble.event import Event
from khaldun.records.facts import ActorFact

_ARMED_DEEDS = EXPLOSIONS | {"Attack", "violence", "Abduction/forced disappearance", "Sexual violence", "Armed clash"}
_RULE = "assemble/perpetrator-unidentified"


def settle_sides(event: Event) -> None:
    """Civilians as doers of armed violence become the country's unidentified armed group, by a named rule."""
    if event.type not in _ARMED_DEEDS:
        return
    event.doers = [_unidentified(actor) if actor.type == "Civilians" else actor for actor in event.doers]


def _unidentified(actor: ActorFact) -> ActorFact:
    return msgspec.structs.replace(
        actor,
        id=actor.id.replace("civ-", "uag-", 1) if actor.id else None,
        name=actor.name.replace("Civilians", "Unidentified Armed Group", 1),
        type="Political militia",
        rules=(*actor.rules, _RULE),
        confidence=min(actor.confidence, 0.5),
    )
