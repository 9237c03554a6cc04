"""Coded texts as what a reader learns from: windows with the tag of each word, and what each trigger and role is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tokenizers import Tokenizer

from khaldun.corpus.store import Coded
from khaldun.read.model.labels import FLAGS, ROLES, STATUSES, SUB_EVENT_TYPES, TAGS
from khaldun.read.model.windows import Window, cut_words, windows, words_in
from khaldun.text.tokens import tokenise

MASKED = -100  # a label that nobody gave: no loss
ALL_ROLES = frozenset(range(len(ROLES)))
_O = TAGS.index("O")


@dataclass(frozen=True)
class Mark:
    """A trigger or a mention by the words of its window: first and last."""

    first: int
    last: int


@dataclass(frozen=True)
class Told(Mark):
    """A trigger with its labels: the types and statuses that it may have (none: not labelled), and its flags."""

    types: tuple[int, ...]
    statuses: tuple[int, ...]
    flags: tuple[float, ...] | None


@dataclass(frozen=True)
class Example:
    """A window; `tags` one a word or MASKED; `roles` (trigger, mention, role) by their places in the lists, `knows` the
    roles of which one that is not given is none (else it is unknown); `events` the
    numbers of each trigger's events in the document, null where no events are coded."""

    window: Window
    tags: tuple[int, ...]
    triggers: tuple[Told, ...]
    mentions: tuple[Mark, ...]
    roles: tuple[tuple[int, int, int], ...]
    source: str
    document: str
    events: tuple[frozenset[int], ...] | None
    knows: frozenset[int] = ALL_ROLES


def examples(coded: Iterable[Coded], tokenizer: Tokenizer) -> Iterator[Example]:
    """The windows of every text."""
    for one in coded:
        sentences = [tokenise(one.text.text, span.start, span.end) for span in one.text.sentences]
        words = cut_words(sentences, tokenizer)
        for window in windows([sentence for sentence in words if sentence]):
            yield _example(one, window)


def _example(one: Coded, window: Window) -> Example:
    coding = one.coding
    tags = [_O] * len(window.words)
    mentions, places = [], {}
    for mention in coding.mentions:
        mark = words_in(window.words, mention.start, mention.end)
        if mark:
            places[mention.id] = len(mentions)
            mentions.append(Mark(*mark))
            tag_words(tags, mark, mention.kind)
    triggers, told = [], {}
    for trigger in coding.triggers:
        mark = words_in(window.words, trigger.start, trigger.end)
        if mark:
            told[trigger.id] = len(triggers)
            flags = tuple(float(getattr(trigger, flag)) for flag in FLAGS)
            kind, status = SUB_EVENT_TYPES.index(trigger.sub_event_type), STATUSES.index(trigger.status)
            triggers.append(Told(*mark, types=(kind,), statuses=(status,), flags=flags))
            tag_words(tags, mark, "trigger")
    roles = tuple(
        (told[role.trigger], places[role.mention], ROLES.index(role.role))
        for role in coding.roles
        if role.trigger in told and role.mention in places
    )
    events = None
    if coding.events is not None:
        events = tuple(
            frozenset(number for number, event in enumerate(coding.events) if trigger in event.triggers)
            for trigger in told
        )
    return Example(
        window, tuple(tags), tuple(triggers), tuple(mentions), roles, coding.source, one.text.item.id, events
    )


def tag_words(tags: list[int], mark: tuple[int, int], span: str) -> None:
    """Tags the words of a mark; of words glued together in the text the first to claim them has them."""
    first, last = mark
    if any(tag not in (_O, MASKED) for tag in tags[first : last + 1]):
        return
    if span == "O":
        tags[first : last + 1] = [_O] * (last + 1 - first)
        return
    tags[first] = TAGS.index(f"B-{span}")
    tags[first + 1 : last + 1] = [TAGS.index(f"I-{span}")] * (last - first)
