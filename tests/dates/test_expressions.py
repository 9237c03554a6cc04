"""Date expressions of the genre: where they are found, and which days they mean."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from khaldun.text.dates import find_dates, parse_date
from khaldun.text.dates.anchoring import anchor
from khaldun.text.dates.intervals import DAY, Anchors
from khaldun.text.dates.vocabulary import date_file


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


def test_table_is_large_and_its_ids_are_unique() -> None:
    assert len(ROWS) >= 250
    assert len({row.id for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_found_where_it_stands(row: Row) -> None:
    found = find_dates(row.text)
    assert [row.text[one.start : one.end] for one in found] == [row.text[start:end] for start, end in row.spans]
    assert [(one.start, one.end) for one in found] == row.spans


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_means_these_days(row: Row) -> None:
    intervals = [anchor(one.expr, row.anchors) for one in find_dates(row.text)]
    assert [one and (one.start, one.end) for one in intervals] == [
        None if written == "none" else days(written) for written in row.expected
    ]
    for one in intervals:
        if one is not None:
            assert set(one.rules) <= date_file().rules.keys()
            assert 0 < one.confidence <= 1


@pytest.mark.parametrize("row", [row for row in ROWS if len(row.spans) == 1], ids=lambda row: row.id)
def test_read_alone_as_in_its_sentence(row: Row) -> None:
    start, end = row.spans[0]
    assert parse_date(row.text[start:end]) == find_dates(row.text)[0].expr
