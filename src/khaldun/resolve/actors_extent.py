"""How far a name reaches that no registry knows: "the Dawn Brigades", of which the reader saw "Brigades"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from khaldun.records.annotations import Mention, Sentence
from khaldun.records.base import Span

_LEFT = re.compile(r"(?<![\w'’-])((?:[A-Z][\w'’-]*|of|for|al|de|du|and)[ -])+$")
_RIGHT = re.compile(r"(?: (?:of|for|de|du)(?: the| la| le)? [A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)+")
_ABBREVIATION = re.compile(r" \(([A-Z][A-Za-z0-9/-]{1,9})\)")
_POSSESSIVE = re.compile(r"(?<![\w'’-])([A-Z][\w-]+(?: [A-Z][\w-]+)?)['’]s (?:[a-z-]+ ){0,2}$")
_OF = re.compile(r"\s(?:of|from|belonging to|loyal to)(?: the| an?)?\s")
_MOST = 60


def full_name(mention: Mention, text: str, sentence: Sentence, not_names: frozenset[str]) -> Span | None:
    """The capitalised words around a mention whose noun has a capital, None if there are no others beside it.

    Titles and headings, where every word may have a capital, give none.
    """
    head = mention.head
    if sentence.heading or not head.quote[:1].isupper() or head.start <= sentence.span.start:
        return None
    left = max(sentence.span.start, head.start - _MOST)
    match = _LEFT.search(text, left, head.start)
    start = _trimmed(text, match.start(), head.start, not_names) if match else head.start
    after = _RIGHT.match(text, head.end, min(sentence.span.end, head.end + _MOST))
    end = after.end() if after else head.end
    if start == head.start and (end == head.end or not _abbreviated(text, end)):
        return None
    return Span.of(text, start, end)


def _trimmed(text: str, start: int, end: int, not_names: frozenset[str]) -> int:
    """The start without words that only look like names."""
    for match in re.finditer(r"[^ -]+[ -]", text[start:end]):
        if match.group()[:-1].lower() not in not_names:
            return start + match.start()
    return end


def _abbreviated(text: str, end: int) -> bool:
    return _ABBREVIATION.match(text, end) is not None


def owner_before(mention: Mention, text: str) -> tuple[int, int] | None:
    """The word in a possessive before the mention: "Turkey" in "Turkey's general staff", None if there is none."""
    start = max(mention.span.start - _MOST, 0)
    match = _POSSESSIVE.search(text, start, mention.span.start)
    return match.span(1) if match else None


def owners_after(mentions: Sequence[Mention], text: str) -> dict[int, int]:
    """Mention id → id of the mention behind it that says whose they are: "fighters from HTS", "aircraft of the army".

    `mentions` are in the order of the text.
    """
    return {
        first.id: second.id
        for first, second in zip(mentions, mentions[1:], strict=False)
        if second.span.start - first.span.end < _MOST and _OF.fullmatch(text, first.span.end, second.span.start)
    }
