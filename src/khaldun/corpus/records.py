"""What the corpus of real text is made of. A coding holds offsets and codes, no words of its source."""

from __future__ import annotations

from typing import Literal

import msgspec

from khaldun.records.annotations import MentionKind, Role, Status
from khaldun.records.base import Record, Span
from khaldun.records.facts import DeathsOf

Source = Literal["event_location", "re3d", "wikievents", "muc4", "written"]
Unit = Literal["sentence", "document"]
Part = Literal["train", "dev", "test", "calibration"]  # the last: of the development part by hash, to fit confidence on
GUIDE = 2  # the version of docs/annotation.md that new codings follow


class Item(Record, frozen=True, kw_only=True):
    """A text to be coded: which one, and what it must be (`sha256` of its UTF-8 text).

    `document` is its key in the source (docs/data.md). `published` is the day that its dates hang on; `basis` says
    whether the text states that day ("stated"), allows to infer it ("inferred"), or it is only assumed ("assumed").
    """

    id: str
    source: Source
    document: str
    unit: Unit
    sha256: str
    part: Part
    pilot: bool = False
    twice: bool = False
    published: str | None = None
    basis: Literal["stated", "inferred", "assumed"] | None = None


class Text(Record, frozen=True, kw_only=True):
    """An item joined to its text: `sentences` are the spans in which roles are told."""

    item: Item
    text: str
    sentences: tuple[Span, ...]


class MarkedMention(Record, frozen=True, kw_only=True):
    """Words that name something: code points `start` to `end` (half-open) of the item's text."""

    id: int
    kind: MentionKind
    start: int
    end: int


class MarkedTrigger(Record, frozen=True, kw_only=True):
    """The words that tell of an event, its ACLED sub-event type and its status."""

    id: int
    start: int
    end: int
    sub_event_type: str
    status: Status
    ongoing: bool = False
    background: bool = False


class MarkedRole(Record, frozen=True, kw_only=True):
    """The mention `mention` is the `role` of the trigger `trigger` (ids of the same coding)."""

    trigger: int
    mention: int
    role: Role


class Days(Record, frozen=True, kw_only=True):
    """Inclusive days, as 2019-11-16."""

    start: str
    end: str


class Where(Record, frozen=True, kw_only=True):
    """A place: its mention, its usual English name, country (ISO 3166, three letters), degrees, ACLED's precision."""

    mention: int | None = None
    name: str | None = None
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: Literal[1, 2, 3] | None = None


class Side(Record, frozen=True, kw_only=True):
    """An actor: its mention, and its name as the codebook writes it."""

    mention: int | None = None
    name: str | None = None


class Number(Record, frozen=True, kw_only=True):
    """A count of people; `high` null and `unbounded` for "at least"; `group` joins one total said of several events."""

    low: int
    best: int | None = None
    high: int | None = None
    unbounded: bool = False
    group: str | None = None


class Toll(Number, frozen=True, kw_only=True):
    """The dead of one side."""

    of: DeathsOf


class Event(Record, frozen=True, kw_only=True):
    """An event of a document at one place: `triggers` are the ids of its tellings, the best-telling first."""

    triggers: tuple[int, ...]
    sub_event_type: str
    status: Status
    ongoing: bool = False
    background: bool = False
    date: Days | None = None
    place: Where | None = None
    actor1: Side | None = None
    assoc_actor1: tuple[Side, ...] = ()
    actor2: Side | None = None
    assoc_actor2: tuple[Side, ...] = ()
    deaths: tuple[Toll, ...] = ()
    injured: Number | None = None
    optional: bool = False


class Coding(Record, frozen=True, kw_only=True):
    """One coder's coding of one item (a line of corpus/real).

    `pass` counts the codings of the item under one guide, "adjudicated" is the settled one; `guide` is the guide's
    version. `events` is null for sentences, empty for a document that tells of none.
    """

    id: str
    source: Source
    sha256: str
    coder: str
    pass_: Literal["pilot", "first", "second", "adjudicated"] = msgspec.field(name="pass")
    guide: int
    mentions: tuple[MarkedMention, ...] = ()
    triggers: tuple[MarkedTrigger, ...] = ()
    roles: tuple[MarkedRole, ...] = ()
    events: tuple[Event, ...] | None = None
