"""From what a date expression says to the days it means: one function per kind of expression, in `_READERS`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from khaldun.text.dates.build import day_exists
from khaldun.text.dates.calendars import anchor_feast, anchor_hijri, anchor_hijri_month
from khaldun.text.dates.intervals import (
    DAY,
    WEEK,
    Anchors,
    Interval,
    moved,
    one_day,
    unit_days,
    weekday_after,
    weekday_before,
)
from khaldun.text.dates.periods import (
    PUBLISHED,
    anchor_month,
    anchor_past,
    anchor_period,
    anchor_recent,
    anchor_season,
    anchor_year,
    cut_at_publication,
)
from khaldun.text.dates.records import (
    Counted,
    DateExpr,
    Day,
    DayCount,
    DayOfMonth,
    DayPart,
    Eve,
    Feast,
    Following,
    HijriDay,
    HijriMonth,
    Local,
    Month,
    NumericDay,
    Overnight,
    Past,
    Period,
    Range,
    Recent,
    Season,
    Shift,
    Since,
    Slice,
    Until,
    Week,
    Weekday,
    WeekdayOf,
    Year,
)
from khaldun.text.dates.shifts import anchor_following, anchor_shift
from khaldun.text.dates.vocabulary import date_file

_NARRATIVE = frozenset({"narrative"})
_NOTHING: frozenset[str] = frozenset()
_YEARS_BACK = 8
_SHARES = {"half": 2, "quarter": 4}
_MONTH = 30


def anchor(expr: DateExpr, anchors: Anchors) -> Interval | None:
    """The days that `expr` means, counted from `anchors`; null where what it is counted from is not known.

    Days before the year 1 or after 9999 are null as well.
    """
    try:
        return _READERS[type(expr)](expr, anchors)
    except (OverflowError, ValueError):
        return None


def _day(expr: Day, anchors: Anchors) -> Interval | None:
    if expr.year is not None:
        day = dt.date(expr.year, expr.month, expr.day)
        matches = expr.weekday is None or day.weekday() == expr.weekday
        return Interval(*one_day(day), ("dates/stated",) if matches else ("dates/stated", "dates/weekday-mismatch"))
    if expr.year_offset is not None and anchors.published is not None:
        year = anchors.published.year + expr.year_offset
        return _dated(expr, year, "dates/month-day-told-year", PUBLISHED)
    if anchors.year is not None:
        return _dated(expr, anchors.year, "dates/month-day-narrative-year", _NARRATIVE)
    if anchors.published is None:
        return _nearest(expr, anchors)
    return _latest(expr, anchors.published, ahead=anchors.ahead)


def _nearest(expr: Day, anchors: Anchors) -> Interval | None:
    """The such day nearest to the day told of before."""
    if anchors.narrative is None:
        return None
    told = anchors.narrative[0]
    years = [year for year in (told.year - 1, told.year, told.year + 1) if day_exists(expr.month, expr.day, year)]
    days = [dt.date(year, expr.month, expr.day) for year in years]
    day = min(days, key=lambda one: abs(one - told), default=None)
    return None if day is None else Interval(*one_day(day), ("dates/month-day-near-narrative",), _NARRATIVE)


def _dated(expr: Day, year: int, rule: str, uses: frozenset[str]) -> Interval | None:
    if not day_exists(expr.month, expr.day, year):
        return None
    return Interval(*one_day(dt.date(year, expr.month, expr.day)), (rule,), uses)


def _latest(expr: Day, published: dt.date, *, ahead: bool) -> Interval | None:
    """The latest such day not after the anchor, on the weekday told where one is told; of what is to come the first
    such day from the anchor on."""
    if ahead:
        years = [year for year in (published.year, published.year + 1) if day_exists(expr.month, expr.day, year)]
        days = [day for year in years if (day := dt.date(year, expr.month, expr.day)) >= published]
        return Interval(*one_day(days[0]), ("dates/ahead",), PUBLISHED) if days else None
    limit = published + date_file().customs.future_slack * DAY
    years = [year for year in range(limit.year, limit.year - _YEARS_BACK, -1) if day_exists(expr.month, expr.day, year)]
    days = [day for year in years if (day := dt.date(year, expr.month, expr.day)) <= limit]
    if not days:
        return None
    if expr.weekday is None:
        return Interval(*one_day(days[0]), ("dates/month-day-latest",), PUBLISHED)
    fitting = [day for day in days if day.weekday() == expr.weekday]
    if fitting:
        return Interval(*one_day(fitting[0]), ("dates/month-day-weekday",), PUBLISHED)
    return Interval(*one_day(days[0]), ("dates/month-day-latest", "dates/weekday-mismatch"), PUBLISHED)


def _numeric(expr: NumericDay, anchors: Anchors) -> Interval | None:
    by_day = dt.date(expr.year, expr.second, expr.first)
    by_month = dt.date(expr.year, expr.first, expr.second)
    if anchors.day_first is not None:
        return Interval(*one_day(by_day if anchors.day_first else by_month), ("dates/stated-order",))
    if anchors.published is None:
        return None
    limit = anchors.published + date_file().customs.future_slack * DAY
    possible = [day for day in (by_day, by_month) if day <= limit]
    if len(possible) == 1:
        return Interval(*one_day(possible[0]), ("dates/order-by-publication",), PUBLISHED)
    if not possible or anchors.spelt_day_first is None:
        return None
    return Interval(*one_day(by_day if anchors.spelt_day_first else by_month), ("dates/order-by-spelling",))


def _day_of_month(expr: DayOfMonth, anchors: Anchors) -> Interval | None:
    if expr.month_offset is None:
        return _day_of_told_month(expr, anchors)
    if anchors.published is None:
        return None
    first, end = unit_days("month", anchors.published, expr.month_offset)
    day = first + (expr.day - 1) * DAY
    return Interval(*one_day(day), ("dates/day-of-month",), PUBLISHED) if day < end else None


def _day_of_told_month(expr: DayOfMonth, anchors: Anchors) -> Interval | None:
    """ "On the 15th": nearest to the day told of before, never after the anchor; else the latest before the anchor."""
    origin = anchors.narrative[0] if anchors.narrative else anchors.published
    if origin is None:
        return None
    months = [unit_days("month", origin, offset) for offset in (-1, 0, 1)]
    days = [first + (expr.day - 1) * DAY for first, end in months if first + (expr.day - 1) * DAY < end]
    if anchors.published is not None:
        days = [day for day in days if day <= anchors.published]
    day = min(days, key=lambda one: abs(one - origin), default=None)
    uses = _NARRATIVE if anchors.narrative else PUBLISHED
    return None if day is None else Interval(*one_day(day), ("dates/day-of-month-told",), uses)


def _weekday(expr: Weekday, anchors: Anchors) -> Interval | None:
    if expr.which in ("previous", "following", "same"):
        return _narrative_weekday(expr, anchors)
    published = anchors.published
    if published is None:
        return None
    if expr.which in ("this", "this week", "last week"):
        week = unit_days("week", published, -1 if expr.which == "last week" else 0)[0]
        return Interval(*one_day(weekday_after(week - DAY, expr.weekday)), ("dates/weekday-of-week",), PUBLISHED)
    if expr.which in ("before last", "next week"):
        first = weekday_before(published - DAY, expr.weekday) - WEEK
        if expr.which == "next week":
            first = weekday_after(unit_days("week", published, 1)[0] - DAY, expr.weekday)
        return Interval(*one_day(first), ("dates/weekday-of-week",), PUBLISHED)
    if expr.which == "next":
        return Interval(*one_day(weekday_after(published, expr.weekday)), ("dates/next-weekday",), PUBLISHED)
    if expr.which == "last":
        return Interval(*one_day(weekday_before(published - DAY, expr.weekday)), ("dates/last-weekday",), PUBLISHED)
    if anchors.ahead:
        return Interval(*one_day(weekday_after(published - DAY, expr.weekday)), ("dates/ahead",), PUBLISHED)
    return Interval(*one_day(weekday_before(published, expr.weekday)), ("dates/weekday-before-anchor",), PUBLISHED)


def _narrative_weekday(expr: Weekday, anchors: Anchors) -> Interval | None:
    if anchors.narrative is None:
        return None
    start, end = anchors.narrative
    if expr.which == "following":
        day = weekday_after(end - DAY, expr.weekday)
    elif expr.which == "same":  # "that Sunday": the nearest
        before, after = weekday_before(end - DAY, expr.weekday), weekday_after(start - DAY, expr.weekday)
        day = before if start - before <= after - start else after
    else:
        day = weekday_before(start - DAY, expr.weekday)
    return Interval(*one_day(day), ("dates/narrative-weekday",), _NARRATIVE)


def _day_part(expr: DayPart, anchors: Anchors) -> Interval | None:
    if anchors.narrative is not None:
        return Interval(*anchors.narrative, ("dates/day-part",), _NARRATIVE)
    if expr.clock and anchors.published is not None:
        return Interval(*one_day(anchors.published), ("dates/hour-of-anchor",), PUBLISHED)
    return None


def _overnight(expr: Overnight, anchors: Anchors) -> Interval | None:
    told = expr.of or expr.into
    if told is None:
        if anchors.published is None:
            return None
        return Interval(anchors.published - DAY, anchors.published + DAY, ("dates/overnight",), PUBLISHED)
    base = anchor(told, anchors)
    if base is None:
        return None
    if expr.into is not None:
        return base._replace(start=base.start - DAY, rules=(*base.rules, "dates/overnight-into"))
    back = base.start == anchors.published
    days = (base.start - DAY, base.end) if back else (base.start, base.end + DAY)
    return Interval(*days, (*base.rules, "dates/overnight-of"), base.uses)


def _eve(expr: Eve, anchors: Anchors) -> Interval | None:
    base = anchor(expr.of, anchors)
    if base is None:
        return None
    return base._replace(start=base.start - DAY, end=base.start, rules=(*base.rules, "dates/eve"))


def _slice(expr: Slice, anchors: Anchors) -> Interval | None:
    base = anchor(expr.of, anchors._replace(whole=True))
    if base is None:
        return None
    unit, amount, skip = _divided(expr, (base.end - base.start).days)
    if expr.from_end:
        start, end = max(moved(base.end, unit, -amount), base.start), base.end
    else:
        start, end = moved(base.start, unit, skip), min(moved(base.start, unit, skip + amount), base.end)
    if start >= end:
        return None
    return cut_at_publication(base._replace(start=start, end=end, rules=(*base.rules, "dates/slice")), anchors)


def _divided(expr: Slice, length: int) -> tuple[str, int, int]:
    """Unit, amount and how many are left out before; halves of a month are those of its days."""
    share = _SHARES.get(expr.unit)
    if share is None:
        return expr.unit, expr.amount, expr.skip
    months = round(length / _MONTH)
    if months >= share:
        return "month", months // share, expr.skip * (months // share)
    days = _MONTH // share
    return "day", (days if not expr.skip else length - days), expr.skip * days


def _weekday_of(expr: WeekdayOf, anchors: Anchors) -> Interval | None:
    base = anchor(expr.of, anchors._replace(whole=True))
    if base is None:
        return None
    day = weekday_after(base.start - DAY, expr.weekday) + (expr.nth - 1) * WEEK
    if expr.from_end:
        day = weekday_before(base.end - DAY, expr.weekday)
    if not base.start <= day < base.end:
        return None
    return base._replace(start=day, end=day + DAY, rules=(*base.rules, "dates/weekday-of"))


def _week(expr: Week, anchors: Anchors) -> Interval | None:
    base = anchor(expr.of, anchors)
    if base is None:
        return None
    start = unit_days("week", base.start, 0)[0]
    days = start, start + WEEK
    if base.end - base.start > DAY and not expr.edge:
        days = base.start, base.end
    elif expr.unit == "weekend":
        first, length = date_file().customs.weekend
        days = start + first * DAY, start + (first + length) * DAY
    elif expr.edge == "first":
        days = base.start, base.start + WEEK
    elif expr.edge == "last":
        days = base.end - WEEK, base.end
    return cut_at_publication(base._replace(start=days[0], end=days[1], rules=(*base.rules, "dates/week-of")), anchors)


def _counted(expr: Counted, anchors: Anchors) -> Interval | None:
    base = anchor(expr.of, anchors)
    if base is None:
        return None
    days = anchor(expr.shift, anchors._replace(narrative=(base.start, base.end)))
    return None if days is None else days._replace(rules=(*base.rules, *days.rules), uses=base.uses)


def _local(expr: Local, anchors: Anchors) -> Interval | None:
    far = anchor(expr.far, anchors)
    if far is None:
        return None
    near = anchor(expr.near, anchors._replace(narrative=(far.start, far.end)))
    return None if near is None else near._replace(rules=(*far.rules, *near.rules), uses=far.uses)


def _since(expr: Since, anchors: Anchors) -> Interval | None:
    base = anchor(expr.first, anchors)
    if base is None or anchors.published is None or base.start > anchors.published:
        return None
    return Interval(base.start, anchors.published + DAY, (*base.rules, "dates/since"), base.uses | PUBLISHED)


def _until(expr: Until, anchors: Anchors) -> Interval | None:
    base = anchor(expr.last, anchors)
    return None if base is None else base._replace(rules=(*base.rules, "dates/until-last-day"))


def _range(expr: Range, anchors: Anchors) -> Interval | None:
    last = anchor(expr.last, anchors)
    first = anchor(expr.first, anchors)
    if last is None or first is None:
        return None
    if first.start > last.start:
        first = anchor(expr.first, anchors._replace(published=last.start, year=None))
    if first is None or first.start >= last.end:
        return None
    rules = tuple(dict.fromkeys((*first.rules, *last.rules, "dates/range")))
    return Interval(first.start, last.end, rules, first.uses | last.uses)


def _day_count(expr: DayCount, anchors: Anchors) -> Interval | None:
    """Counted from the day told of a beginning, which is the first; never after the anchor."""
    if anchors.opening is None:
        return None
    start = moved(anchors.opening[0], expr.unit, expr.number - 1)
    end = moved(start, expr.unit, 1)
    if anchors.published is not None and start > anchors.published:
        return None
    return Interval(start, end, ("dates/day-count",), _NARRATIVE)


_READERS: dict[type, Callable[[Any, Anchors], Interval | None]] = {
    Day: _day,
    NumericDay: _numeric,
    DayOfMonth: _day_of_month,
    Weekday: _weekday,
    Shift: anchor_shift,
    Period: anchor_period,
    Month: anchor_month,
    Season: anchor_season,
    Year: anchor_year,
    Past: anchor_past,
    Following: anchor_following,
    Recent: anchor_recent,
    DayPart: _day_part,
    DayCount: _day_count,
    Overnight: _overnight,
    Since: _since,
    Until: _until,
    HijriDay: anchor_hijri,
    HijriMonth: anchor_hijri_month,
    Feast: anchor_feast,
    Slice: _slice,
    Week: _week,
    WeekdayOf: _weekday_of,
    Counted: _counted,
    Local: _local,
    Eve: _eve,
    Range: _range,
}
