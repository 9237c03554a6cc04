"""Plain text → units: the paragraphs, list items and lines that are judged whole."""

from __future__ import annotations

import re

import msgspec

_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"(?:[-*+•‣◦▪●–—]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+\S")
_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_FIXED = re.compile(r"(?:#{1,6}[ \t]|>|\||[-*_=~]{3,}\s*$)")
_FIELD = re.compile(r"(?:[A-Z][\w -]{0,24}|[a-z][\w-]{0,24}):(?:\s|$)")
_MARKS = re.compile(
    r"<[^>\n]{1,300}>|^[\s>#*_•·\\-]+(?=[^\s>#*_•·\\-])|[*_]{1,3}(?=\s|$|[.,;:!?)])|(?<=\s)[*_]{1,3}(?=\S)"
)
WRAP_LEAST, WRAP_MOST = 45, 105
WRAP_NARROW, LOWER_SHARE = 28, 0.4
LONGEST_LINE = 500
_STOPS = (".", "!", "?", ",", ";", '"', "”", ")", "…")


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """Code points `start` to `end` of the text: a paragraph or a line, without the white space around it.

    `bare` are its words without Markdown marks and tags, for matching only; `words` counts them.
    """

    start: int
    end: int
    bare: str
    words: int
    kind: str = "paragraph"
    blank_before: bool = True


def split_units(text: str) -> list[Unit]:
    """The units of a text, in order; together they hold every character that is not white space.

    Blank lines part paragraphs. So does a single line end, except where the lines are wrapped to a width: there the
    next line's first word would not have fitted, or the next line goes on in lower case.
    """
    lines = [(start, end) for start, end in map(_trimmed, _LINE.finditer(text)) if start < end]
    lower = sum(text[start].islower() for start, _ in lines)
    width = _wrap_width([end - start for start, end in lines], lower=lower)
    units: list[Unit] = []
    index = 0
    while index < len(lines):
        start, end = lines[index]
        blank = index == 0 or text.count("\n", lines[index - 1][1], start) > 1
        while index + 1 < len(lines) and _wrapped(text, lines[index], lines[index + 1], width):
            index += 1
            end = lines[index][1]
        units.append(make_unit(text, start, end, blank_before=blank))
        index += 1
    return units


def make_unit(text: str, start: int, end: int, *, blank_before: bool = True, kind: str | None = None) -> Unit:
    """The unit of the text from `start` to `end`."""
    words = text[start:end]
    bare = bare_words(words)
    return Unit(
        start=start,
        end=end,
        bare=bare,
        words=bare.count(" ") + 1,
        kind=kind or _kind(words),
        blank_before=blank_before,
    )


def is_heading(unit: Unit, following: Unit | None) -> bool:
    """Whether a plain line heads what follows: short, without a full stop, in capitals or alone above longer words."""
    if unit.kind == "heading":
        return True
    if unit.kind != "paragraph" or unit.words > 9 or unit.bare.endswith(_STOPS) or not unit.bare[:1].isupper():
        return False
    return unit.bare.isupper() or (following is not None and following.words > unit.words + 4)


def bare_words(words: str) -> str:
    """The words on one line, without Markdown marks and HTML tags."""
    return " ".join(_MARKS.sub(" ", words).split()) or words.strip()


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    line = match[0]
    return match.start() + len(line) - len(line.lstrip()), match.start() + len(line.rstrip())


def _kind(words: str) -> str:
    if _HEADING.match(words):
        return "heading"
    return "item" if _ITEM.match(words) else "paragraph"


def _wrap_width(lengths: list[int], *, lower: int) -> int:
    """The width the lines are wrapped to; 0 where they are not. A narrow one is believed only where many lines
    (`lower` of them) go on in lower case: else it is a list."""
    inside = [length for length in lengths if length <= WRAP_MOST]
    if len(lengths) < 3 or len(inside) < 0.9 * len(lengths):
        return 0
    width = max(inside)
    least = WRAP_NARROW if lower >= LOWER_SHARE * len(lengths) else WRAP_LEAST
    return width if width >= least else 0


def _wrapped(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    start, end = line
    if not width or end - start < min(WRAP_LEAST, width) * 0.5 or text.count("\n", end, following[0]) > 1:
        return False
    here, below = text[start:end], text[following[0] : following[1]]
    if _FIXED.match(here) or _FIXED.match(below) or _ITEM.match(below) or _FIELD.match(below):
        return False
    if below[0].islower() and not here.endswith(_STOPS):
        return True
    if end - start < min(WRAP_LEAST, width) * 0.8:
        return False
    return end - start + 1 + len(below.split(None, 1)[0]) > width - 3
