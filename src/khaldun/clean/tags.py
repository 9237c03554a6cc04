"""Region and theme tags: "Region: Middle East & North Africa, Russia and FSU"."""

from __future__ import annotations

import re

from khaldun.clean.found import stated
from khaldun.clean.furniture import Rule
from khaldun.clean.lines import Unit
from khaldun.records.reports import Stated

_LABEL = re.compile(r"[\W_]*(?P<label>[A-Za-z][\w -]{2,20}?)\s*:[\s*_]*")
_VALUE = re.compile(r"[^,;|/•·]+")
_EDGES = " \t\n*_#\"'[]()."


def tag_values(text: str, start: int, end: int, rule: str) -> list[Stated]:
    """The tags in a list parted by commas, semicolons or bars."""
    tags = []
    for match in _VALUE.finditer(text, start, end):
        words = match[0]
        left = match.start() + len(words) - len(words.lstrip(_EDGES))
        right = match.start() + len(words.rstrip(_EDGES))
        if left < right:
            tags.append(stated(text, left, right, rule))
    return tags


def read_tags(text: str, units: list[Unit], reasons: list[str | None]) -> list[Stated]:
    """The tags of every tag line; a line that begins in lower case continues the tag line before it."""
    tags: list[Stated] = []
    for index, unit in enumerate(units):
        label = _LABEL.match(text, unit.start, unit.end) if reasons[index] == "tags" else None
        if label is None:
            continue
        end, after = unit.end, index + 1
        while after < len(units) and reasons[after] == "tags" and units[after].bare[:1].islower():
            end, after = units[after].end, after + 1
        name = re.sub(r"[^a-z]+", "-", label["label"].lower())
        tags += tag_values(text, label.end(), end, f"tag-{name}")
    return tags


def continue_tag_lines(units: list[Unit], marks: list[Rule | None]) -> None:
    """Mark the rest of a tag line that was broken in two: it begins in lower case and is no sentence."""
    for index in range(1, len(units)):
        before, unit = marks[index - 1], units[index]
        if before is None or before.reason != "tags" or marks[index] is not None:
            continue
        if unit.bare[:1].islower() and unit.words <= 8 and not unit.bare.endswith("."):
            marks[index] = before
