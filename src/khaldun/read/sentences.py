"""Cuts the blocks that are read into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sentencex import get_sentence_boundaries

from khaldun.records.annotations import Sentence
from khaldun.records.base import Span
from khaldun.records.reports import Article

_ABBREVIATION = re.compile(
    r"(?:\b(?:Lt|Col|Gen|Maj|Capt|Sgt|Brig|Cpl|Pvt|Adm|Gov|Sen|Rep|Dr|Mr|Mrs|Ms|St|Mt|No|Nos|km|govt|dept|approx|est|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Ft|Co|Inc|Ltd|al|a\.m|p\.m|e\.g|i\.e|cf)|\b[A-Z])\.$"
)
_BULLET = re.compile(r"\s*(?:[-*•–▪◦·]|\d{1,2}[.)])[ \t]+")
_LONGEST = 1_500  # code points
_ITEM = re.compile(r"\n(?=[ \t]*(?:[-*•–▪◦·]|\d{1,2}[.)])[ \t])|\n[ \t]*\n")


def split_sentences(article: Article) -> tuple[Sentence, ...]:
    """The sentences of every block that is read, in order; a title or heading is one sentence."""
    found: list[Sentence] = []
    for number, block in enumerate(article.blocks):
        if block.reason is not None or block.role in {"byline", "dateline"}:
            continue
        heading = block.role in {"title", "heading"}
        whole = [(block.start, block.end)]
        for start, end in whole if heading else _pieces(article.text, block.start, block.end):
            for begin, stop in _cut(article.text, *_stripped(article.text, start, end)):
                found.append(Sentence(span=Span.of(article.text, begin, stop), block=number, heading=heading))
    return tuple(found)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What is longer than any sentence (a table without ends of lines, garbled words) in parts, cut between words."""
    while end - start > _LONGEST:
        at = max(text.rfind(" ", start + 1, start + _LONGEST), text.rfind("\n", start + 1, start + _LONGEST))
        at = at if at > start else start + _LONGEST
        yield _stripped(text, start, at)
        start = _stripped(text, at, end)[0]
    if start < end:
        yield start, end


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of a running text without headings."""
    pieces = (_stripped(text, start, end) for start, end in _pieces(text, 0, len(text)))
    return tuple(Span.of(text, start, end) for start, end in pieces if start < end)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    for begin, stop in _items(text, start, end):
        pieces.extend((begin + first, begin + last) for first, last in _boundaries(text[begin:stop]))
    return pieces


def _items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A list's items apart, so that no sentence runs over them."""
    cuts = [start, *(match.start() for match in _ITEM.finditer(text, start, end)), end]
    return [(_behind_bullet(text, first, last), last) for first, last in zip(cuts, cuts[1:], strict=False)]


def _behind_bullet(text: str, start: int, end: int) -> int:
    bullet = _BULLET.match(text, start, end)
    return bullet.end() if bullet else start


@lru_cache(maxsize=4096)
def _boundaries(text: str) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries("en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        previous = text[joined[-1][0] : joined[-1][1]].rstrip() if joined else ""
        if joined and (_ABBREVIATION.search(previous[-14:]) or text[start : start + 1].islower()):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
