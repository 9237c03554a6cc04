"""Weeks, months, seasons, years and stretches as days."""

from __future__ import annotations

import datetime as dt

from khaldun.text.dates.intervals import (
    DAY,
    Anchors,
    Days,
    Interval,
    month_days,
    moved,
    part_days,
    unit_days,
    weekday_before,
)
from khaldun.text.dates.records import Month, Past, Period, Recent, Season, Year
from khaldun.text.dates.vocabulary import date_file

PUBLISHED = frozenset({"published"})
_NARRATIVE = frozenset({"narrative"})


def anchor_period(expr: Period, anchors: Anchors) -> Interval | None:
    """ "last week", "earlier this month", "that year", "the weekend"."""
    if expr.origin == "narrative":
        if anchors.narrative is None:
            return None
        day = anchors.narrative[0]
        return Interval(*unit_days(expr.unit, day, expr.offset), ("dates/narrative-period",), _NARRATIVE)
    published = anchors.published
    if published is None:
        return None
    if expr.unit == "weekend":
        return _weekend(published)
    whole = unit_days(expr.unit, published, expr.offset)
    if expr.part == "rest":
        return Interval(published, whole[1], ("dates/this-period",), PUBLISHED)
    if expr.part is not None:
        return Interval(*part_days(expr.unit, whole, expr.part), ("dates/part-of-period",), PUBLISHED)
    if expr.offset == 0 and not anchors.whole:
        return Interval(whole[0], published + DAY, ("dates/this-period",), PUBLISHED)
    return Interval(*whole, ("dates/calendar-period",), PUBLISHED)


def _weekend(published: dt.date) -> Interval:
    first, length = date_file().customs.weekend
    start = weekday_before(published, first)
    return Interval(start, min(start + length * DAY, published + DAY), ("dates/weekend",), PUBLISHED)


def anchor_month(expr: Month, anchors: Anchors) -> Interval | None:
    """ "in October", "mid-October 2018", "last May"."""
    published = anchors.published
    if expr.year is not None:
        return _part("month", month_days(expr.year, expr.month), expr.part, "dates/stated-period", anchors)
    if expr.year_offset is None and not expr.which and anchors.year is not None:
        days = month_days(anchors.year, expr.month)
        return _part("month", days, expr.part, "dates/month-day-narrative-year", anchors, _NARRATIVE)
    if published is None:
        return None
    if expr.year_offset is not None:
        days = month_days(published.year + expr.year_offset, expr.month)
        return _part("month", days, expr.part, "dates/month-day-told-year", anchors, PUBLISHED)
    if expr.which == "next":
        days = month_days(published.year + (expr.month <= published.month), expr.month)
        return Interval(*days, ("dates/calendar-period",), PUBLISHED)
    if expr.which == "last":
        days = month_days(published.year - (expr.month >= published.month), expr.month)
        return _part("month", days, expr.part, "dates/month-last", anchors, PUBLISHED)
    days = _latest_month(expr, published)
    return _part("month", days, expr.part, "dates/month-latest", anchors, PUBLISHED)


def _latest_month(expr: Month, published: dt.date) -> Days:
    """The latest such month of which the part told has begun."""
    days = month_days(published.year, expr.month)
    begun = part_days("month", days, expr.part)[0] if expr.part else days[0]
    return days if begun <= published else month_days(published.year - 1, expr.month)


def anchor_season(expr: Season, anchors: Anchors) -> Interval | None:
    """ "spring 2018", "last summer"."""
    if expr.year is not None:
        return _part("season", _season_days(expr.season, expr.year), expr.part, "dates/stated-period", anchors)
    published = anchors.published
    if published is None:
        return None
    years = (published.year, published.year - 1, published.year - 2)
    seasons = [_season_days(expr.season, year) for year in years]
    if expr.which == "last":
        days = next(days for days in seasons if days[1] <= published)
        return Interval(*days, ("dates/month-last",), PUBLISHED)
    days = next(days for days in seasons if days[0] <= published)
    return _part("season", days, expr.part, "dates/month-latest", anchors, PUBLISHED)


def _season_days(season: str, year: int) -> Days:
    first, length = date_file().customs.seasons[season]
    return month_days(year, first)[0], month_days(year, first + length)[0]


def anchor_year(expr: Year, anchors: Anchors) -> Interval | None:
    """ "in 2014", "early 2014"."""
    days = dt.date(expr.year, 1, 1), dt.date(expr.year + 1, 1, 1)
    return _part("year", days, expr.part, "dates/stated-period", anchors)


def anchor_past(expr: Past, anchors: Anchors) -> Interval | None:
    """ "the past 24 hours", "the last few days"."""
    published = anchors.published
    if published is None:
        return None
    most = date_file().customs.amounts[expr.vague][1] if expr.vague else max(expr.amount or 0, expr.low or 0)
    if expr.unit == "hour" or (expr.unit == "day" and most == 1):
        start = published - -(-most // (24 if expr.unit == "hour" else 1)) * DAY
    elif expr.unit == "minute":
        start = published
    else:
        start = moved(published + DAY, expr.unit, -most)
    return Interval(start, published + DAY, ("dates/past-stretch",), PUBLISHED)


def anchor_recent(_: Recent, anchors: Anchors) -> Interval | None:
    """ "recently"."""
    published = anchors.published
    if published is None:
        return None
    start = published - date_file().customs.recent_days * DAY
    return Interval(start, published + DAY, ("dates/recently",), PUBLISHED)


def _part(
    unit: str, days: Days, part: str | None, rule: str, anchors: Anchors, uses: frozenset[str] = frozenset()
) -> Interval:
    """The part told of a period, cut at the day of publication where that lies inside it."""
    rules: tuple[str, ...] = (rule,)
    start, end = days
    if part is not None:
        start, end = part_days(unit, days, part)
        rules = (*rules, "dates/part-of-period")
    published = anchors.published
    if published is not None and not anchors.whole and start <= published < end - DAY:
        return Interval(start, published + DAY, (*rules, "dates/not-after-published"), uses | PUBLISHED)
    return Interval(start, end, rules, uses)


def cut_at_publication(one: Interval, anchors: Anchors) -> Interval:
    """What begins by the day of publication ends with it at the latest."""
    if anchors.published is None or not one.start <= anchors.published < one.end - DAY:
        return one
    rules = (*one.rules, "dates/not-after-published")
    return one._replace(end=anchors.published + DAY, rules=rules, uses=one.uses | PUBLISHED)
