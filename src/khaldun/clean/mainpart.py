"""Which passages of a page are its main text: trafilatura's judgement, mended where it dropped or kept too much."""

from __future__ import annotations

import logging
import re

import lxml.html

from khaldun.clean.elements import Part, Passage
from khaldun.clean.furniture import Furniture

DOMINANT = 0.4
MASTHEAD = 0.3  # the most that may stand above a headline, of the main text; more, and it is not the headline
ENTRIES = 3  # alike elements beside each other that make a page of entries
ENTRY_WEIGHT = 0.15  # the main text's share that one of them holds at least
_ENTRY_TAGS = frozenset({"article", "li", "div", "section"})
_SILENT = logging.NullHandler()
_SPACE = re.compile(r"\s+")
_BULLET = re.compile(r"^(?:[-*•|]\s*)+")
_WEAK = frozenset({"byline", "date", "navigation", "tags", "caption", "video"})
_STOPS = (".", "!", "?", '"', "”", "’", ")", ":", "…")


def main_words(tree: lxml.html.HtmlElement) -> str:
    """The main text as trafilatura has it (one line a block), "" where it finds none. The tree is not kept whole."""
    import trafilatura

    logging.getLogger("trafilatura").addHandler(_SILENT)
    document = trafilatura.bare_extraction(
        tree, favor_precision=True, include_comments=False, deduplicate=False, with_metadata=False
    )
    return "" if document is None or isinstance(document, dict) else document.text or ""


def folded(words: str) -> str:
    """The words without white space, for comparing."""
    return _SPACE.sub("", words)


class MainPart:
    """Answers what of a page's passages is read, and for what reason the rest is not."""

    def __init__(self, passages: list[Passage], main: str, furniture: Furniture, *, title: int | None) -> None:
        lines = [folded(_BULLET.sub("", line)) for line in main.splitlines()]
        self._lines = frozenset(lines)
        self._whole = "".join(lines)
        self._furniture = furniture
        self._passages = passages
        self.covered = [self._is_covered(passage.text) for passage in passages]
        self._weight = self._weights()
        self._entries = self._find_entries()
        inside = [index for index, covered in enumerate(self.covered) if covered]
        self._first = title if title is not None else inside[0] if inside else 0
        above = sum(len(passages[index].text) for index in inside if index < self._first)
        self._masthead = above < MASTHEAD * sum(len(passages[index].text) for index in inside)
        self._last = inside[-1] if inside else len(passages) - 1

    def _is_covered(self, text: str) -> bool:
        words = folded(_BULLET.sub("", text))
        if len(words) < 16:
            return words in self._lines
        return words in self._whole or (len(words) > 120 and words[:50] in self._whole and words[-50:] in self._whole)

    def _weights(self) -> dict[int, float]:
        """Element number → its share of the characters of the main text."""
        total = sum(len(passage.text) for passage, main in zip(self._passages, self.covered, strict=True) if main)
        weights: dict[int, float] = {}
        for passage, main in zip(self._passages, self.covered, strict=True):
            for part in passage.parts if main else ():
                weights[part.number] = weights.get(part.number, 0.0) + len(passage.text) / total
        return weights

    def _find_entries(self) -> frozenset[int]:
        """Elements that are entries of one page: three or more of a kind beside each other (a live page's posts, a
        channel's messages), of which one holds a good part of the main text."""
        kinds: dict[tuple[int, str, str], set[int]] = {}
        for passage in self._passages:
            for outer, part in zip((None, *passage.parts), passage.parts, strict=False):
                if part.tag in _ENTRY_TAGS and part.words:
                    key = (outer.number if outer else 0, part.tag, part.words[0])
                    kinds.setdefault(key, set()).add(part.number)
        return frozenset(
            number
            for numbers in kinds.values()
            if len(numbers) >= ENTRIES and max(self._weight.get(number, 0.0) for number in numbers) >= ENTRY_WEIGHT
            for number in numbers
        )

    @property
    def has_entries(self) -> bool:
        """Whether the page is one of several entries."""
        return bool(self._entries)

    def _is_entry(self, passage: Passage) -> bool:
        return any(part.number in self._entries for part in passage.parts)

    def reason(self, index: int) -> str | None:
        """Why a passage is left out, None where it is read."""
        passage = self._passages[index]
        words = passage.text.count(" ") + 1
        said = self._said(passage)
        if said is not None and not (self.covered[index] and words >= 20 and said in _WEAK):
            return said
        if index < self._first and self._masthead:
            return "navigation"
        if self.covered[index]:
            return None
        inside = self._first <= index <= self._last or self._is_entry(passage)
        if inside and self._tells(passage, words):
            return None
        if passage.linked >= 0.6 * len(passage.text):
            return "navigation" if index <= self._last else "related"
        return "other"

    def _said(self, passage: Passage) -> str | None:
        """What the nearest telling element around it says it is; one that holds much of the main text is not heard."""
        for part in reversed(passage.parts):
            if self._weight.get(part.number, 0.0) >= DOMINANT:
                return None
            reason = "hidden" if part.hidden else self._part_reason(part)
            if reason is not None:
                return reason
        return None

    def _part_reason(self, part: Part) -> str | None:
        for word in part.words:
            reason = self._furniture.part_words.get(word)
            if reason is not None:
                return reason
        return self._furniture.elements.get(part.tag)

    def _tells(self, passage: Passage, words: int) -> bool:
        """Whether a passage that was dropped from the middle of the main text reads like part of it."""
        if passage.linked >= 0.5 * len(passage.text):
            return False
        if passage.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "td", "th"):
            return True
        return words >= 5 and (passage.text.endswith(_STOPS) or passage.tag in ("li", "dd", "blockquote"))
