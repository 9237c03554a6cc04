"""Folds a claim that adds nothing into the claim of its event: one type, place, day and side is one event (ACLED)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from khaldun.assemble.compare import same_place
from khaldun.records.claims import Claim
from khaldun.records.facts import ActorFact

_TOLD = frozenset({"asserted", "reported"})
_VAGUE = ("Unidentified", "Civilians")


def fold(claims: Iterable[Claim]) -> list[Claim]:
    """The claims in their order, each that only tells again of another's event joined with it.

    Joined are claims of one type, place and day of which one counts nothing and names nobody whom the other does not
    name. The fuller one stands; it takes over where the other tells of it and who says so.
    """
    kept: list[Claim] = []
    for claim in claims:
        at = next((index for index, other in enumerate(kept) if _one_event(other, claim)), None)
        if at is None:
            kept.append(claim)
        else:
            kept[at] = _joined(kept[at], claim)
    return kept


def _one_event(one: Claim, other: Claim) -> bool:
    if one.sub_event_type != other.sub_event_type or one.background or other.background:
        return False
    if one.status not in _TOLD or other.status not in _TOLD:
        return False
    if one.place is None or other.place is None or not same_place(one.place, other.place):
        return False
    if one.date is None or other.date is None or one.date.start != other.date.start or one.date.end != other.date.end:
        return False
    return _adds_nothing(other, one) or _adds_nothing(one, other) or _completes(one, other)


def _completes(one: Claim, other: Claim) -> bool:
    """One tells who did it and the other only of the dead: "raided X, Y and Z … nine people were killed in X"."""
    if any((claim.quantities and not claim.deaths) for claim in (one, other)) or (one.deaths and other.deaths):
        return False
    toll, deed = (one, other) if one.deaths or one.injured else (other, one)
    return not toll.doers and bool(deed.doers) and all(_vague(actor) for actor in (*toll.targets, *deed.targets))


def _adds_nothing(thin: Claim, full: Claim) -> bool:
    if thin.deaths or thin.injured is not None or thin.quantities:
        return False
    known = {actor.name for actor in (*full.doers, *full.targets)}
    return all(actor.name in known or (known and _vague(actor)) for actor in (*thin.doers, *thin.targets))


def _vague(actor: ActorFact) -> bool:
    return actor.name.startswith(_VAGUE)


def _joined(one: Claim, other: Claim) -> Claim:
    home, extra = (one, other) if _adds_nothing(other, one) or one.deaths or one.injured else (other, one)
    return msgspec.structs.replace(
        home,
        doers=home.doers or extra.doers,
        targets=home.targets or extra.targets,
        tellings=tuple(dict.fromkeys((*home.tellings, *extra.tellings))),
        sentences=tuple(sorted({*home.sentences, *extra.sentences}, key=lambda span: span.start)),
        sources=tuple(dict.fromkeys((*home.sources, *extra.sources))),
        weapons=tuple(dict.fromkeys((*home.weapons, *extra.weapons))),
        rules=tuple(dict.fromkeys((*home.rules, "assemble/told-again"))),
    )
