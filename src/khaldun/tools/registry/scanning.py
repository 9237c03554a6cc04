"""Finding names in a text: one automaton over all aliases, then the rules for what counts as a name there."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

_HYPHENS = "-‐‑‒–—−"
_SHORT = 3
_ARTICLES = frozenset({"al", "el", "ar", "as", "ash", "at", "az", "an", "ad", "ed", "es", "ez", "abd", "bin", "ibn"})


class _Plain(dict[int, str]):
    """Code point → one plain small letter or mark, so that the plain text has the offsets of the text."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        base = unicodedata.normalize("NFKD", char)[:1]
        small = (base if base.isalpha() else char).lower()
        self[point] = small if len(small) == 1 else char
        return self[point]


_plain = _Plain()
_plain.update({ord(char): " " for char in _HYPHENS})
_plain.update({ord(char): "'" for char in "'’‘ʼʻʾʿ`´′ʹ"})
_plain.update({ord(char): " " for char in "\n\r\t\u00a0\u2009\u202f"})


def plain(text: str) -> str:
    """The text in small letters without accents, hyphens as spaces, one kind of apostrophe; same offsets."""
    return text.translate(_plain)


_SPACES = {ord(char): " " for char in _HYPHENS}


class Found(NamedTuple):
    """A pattern found: code points `start` to `end` of the text, and its number."""

    start: int
    end: int
    pattern: int


class Scanner:
    """Finds the longest names of a fixed set that stand in a text as names, none overlapping another.

    An abbreviation (capitals only) is found in capitals alone; any other name where the words longer than three
    letters have the name's capitals, or all letters are capitals. Words of `tails` may be small at a name's end
    ("Wagner group").
    """

    def __init__(self, names: Iterable[str], tails: frozenset[str] = frozenset()) -> None:
        self.names = tuple(names)
        self._tails = tails
        self._find = AhoCorasick([plain(name) for name in self.names]).find_matches_as_indexes

    def find(self, text: str, start: int, end: int, *, keep: Callable[[int], bool] | None = None) -> list[Found]:
        """Names in ``text[start:end]`` in the order of the text; `keep` may refuse a pattern by its number."""
        part = text[start:end]
        found = [
            Found(begin + start, stop + start, pattern)
            for pattern, begin, stop in self._find(plain(part), overlapping=True)
            if self._stands(part, begin, stop, pattern) and (keep is None or keep(pattern))
        ]
        found.sort(key=lambda hit: (hit.start, -hit.end))
        kept: list[Found] = []
        for hit in found:
            if not kept or hit.start >= kept[-1].end or hit[:2] == kept[-1][:2]:
                kept.append(hit)
        return kept

    def _stands(self, text: str, start: int, end: int, pattern: int) -> bool:
        if not (bounded_left(text, start) and bounded_right(text, end)):
            return False
        name, words = self.names[pattern], text[start:end]
        if name.lower() == name.upper():
            return True
        if words == words.upper():
            return True
        return not is_abbreviation(name) and _capitalised(words, name, self._tails)


def is_abbreviation(name: str) -> bool:
    """Whether the name is written in capitals ("HTS", "M23", "FARC-EP"): then only capitals mean it."""
    return name == name.upper() and name != name.lower()


def _capitalised(words: str, name: str, tails: frozenset[str]) -> bool:
    """Whether the words of the text have the capitals of the name."""
    if words == name:
        return True
    pairs = list(zip(_pieces(words), _pieces(name), strict=False))
    while len(pairs) > 1 and pairs[-1][0] in tails:
        pairs.pop()
    long = [pair for pair in pairs if len(pair[1]) > _SHORT] or pairs
    return all(word[:1].isupper() or not given[:1].isupper() for word, given in long)


def _pieces(words: str) -> list[str]:
    """The words, parted at spaces and every kind of hyphen."""
    return words.translate(_SPACES).split()


def bounded_left(text: str, start: int) -> bool:
    """Whether a name may begin here: no letter before it, and no hyphen that makes it part of a word ("pro-X")."""
    if start == 0:
        return True
    before = text[start - 1]
    if before in _HYPHENS and start > 1 and text[start - 2].isalnum():
        word = _word_before(text, start - 1)
        return word[:1].isupper() and len(word) > 2 and word.lower() not in _ARTICLES
    return not (before.isalnum() or before == "_")


def bounded_right(text: str, end: int) -> bool:
    """Whether a name may end here: no letter after it, and no hyphen with a small letter ("X-backed")."""
    if end >= len(text):
        return True
    after = text[end]
    if after in _HYPHENS and end + 1 < len(text) and text[end + 1].isalpha():
        return text[end + 1].isupper()
    return not (after.isalnum() or after == "_" or unicodedata.combining(after))


def _word_before(text: str, end: int) -> str:
    start = end
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    return text[start:end]
