"""A coder's sheet → a coding: words with the number of their sentence become offsets.

A sheet is one JSON object an item. `sentences` maps the number of a sentence to its `mentions` (words by kind) and
`triggers`; a role of a trigger lists words that stand among the mentions. Words that stand in their sentence more than
once take "#2" for their second occurrence. In `events`, "3:shelled" is the trigger or mention of sentence 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from khaldun.corpus.records import (
    GUIDE,
    Coding,
    Days,
    Event,
    MarkedMention,
    MarkedRole,
    MarkedTrigger,
    Number,
    Side,
    Text,
    Toll,
    Where,
)
from khaldun.errors import ItemError
from khaldun.records.annotations import MentionKind, Role, Status
from khaldun.records.base import Span

_ROLES: tuple[Role, ...] = (
    "doer", "target", "associated", "place", "from", "to", "date", "killed", "wounded", "captured", "weapon", "source",
)  # fmt: skip


class SheetError(ItemError):
    """A coder's sheet says what its text or the guide do not allow; the message names item and field."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a coder wrote about one item."""

    id: str
    sentences: dict[str, SheetSentence] = {}
    events: tuple[SheetEvent, ...] = ()
    note: str = ""


class SheetSentence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mentions by kind, and triggers, of one sentence."""

    triggers: tuple[SheetTrigger, ...]
    mentions: dict[MentionKind, tuple[str, ...]] = {}


class SheetTrigger(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A trigger with its roles."""

    trigger: str
    type: str
    status: Status
    ongoing: bool = False
    background: bool = False
    doer: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    associated: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    to: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    killed: tuple[str, ...] = ()
    wounded: tuple[str, ...] = ()
    captured: tuple[str, ...] = ()
    weapon: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


class SheetPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    mention: str | None = None
    name: str | None = None
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: Literal[1, 2, 3] | None = None


