"""The head of a report: which line is its title, its byline, its outlet, its day, and where the body begins."""

from __future__ import annotations

import re

from khaldun.clean.bylines import read_meta_line
from khaldun.clean.dates import find_dates
from khaldun.clean.found import (
    DATELINE,
    EDGE,
    FRONT_MATTER,
    HINTED,
    LABELLED,
    META,
    PRINTED,
    Candidate,
    DateCandidate,
    Found,
    Label,
    stated,
)
from khaldun.clean.furniture import LONG
from khaldun.clean.lines import LONGEST_LINE, Unit
from khaldun.clean.outlets import Outlets
from khaldun.clean.tags import tag_values
from khaldun.records.base import Span

MOST_LINES = 18
_FENCE = re.compile(r"-{3,}|\.{3}")
_FIELD = re.compile(r"(?P<key>[\w-]+)\s*:\s*[\"'\[]?(?P<value>[^\n]*?)[\"'\]]?\s*$")
_FIELD_KEYS = {
    "title": "titles", "author": "bylines", "byline": "bylines", "publisher": "publishers", "source": "publishers",
    "site": "publishers", "url": "urls", "link": "urls", "canonical": "urls",
}  # fmt: skip
_TITLE_MARKS = re.compile(r"[\s#>*_]*(?P<title>.*?)[\s#*_]*$", re.S)
_LABEL = re.compile(r"(?:title|headline|subject)\s*:\s*(?=\S)", re.I)
# A day said in passing: "Publication date: 12 June 2025." in a line of more words, "(as of 12 June 2025)" in a title.
_SAID = re.compile(
    r"(?i)(?:(?P<published>\b(?:publication date|date of (?:publication|issue))"
    r"|(?:^|[.|·•*_(;–—-])\s*(?:first )?(?:published|posted|issued|released)(?: on)?)|\bas (?:of|at))\s*:?\s*$"
)
# The day that a report is of, in a line of its head: "Daily summary of our forces for Saturday 12 March 2016".
_OF_A_DAY = re.compile(
    r"(?i)\b(?:summary|bulletin|digest|roundup|round-up|report|briefing|communiqu[eé]|statement|update|news|events)\b"
    r"[^.;]*\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|for|of|on),?\s+$"
)
MOST_WORDS = 24
_KIND_WORDS = 3  # that say only what kind of document it is
_SENTENCE_END = re.compile(r"[.:;,…]$|\.[\"”')]$")


def read_front_matter(text: str, units: list[Unit], found: Found) -> int:
    """Label a leading block of "key: value" lines between fences; how many units it takes."""
    if len(units) < 3 or not _FENCE.fullmatch(_words(text, units[0])):
        return 0
    for index in range(1, min(len(units), 60)):
        if _FENCE.fullmatch(_words(text, units[index])):
            for inside in range(index + 1):
                found.labels[inside] = Label(reason="metadata", role="other")
                _read_field(text, units[inside], found)
            return index + 1
    return 0


def _words(text: str, unit: Unit) -> str:
    return text[unit.start : unit.end]


def _read_field(text: str, unit: Unit, found: Found) -> None:
    match = _FIELD.match(text[unit.start : min(unit.end, unit.start + LONGEST_LINE)])
    if match is None or not match["value"].strip():
        return
    key = match["key"].lower()
    start, end = unit.start + match.start("value"), unit.start + match.end("value")
    if key in _FIELD_KEYS:
        value = stated(text, start, end, f"front-matter-{key}")
        getattr(found, _FIELD_KEYS[key]).append(Candidate(rank=FRONT_MATTER, stated=value))
    elif key in ("tags", "keywords", "categories", "region", "topics"):
        found.tags.extend(tag_values(text, start, end, f"front-matter-{key}"))
    elif key in ("date", "published", "pubdate", "publishdate"):
        for date in find_dates(text[start:end])[:1]:
            span = Span.of(text, start + date.start, start + date.end)
            found.dates.append(
                DateCandidate(rank=FRONT_MATTER, rule=f"front-matter-{key}", words=date, evidence=(span,))
            )


def read_head(text: str, units: list[Unit], reasons: list[str | None], outlets: Outlets, found: Found) -> int:
    """Label the lines before the body and add what they say; the index of the body's first unit."""
    first = read_front_matter(text, units, found)
    stop = _body(units, reasons, first)
    open_lines: list[int] = []
    for index in range(first, stop):
        unit = units[index]
        label = read_meta_line(text, unit, outlets, found)
        if label is not None:
            found.labels[index] = label
        elif reasons[index] is None or (not open_lines and unit.kind == "heading"):
            open_lines.append(index)
    for index in range(first, min(stop + 1, len(units))):
        _read_said_day(text, units[index], found, head=index < stop)
    title = _title(units, open_lines, outlets)
    if title is None and not found.titles and stop < len(units) and _headline_like(units[stop]):
        title = stop
    if title is not None:
        _take_title(text, units[title], title, found)
        _mastheads(text, units, [index for index in open_lines if index != title], title, outlets, found)
    return stop


