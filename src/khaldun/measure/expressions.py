"""How well expressions of time and number are read: passages with the interval that a careful reader gives them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from khaldun.datafile import load_yaml
from khaldun.read.sentences import sentence_spans
from khaldun.records.annotations import Annotated, Mention, Sentence
from khaldun.records.base import Span
from khaldun.records.reports import Article, Block, Stated
from khaldun.resolve.dates import resolve_dates
from khaldun.text.dates import find_dates
from khaldun.text.numbers import find_counts

_PART = re.compile(r"\b(?:including|among them|of whom|of them)\b", re.IGNORECASE)


class Passage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A passage with one expression, `say`, to be read; `before` is a sentence that stands before it."""

    text: str
    say: str
    before: str = ""

    @property
    def whole(self) -> str:
        """The passage with what stands before it."""
        return f"{self.before} {self.text}" if self.before else self.text

    @property
    def span(self) -> tuple[int, int]:
        """Where `say` stands in `whole` (code points)."""
        start = self.whole.rindex(self.say)
        return start, start + len(self.say)


class DatePassage(Passage, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The days from `start` up to, but not with, `end`. `order` ("dmy", "mdy") is that of the page's
    country, which a reader of the page knows; it is not handed to the code."""

    published: dt.date
    dateline: str | None = None
    order: str = ""
    start: dt.date
    end: dt.date

    @property
    def expected(self) -> tuple[object, object]:
        """The half-open interval of days."""
        return self.start, self.end


class NumberPassage(Passage, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number from `low` to `high`, null where it is left open; `what` is counted."""

    what: str
    low: int
    high: int | None
    total: bool = False
    of: str = ""

    @property
    def expected(self) -> tuple[object, object]:
        """The closed interval."""
        return self.low, self.high


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: null where nothing was found at these words."""

    passage: DatePassage | NumberPassage
    found: tuple[object, object] | None

    @property
    def outcome(self) -> str:
        """right, wrong, or open (nothing read)."""
        if self.found is None:
            return "open"
        return "right" if self.found == self.passage.expected else "wrong"


def read_date_passages(path: Path) -> list[DatePassage]:
    """The passages of a file.

    Raises:
        DataError: it cannot be read or does not fit; the message names item and field.
    """
    return load_yaml(path, list[DatePassage])


def read_number_passages(path: Path) -> list[NumberPassage]:
    """The passages of a file.

    Raises:
        DataError: it cannot be read or does not fit; the message names item and field.
    """
    return load_yaml(path, list[NumberPassage])


def read_dates(passages: Sequence[DatePassage]) -> list[Read]:
    """What the expressions of time are taken for, each found in its passage as in a report."""
    return [Read(passage=one, found=_days(one)) for one in passages]


def read_numbers(passages: Sequence[NumberPassage]) -> list[Read]:
    """What the number phrases are taken for."""
    return [Read(passage=one, found=_number(one)) for one in passages]


def _number(passage: NumberPassage) -> tuple[object, object] | None:
    """The counts in the words added up ("a man and his two sons"), but for parts of one ("including two children")."""
    text = passage.whole
    first, last = passage.span
    meant = [match for match in find_counts(text) if match.start < last and first < match.end]
    whole = [match for match in meant if not _PART.search(text[first : match.start])]
    if not whole:
        return None
    highs = [match.value.high for match in whole]
    high = None if None in highs else sum(high for high in highs if high is not None)
    return sum(match.value.low for match in whole), high


def _days(passage: DatePassage) -> tuple[object, object] | None:
    text = passage.whole
    matches = find_dates(text)
    first, last = passage.span
    meant = [match for match in matches if match.start < last and first < match.end]
    if not meant:
        return None
    article = Article(
        report_id="passage", name="passage", text=text, blocks=(Block(start=0, end=len(text)),), language="en",
        reader="gold", published=Stated(value=passage.published.isoformat()),
        dateline=Stated(value=passage.dateline) if passage.dateline else None,
    )  # fmt: skip
    sentences = tuple(Sentence(span=span, block=0) for span in sentence_spans(text))
    spans = [(one.start, one.end) for one in matches if one not in meant]
    spans.insert(sum(one.start < meant[0].start for one in matches), (meant[0].start, meant[-1].end))
    asked = spans.index((meant[0].start, meant[-1].end))
    mentions = []
    for number, (start, end) in enumerate(spans):
        span = Span.of(text, start, end)
        sentence = sum(one.span.end <= start for one in sentences)
        mentions.append(Mention(id=number, kind="date", span=span, head=span, sentence=sentence))
    annotated = Annotated(
        report_id="passage", method="gold", sentences=sentences, mentions=tuple(mentions), triggers=(), links=()
    )
    fact = resolve_dates(article, annotated).get(asked)
    return None if fact is None else (fact.start, fact.end)
