"""Plain text, Markdown and table rows: the text stays as it came; blocks and metadata are read from it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from khaldun.clean.datelines import read_dateline
from khaldun.clean.dates import DateWords, find_dates
from khaldun.clean.found import EDGE, HINTED, Candidate, DateCandidate, Found, stated
from khaldun.clean.furniture import load_furniture, mark_furniture
from khaldun.clean.header import read_head
from khaldun.clean.lines import Unit, is_heading, split_units
from khaldun.clean.outlets import load_outlets
from khaldun.clean.provenance import read_furniture, read_sign_off
from khaldun.clean.tags import continue_tag_lines, read_tags
from khaldun.records.base import Span
from khaldun.records.reports import Block

DATELINE_PARAGRAPHS = 3
EDGE_LINES = 5
EDGE_WORDS = 16
_ISSUED = re.compile(r"\W*(?:issued|published|posted|released|dated|date|filed|updated|publication)\b", re.IGNORECASE)


RUNNING_HEAD = "running head"


def read_plain(text: str, found: Found, *, aside: Sequence[tuple[int, int]] = ()) -> tuple[Block, ...]:
    """The blocks of a text, and what it says of itself added to `found`.

    `aside` are the stretches (code points) that head or foot its pages: left out, but they may name the outlet.
    """
    outlets = load_outlets()
    units = split_units(text)
    marks = mark_furniture(units, load_furniture())
    continue_tag_lines(units, marks)
    reasons = [None if rule is None else rule.reason for rule in marks]
    for index, unit in enumerate(units):
        if any(start <= unit.start and unit.end <= end for start, end in aside):
            reasons[index] = RUNNING_HEAD
    body = read_head(text, units, reasons, outlets, found)
    read_sign_off(text, units, reasons, body, found)
    read_side(text, units, reasons, found)
    if not found.dates:
        read_edges(text, units, found)
    if not found.publishers:
        _read_masthead(text, units, reasons, found)
    return tuple(_block(units, index, reasons[index], found) for index in range(len(units)))


def _read_masthead(text: str, units: list[Unit], reasons: list[str | None], found: Found) -> None:
    """A short running head without figures is taken for the outlet's name."""
    for unit, reason in zip(units, reasons, strict=True):
        words = text[unit.start : unit.end]
        if reason == RUNNING_HEAD and 1 < unit.words <= 6 and not any(char.isdigit() for char in words):
            found.publishers.append(Candidate(rank=HINTED, stated=stated(text, unit.start, unit.end, "running-head")))
            return


def read_side(text: str, units: list[Unit], reasons: list[str | None], found: Found) -> None:
    """Add what tag lines, furniture and datelines say."""
    outlets = load_outlets()
    found.tags += read_tags(text, units, reasons)
    read_furniture(text, units, reasons, outlets, found)
    read = [unit for index, unit in enumerate(units) if reasons[index] is None and index not in found.labels]
    for unit in read[:DATELINE_PARAGRAPHS]:
        if read_dateline(text, unit.start, unit.end, outlets, found):
            break


def read_edges(text: str, units: list[Unit], found: Found) -> None:
    """A full date in a short line at the very top or bottom, where nothing says more plainly when it was published."""
    edges = [*units[:EDGE_LINES], *units[-EDGE_LINES:][::-1]]
    for unit in edges:
        words = text[unit.start : unit.end]
        sentence = unit.words > 8 and words.rstrip().endswith((".", "!", "?", "”", '"'))
        if (
            unit.kind == "item"
            or unit.words > EDGE_WORDS
            or sentence
            or words[:1].isdigit()
            and not find_dates(words[:20])
        ):
            continue
        labelled = _ISSUED.match(words) is not None
        for date in [one for one in find_dates(words)[-1:] if labelled or not _told_later(text, one)]:
            span = Span.of(text, unit.start + date.start, unit.start + date.end)
            found.dates.append(DateCandidate(rank=EDGE, rule="date-at-the-edge", words=date, evidence=(span,)))
        if found.dates:
            return


def _told_later(text: str, date: DateWords) -> bool:
    """Whether the text tells of a later day: then the date is an event's, not the publication's."""
    if any(other.day > date.day for other in find_dates(text)):
        return True
    year, month, day = (int(part) for part in date.day.split("-"))
    name = dt.date(year, month, day).strftime("%B")
    days = re.findall(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {name}\b|\b{name} (\d{{1,2}})\b", text)
    return any(int(first or last) > day for first, last in days)


def _block(units: list[Unit], index: int, reason: str | None, found: Found) -> Block:
    unit, label = units[index], found.labels.get(index)
    if label is not None:
        return Block(start=unit.start, end=unit.end, reason=label.reason, role=label.role)
    if reason is not None:
        return Block(start=unit.start, end=unit.end, reason=reason, role="other")
    following = units[index + 1] if index + 1 < len(units) else None
    role = "heading" if is_heading(unit, following) else "item" if unit.kind == "item" else "paragraph"
    return Block(start=unit.start, end=unit.end, role=role)
