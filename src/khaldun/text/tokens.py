"""Words of a text with their offsets."""

from __future__ import annotations

import re
from typing import NamedTuple

_LETTERS = r"[^\W\d_]"
_APOSTROPHES = "'’ʼʿʾ`‘"
_INNER = r"[\w\u0300-\u036f]"
_WORD = re.compile(
    rf"(?:{_LETTERS}\.){{2,}}"
    rf"|{_LETTERS}{_INNER}*(?:[-–{_APOSTROPHES}](?={_LETTERS}|\d){_INNER}+)*"
    rf"|\d+(?:[.,:/]\d+)*(?:[-–]?{_LETTERS}[\w-]*)?"
    r"|[^\w\s]"
)
_POSSESSIVE = tuple(mark + letter for mark in _APOSTROPHES for letter in "sS")


class Token(NamedTuple):
    """A word, number or mark: code points `start` to `end` of the text, its text, and that in lower case."""

    start: int
    end: int
    text: str
    lower: str


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text[start:end]``, with offsets into `text`; a possessive 's is a token of its own."""
    tokens = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        first, last = match.span()
        if word.endswith(_POSSESSIVE) and len(word) > 2:
            stem = word[:-2]
            tokens.append(Token(first, last - 2, stem, stem.lower()))
            tokens.append(Token(last - 2, last, word[-2:], "'s"))
        else:
            tokens.append(Token(first, last, word, word.lower()))
    return tokens


def words(phrase: str) -> tuple[str, ...]:
    """The lower-case words of a phrase, cut as `tokenise` cuts a text."""
    return tuple(token.lower for token in tokenise(phrase))
