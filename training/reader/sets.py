"""Labelled sets of others (docs/data.md says where to get them) in one form: texts with marked words and links.

Left out is every text that is coded by us, and every document of the development or the test part.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khaldun.corpus.items import part_of, split_text
from khaldun.corpus.records import Source
from khaldun.corpus.sources import json_objects, read_texts, text_hash
from khaldun.records.base import Span


@dataclass(frozen=True)
class Marked:
    """Words, by code points of their text; `value` where the label is a number."""

    start: int
    end: int
    label: str
    value: float = 0.0
    trigger: bool = False


@dataclass(frozen=True)
class Labelled:
    """A text with its marks; `links` are (trigger, mark, label) by place in `marks`."""

    document: str
    text: str
    sentences: tuple[Span, ...]
    marks: tuple[Marked, ...]
    links: tuple[tuple[int, int, str], ...] = ()


def read_set(name: str, data: Path, coded: frozenset[str]) -> Iterator[Labelled]:
    """The texts of a set but those whose document is among `coded`.

    Raises:
        KeyError: no set of that name is known.
        OSError: a file of it cannot be read.
    """
    for found in _READERS[name](data):
        if found.document not in coded and part_of(found.document) == "train":
            yield found


def _event_location(data: Path) -> Iterator[Labelled]:
    with gzip.open(data / "event_location" / "labeled.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text, spans = record["text"], record.get("spans", [])
            marks = [Marked(one["start"], one["end"], one["label"], trigger=one["label"] == "VERB") for one in spans]
            marks.sort(key=lambda mark: not mark.trigger)
            if marks and marks[0].trigger:
                links = tuple((0, at, mark.label) for at, mark in enumerate(marks) if not mark.trigger)
                yield Labelled(text_hash(text)[:16], text, split_text("event_location", text), tuple(marks), links)


def _wikievents(data: Path) -> Iterator[Labelled]:
    texts = read_texts("wikievents", data)
    with (data / "wikievents" / "train.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            document = json.loads(document) if isinstance(document, str) else document
            tokens = [token for sentence in document["sentences"] for token in sentence]
            marks = [(first, last, types[0][0]) for first, last, types in document["evt_triggers"]]
            yield _by_tokens("wikievents", document["doc_key"], texts[document["doc_key"]], tokens, marks)
    with (data / "wikievents" / "dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield _wikievents_later(json.loads(line), texts)


def _wikievents_later(document: dict[str, Any], texts: dict[str, str]) -> Labelled:
    events, entities = document["event_mentions"], document["entity_mentions"]
    marks = [(one["trigger"]["start"], one["trigger"]["end"] - 1, one["event_type"]) for one in events]
    marks += [(one["start"], one["end"] - 1, one["entity_type"]) for one in entities]
    place = {one["id"]: len(events) + at for at, one in enumerate(entities)}
    links = [
        (at, place[argument["entity_id"]], argument["role"])
        for at, one in enumerate(events)
        for argument in one["arguments"]
        if argument["entity_id"] in place
    ]
    key = document["doc_id"]
    return _by_tokens("wikievents", key, texts[key], document["tokens"], marks, triggers=len(events), links=links)


def _by_tokens(
    source: Source, key: str, text: str, tokens: list[str], marks: list[tuple[int, int, str]],
    triggers: int | None = None, links: list[tuple[int, int, str]] | None = None,
) -> Labelled:  # fmt: skip
    starts, at = [], 0
    for token in tokens:
        at = text.index(token, at)
        starts.append(at)
        at += len(token)
    found = tuple(
        Marked(starts[first], starts[last] + len(tokens[last]), label, trigger=triggers is None or number < triggers)
        for number, (first, last, label) in enumerate(marks)
    )
    return Labelled(key, text, split_text(source, text), found, tuple(links or ()))


def _muc4(data: Path) -> Iterator[Labelled]:
    for record in json_objects(data / "muc4" / "train.json"):
        words = record["doctext"]
        marks = {
            (start, start + len(filler), slot)
            for template in record["templates"]
            for slot, groups in template.items()
            if isinstance(groups, list)
            for group in groups
            for filler, start in group
            if words.startswith(filler, start)
        }
        yield Labelled(record["docid"], words, split_text("muc4", words), tuple(Marked(*one) for one in sorted(marks)))


def _factuality(data: Path) -> Iterator[Labelled]:
    with (data / "factuality" / "UW" / "train.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text, starts, at = record["text"], [], 0
            tokens = text.split(" ")
            for token in tokens:
                starts.append(at)
                at += len(token) + 1
            marks = tuple(
                Marked(starts[first], starts[last - 1] + len(tokens[last - 1]), "", one["label"], trigger=True)
                for one in record["targets"]
                for first, last in [one["span1"]]
                if last <= len(tokens)
            )
            yield Labelled(text_hash(text)[:16], text, (Span.of(text, 0, len(text)),), marks)


_READERS: dict[str, Callable[[Path], Iterator[Labelled]]] = {
    "event_location": _event_location,
    "factuality": _factuality,
    "muc4": _muc4,
    "wikievents": _wikievents,
}
