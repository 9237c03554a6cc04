"""Datelines: "BAMAKO, Mali, March 3 (Reuters) –", "DAMASCUS (AFP) -", "(Xinhua) --", "Damascus, SANA –"."""

from __future__ import annotations

import re

from khaldun.clean.dates import find_dates
from khaldun.clean.found import DATELINE, STATED, Candidate, DateCandidate, Found, stated
from khaldun.clean.outlets import Outlets
from khaldun.records.base import Span

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}(?:,? (?:19|20)\d\d)?|\d{{1,2}} {_MONTH}(?: (?:19|20)\d\d)?)"
_CAPS = r"[A-ZÀ-Þ][A-ZÀ-Þ'’.\-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ'’.\-]*){0,3}"
_TITLE = r"[A-ZÀ-Þ][\w'’.\-]+(?:[ /](?:of |the )?[A-ZÀ-Þ][\w'’.\-]*){0,4}"
_DASH = r"\s*(?:--?|–|—)\s*"
_AGENCY = r"\((?P<agency>[A-Z][\w&/'’. -]{1,50})\)"
_OPEN = r"[\s*_>]*"
_LINES = (
    re.compile(rf"{_OPEN}(?P<where>{_CAPS}(?:, {_TITLE}){{0,2}}(?:,? {_DAY})?),?\s*{_AGENCY}\s*(?:{_DASH}|:\s)"),
    re.compile(rf"{_OPEN}(?P<where>{_TITLE}(?:, {_TITLE}){{0,2}}(?:,? {_DAY})?),?\s*{_AGENCY}{_DASH}"),
    re.compile(rf"{_OPEN}(?P<where>{_CAPS}(?:, {_TITLE}){{0,2}},? {_DAY})(?:{_DASH}|:\s|\.\s+(?=[A-Z“\"]))"),
    re.compile(rf"{_OPEN}(?P<where>{_CAPS}(?:, {_TITLE}){{0,2}})(?:\s+--?\s+|\s*[–—]\s*)(?=[A-Z“\"])"),
    re.compile(rf"{_OPEN}(?P<where>{_TITLE}),? (?P<agency>[A-Z][\w/]{{1,12}}){_DASH}(?=[A-Z“\"])"),
    re.compile(rf"{_OPEN}(?P<where>){_AGENCY}{_DASH}"),
    re.compile(rf"{_OPEN}(?P<where>(?=[^ ]{{4}}){_CAPS})\. (?=[A-Z“\"][a-z]* )"),
)


def read_dateline(text: str, start: int, end: int, outlets: Outlets, found: Found) -> bool:
    """Add what the dateline at the head of a paragraph says: place and day, agency; whether there is one."""
    words = text[start : min(end, start + 160)]
    for pattern in _LINES:
        match = pattern.match(words)
        if match is None:
            continue
        agency = match.groupdict().get("agency")
        if agency is not None and not _is_publisher(agency, outlets, bracketed="(" in match[0]):
            continue
        _add(text, start, match, agency, found)
        return True
    return False


def _is_publisher(name: str, outlets: Outlets, *, bracketed: bool) -> bool:
    """Whether the name in the brackets is an outlet's, not an aside."""
    return outlets.is_agency(name) or (bracketed and outlets.is_outlet(name))


def _add(text: str, start: int, match: re.Match[str], agency: str | None, found: Found) -> None:
    begin, stop = start + match.start("where"), start + match.end("where")
    if begin < stop:
        found.datelines.append(Candidate(rank=DATELINE, stated=stated(text, begin, stop, "dateline")))
        for date in find_dates(text[begin:stop]):
            span = Span.of(text, begin + date.start, begin + date.end)
            found.dates.append(DateCandidate(rank=DATELINE, rule="dateline", words=date, evidence=(span,)))
    if agency:
        value = stated(text, start + match.start("agency"), start + match.end("agency"), "dateline-agency")
        found.originals.append(Candidate(rank=STATED, stated=value))
