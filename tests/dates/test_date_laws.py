"""Laws that hold for every text and every anchor."""

from __future__ import annotations

import datetime as dt

import pytest
from date_table import ROWS
from hypothesis import given
from hypothesis import strategies as st

from khaldun.text.dates import DateExpr, find_dates, parse_date
from khaldun.text.dates.anchoring import anchor
from khaldun.text.dates.intervals import DAY, Anchors

EXPRESSIONS: list[DateExpr] = sorted({one.expr for row in ROWS for one in find_dates(row.text)}, key=repr)
_WORDS = sorted({word for row in ROWS for word in row.text.split()}) + ["\n\n", "–", "½", "²", "١٢", "é", "🙂", "99999"]
phrases = st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join)
days = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2060, 1, 1))


@given(st.one_of(st.text(), phrases))
def test_matches_lie_in_the_text_in_order_and_apart(text: str) -> None:
    done = 0
    for one in find_dates(text):
        assert done <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == text[one.start : one.end].strip()
        done = one.end


@given(phrases, st.data())
def test_a_stretch_keeps_its_matches_inside(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for one in find_dates(text, start, end):
        assert start <= one.start < one.end <= end


@given(phrases, phrases)
def test_paragraphs_do_not_touch(first: str, second: str) -> None:
    one = [text for match in find_dates(first) if (text := first[match.start : match.end])]
    both = first + "\n\n" + second
    found = [both[match.start : match.end] for match in find_dates(both) if match.end <= len(first)]
    assert found == one


@given(st.one_of(st.text(), phrases))
def test_any_phrase_can_be_read(quote: str) -> None:
    parse_date(quote)


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=repr)
def test_stretches_of_days_are_not_empty(expr: DateExpr) -> None:
    for offset in range(0, 3000, 29):
        published = dt.date(2015, 1, 1) + offset * DAY
        narrative = published - 3 * DAY
        one = anchor(expr, Anchors(published=published, narrative=(narrative, narrative + DAY), day_first=True))
        assert one is None or one.start < one.end


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=repr)
@pytest.mark.parametrize("published", [dt.date.min, dt.date.max], ids=["first", "last"])
def test_the_calendar_s_ends_are_no_error(expr: DateExpr, published: dt.date) -> None:
    one = anchor(expr, Anchors(published=published, narrative=(published, published)))
    assert one is None or one.start <= one.end


@given(days, st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_weekday_lies_in_the_seven_days_up_to_the_anchor(published: dt.date, name: str) -> None:
    expr = parse_date(name)
    assert expr is not None
    one = anchor(expr, Anchors(published=published))
    assert one is not None
    assert one.start.strftime("%A") == name
    assert published - 7 * DAY < one.start <= published


@given(days, st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2000, 12, 31)))
def test_a_day_without_a_year_is_the_latest(published: dt.date, day: dt.date) -> None:
    expr = parse_date(f"{day.day} {day:%B}")
    assert expr is not None
    one = anchor(expr, Anchors(published=published))
    assert one is not None
    assert (one.start.month, one.start.day) == (day.month, day.day)
    assert one.start <= published + DAY
    if (day.month, day.day) != (2, 29):
        assert one.start.replace(year=one.start.year + 1) > published + DAY


@given(days)
def test_a_full_date_needs_no_anchor(day: dt.date) -> None:
    for written in (
        f"{day:%Y-%m-%d}",
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%A, %d %B %Y}",
    ):
        expr = parse_date(written)
        assert expr is not None
        one = anchor(expr, Anchors())
        assert one is not None
        assert (one.start, one.end, one.uses) == (day, day + DAY, frozenset())
