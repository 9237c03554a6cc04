"""Date expressions of the genre: where they are found, and which days they mean."""

from __future__ import annotations

import pytest
from date_table import ROWS, Row, days

from khaldun.text.dates import find_dates, parse_date
from khaldun.text.dates.anchoring import anchor
from khaldun.text.dates.vocabulary import date_file


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


# An expression that the words behind it make one ("the fourth day" of the siege) says less alone: "-with-event".
ALONE = [row for row in ROWS if len(row.spans) == 1 and not row.id.endswith("-with-event")]


@pytest.mark.parametrize("row", ALONE, ids=lambda row: row.id)
def test_read_alone_as_in_its_sentence(row: Row) -> None:
    start, end = row.spans[0]
    assert parse_date(row.text[start:end]) == find_dates(row.text)[0].expr