def _read_said_day(text: str, unit: Unit, found: Found, *, head: bool) -> None:
    """Add a day that a line names as that of publication; in the head, also the day that the report is as of."""
    words = text[unit.start : min(unit.end, unit.start + LONGEST_LINE)]
    for date in find_dates(words):
        said = _SAID.search(words[: date.start])
        if said is not None and (head or said["published"]):
            rank, rule = (LABELLED, "published-line") if said["published"] else (DATELINE, "as-of")
        elif head and unit.words <= MOST_WORDS and _OF_A_DAY.search(words[: date.start]):
            rank, rule = EDGE, "report-of"
        else:
            continue
        span = Span.of(text, unit.start + date.start, unit.start + date.end)
        found.dates.append(DateCandidate(rank=rank, rule=rule, words=date, evidence=(span,)))


def _body(units: list[Unit], reasons: list[str | None], first: int) -> int:
    """The first unit that tells something: a long paragraph, or a sentence after which no header can follow."""
    for index in range(first, min(len(units), first + MOST_LINES)):
        unit = units[index]
        if reasons[index] is not None or unit.kind == "heading":
            if unit.kind == "heading" and index > first + 1 and reasons[index] is None:
                return index
            continue
        if unit.kind == "item" or unit.words >= LONG:
            return index
        if unit.words >= 12 and unit.bare.endswith((".", ".”", '."', "!", "?")):
            return index
    return min(len(units), first + MOST_LINES)


def _title(units: list[Unit], lines: list[int], outlets: Outlets) -> int | None:
    """The line that is the title: a heading, a document's own title, else the first that is no outlet's name."""
    for index in lines:
        if units[index].kind == "heading":
            return index
    for index in lines:
        if outlets.document.search(units[index].bare):
            return _headline_below(units, lines, index) or index
    candidates = [index for index in lines if _headline_like(units[index])]
    for position, index in enumerate(candidates):
        if position + 1 < len(candidates) and _masthead_like(units[index], outlets):
            continue
        return index
    return None


def _headline_below(units: list[Unit], lines: list[int], document: int) -> int | None:
    """The headline of a document that is only called what it is ("PRESS STATEMENT"), below that line."""
    bare = units[document].bare
    if len(bare.split()) > _KIND_WORDS or any(map(str.isdigit, bare)):
        return None
    below = (index for index in lines if index > document and units[index].words > _KIND_WORDS)
    return next((index for index in below if _headline_like(units[index])), None)


def _headline_like(unit: Unit) -> bool:
    return (
        unit.kind != "item"
        and unit.words <= 40
        and unit.end - unit.start <= 300
        and not _SENTENCE_END.search(unit.bare)
    )


def _masthead_like(unit: Unit, outlets: Outlets) -> bool:
    return unit.words <= 6 and outlets.has_outlet_word(unit.bare) and not re.search(r"[:;?!,]", unit.bare)


def _take_title(text: str, unit: Unit, index: int, found: Found) -> None:
    words = text[unit.start : unit.end]
    match = _TITLE_MARKS.match(words) if len(words) <= LONGEST_LINE else None
    start, end = (match.start("title"), match.end("title")) if match and match["title"] else (0, len(words))
    label = _LABEL.match(words, start, end)
    start = label.end() if label else start
    value = stated(text, unit.start + start, unit.start + end, "title-line")
    found.titles.append(Candidate(rank=META, stated=value))
    found.labels[index] = Label(reason=None, role="title")


def _mastheads(text: str, units: list[Unit], lines: list[int], title: int, outlets: Outlets, found: Found) -> None:
    """Lines around the title that name who speaks: a letterhead above it, an outlet's name above or below."""
    kinds = [index for index in (*lines, title) if outlets.document.search(units[index].bare)]
    document = bool(kinds)
    names = {candidate.stated.value.lower() for candidate in found.bylines}
    for index in lines:
        unit = units[index]
        if unit.bare.lower() in names:
            found.labels[index] = Label(reason="byline", role="byline")
            continue
        above = index < title and document and unit.words <= 12 and not unit.bare.endswith(".")
        if index in kinds or not (above or _masthead_like(unit, outlets) or _organisation(unit)):
            continue
        found.labels[index] = Label(reason="masthead", role="other")
        if not outlets.state.search(unit.bare) and ":" not in unit.bare:  # a line with a colon says what, not who
            rank = PRINTED if above or index < title else HINTED
            value = stated(text, unit.start, unit.end, "masthead")
            found.publishers.append(Candidate(rank=rank, stated=value))


def _organisation(unit: Unit) -> bool:
    """An organisation's name with its acronym: "Sudan Humanitarian Monitoring Forum (SHMF)"."""
    return bool(re.fullmatch(r"[A-Z][^.:;?!]{5,90}\([A-Z][A-Za-z&/-]{1,11}\)", unit.bare))
