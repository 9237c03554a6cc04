"""Facts: a value with its evidence, the rules that made it, and how sure it is."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from khaldun.records.base import Record, Span


class Fact(Record, frozen=True, kw_only=True):
    """What every value carries: the words it comes from, the named rules that made or changed it, the method."""

    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class DateFact(Fact, frozen=True, kw_only=True):
    """Days as a half-open interval [`start`, `end`).

    `anchor` names what the words were counted from: "published", "dateline", "narrative" (the day told of before),
    "stated" (the words say the day in full), or "report" (no words; the publication day used by a named rule).
    """

    start: dt.date
    end: dt.date
    anchor: str
    confidence: float = 0.5


class Candidate(Record, frozen=True, kw_only=True):
    """One place of the gazetteer that the words may mean. `country` is ISO 3166-1 alpha-3; `score` is in [0, 1]."""

    name: str
    gazetteer_id: str
    latitude: float
    longitude: float
    score: float
    reasons: tuple[str, ...] = ()
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    feature: str = ""


class Fallback(Record, frozen=True, kw_only=True):
    """Where a codebook that must have coordinates puts an unresolved place: by `rule`, with the precision it takes
    (`precision` is ACLED's, `where_prec` UCDP's; `country` is ISO alpha-3)."""

    rule: str
    name: str
    latitude: float
    longitude: float
    precision: int
    gazetteer_id: str | None = None
    where_prec: int | None = None
    country: str | None = None


class PlaceFact(Fact, frozen=True, kw_only=True):
    """A place: the chosen candidate's values, or `unresolved` with candidates and perhaps a fallback.

    `precision` is ACLED's geo precision (1 the settlement, 2 near it or part of a region, 3 a larger region),
    `where_prec` UCDP's (1 the place, 2 within 25 km, 3 the district, 4 the region, 5 a line or an area without borders,
    6 the country).
    An unresolved place has no coordinates of its own. `geometry` is a GeoJSON geometry as text, for areas.
    """

    quote: str
    name: str | None = None
    gazetteer_id: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: int | None = None
    where_prec: int | None = None
    geometry: str | None = None
    unresolved: bool = False
    fallback: Fallback | None = None
    candidates: tuple[Candidate, ...] = ()
    confidence: float = 0.5


class ActorFact(Fact, frozen=True, kw_only=True):
    """An actor as named in the text (`quote`) and in the registry (`id`, `name`), null id where it is not there.

    `type` is the ACLED actor type at home ("State forces", "Rebel group", "Political militia", "Identity militia",
    "Rioters", "Protesters", "Civilians", "External/Other forces"); `home` its ISO alpha-3 country, which the code
    step compares with the event's. `stance` keeps a loaded word of the source ("terrorists") and is never coded.
    """

    quote: str
    id: str | None = None
    name: str
    type: str | None = None
    home: str | None = None
    stance: str | None = None
    confidence: float = 0.5


DeathsOf = Literal["actor1", "actor2", "civilians", "unknown"]


class CountFact(Fact, frozen=True, kw_only=True):
    """A number as a closed interval: `high` null and `unbounded` true where the words leave it open ("at least 6").

    `group` marks a count said of several claims together: one total, repeated on each.
    """

    low: int | None
    best: int | None = None
    high: int | None = None
    unbounded: bool = False
    group: str | None = None


class DeathFact(CountFact, frozen=True, kw_only=True):
    """Deaths of one side."""

    of: DeathsOf = "unknown"


class QuantityFact(CountFact, frozen=True, kw_only=True):
    """A count of something else: strikes, vehicles, captives, displaced people."""

    what: str


class WeaponFact(Fact, frozen=True, kw_only=True):
    """A weapon or platform: its words and its class of the lexicon."""

    quote: str
    class_: str


class SourceFact(Fact, frozen=True, kw_only=True):
    """Who says so inside the report."""

    name: str


class Resolved(Record, frozen=True, kw_only=True):
    """The resolver's answer for a report: mention id → fact."""

    dates: dict[int, DateFact]
    places: dict[int, PlaceFact]
    actors: dict[int, ActorFact]
    counts: dict[int, CountFact]
