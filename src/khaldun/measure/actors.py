"""How well phrases of real reports are brought to the registry: whom coders who never saw it say that they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from khaldun.corpus.records import Source
from khaldun.corpus.sources import read_texts
from khaldun.errors import DataError
from khaldun.pipeline import Tools
from khaldun.records.base import Record
from khaldun.records.reports import Article, Block
from khaldun.resolve.actors_asked import asked_actors


class Phrase(Record, frozen=True, kw_only=True):
    """A phrase by its offsets (code points) in a text of a source, whom it means, and the registry's ids for that:
    none where the registry has no such actor."""

    source: Source
    key: str
    start: int
    end: int
    actor: str
    accepts: tuple[str, ...]


CONFIDENT = 0.7
"""Below it a choice is shown as doubtful: another actor is then not "wrong and confident"."""


class Meant(Record, frozen=True, kw_only=True):
    """What a phrase was taken for: an id of the registry, null where it was left open, and how sure that is."""

    phrase: Phrase
    quote: str
    id: str | None
    confidence: float

    @property
    def outcome(self) -> str:
        """right, wrong (another actor, confidently), or open."""
        if self.id is None:
            return "open" if self.phrase.accepts else "right"
        if self.id in self.phrase.accepts:
            return "right"
        return "wrong" if self.confidence >= CONFIDENT else "open"


def read_phrases(path: Path) -> list[Phrase]:
    """The phrases of a file.

    Raises:
        DataError: it cannot be read or does not fit.
    """
    try:
        return msgspec.json.Decoder(Phrase).decode_lines(path.read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise DataError(f"{path}: no phrases ({error}).", advice="See corpus/expressions/README.md.") from error


def mean(phrases: list[Phrase], data: Path, tools: Tools) -> Iterator[Meant]:
    """What the phrases are taken for, each text read as a report of its own.

    Raises:
        DataError: a source is missing, or has another text.
    """
    by_text: dict[tuple[Source, str], list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        by_text[phrase.source, phrase.key].append(phrase)
    texts = {source: read_texts(source, data) for source in {source for source, _ in by_text}}
    for (source, key), of_text in by_text.items():
        if key not in texts[source]:
            raise DataError(f"{source}: has no text {key}.", advice="Get it again; see docs/data.md.")
        yield from _mean(texts[source][key], of_text, tools)


def _mean(text: str, phrases: list[Phrase], tools: Tools) -> Iterator[Meant]:
    article = Article(
        report_id="text", name="text", text=text, blocks=(Block(start=0, end=len(text)),), language="en", reader="gold"
    )
    annotated = tools.reader.read(article)
    asked = [(phrase.start, phrase.end) for phrase in phrases]
    facts = asked_actors(article, annotated, asked, registry=tools.registry, gazetteer=tools.gazetteer)
    for phrase, fact in zip(phrases, facts, strict=True):
        yield Meant(phrase=phrase, quote=text[phrase.start : phrase.end], id=fact.id, confidence=fact.confidence)
