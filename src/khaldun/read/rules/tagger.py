"""Lays what the finders saw (dates, numbers, names) over a sentence's tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from khaldun.read.protocols import ActorNames
from khaldun.read.rules.chunk import Tagged
from khaldun.read.rules.lexicon import Lexicon
from khaldun.records.annotations import Sentence
from khaldun.text.dates import find_dates
from khaldun.text.numbers import find_counts
from khaldun.text.tokens import Token, tokenise

_EMPHASIS = frozenset("*_#`~")


class _Stretch(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def tag(text: str, sentence: Sentence, index: int, lexicon: Lexicon, names: ActorNames) -> Tagged:
    """A sentence's tokens with their senses and with the dates, counts and names in it."""
    start, end = sentence.span.start, sentence.span.end
    tokens = [token for token in tokenise(text, start, end) if token.text not in _EMPHASIS]
    starts = {token.start: at for at, token in enumerate(tokens)}
    ends = {token.end: at + 1 for at, token in enumerate(tokens)}
    dates = _by_token(starts, ends, find_dates(text, start, end))
    counts = _by_token(starts, ends, find_counts(text, start, end))
    scanned = names.scan(text, start, end)
    hits = {(hit.start, hit.end): hit.actor_ids for hit in scanned}
    found = _by_token(starts, ends, scanned)
    named = {
        first: (last - first, hits.get((tokens[first].start, tokens[last - 1].end), ()))
        for first, last in found.items()
    }
    return Tagged(
        index=index,
        grammar=lexicon.grammar,
        tokens=tokens,
        dates=dates,
        counts={first: last for first, last in counts.items() if first not in dates},
        names=named,
        senses=[lexicon.senses(tokens, at) for at in range(len(tokens))],
        capitals=not _shouted(tokens),
        heading=sentence.heading,
        title_case=_title_case(tokens, lexicon),
    )


def _by_token(starts: dict[int, int], ends: dict[int, int], stretches: Iterable[_Stretch]) -> dict[int, int]:
    """First token → the token after the last, of each stretch of text that begins and ends with a token."""
    found: dict[int, int] = {}
    for stretch in stretches:
        first, last = starts.get(stretch.start), ends.get(stretch.end)
        if first is not None and last is not None and found.get(first, 0) < last:
            found[first] = last
    return found


def _shouted(tokens: list[Token]) -> bool:
    letters = [token.text for token in tokens if token.text[0].isalpha() and len(token.text) > 1]
    return len(letters) >= 4 and sum(text.isupper() for text in letters) > 0.7 * len(letters)


def _title_case(tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether nearly every longer word has a capital: a headline that no markup calls one."""
    long = [token.text for token in tokens if len(token.text) > 3 and token.text[0].isalpha()]
    return len(long) >= 4 and all(text[0].isupper() for text in long)
