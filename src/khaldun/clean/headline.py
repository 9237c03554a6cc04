"""Finding the headline among a page's passages, and the outlet in the words that a page calls itself by."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from khaldun.clean.dates import find_dates
from khaldun.clean.elements import Passage
from khaldun.clean.outlets import Outlets, is_name
from khaldun.clean.pagemeta import PageTitle

_WORD = re.compile(r"\w+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BARS = re.compile(r"\s*(?:::|[|»«·])\s*|\s+[–—-]\s+|:\s+")
_PLAIN = re.compile(r"(?i)\b(?:print(?:er|able)?[ -]?(?:friendly )?(?:version|page|view)?|home ?page|index|untitled)\b")
MOST_WORDS = 30  # of a headline
_PICTURES = frozenset({"figure", "figcaption", "caption", "wp-caption-text", "photo", "credit"})
_FILED = re.compile(
    r"(?i)[(,] ?(?:archive|file|stock|photo\b[^)]*|file photo|handout)(?:,? ?[^()]{0,30})?\)?$|(?-i:\([A-Z]{2,6}\)$)"
)
_LONG = 40  # words of a passage that is surely text
_HEADLINE_WORDS = 5
_META_WORDS = 14
_NEAR = 5  # passages above the text among which a headline may stand


def split_heads(passages: list[Passage]) -> list[Passage]:
    """Passages above the text whose lines are short (headline, byline, day under one another), a passage a line."""
    end = next((at for at, passage in enumerate(passages) if len(_WORD.findall(passage.text)) >= _LONG), 0)
    found: list[Passage] = []
    for at, passage in enumerate(passages):
        lines = [line.strip() for line in passage.text.split("\n") if line.strip()]
        short = all(len(line.split()) <= MOST_WORDS and not line.endswith(".") for line in lines)
        if at < end and 1 < len(lines) <= 5 and short:
            share = passage.linked / len(passage.text)
            found += [msgspec.structs.replace(passage, text=line, linked=int(share * len(line))) for line in lines]
        else:
            found.append(passage)
    return found


def find_title(passages: Sequence[Passage], titles: Sequence[PageTitle], outlets: Outlets) -> int | None:
    """The passage that is the headline.

    It is equal to a title that the page states (the longest, a heading first), else a first-level heading that is like
    one, else a first-level heading of some words, else the line above a byline or a day where no text stands before,
    else the nearest short line above the text.
    """
    heads = [index for index, passage in enumerate(passages) if passage.within("h1")]
    stated = {_folded(words) for title in titles for words in _readings(title)}
    equal = [index for index, passage in enumerate(passages) if _folded(passage.text) in stated]
    if equal:
        return max(equal, key=lambda index: (len(passages[index].text.split()), is_heading(passages[index]), -index))
    for title in titles:
        for index in heads:
            if alike(passages[index].text, title.value):
                return index
    long = [index for index in heads if passages[index].text.count(" ") >= 2]
    if long:
        return long[0]
    found = _above_byline(passages, outlets)
    return _above_text(passages, outlets) if found is None else found


def _readings(title: PageTitle) -> list[str]:
    """A stated title, and the title element's without the words before its first bar and behind its last, where the
    outlet stands, and its parts of some words."""
    bars = list(_BARS.finditer(title.value)) if title.rule == "title-element" else []
    return [
        title.value,
        *(title.value[bar.end() :] for bar in bars[:1]),
        *(title.value[: bar.start()] for bar in bars[-1:]),
        *(part for part in _BARS.split(title.value) if bars and len(part.split()) >= _HEADLINE_WORDS),
    ]


def _above_text(passages: Sequence[Passage], outlets: Outlets) -> int | None:
    """The nearest short line above the first long passage: a headline that nothing marks."""
    text = next((at for at, passage in enumerate(passages) if len(passage.text.split()) >= _LONG), 0)
    for at in range(text - 1, max(text - _NEAR, 0) - 1, -1):
        words = passages[at].text.split()
        if (
            passages[at].linked
            or passages[at].text.endswith(".")
            or ". " in passages[at].text
            or _is_caption(passages[at])
            or _is_meta(passages[at].text, outlets)
        ):
            continue
        if 4 <= len(words) <= MOST_WORDS and "\n" not in passages[at].text:
            return at
    return None


def _above_byline(passages: Sequence[Passage], outlets: Outlets) -> int | None:
    """The first line under which a byline or a day stands, before any text."""
    for at, passage in enumerate(passages[:-1]):
        words = passage.text.split()
        if len(words) >= _LONG:
            return None
        could = 3 <= len(words) <= MOST_WORDS and "\n" not in passage.text and not passage.text.endswith(".")
        own = passage.linked < 0.5 * len(passage.text) and not _is_meta(passage.text, outlets)
        own = own and not _is_caption(passage)
        if could and own and _is_meta(passages[at + 1].text, outlets) and not passages[at + 1].linked:
            return at
    return None


def _is_caption(passage: Passage) -> bool:
    """Whether it stands with a picture, by the page's elements or by its last words ("(archive)")."""
    said = any(not _PICTURES.isdisjoint((part.tag, *part.words)) for part in passage.parts)
    return said or _FILED.search(passage.text) is not None


def _is_meta(line: str, outlets: Outlets) -> bool:
    """Whether a line says who wrote something, or when."""
    if len(line.split()) > _META_WORDS:
        return False
    return bool(outlets.byline.match(line) or outlets.nameless.match(line) or find_dates(line))


def site_name(element: str, title: str) -> str | None:
    """The site's name in the words of the title element, those of the headline taken off."""
    parts = [part.strip() for part in _BARS.split(element)]
    parts = [part for part in parts if part and not _PLAIN.search(part) and not part.lower().startswith("by ")]
    others = [part for part in parts if not _in_title(part, title)]
    if not others or not parts:
        return None
    named = [part for part in others if is_name(part)] or others
    return named[-1] if _in_title(parts[0], title) else named[0]


def _in_title(part: str, title: str) -> bool:
    words, known = set(_WORD.findall(part.lower())), set(_WORD.findall(title.lower()))
    return len(words & known) >= 0.6 * len(words)


def alike(one: str, other: str) -> bool:
    """Whether two headlines share most of the shorter one's words."""
    left, right = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return bool(left and right) and len(left & right) >= 0.6 * min(len(left), len(right)) and len(left & right) >= 2


def is_heading(passage: Passage) -> bool:
    return any(part.tag in _HEADINGS for part in passage.parts)


def _folded(words: str) -> str:
    return " ".join(words.lower().split())
