"""Which texts are coded: drawn at random, named by document and hash, joined to their text again on reading."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from khaldun.corpus.records import Item, Part, Source, Text, Unit
from khaldun.corpus.sources import read_texts, text_hash
from khaldun.errors import DataError
from khaldun.read.sentences import sentence_spans
from khaldun.records.base import Span

SEED = 20191113
DRAWN: dict[Source, int] = {"event_location": 1500, "re3d": 40, "wikievents": 40, "muc4": 60}
# Drawn when all were coded, so that thirty documents at least tell of no event: of the source where most do not.
MORE: dict[Source, int] = {"re3d": 19}
# Drawn later, of the training part alone, and coded once: a reader learns most from real text.
TRAIN: dict[Source, int] = {"event_location": 3000}
# Drawn in rounds when a reader had been trained: more documents to learn from, to develop and to calibrate on.
LATER: dict[str, dict[Source, dict[Part, int]]] = {
    "later": {
        "re3d": {"train": 15, "dev": 7},
        "wikievents": {"train": 20, "dev": 16},
        "muc4": {"train": 15, "dev": 16},
    },
    "later-2": {"wikievents": {"train": 45}, "muc4": {"train": 45}},
    "calibration": {"wikievents": {"dev": 10}, "muc4": {"dev": 40}},
}
APART: Part = "calibration"  # the round that is a part of its own
PILOT: dict[Source, int] = {"event_location": 30, "re3d": 10, "wikievents": 10, "muc4": 10}
SHORT: dict[Source, str] = {"event_location": "el", "re3d": "re", "wikievents": "we", "muc4": "mu"}
_TWICE = 5  # every fifth item behind the pilot is coded by two
_SHARES: tuple[tuple[float, Part], ...] = ((0.60, "train"), (0.75, "dev"), (1.0, "test"))
_MUC_BREAK = re.compile(r"(?<=[.?!])\s{2,}|\s{3,}")


def part_of(document: str) -> Part:
    """Train, development or test (60/15/25), by a hash of the document's key that never changes."""
    share = int(hashlib.sha256(f"khaldun:{document}".encode()).hexdigest()[:8], 16) / 0x100000000
    return next(part for limit, part in _SHARES if share < limit)


def draw_items(source: Source, texts: Mapping[str, str], *, seed: int = SEED) -> list[Item]:
    """The items of a source: a random sample of its texts, numbered as drawn; the first are the pilot's, the last never
    of the test part."""
    keys = random.Random(f"{seed}:{source}").sample(sorted(texts), DRAWN[source])
    rest = sorted(set(texts) - set(keys))
    keys += random.Random(f"{seed}:{source}:more").sample(rest, min(MORE.get(source, 0), len(rest)))
    measured = len(keys)
    rest = [key for key in sorted(set(texts) - set(keys)) if part_of(key) == "train"]
    keys += random.Random(f"{seed}:{source}:train").sample(rest, min(TRAIN.get(source, 0), len(rest)))
    apart: set[str] = set()
    for name, drawn in LATER.items():
        for part, count in drawn.get(source, {}).items():
            rest = [key for key in sorted(set(texts) - set(keys)) if part_of(key) == part]
            found = random.Random(f"{seed}:{source}:{name}:{part}").sample(rest, min(count, len(rest)))
            keys += found
            apart |= set(found) if name == APART else set()
    unit: Unit = "sentence" if source == "event_location" else "document"
    return [
        Item(
            id=f"{SHORT[source]}-{number:04}",
            source=source,
            document=key,
            unit=unit,
            sha256=text_hash(texts[key]),
            part=APART if key in apart else part_of(key),
            pilot=number <= PILOT[source],
            twice=PILOT[source] < number <= measured and number % _TWICE == 0,
        )
        for number, key in enumerate(keys, start=1)
    ]


def read_items(path: Path) -> dict[str, Item]:
    """The items of a manifest, by id.

    Raises:
        DataError: the file cannot be read, or a line is not an item; names file, line and field.
    """
    items: dict[str, Item] = {}
    for number, line in _lines(path):
        try:
            item = msgspec.json.decode(line, type=Item)
        except msgspec.DecodeError as error:
            raise DataError(
                f"{path}, line {number}: {error}.", advice="Write items with khaldun corpus draw."
            ) from error
        items[item.id] = item
    return items


def join_texts(items: Iterable[Item], data: Path) -> Iterator[Text | str]:
    """Every item with its text; where the text is not there or is another one, a message that says so instead."""
    loaded: dict[Source, dict[str, str]] = {}
    for item in items:
        if item.source not in loaded:
            loaded[item.source] = read_texts(item.source, data)
        text = loaded[item.source].get(item.document)
        if text is None:
            yield f"{item.id}: {item.source} has no document {item.document} under {data}; the item is left out."
        elif text_hash(text) != item.sha256:
            yield (
                f"{item.id}: the text of {item.source} {item.document} has SHA-256 {text_hash(text)}, but the item was "
                f"coded on {item.sha256}; the item is left out."
            )
        else:
            yield Text(item=item, text=text, sentences=split_text(item.source, text))


def split_text(source: Source, text: str) -> tuple[Span, ...]:
    """The sentences of a source's text, by the way that source marks them."""
    if source == "event_location":
        return (Span.of(text, 0, len(text)),)
    if source in {"wikievents", "written"}:
        return _cut(text, re.finditer(r"\n", text))
    if source == "muc4":
        return _cut(text, _MUC_BREAK.finditer(text))
    return sentence_spans(text)


def _cut(text: str, breaks: Iterable[re.Match[str]]) -> tuple[Span, ...]:
    found: list[Span] = []
    start = 0
    for begin, end in [*((match.start(), match.end()) for match in breaks), (len(text), len(text))]:
        piece = text[start:begin]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            found.append(Span.of(text, first, start + len(piece.rstrip())))
        start = end
    return tuple(found)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}).", advice="Check the path.") from error
    yield from ((number, line) for number, line in enumerate(data.splitlines(), start=1) if line.strip())
