"""What a codebook's data file holds (data/codebooks/*.yaml): tables, named rules, and a worked case for each rule."""

from __future__ import annotations

import datetime as dt

from khaldun.records.annotations import Status
from khaldun.records.base import Record
from khaldun.records.facts import DeathsOf

Scalar = str | int | float | bool | None


class SubEventType(Record, frozen=True, kw_only=True):
    """A sub-event type; the order in the file is its rank within the event type."""

    name: str
    disorder_type: str


class EventType(Record, frozen=True, kw_only=True):
    """An event type; the order in the file is its rank."""

    name: str
    sub_event_types: tuple[SubEventType, ...]


class Government(Record, frozen=True, kw_only=True):
    """From `since` (None: always) to the day before `until` (None: still) the actor so named, or with one of these ids,
    is of another type: that of forces whose country is `country`."""

    names: tuple[str, ...]
    country: str
    type: str
    since: dt.date | None = None
    until: dt.date | None = None


class CivilianKind(Record, frozen=True, kw_only=True):
    """Civilians of a kind ("Journalists"), told by words (regexes) in the report's words for the actor."""

    kind: str
    name: str
    words: tuple[str, ...]


class Territory(Record, frozen=True, kw_only=True):
    """Parts of a state that have a country code of their own: its forces are at home there."""

    state: str
    parts: tuple[str, ...]


class Times(Record, frozen=True, kw_only=True):
    """Longest period, in days, of time precision 2 and 3; words for the first and last part of a month (regexes)."""

    week: int
    month: int
    first: tuple[str, ...]
    last: tuple[str, ...]


class VagueCount(Record, frozen=True, kw_only=True):
    """The deaths that words without a number stand for; `intense` where the fighting is told of as intense.

    `marks` are rules of earlier steps that say the same of a count ("counts/vague-plural").
    """

    rule: str
    words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    deaths: int
    intense: int | None = None


class Deaths(Record, frozen=True, kw_only=True):
    """How words without a number are counted. `numbers` (regexes) tell that there is a number after all."""

    numbers: tuple[str, ...]
    intense: tuple[str, ...]
    plural: VagueCount
    vague: tuple[VagueCount, ...]


class DefaultSide(Record, frozen=True, kw_only=True):
    """The actor that an event type or sub-event type has by definition where the report names none.

    `id` is the registry's without the country, as its unnamed actors have it: "civ" for "civ-syr". `if_died`: only
    where civilians are said to have died.
    """

    rule: str
    event_type: str
    id: str
    name: str
    type: str
    if_died: bool = False


class Unidentified(Record, frozen=True, kw_only=True):
    """The actor of the table where an event type needs one and the report names none."""

    name: str
    type: str
    actor1: tuple[str, ...]
    actor2: tuple[str, ...]


class When(Record, frozen=True, kw_only=True):
    """A condition on a claim; every part that is given must hold.

    `types`: the reader's sub-event type. `doer`, `target`: one actor of that side is one of these (actor types, groups
    of `groups`, "government", "unknown" or "nobody"); `targets`: every target is. `weapons`: classes of the lexicon.
    `trigger`, `words`, `unless`, `place`: regexes sought in the trigger, in its sentence, and in the place's words.
    `deaths`: whether anyone is said to have died.
    """

    types: tuple[str, ...]
    doer: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    deaths: bool | None = None


class CaseDeaths(Record, frozen=True, kw_only=True):
    """A count of deaths; `again`: in the very words in which a claim before has it."""

    low: int | None = None
    high: int | None = None
    of: DeathsOf = "unknown"
    group: str | None = None
    words: str = ""
    again: bool = False
    rules: tuple[str, ...] = ()


class CaseClaim(Record, frozen=True, kw_only=True):
    """A claim of a worked case. `doers`, `targets` name actors of `cast`; `words` is the sentence told in."""

    type: str
    words: str = "Something happened."
    trigger: str = ""
    doers: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    start: dt.date | None = dt.date(2020, 3, 10)
    days: int = 1
    date_words: str = "10 March"
    place: str | None = "Shahba"
    country: str | None = "SYR"
    admin1: str | None = None
    admin2: str | None = None
    candidates: tuple[str, ...] = ()
    latitude: float = 35.0
    longitude: float = 36.0
    precision: int | None = 1
    where_prec: int | None = 1
    fallback: int | None = None
    fallback_country: str | None = None
    located: bool = True
    status: Status = "asserted"
    background: bool = False
    weapons: tuple[str, ...] = ()
    captured: int | None = None
    injured: int | None = None
    group: str | None = None
    deaths: tuple[CaseDeaths, ...] = ()
    sources: tuple[str, ...] = ()


class Case(Record, frozen=True, kw_only=True):
    """A worked case: claims of one report, and what the coded claim `row` must hold (dotted names of the contract)."""

    claims: tuple[CaseClaim, ...]
    expect: dict[str, Scalar]
    row: int = 0


class Rule(Record, frozen=True, kw_only=True):
    """A named rule, restated in our own words, with its section of the codebook and at least one worked case.

    A rule with `when` and `then` settles the sub-event type; these are tried in the order of the file, and the first
    that holds decides. The others say what a table of the file, or the program, does.
    """

    name: str
    text: str
    section: str
    cases: tuple[Case, ...]
    when: When | None = None
    then: str | None = None


class CastActor(Record, frozen=True, kw_only=True):
    """An actor of the worked cases."""

    name: str
    type: str | None = None
    home: str | None = None
    id: str | None = None


class CodebookFile(Record, frozen=True, kw_only=True):
    """The whole file."""

    name: str
    version: str
    source: str
    builtin: str
    event_types: tuple[EventType, ...]
    neutral_types: tuple[str, ...]
    inter: tuple[str, ...]
    interaction_order: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    affiliates: tuple[str, ...]
    governments: tuple[Government, ...]
    territories: tuple[Territory, ...]
    long_range: tuple[str, ...]
    turned_violent: tuple[str, str]
    times: Times
    deaths: Deaths
    crowds: tuple[DefaultSide, ...]
    victims: tuple[DefaultSide, ...]
    perpetrators: tuple[DefaultSide, ...]
    unidentified: Unidentified
    generic_names: dict[str, str]
    cast: dict[str, CastActor]
    rules: tuple[Rule, ...]
