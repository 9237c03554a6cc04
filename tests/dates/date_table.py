"""The table of date expressions, `expressions.csv`: sentences with the expressions in brackets, and their days."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

from khaldun.text.dates.intervals import DAY, Anchors


class Row(NamedTuple):
    id: str
    text: str
    spans: list[tuple[int, int]]
    anchors: Anchors
    expected: list[str]


def days(written: str) -> tuple[dt.date, dt.date]:
    """The half-open days of "2019-11-12" or "2019-11-12..2019-11-13" (inclusive)."""
    first, _, last = written.partition("..")
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last or first) + DAY


def read_row(row: dict[str, str]) -> Row:
    """A row of the table; brackets in its text mark the expressions."""
    text, spans, at = "", [], 0
    for match in re.finditer(r"\[([^\]]+)\]", row["text"]):
        text += row["text"][at : match.start()]
        spans.append((len(text), len(text) + len(match.group(1))))
        text += match.group(1)
        at = match.end()
    text += row["text"][at:]
    published = dt.date.fromisoformat(row["published"]) if row["published"] else None
    narrative = days(row["narrative"]) if row["narrative"] else None
    anchors = Anchors(published=published, narrative=narrative)
    return Row(row["id"], text, spans, anchors, row["expected"].split(";") if row["expected"] else [])


def rows() -> list[Row]:
    with (Path(__file__).parent / "expressions.csv").open(encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    return [read_row(row) for row in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE)]


ROWS = rows()
