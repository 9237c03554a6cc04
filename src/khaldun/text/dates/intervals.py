"""Half-open stretches of days, and the calendar's arithmetic on them."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple

from khaldun.text.dates.vocabulary import date_file

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY
MONTHLY = ("month", "year", "decade")
_LENGTHS = {"week": WEEK, "fortnight": 2 * WEEK}
Days = tuple[dt.date, dt.date]
"""A half-open stretch of days."""


class Interval(NamedTuple):
    """The days an expression means, [`start`, `end`), with the rules that made it and what it was counted from."""

    start: dt.date
    end: dt.date
    rules: tuple[str, ...]
    uses: frozenset[str] = frozenset()
    """"published", "narrative", both, or nothing: the words say it all"""

    @property
    def confidence(self) -> float:
        """How sure the days are: that of the least sure rule."""
        known = date_file().rules
        return min(known[rule].confidence for rule in self.rules)


class Anchors(NamedTuple):
    """What an expression may be counted from.

    `published` is the day of publication (or of the dateline), `narrative` the days told of before, `year` the year
    the paragraph tells of, `opening` the days on which what is counted from began, `day_first` the order of the
    report's numeric dates, `spelt_day_first` that of those who spell as it does; null where unknown. `ahead`: the words
    before it speak of what is to come. `whole`: periods are not cut at the publication.
    """

    published: dt.date | None = None
    narrative: Days | None = None
    year: int | None = None
    opening: Days | None = None
    day_first: bool | None = None
    spelt_day_first: bool | None = None
    ahead: bool = False
    whole: bool = False


def one_day(day: dt.date) -> Days:
    """The stretch of one day."""
    return day, day + DAY


def month_days(year: int, month: int) -> Days:
    """A month; `month` may lie outside 1-12 and counts on into the years around."""
    index = year * 12 + month - 1
    return _first_of(index), _first_of(index + 1)


def _first_of(index: int) -> dt.date:
    return dt.date(index // 12, index % 12 + 1, 1)


def unit_days(unit: str, day: dt.date, offset: int) -> Days:
    """The calendar week, month, year or decade `offset` units from the one that `day` lies in."""
    if unit == "week":
        first = day - ((day.weekday() - date_file().customs.week_starts) % 7) * DAY + offset * WEEK
        return first, first + WEEK
    if unit == "month":
        return month_days(day.year, day.month + offset)
    years = 10 if unit == "decade" else 1
    first = dt.date(day.year + offset * years, 1, 1)
    return first, dt.date(first.year + 1, 1, 1)


def part_days(unit: str, days: Days, part: str) -> Days:
    """The early, middle or late part of a week, month or year, by the data file's customs."""
    customs = date_file().customs
    start, end = days
    if unit == "week":
        first, last = customs.week_parts[part]
        return start + (first - 1) * DAY, start + last * DAY
    if unit == "month":
        first, last = customs.month_parts[part]
        if first < 0:  # counted from the month's end
            return end + first * DAY, end + (last + 1) * DAY
        return start + (first - 1) * DAY, min(start + last * DAY, end)
    if unit == "season":
        third = (end - start) // 3
        index = list(customs.month_parts).index(part)
        return start + index * third, end if index == 2 else start + (index + 1) * third
    first, last = customs.year_parts[part]
    return dt.date(start.year, first, 1), month_days(start.year, last)[1]


def moved(day: dt.date, unit: str, amount: int) -> dt.date:
    """The day `amount` units later (earlier where negative); a shorter month gives its last day."""
    if unit in MONTHLY:
        months = amount * {"month": 1, "year": 12, "decade": 120}[unit]
        first = month_days(day.year, day.month + months)[0]
        return first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))
    return day + amount * _LENGTHS.get(unit, DAY)


def weekday_before(day: dt.date, weekday: int) -> dt.date:
    """The latest such weekday not after `day`."""
    return day - ((day.weekday() - weekday) % 7) * DAY


def weekday_after(day: dt.date, weekday: int) -> dt.date:
    """The first such weekday after `day`."""
    return day + ((weekday - day.weekday() - 1) % 7 + 1) * DAY
