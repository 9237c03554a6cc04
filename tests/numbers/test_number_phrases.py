"""Number phrases of the genre: where they are found, and what they say."""

from __future__ import annotations

import pytest
from number_table import ROWS, Row, interval

from khaldun.text.numbers import Count, find_counts, parse_count
from khaldun.text.numbers.vocabulary import number_file


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
