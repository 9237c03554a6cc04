"""How sure each part of a claim is, as a share that holds: of the claims given .7, seven in ten are right.

The weights (data/calibration.yaml) are fitted on reports that no reader was trained or tuned on, by
`python -m training.calibrate`; docs/confidence.md shows how far they hold. A value is 1 / (1 + exp(-s)), s the sum of
the weights of what is so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import msgspec

from khaldun.records.claims import Claim
from khaldun.records.facts import ActorFact, DateFact, PlaceFact

Weights = Mapping[str, float]
_LEAST = 0.02


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The weights of one reader's claims, days, places and sides, by the name of what is so."""

    claim: dict[str, float]
    date: dict[str, float]
    place: dict[str, float]
    side: dict[str, float]


def settle_confidence(claims: Iterable[Claim], calibration: Calibration) -> tuple[Claim, ...]:
    """The claims with their confidence and that of their day, place and sides."""
    return tuple(_settled(claim, calibration) for claim in claims)


def _settled(claim: Claim, calibration: Calibration) -> Claim:
    date, place = claim.date, claim.place
    whole = share(claim_features(claim), calibration.claim)
    return msgspec.structs.replace(
        claim,
        confidence=whole,
        date=date and msgspec.structs.replace(date, confidence=share(date_features(date), calibration.date)),
        place=place
        and msgspec.structs.replace(place, confidence=share(place_features(place, claim), calibration.place)),
        doers=tuple(_side(actor, calibration) for actor in claim.doers),
        targets=tuple(_side(actor, calibration) for actor in claim.targets),
    )


def _side(actor: ActorFact, calibration: Calibration) -> ActorFact:
    return msgspec.structs.replace(actor, confidence=share(side_features(actor), calibration.side))


def share(features: Weights, weights: Weights) -> float:
    """The share for what is so; what has no weight counts for nothing."""
    total = sum(value * weights.get(name, 0.0) for name, value in features.items())
    return 1 / (1 + math.exp(-total))


def claim_features(claim: Claim) -> dict[str, float]:
    """What speaks for and against a claim."""
    date, place = claim.date, claim.place
    return {
        "bias": 1.0,
        "trigger": _logit(claim.confidence),
        "both-agree": _is("read/both-agree" in claim.rules),
        "types-differ": _is("read/types-differ" in claim.rules),
        "told-again": _is(len(claim.tellings) > 1),
        "doer": _is(claim.doers),
        "target": _is(claim.targets),
        "toll": _is(claim.deaths or claim.injured),
        "reported": _is(claim.status == "reported"),
        "place": _logit(place.confidence) if place else 0.0,
        "place-found": _is(place and place.latitude is not None),
        "place-carried": _is(any(rule.startswith("assemble/place") for rule in claim.rules)),
        "place-of-sentence": _is("read/place-of-sentence" in claim.rules),
        "town-of-building": _is(place and "assemble/town-of-building" in place.rules),
        "wide": _is(place and (place.precision or 1) > 1),
        "listed": _is(claim.group),
        "date": _logit(date.confidence) if date else 0.0,
        "date-said": _is(date and date.anchor != "report" and date.evidence),
        "date-of-publication": _is(date and date.anchor == "report"),
        "date-carried": _is(date and any(rule.startswith("assemble/date") for rule in date.rules)),
        "background": _is(claim.background),
    }


def date_features(date: DateFact) -> dict[str, float]:
    """What speaks for and against a day."""
    return {
        "bias": 1.0,
        "confidence": _logit(date.confidence),
        "carried": _is(any(rule.startswith("assemble/date") for rule in date.rules)),
        "of-publication": _is(date.anchor == "report"),
        "one-day": _is((date.end - date.start).days == 1),
    }


def place_features(place: PlaceFact, claim: Claim) -> dict[str, float]:
    """What speaks for and against a place."""
    return {
        "bias": 1.0,
        "confidence": _logit(place.confidence),
        "found": _is(place.latitude is not None),
        "wide": _is((place.precision or 1) > 1),
        "carried": _is(any(rule.startswith("assemble/place") for rule in claim.rules)),
        "town-of-building": _is("assemble/town-of-building" in place.rules),
        "of-sentence": _is("read/place-of-sentence" in claim.rules),
    }


def side_features(actor: ActorFact) -> dict[str, float]:
    """What speaks for and against an actor of a side."""
    return {
        "bias": 1.0,
        "confidence": _logit(actor.confidence),
        "known": _is(actor.id),
        "carried": _is(any(rule.startswith("assemble/") for rule in actor.rules)),
        "civilians": _is(actor.type == "Civilians"),
    }


def _is(value: object) -> float:
    return float(bool(value))


def _logit(value: float) -> float:
    value = min(max(value, _LEAST), 1 - _LEAST)
    return math.log(value / (1 - value))
