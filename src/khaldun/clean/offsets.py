"""The map from an article's text back to the page's source."""

from __future__ import annotations

import html
import re

from khaldun.records.reports import Segment

TOKEN = re.compile(
    r"<!--.*?(?:-->|$)|<(?P<raw>script|style|noscript|template|svg|textarea)\b.*?(?:</(?P=raw)\s*>|$)|<[a-zA-Z/!?][^>]*>?"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?|[^<&]+|[<&]",
    re.S | re.I,
)
_WORDS = re.compile(r"\S+")
BODY = re.compile(r"<body\b", re.I)


def map_offsets(text: str, spans: list[tuple[int, int]], source: str) -> tuple[Segment, ...]:
    """Segments of `text` that stand letter for letter in `source`; `spans` are the text's blocks in document order.

    Characters written as entities, and blocks that cannot be found, have no segment.
    """
    visible, positions = _visible(source)
    segments: list[Segment] = []
    cursor = 0
    for start, end in spans:
        words = list(_WORDS.finditer(text, start, end))
        wanted = "".join(word[0] for word in words)
        at = visible.find(wanted, cursor)
        if at < 0 or not wanted:
            continue
        cursor = at + len(wanted)
        for word in words:
            _add(segments, text, source, word.start(), positions[at : at + len(word[0])])
            at += len(word[0])
    return tuple(segments)


def _visible(source: str) -> tuple[str, list[int]]:
    """The source's characters outside markup, without white space, and where each stands (-1: an entity's)."""
    body = BODY.search(source)
    letters: list[str] = []
    positions: list[int] = []
    for token in TOKEN.finditer(source, body.start() if body else 0):
        words = token[0]
        if words[0] == "<" and len(words) > 1:
            continue
        if words[0] == "&" and len(words) > 1:
            decoded = "".join(html.unescape(words).split())
            letters.append(decoded)
            positions.extend([-1] * len(decoded))
            continue
        for word in _WORDS.finditer(words):
            letters.append(word[0])
            first = token.start() + word.start()
            positions.extend(range(first, first + len(word[0])))
    return "".join(letters), positions


def _add(segments: list[Segment], text: str, source: str, start: int, positions: list[int]) -> None:
    """Add a word's pieces, each joined to the piece before where text and source run on alike."""
    index = 0
    while index < len(positions):
        first = positions[index]
        length = 1
        if first < 0:
            index += 1
            continue
        while index + length < len(positions) and positions[index + length] == first + length:
            length += 1
        _join(segments, text, source, Segment(start=start + index, source=first, length=length))
        index += length


def _join(segments: list[Segment], text: str, source: str, piece: Segment) -> None:
    if segments:
        last = segments[-1]
        between = piece.start - last.start - last.length
        gap = text[last.start + last.length : piece.start]
        if piece.source - last.source - last.length == between and source.startswith(gap, last.source + last.length):
            whole = piece.start + piece.length - last.start
            segments[-1] = Segment(start=last.start, source=last.source, length=whole)
            return
    segments.append(piece)
