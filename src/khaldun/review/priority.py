"""What is looked at first: where a draft may well be wrong, and where being wrong matters (doubt × consequence)."""

from __future__ import annotations

import math

from khaldun.records.lines import ClaimLine

_TOLD = frozenset({"asserted", "reported"})
_ASIDE = 0.25  # what is only planned, possible, denied, habitual or background weighs so much of what happened
_UNKNOWN = 0.5


def priority(line: ClaimLine) -> float:
    """Doubt (0 to 1) times consequence (above 0): the higher, the sooner."""
    return round(doubt(line) * consequence(line), 4)


def doubt(line: ClaimLine) -> float:
    """How likely something in the draft is wrong: one minus the product of how sure its parts are."""
    sure = line.confidence
    told = (sure.claim, sure.date, sure.place, sure.actor1, sure.actor2)
    known = [value for value in told if value is not None] or [_UNKNOWN]
    return 1.0 - math.prod(known)


def consequence(line: ClaimLine) -> float:
    """How much hangs on the claim: deaths by their order of size, more where civilians are the target."""
    dead = sum(death.low or death.best or 0 for death in line.deaths)
    weight = 1.0 + math.log2(1 + dead)
    if line.coding is not None and line.coding.civilian_targeting:
        weight += 1.0
    happened = line.status in _TOLD and not line.background
    return weight if happened else weight * _ASIDE
