"""What a reader finds in an article: sentences, mentions, triggers and the links between them."""

from __future__ import annotations

from typing import Literal

from khaldun.records.base import Record, Span

MentionKind = Literal["actor", "place", "date", "count", "weapon", "source"]
Status = Literal["asserted", "reported", "possible", "planned", "denied", "habitual"]
Role = Literal[
    "doer", "target", "associated", "place", "from", "to", "date", "killed", "wounded", "captured",
    "quantity", "weapon", "source",
]  # fmt: skip


class Sentence(Record, frozen=True, kw_only=True):
    """A sentence: `block` indexes `Article.blocks`; `heading` is true in titles and headings."""

    span: Span
    block: int
    heading: bool = False


class Mention(Record, frozen=True, kw_only=True):
    """Words that name an actor, a place, a date, a count, a weapon or a source.

    `span` is the whole phrase ("positions of pro-Turkish forces" → "pro-Turkish forces"; "the village of Shnan" →
    "village of Shnan"), `head` the name inside it, or its head noun ("Shnan"). `sense` says what kind of thing:
    for a place "village", "town", "city", "district", "province", "region", "country", "hill", "airbase", "base",
    "facility", "road", "border", "river", "camp", "area", or "" (unknown);
    for an actor "named", "force", "generic", "civilian", "person";
    for a count what is counted ("killed", "wounded", "captured", "strikes", "people", …); for a weapon its class.
    `container` is the id of the place mention that this one is said to lie in; `near` is true where the words only
    place it near the name ("12 km south of X", "outside X"); `part` is a compass part ("northern") of a region.
    """

    id: int
    kind: MentionKind
    span: Span
    head: Span
    sentence: int
    sense: str = ""
    container: int | None = None
    near: bool = False
    part: str = ""
    rules: tuple[str, ...] = ()


class Trigger(Record, frozen=True, kw_only=True):
    """The word or words that tell of an event, with its ACLED sub-event type and its status.

    Triggers of one `event` number tell of one event; None where the reader does not say.
    """

    id: int
    span: Span
    sentence: int
    sub_event_type: str
    status: Status = "asserted"
    ongoing: bool = False
    background: bool = False
    rules: tuple[str, ...] = ()
    confidence: float = 0.5
    event: int | None = None


class Link(Record, frozen=True, kw_only=True):
    """A role: the mention `mention` is the `role` of the trigger `trigger` (both ids)."""

    trigger: int
    mention: int
    role: Role
    rules: tuple[str, ...] = ()


class Annotated(Record, frozen=True, kw_only=True):
    """An article as a reader understood it. `method` is the reader's versioned name.

    `restored` is the text with the capitals that its own lacks, as long as the text, where the reader read it so.
    """

    report_id: str
    method: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    links: tuple[Link, ...]
    dispositions: tuple[tuple[str, str], ...] = ()
    restored: str | None = None
