"""What is said beside a cell: how it was come by, how exact it is, what else it may be."""

from __future__ import annotations

import math

from khaldun.publish.receipt.atlas import PRECISION
from khaldun.publish.words import number
from khaldun.records.facts import Candidate
from khaldun.records.lines import ClaimLine, PlaceLine

_EARTH_KM = 6371.0088
_MOST_CANDIDATES = 6


def date_notes(claim: ClaimLine) -> tuple[str, ...]:
    """What its day was counted from, and ACLED's time precision."""
    date = claim.date
    if date is None:
        return ()
    words = {"published": "counted from the day of publication", "report": "the day of publication itself",
             "narrative": "carried on from what is told before"}  # fmt: skip
    return tuple(
        filter(None, (words.get(date.anchor or "", ""), f"time precision {date.precision}" if date.precision else ""))
    )


def toll_notes(claim: ClaimLine) -> tuple[str, ...]:
    """The dead of each side, and whether the figure is shared."""
    return tuple(f"{one.of}: {number(one)}" for one in claim.deaths) + (
        ("* one figure said of several claims together",) if claim.fatalities and claim.fatalities.group else ()
    )


def place_notes(place: PlaceLine | None) -> tuple[str, ...]:
    """Precision, fallback, and the candidates with how far each lies from the chosen one (or from the best)."""
    if place is None:
        return ()
    notes = [PRECISION[place.precision]] if place.precision in PRECISION else []
    if place.fallback is not None:
        notes.append(f"no coordinates of its own; shown at {place.fallback.name} by {place.fallback.rule}")
    chosen = next((one for one in place.candidates if one.gazetteer_id == place.gazetteer_id), None)
    origin = chosen or (place.candidates[0] if place.candidates else None)
    for one in place.candidates[:_MOST_CANDIDATES]:
        notes.append(candidate_note(one, origin))
    rest = len(place.candidates) - _MOST_CANDIDATES
    return (*notes, *([f"and {rest} more candidates"] if rest > 0 else []))


def candidate_note(one: Candidate, origin: Candidate | None) -> str:
    """A place that was considered: how likely, how far from `origin`, and why."""
    name = ", ".join(part for part in (one.name, one.admin1, one.country) if part)
    apart = "" if origin is None or one is origin else f", {_km(one, origin):,.0f} km away"
    reasons = f": {', '.join(one.reasons)}" if one.reasons else ""
    return f"candidate {name} ({one.score:.2f}{apart}){reasons}"


def _km(one: Candidate, other: Candidate) -> float:
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))
