"""Lines that say who wrote a report, who printed it and when: "By X", "Outlet, November 16, 2019", "Posted on …"."""

from __future__ import annotations

import re

import msgspec

from khaldun.clean.dates import DateWords, find_dates, parse_date
from khaldun.clean.found import (
    ELEMENT,
    HEADER,
    HINTED,
    LABELLED,
    META,
    PRINTED,
    STATED,
    UPDATED,
    Candidate,
    DateCandidate,
    Found,
    Label,
    stated,
)
from khaldun.clean.lines import LONGEST_LINE, Unit
from khaldun.clean.outlets import Outlets, is_name
from khaldun.records.base import Span

_PARTS = re.compile(r"\s+[|/·•–—-]+\s+(?!\d\d?[:.]\d\d\b)|(?<=\S)[|·•](?!\s*\d\d?[:.]\d\d\b)\s*|\t+|\n+|\s{3,}")
_EDGES = " \t\n,;:|*_#>()[]<\u00a0"
_LABEL = re.compile(
    r"(?i)\W*(?P<label>(?:first |last |date |originally )?(?:published|posted|updated|modified|issued|released|filed"
    r"|publication date|date|dated|uploaded|created|submitted|added|placed|edited|publié|posté|mis en ligne"
    r"|mis à jour))\b"
    r"(?:\s+by\s+[^|]{2,40}?(?=\s+on\s))?\s*(?:on|at|le|:|–|-)*\s*(?:[^\W\d]{2,9}\.?,\s*(?=\d))?"
)
_SOURCE = re.compile(r"(?i)(?:primary |original )?(?:source|agency|organi[sz]ation)s?")
_SMALL = re.compile(
    r"(?i)\W*(?:\d+ (?:comments?|views?|shares?|reads?)|(?:updated|modified|posted|at)?:?\s*\d{1,2}[:.]\d\d"
    r"(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?|\d+[ -]min(?:ute)?s?(?: read)?|(?:originally )?in [A-Z]\w+|updated|analysis"
    r"|(?:reads?|views?|comments?|visits?|hits)\s*:\s*[\d.,]+|opinion|news|exclusive|live|report)\W*"
)
_LINKING = re.compile(r"\b(?:in|and|at|of|the|for|from|with|al|de|la|le|bin|van|von|by|near)\b")
_NOT_NAMES = re.compile(
    r"(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:the|dawn|night|noon|midnight|all)\b(?! \w+ \w)"
)
# No name stands before a day in "Weekly review: 5–11 June", in "Week of 5 - 11 June", or in "Compiled by the Desk.
# Published 3 May".
_NO_NAME = re.compile(r"\d\s*[-–—]$|\bof \d{1,2}$|[^\W\d_]{2}\.\s")
_TELLING = frozenset({"byline", "date", "labelled", "original", "updated"})
_RANKS = {
    "labelled": (LABELLED, "published-line"),
    "original": (ELEMENT, "published-line"),
    "updated": (UPDATED, "updated-line"),
}
_BEHIND_NAME = re.compile(r"\s+(?:at|on)\s+\d.*$|\s+in\s+[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)?$")
MOST_WORDS = 26
_ITEM_WORDS = 10


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a line, from `base`: "byline", "name", "date", "labelled", "original", "updated" or "small".

    Code points `start` to `end` hold the name in it (none where they are equal); `date` counts from `base`.
    """

    kind: str
    base: int
    start: int
    end: int
    date: DateWords | None = None


def read_meta_line(
    text: str, unit: Unit, outlets: Outlets, found: Found, *, labelled_only: bool = False, told: bool = False
) -> Label | None:
    """Add what a line of the head says of author, outlet and day; its label, None where it is no such line.

    A heading is one where it is nothing but a day; so is a list's item that the page calls a date (`told`). Far from
    the head (`labelled_only`) a day needs its label before it.
    """
    words = text[unit.start : unit.end]
    if (
        unit.words > MOST_WORDS
        or unit.end - unit.start > LONGEST_LINE
        or not (_may_be_line(words, unit, outlets) or (told and parse_date(words) is not None))
    ):
        return None
    if labelled_only and _LABEL.match(words) is None:
        return None
    bounds = _split(words)
    parts = [_part(text, unit.start + start, unit.start + end, outlets) for start, end in bounds]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not any(part.kind in _TELLING for part in known):
        return None
    has_byline = any(part.kind == "byline" for part in known)
    for part in known:
        _add(text, part, outlets, found, has_byline=has_byline)
    return Label(reason="byline", role="byline") if has_byline else Label(reason="date", role="dateline")


def _may_be_line(words: str, unit: Unit, outlets: Outlets) -> bool:
    """Whether a block can be a line of the head: a heading that is only a day, a list's item that begins as one."""
    if unit.kind == "heading":
        return parse_date(words) is not None
    begins = _LABEL.match(words) is not None or outlets.byline.match(words) is not None
    return unit.kind != "item" or (begins and unit.words <= _ITEM_WORDS)