class SheetSide(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    mention: str | None = None
    name: str | None = None


class SheetEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event of a document."""

    triggers: tuple[str, ...]
    type: str
    status: Status
    ongoing: bool = False
    background: bool = False
    date: Days | None = None
    place: SheetPlace | None = None
    actor1: SheetSide | None = None
    assoc_actor1: tuple[SheetSide, ...] = ()
    actor2: SheetSide | None = None
    assoc_actor2: tuple[SheetSide, ...] = ()
    deaths: tuple[Toll, ...] = ()
    injured: Number | None = None
    optional: bool = False


def transcribe(
    sheet: Sheet, text: Text, *, coder: str, pass_: Literal["pilot", "first", "second", "adjudicated"]
) -> Coding:
    """The sheet's coding, by offsets into the item's text.

    Raises:
        SheetError: words that are not in their sentence or stand there twice without a number, a role or an event
            that points at what is not marked; names item, sentence and words.
    """
    marks = _Marks(sheet, text)
    document = text.item.unit == "document"
    if sheet.events and not document:
        raise SheetError(f"{sheet.id}: a sentence has no document events.")
    return Coding(
        id=sheet.id,
        source=text.item.source,
        sha256=text.item.sha256,
        coder=coder,
        pass_=pass_,
        guide=GUIDE,
        mentions=tuple(marks.mentions),
        triggers=tuple(marks.triggers),
        roles=tuple(marks.roles),
        events=tuple(_event(event, marks, f"{sheet.id}, event {at}") for at, event in enumerate(sheet.events, start=1))
        if document
        else None,
    )


class _Marks:
    """The marks of a sheet by offset, and what words of which sentence became which of them."""

    def __init__(self, sheet: Sheet, text: Text) -> None:
        self.mentions: list[MarkedMention] = []
        self.triggers: list[MarkedTrigger] = []
        self.roles: list[MarkedRole] = []
        self._mention_of: dict[tuple[str, str], int] = {}
        self._trigger_of: dict[tuple[str, str], int] = {}
        self._item = sheet.id
        for number in sorted(sheet.sentences, key=lambda number: (len(number), number)):
            if not number.isdecimal() or not 1 <= int(number) <= len(text.sentences):
                raise SheetError(f"{sheet.id}: it has no sentence {number!r}, only 1 to {len(text.sentences)}.")
            self._mark(number, sheet.sentences[number], text.sentences[int(number) - 1])

    def _mark(self, number: str, sentence: SheetSentence, span: Span) -> None:
        where = f"{self._item}, sentence {number}"
        for kind, quotes in sentence.mentions.items():
            for quote in quotes:
                start, end = find_words(quote, span, where)
                self._mention_of[number, quote] = len(self.mentions)
                self.mentions.append(MarkedMention(id=len(self.mentions), kind=kind, start=start, end=end))
        for trigger in sentence.triggers:
            start, end = find_words(trigger.trigger, span, where)
            identity = len(self.triggers)
            self._trigger_of[number, trigger.trigger] = identity
            self.triggers.append(
                MarkedTrigger(
                    id=identity,
                    start=start,
                    end=end,
                    sub_event_type=trigger.type,
                    status=trigger.status,
                    ongoing=trigger.ongoing,
                    background=trigger.background,
                )
            )
            self._link(identity, trigger, number, where)

    def _link(self, identity: int, trigger: SheetTrigger, number: str, where: str) -> None:
        for role in _ROLES:
            for quote in getattr(trigger, "from_" if role == "from" else role):
                mention = self._mention_of.get((number, quote))
                if mention is None:
                    raise SheetError(f"{where}: {role} {quote!r} of {trigger.trigger!r} is not among the mentions.")
                self.roles.append(MarkedRole(trigger=identity, mention=mention, role=role))

    def trigger(self, reference: str, where: str) -> int:
        """The id of the trigger "3:shelled"."""
        return _looked_up(self._trigger_of, reference, where, "trigger")

    def mention(self, reference: str | None, where: str) -> int | None:
        """The id of the mention "3:Tal Amra"."""
        return None if reference is None else _looked_up(self._mention_of, reference, where, "mention")


def _looked_up(marks: Mapping[tuple[str, str], int], reference: str, where: str, kind: str) -> int:
    number, _, quote = reference.partition(":")
    found = marks.get((number, quote))
    if found is None:
        raise SheetError(f"{where}: no {kind} {reference!r} is marked; write it as its sentence has it.")
    return found


def find_words(quote: str, sentence: Span, where: str) -> tuple[int, int]:
    """Where words stand in the text, given their sentence: "the army", or "the army#2" for the second time.

    Raises:
        SheetError: they are not there, or several times and no number says which.
    """
    words, mark, ordinal = quote.rpartition("#")
    if not (mark and ordinal.isdecimal() and words):
        words, ordinal = quote, ""
    places = list(_whole_words(words, sentence.quote))
    if not places:
        raise SheetError(f"{where}: the words {words!r} are not in it.")
    if not ordinal and len(places) > 1:
        raise SheetError(f"{where}: {words!r} stands there {len(places)} times; say which, as {words + '#1'!r}.")
    if ordinal and not 1 <= int(ordinal) <= len(places):
        raise SheetError(f"{where}: {words!r} stands there {len(places)} times, not {ordinal}.")
    start, end = places[int(ordinal or 1) - 1]
    return sentence.start + start, sentence.start + end


def _whole_words(words: str, text: str) -> Iterable[tuple[int, int]]:
    """Where the words stand as words; inside longer words only where they stand nowhere else.

    A coder reads sentences on one line: any white space of the text is as good as a blank.
    """
    if not words.strip():
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    found: list[tuple[int, int]] = []
    match = pattern.search(text)
    while match is not None:
        found.append(match.span())
        match = pattern.search(text, match.start() + 1)
    whole = [
        (start, end)
        for start, end in found
        if not (start and text[start - 1].isalnum() and text[start].isalnum())
        and not (text[end : end + 1].isalnum() and text[end - 1].isalnum())
    ]
    return whole or found


def _event(event: SheetEvent, marks: _Marks, where: str) -> Event:
    place = event.place
    return Event(
        triggers=tuple(marks.trigger(reference, where) for reference in event.triggers),
        sub_event_type=event.type,
        status=event.status,
        ongoing=event.ongoing,
        background=event.background,
        date=event.date,
        place=None
        if place is None
        else Where(
            mention=marks.mention(place.mention, where),
            name=place.name,
            country=place.country,
            admin1=place.admin1,
            latitude=place.latitude,
            longitude=place.longitude,
            precision=place.precision,
        ),
        actor1=_side(event.actor1, marks, where),
        assoc_actor1=tuple(_named(side, marks, where) for side in event.assoc_actor1),
        actor2=_side(event.actor2, marks, where),
        assoc_actor2=tuple(_named(side, marks, where) for side in event.assoc_actor2),
        deaths=event.deaths,
        injured=event.injured,
        optional=event.optional,
    )


def _side(side: SheetSide | None, marks: _Marks, where: str) -> Side | None:
    return None if side is None else _named(side, marks, where)


def _named(side: SheetSide, marks: _Marks, where: str) -> Side:
    return Side(mention=marks.mention(side.mention, where), name=side.name)
