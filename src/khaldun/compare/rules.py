"""What may pair, how alike it is, and from when on it counts (data/compare.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError

PARTS = ("days", "place", "type", "sides", "deaths")
Codes = dict[str, dict[int, float]]  # by whose codebook and code of precision


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each part of a score weighs."""

    days: float
    place: float
    type: float
    sides: float
    deaths: float


class Days(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`slack`: days that may lie between two rows. `overlapping`: the score of days that touch, at least."""

    slack: Codes
    overlapping: float


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Kilometres that may lie between two rows, and how a distance becomes a score."""

    reach_km: Codes
    countrywide: dict[str, tuple[int, ...]]
    fades_km: float
    faintest: float
    same_name_km: float
    same_name: float


class Alike(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two event types that two coders may give one event."""

    one: str
    other: str
    score: float


class Type(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How alike two types are."""

    same_event_type: float
    alike: tuple[Alike, ...]
    other_violence: float


class Sides(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How alike two names of actors are. `words` is a percentage."""

    words: float
    alike: float
    vague: tuple[str, ...]
    neither: float
    common: tuple[str, ...]


class Deaths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`overlapping`: the score of figures whose ranges overlap, at least."""

    overlapping: float


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What codes mean, in words: precisions by whose codebook, and GED's types of violence."""

    day_precision: dict[str, dict[int, str]]
    place_precision: dict[str, dict[int, str]]
    violence: dict[int, str]


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it. Scores are 0 to 1; a pair counts from `least` on, and is doubtful where another comes within `alike`
    of it; `kept` rows of theirs are weighed for each of ours."""

    version: str
    least: float
    alike: float
    kept: int
    weights: Weights
    days: Days
    place: Place
    type: Type
    sides: Sides
    deaths: Deaths
    words: Told


def load_rules(path: Path = DATA / "compare.yaml") -> Rules:
    """The rules of a file.

    Raises:
        DataError: it is missing, or wrong; names the file, line and field.
    """
    rules = load_yaml(path, Rules)
    weights = [getattr(rules.weights, part) for part in PARTS]
    if min(weights) < 0 or not sum(weights) or not 0 < rules.least <= 1 or rules.kept < 1:
        raise DataError(f"{path}: weights, least or kept are out of their bounds.", advice="Weights are 0 or more.")
    return rules


@cache
def packaged_rules() -> Rules:
    """The rules that come with Khaldun."""
    return load_rules()
