"""The table of number phrases, `phrases.csv`: sentences with the phrases in brackets, and what they say."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    id: str
    text: str
    spans: list[tuple[int, int]]
    expected: list[str]


def interval(written: str) -> tuple[int, int, int | None, bool]:
    """(low, best, high, unbounded) of "at-least 6", "between 10 15", "zero", as the docstring of Count states them."""
    rule, *numbers = written.split()
    told = [int(number) for number in numbers]
    if rule in ("at-least", "more-than") or rule.startswith("vague-"):
        return told[0], told[0], None, True
    closed = {"zero": [0, 0, 0], "one": [1, 1, 1], "both": [2, 2, 2]}.get(rule)
    if rule == "between":
        closed = [told[0], told[0], told[1]]
    elif rule == "up-to":
        closed = [1, told[0], told[0]]
    elif rule in ("at-most", "fewer-than"):
        closed = [0, told[0], told[0]]
    low, best, high = closed or told * 3
    return low, best, high, False


def rows() -> list[Row]:
    with (Path(__file__).parent / "phrases.csv").open(encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    return [read_row(row) for row in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE)]


def read_row(row: dict[str, str]) -> Row:
    """A row of the table; brackets in its text mark the phrases."""
    text, spans, at = "", [], 0
    for match in re.finditer(r"\[([^\]]+)\]", row["text"]):
        text += row["text"][at : match.start()]
        spans.append((len(text), len(text) + len(match.group(1))))
        text += match.group(1)
        at = match.end()
    return Row(row["id"], text + row["text"][at:], spans, row["expected"].split(";") if row["expected"] else [])


ROWS = rows()
