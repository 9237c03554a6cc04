"""Sides that stand together: who is told of beside an actor as its ally ("X, backed by Y", "X and allied Y") is not
its enemy."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from khaldun.assemble.event import Event
from khaldun.datafile import DATA, load_yaml
from khaldun.records.facts import ActorFact

_RULE = "assemble/ally-beside"
_BETWEEN = 14  # code points that may stand between the words for it and the ally: "backed by a dozen fighters"


class _Words(msgspec.Struct, frozen=True, kw_only=True):
    association: tuple[str, ...]


def settle_allies(events: list[Event], text: str) -> None:
    """Moves targets to the doers' side whose ally words beside them call them; and those whose only enemies are."""
    for event in events:
        friends = [each for each in event.targets if any(_is_beside(doer, each, text) for doer in event.doers)]
        only = event.doers and all(any(_is_beside(each, doer, text) for each in event.targets) for doer in event.doers)
        joined = event.targets if only else friends
        if joined:
            event.doers = [*event.doers, *joined]
            event.targets = [actor for actor in event.targets if actor not in joined]
            event.rules.append(_RULE)


def _is_beside(actor: ActorFact, ally: ActorFact, text: str) -> bool:
    """Whether an actor's words are followed by words for acting together, and these by the ally's."""
    if not actor.evidence or not ally.evidence or ally.evidence[0].start <= actor.evidence[0].end:
        return False
    found = _with().match(text, actor.evidence[0].end, ally.evidence[0].end)
    if found is None:
        return False
    between = text[found.end() : ally.evidence[0].start]
    return len(between) <= _BETWEEN and not set(between) & set(".,;:!?\n")


@cache
def _with() -> re.Pattern[str]:
    words = load_yaml(DATA / "lexicon" / "status.yaml", _Words).association
    return re.compile(rf"[\s,]*(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b", re.IGNORECASE)
