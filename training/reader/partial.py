"""What labelled sets of others teach: `training/mappings/*.yaml` says which heads, all else is masked from the loss."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
from tokenizers import Tokenizer

from khaldun.read.model.labels import ROLES, STATUSES, SUB_EVENT_TYPES
from khaldun.read.model.windows import Window, cut_words, windows, words_in
from khaldun.records.annotations import MentionKind, Role, Status
from khaldun.text.tokens import tokenise
from training.reader.examples import MASKED, Example, Mark, Told, tag_words
from training.reader.sets import Labelled, Marked, read_set

MAPPINGS = Path(__file__).parents[1] / "mappings"
Head = Literal["tags", "types", "status", "roles"]


class Stretch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The statuses that a number from `least` to `most` allows."""

    may: tuple[Status, ...]
    least: float = -1e9
    most: float = 1e9


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a set teaches. `triggers`: the types each label may stand for; `none`: labels that are no event of ours;
    `knows`: roles of which an absent one is none; `most`: so many windows are drawn."""

    set: str
    teaches: tuple[Head, ...]
    triggers: dict[str, tuple[str, ...]] = {}
    none: tuple[str, ...] = ()
    mentions: dict[str, MentionKind] = {}
    roles: dict[str, Role] = {}
    knows: tuple[Role, ...] = ()
    statuses: tuple[Stretch, ...] = ()
    most: int | None = None


def read_mappings() -> list[Mapping]:
    """The mappings, by the name of their file.

    Raises:
        msgspec.ValidationError: a file is no mapping; names the field.
    """
    return [msgspec.yaml.decode(path.read_bytes(), type=Mapping) for path in sorted(MAPPINGS.glob("*.yaml"))]


def partial_examples(data: Path, tokenizer: Tokenizer, coded: Iterable[str], seed: int) -> Iterator[Example]:
    """The windows of every set that teach anything."""
    left_out = frozenset(coded)
    for mapping in read_mappings():
        found = [
            example
            for labelled in read_set(mapping.set, data, left_out)
            for example in map_text(mapping, labelled, tokenizer)
        ]
        if mapping.most is not None and len(found) > mapping.most:
            found = random.Random(f"{seed}:{mapping.set}").sample(found, mapping.most)
        yield from found


def map_text(mapping: Mapping, labelled: Labelled, tokenizer: Tokenizer) -> Iterator[Example]:
    """The windows of a text that teach anything."""
    sentences = [tokenise(labelled.text, span.start, span.end) for span in labelled.sentences]
    for window in windows([words for words in cut_words(sentences, tokenizer) if words]):
        example = _example(mapping, labelled, window)
        if example.triggers or any(tag != MASKED for tag in example.tags):
            yield example


def _example(mapping: Mapping, labelled: Labelled, window: Window) -> Example:
    tags = [MASKED] * len(window.words)
    triggers: list[Told] = []
    mentions: list[Mark] = []
    told: dict[int, int] = {}
    places: dict[int, int] = {}
    for number, marked in enumerate(labelled.marks):
        mark = words_in(window.words, marked.start, marked.end)
        if mark is None:
            continue
        if (span := _span(mapping, marked)) and "tags" in mapping.teaches:
            tag_words(tags, mark, span)
        if not marked.trigger and marked.label in mapping.mentions:
            places[number] = len(mentions)
            mentions.append(Mark(*mark))
        elif marked.trigger and (trigger := _told(mapping, marked, mark)) is not None:
            told[number] = len(triggers)
            triggers.append(trigger)
    roles = tuple(
        (told[trigger], places[mention], ROLES.index(mapping.roles[label]))
        for trigger, mention, label in labelled.links
        if "roles" in mapping.teaches and trigger in told and mention in places and label in mapping.roles
    )
    return Example(
        window=window,
        tags=tuple(tags),
        triggers=tuple(triggers),
        mentions=tuple(mentions),
        roles=roles,
        source=mapping.set,
        document=f"{mapping.set}:{labelled.document}",
        events=None,
        knows=frozenset(ROLES.index(role) for role in mapping.knows),
    )


def _span(mapping: Mapping, marked: Marked) -> str | None:
    """What the words are tagged as: None where the set does not say."""
    if not marked.trigger:
        return mapping.mentions.get(marked.label)
    if marked.label in mapping.none:
        return "O"
    return "trigger" if marked.label in mapping.triggers else None


def _told(mapping: Mapping, marked: Marked, mark: tuple[int, int]) -> Told | None:
    types: tuple[int, ...] = ()
    statuses: tuple[int, ...] = ()
    if "types" in mapping.teaches:
        types = tuple(map(SUB_EVENT_TYPES.index, mapping.triggers.get(marked.label, ())))
    if "status" in mapping.teaches:
        stretch = next((one for one in mapping.statuses if one.least <= marked.value <= one.most), None)
        statuses = tuple(map(STATUSES.index, stretch.may)) if stretch else ()
    if not (types or statuses or ("roles" in mapping.teaches and marked.label not in mapping.none)):
        return None
    return Told(*mark, types=types, statuses=statuses, flags=None)
