"""Where a report tells in short what it tells again below: its highlights, its summary."""

from __future__ import annotations

from khaldun.records.annotations import Sentence
from khaldun.records.reports import Article

_PARAGRAPHS = 2


class Recap:
    """Follows the sentences: a recap lasts from its heading to the next, a list at most to its end.

    Where no list follows the heading, two paragraphs are its; a heading that nobody marked up would end it never.
    """

    def __init__(self, article: Article, headings: tuple[str, ...]) -> None:
        self._blocks = article.blocks
        self._headings = frozenset(headings)
        self._open = False
        self._items = False
        self._told: list[int] = []

    def covers(self, sentence: Sentence) -> bool:
        """Whether a sentence, the next in the order of the report, stands in a recap."""
        if sentence.heading:
            words = sentence.span.quote.casefold().strip(" :.#*\n")
            self._open, self._items, self._told = words in self._headings, False, []
            return False
        if self._open:
            self._go_on(sentence.block)
        return self._open

    def _go_on(self, block: int) -> None:
        item = self._blocks[block].role == "item"
        if block not in self._told:
            self._told.append(block)
        self._items = self._items or item
        self._open = item if self._items else len(self._told) <= _PARAGRAPHS