def read_pair(text: str, label: Unit, value: Unit, found: Found) -> bool:
    """Add what a value with its label before it says ("Posted" / "28 Jan 2025"; "Source" / "Relief Network")."""
    words = text[label.start : label.end].strip(_EDGES)
    said = text[value.start : value.end].strip()
    named = _LABEL.fullmatch(words)
    date = parse_date(said) if named is not None else None
    if named is not None and date is not None:
        rank, rule = _RANKS[_label_kind(named)]
        span = Span.of(text, value.start + date.start, value.start + date.end)
        found.dates.append(DateCandidate(rank=rank, rule=rule, words=date, evidence=(span,)))
        return True
    if _SOURCE.fullmatch(words) and is_name(said):
        found.originals.append(Candidate(rank=STATED, stated=stated(text, value.start, value.end, "source-label")))
        return True
    return False


def _split(words: str) -> list[tuple[int, int]]:
    """The parts of a line between bars, dashes and line ends."""
    bounds, start = [], 0
    for match in _PARTS.finditer(words):
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(words)))
    trimmed = []
    for begin, end in bounds:
        part = words[begin:end]
        left = len(part) - len(part.lstrip(_EDGES))
        right = len(part.rstrip(_EDGES))
        if left < right:
            trimmed.append((begin + left, begin + right))
    return trimmed


def _part(text: str, base: int, stop: int, outlets: Outlets) -> Part | None:
    words = text[base:stop]
    if _SMALL.fullmatch(words):
        return Part(kind="small", base=base, start=base, end=base)
    if outlets.nameless.match(words):
        return Part(kind="byline", base=base, start=base, end=stop)
    byline = outlets.byline.match(words)
    if byline is not None and not _NOT_NAMES.match(byline["name"]):
        rest = words[byline.end() :].strip(_EDGES)
        if not rest or (len(rest.split()) <= 8 and not rest.endswith(".")):
            dates = find_dates(words)
            start, end = base + byline.start("name"), base + byline.start("name") + _name_end(byline["name"])
            return Part(kind="byline", base=base, start=start, end=end, date=dates[-1] if dates else None)
    dates = find_dates(words)
    if dates:
        return _dated(words, base, dates[0])
    if is_name(words) and len(words.split()) <= 9 and not _NO_NAME.search(words):
        return Part(kind="name", base=base, start=base, end=stop)
    return None


def _name_end(name: str) -> int:
    """Where an author's name ends: before a place it was written in, or a time."""
    behind = _BEHIND_NAME.search(name)
    return len(name) if behind is None else behind.start()


def _dated(words: str, base: int, date: DateWords) -> Part | None:
    """A part with a date: alone, with a label, or after the name of an outlet or a place."""
    label = _LABEL.match(words)
    skip = label.end() if label else 0
    before = words[skip : date.start].strip(_EDGES)
    after = words[date.end :].strip(_EDGES + ".")
    if len(after.split()) > 6 or (after and words.rstrip().endswith(".")):
        return None
    if not before:
        kind = "date" if label is None else _label_kind(label)
        return Part(kind=kind, base=base, start=base, end=base, date=date)
    if _NO_NAME.search(before):
        return None
    capitals = _LINKING.sub(" ", before)
    if len(before.split()) > 10 or not all(word[0].isupper() or not word[0].isalpha() for word in capitals.split()):
        return None
    start = base + words.index(before, skip)
    return Part(kind="date", base=base, start=start, end=start + len(before), date=date)


def _label_kind(label: re.Match[str]) -> str:
    """Which day a label announces: of this page, of a change to it, or of the original that another printed."""
    if _is_update(label):
        return "updated"
    return "original" if label["label"].lower().startswith("original") else "labelled"


def _is_update(label: re.Match[str]) -> bool:
    return any(word in label["label"].lower() for word in ("updat", "modif", "edited", "mis à jour"))


def _add(text: str, part: Part, outlets: Outlets, found: Found, *, has_byline: bool) -> None:
    if part.date is not None:
        _add_date(text, part, part.date, found)
    if part.kind == "byline":
        found.bylines.append(Candidate(rank=META, stated=stated(text, part.start, part.end, "byline-line")))
    elif part.kind in ("date", "name") and part.start < part.end:
        _add_name(text, part, outlets, found, has_byline=has_byline)


def _add_date(text: str, part: Part, date: DateWords, found: Found) -> None:
    rank, rule = _RANKS.get(part.kind, (HEADER, "date-line"))
    span = Span.of(text, part.base + date.start, part.base + date.end)
    found.dates.append(DateCandidate(rank=rank, rule=rule, words=date, evidence=(span,)))


def _add_name(text: str, part: Part, outlets: Outlets, found: Found, *, has_byline: bool) -> None:
    """A name beside a day: an outlet's, else an author's ("X in Y and Z in W"), else the place it was written at."""
    words = text[part.start : part.end]
    if outlets.is_outlet(words):
        found.publishers.append(Candidate(rank=PRINTED, stated=stated(text, part.start, part.end, "outlet-line")))
    elif re.search(r" in [A-Z]", words):
        if not found.bylines:
            found.bylines.append(Candidate(rank=HINTED, stated=stated(text, part.start, part.end, "byline-line")))
    elif len(words.split()) > 1 and (has_byline or found.bylines):
        found.publishers.append(Candidate(rank=HINTED, stated=stated(text, part.start, part.end, "outlet-line")))
    elif part.date is not None:
        end = part.base + part.date.end
        found.datelines.append(Candidate(rank=HINTED, stated=stated(text, part.start, end, "dateline-line")))
