"""What a date expression says, before it is known from which day it counts.

Units are "minute", "hour", "day", "week", "month", "year", "decade", "weekend"; months 1-12; weekdays 0 (Monday) to 6.
An `origin` is "published" (counted from the day of publication) or "narrative" (from the day told of before).
"""

from __future__ import annotations

from typing import Literal

from khaldun.records.base import Record

Origin = Literal["published", "narrative"]


class Expression(Record, frozen=True, kw_only=True, tag_field="kind", tag=str.lower):
    """Base of the kinds of date expression; `kind` is the class's name in lower case."""


class Day(Expression, frozen=True, kw_only=True):
    """A day of a month: "13 November 2019", "Tuesday, May 14", "June 3 last year" (`year_offset` -1)."""

    month: int
    day: int
    year: int | None = None
    weekday: int | None = None
    year_offset: int | None = None


class NumericDay(Expression, frozen=True, kw_only=True):
    """ "05/07/2016", which may be read in two orders: both parts are at most 12 and differ."""

    first: int
    second: int
    year: int


class DayOfMonth(Expression, frozen=True, kw_only=True):
    """ "the 13th of this month"; `month_offset` is null where no month is named ("on the 13th")."""

    day: int
    month_offset: int | None = None


class Weekday(Expression, frozen=True, kw_only=True):
    """ "Thursday"; `which` is "", "last", "this", "next", "previous", "following", "same", "last week", "this
    week", "next week", "before last"."""

    weekday: int
    which: str = ""


class Shift(Expression, frozen=True, kw_only=True):
    """So many units from the origin: "yesterday", "two days later", "the same day" (0), "weeks ago" (`vague`).

    `low` is the lesser number of "two or three"; `vague` names a loose number of the data file ("few", "several").
    `rough`: the words say so ("about a week ago"); `exact`: they say that, too ("a year ago today"). `event`: counted
    from what the words after it name ("two days after the raid").
    """

    unit: str
    direction: int
    origin: Origin
    amount: int | None = None
    low: int | None = None
    vague: str | None = None
    rough: bool = False
    exact: bool = False
    event: bool = False


class Period(Expression, frozen=True, kw_only=True):
    """A calendar unit: "last week" (-1), "this month" (0), "the following year", "late last month" (`part`)."""

    unit: str
    offset: int
    origin: Origin
    part: str | None = None


class Month(Expression, frozen=True, kw_only=True):
    """ "in October", "mid-October 2018", "last May" (`which`), "in May last year" (`year_offset` -1)."""

    month: int
    year: int | None = None
    part: str | None = None
    which: str = ""
    year_offset: int | None = None


class Season(Expression, frozen=True, kw_only=True):
    """ "spring 2018", "last summer"."""

    season: str
    year: int | None = None
    which: str = ""
    part: str | None = None


class Year(Expression, frozen=True, kw_only=True):
    """ "in 2014", "early 2014"."""

    year: int
    part: str | None = None


class Past(Expression, frozen=True, kw_only=True):
    """A stretch that ends on the day of publication: "the past 24 hours", "the last few days" (`vague`)."""

    unit: str
    amount: int | None = None
    low: int | None = None
    vague: str | None = None


class Following(Expression, frozen=True, kw_only=True):
    """A stretch that begins after the day told of before: "over the next three days", "the two weeks that followed"."""

    unit: str
    amount: int | None = None
    low: int | None = None
    vague: str | None = None


class Recent(Expression, frozen=True, kw_only=True):
    """ "recently"."""


class DayPart(Expression, frozen=True, kw_only=True):
    """A part of a day with no day: "at dawn"; with `clock` an hour, "at 16:10 local time"."""

    clock: bool = False


class DayCount(Expression, frozen=True, kw_only=True):
    """ "day 12", "the fourth day of the siege": counted, from 1, from a beginning that the words do not date."""

    number: int
    unit: str = "day"


class Overnight(Expression, frozen=True, kw_only=True):
    """ "overnight", "overnight on Tuesday" (`of`), "overnight into Tuesday" (`into`)."""

    of: DateExpr | None = None
    into: DateExpr | None = None


class HijriDay(Expression, frozen=True, kw_only=True):
    """A day of the Hijri calendar: "14 Ramadan 1444", "Eid al-Adha 2013" (`civil_year`); months 1-12 from Muharram."""

    month: int
    day: int
    year: int | None = None
    civil_year: int | None = None


class HijriMonth(Expression, frozen=True, kw_only=True):
    """ "during Ramadan", "in Rajab 1443", "in Ramadan 2014" (`civil_year`)."""

    month: int
    year: int | None = None
    civil_year: int | None = None


class Feast(Expression, frozen=True, kw_only=True):
    """ "Good Friday 1976": so many days from Easter Sunday (`offset`), of the western or the `orthodox` church."""

    offset: int
    orthodox: bool = False
    year: int | None = None
    year_offset: int | None = None


class Eve(Expression, frozen=True, kw_only=True):
    """ "on the eve of 9 January"."""

    of: DateExpr


class Slice(Expression, frozen=True, kw_only=True):
    """Units of a stretch: "the first ten days of September", "the last week of May" (`from_end`), "the second week of
    last month" (`skip` 1)."""

    of: DateExpr
    unit: str
    amount: int = 1
    skip: int = 0
    from_end: bool = False


class Week(Expression, frozen=True, kw_only=True):
    """ "the week of 12 October" (`edge` ""), "the week beginning", "ending" on it; "the weekend of" it (`unit`)."""

    of: DateExpr
    edge: str = ""
    unit: str = "week"


class WeekdayOf(Expression, frozen=True, kw_only=True):
    """ "the last Friday of October" (`from_end`), "the second Tuesday of last month"."""

    of: DateExpr
    weekday: int
    nth: int = 1
    from_end: bool = False


class Counted(Expression, frozen=True, kw_only=True):
    """ "two days before 3 May", "the day after Monday's raid"."""

    shift: Shift
    of: DateExpr


class Local(Expression, frozen=True, kw_only=True):
    """An hour of two zones, the second that of the place: "23:30 GMT on Tuesday, 6:30 a.m. the next day"."""

    far: DateExpr
    near: DateExpr


class Since(Expression, frozen=True, kw_only=True):
    """From a day to the day of publication."""

    first: DateExpr


class Until(Expression, frozen=True, kw_only=True):
    """Up to a day; the beginning is not said."""

    last: DateExpr


class Range(Expression, frozen=True, kw_only=True):
    """From one day to another: "from 3 to 5 June", "Monday to Wednesday"."""

    first: DateExpr
    last: DateExpr


DateExpr = (
    Day
    | NumericDay
    | DayOfMonth
    | Weekday
    | Shift
    | Period
    | Month
    | Season
    | Year
    | Past
    | Following
    | Recent
    | DayPart
    | DayCount
    | Overnight
    | HijriDay
    | HijriMonth
    | Feast
    | Slice
    | Week
    | WeekdayOf
    | Counted
    | Local
    | Eve
    | Since
    | Until
    | Range
)
