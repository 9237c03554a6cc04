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
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s$", re.IGNORECASE)


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
        possessive = _POSSESSIVE.search(word) if len(word) > 2 else None
        if possessive:
            cut = match.start() + possessive.start()
            stem = text[match.start() : cut]
            tokens.append(Token(match.start(), cut, stem, stem.lower()))
            tokens.append(Token(cut, match.end(), possessive.group(), "'s"))
        else:
            tokens.append(Token(match.start(), match.end(), word, word.lower()))
    return tokens


def words(phrase: str) -> tuple[str, ...]:
    """The lower-case words of a phrase, cut as `tokenise` cuts a text."""
    return tuple(token.lower for token in tokenise(phrase))
