"""Number phrases of the genre: where they are found, and what they say."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from khaldun.text.numbers import Count, find_counts, parse_count
from khaldun.text.numbers.vocabulary import number_file


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


def said(count: Count) -> tuple[int, int, int | None, bool]:
    return count.low, count.best, count.high, count.unbounded


def test_table_is_large_and_its_ids_are_unique() -> None:
    assert len(ROWS) >= 250
    assert len({row.id for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_found_where_it_stands(row: Row) -> None:
    found = find_counts(row.text)
    assert [row.text[one.start : one.end] for one in found] == [row.text[start:end] for start, end in row.spans]
    assert [(one.start, one.end) for one in found] == row.spans


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_says_this_many(row: Row) -> None:
    found = [one.value for one in find_counts(row.text)]
    assert [said(count) for count in found] == [interval(written) for written in row.expected]
    assert [count.rule for count in found] == [f"counts/{written.split()[0]}" for written in row.expected]
    assert {count.rule for count in found} <= number_file().rules.keys()


@pytest.mark.parametrize("row", [row for row in ROWS if len(row.spans) == 1], ids=lambda row: row.id)
def test_read_alone_as_in_its_sentence(row: Row) -> None:
    start, end = row.spans[0]
    assert parse_count(row.text[start:end]) == find_counts(row.text)[0].value


def test_a_loose_number_keeps_its_kind() -> None:
    kinds = {phrase: getattr(parse_count(phrase), "vague", None) for phrase in ("dozens", "several", "many", "12")}
    assert kinds == {"dozens": "dozens", "several": "several", "many": "many", "12": None}


@pytest.mark.parametrize("phrase", ["12 km", "6 and 7", "the town", "", "  ", "5 percent", "50-year-old"])
def test_a_phrase_without_one_number_says_nothing(phrase: str) -> None:
    assert parse_count(phrase) is None
