"""Laws that hold for every text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from number_table import ROWS

from khaldun.text.dates import find_dates
from khaldun.text.numbers import find_counts, parse_count
from khaldun.text.numbers.vocabulary import number_file

_WORDS = sorted({word for row in ROWS for word in row.text.split()}) + ["\n\n", "½", "² million", "١٢", "é", "9" * 30]
phrases = st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join)


@given(st.one_of(st.text(), phrases))
def test_matches_lie_in_the_text_in_order_and_apart(text: str) -> None:
    done = 0
    for one in find_counts(text):
        assert done <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == text[one.start : one.end].strip()
        done = one.end


@given(phrases)
def test_no_count_lies_in_a_date(text: str) -> None:
    dates = find_dates(text)
    for one in find_counts(text):
        assert not any(date.start < one.end and one.start < date.end for date in dates)


@given(phrases, st.data())
def test_a_stretch_keeps_its_matches_inside(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for one in find_counts(text, start, end):
        assert start <= one.start < one.end <= end


@given(st.one_of(st.text(), phrases))
def test_intervals_hold_their_best_and_open_ones_have_no_end(text: str) -> None:
    for match in find_counts(text):
        count = match.value
        assert 0 <= count.low <= count.best
        assert count.unbounded == (count.high is None)
        assert count.high is None or count.best <= count.high


@given(st.one_of(st.text(), phrases))
def test_any_phrase_can_be_read(quote: str) -> None:
    parse_count(quote)


@given(st.integers(0, 10**9))
def test_digits_say_themselves(value: int) -> None:
    for written in (str(value), f"{value:,}"):
        count = parse_count(f"{written} people")
        assert count is not None
        assert (count.low, count.best, count.high) == (value, value, value)


_WORDS_BELOW_20 = number_file().classes["ones"] | number_file().classes["teens"]
_ONES = sorted(_WORDS_BELOW_20, key=lambda word: int(_WORDS_BELOW_20[word]))
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(value: int) -> str:
    """A number below a million in English words."""
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f"-{_ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        return f"{_ONES[value // 100]} hundred" + (f" and {spelled(value % 100)}" if value % 100 else "")
    return f"{spelled(value // 1000)} thousand" + (f" {spelled(value % 1000)}" if value % 1000 else "")


@given(st.integers(0, 999_999))
def test_words_say_what_they_spell(value: int) -> None:
    count = parse_count(f"{spelled(value)} people")
    assert count is not None
    assert (count.low, count.high) == (value, value)
