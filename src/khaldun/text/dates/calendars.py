"""Days of other calendars: those of the Hijri year, and the feasts that move with Easter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from hijridate import Gregorian, Hijri

from khaldun.text.dates.intervals import DAY, Anchors, Interval, one_day
from khaldun.text.dates.records import Feast, HijriDay, HijriMonth
from khaldun.text.dates.vocabulary import date_file

_PUBLISHED = frozenset({"published"})


def anchor_hijri(expr: HijriDay, anchors: Anchors) -> Interval | None:
    """By the Umm al-Qura calendar; without a year the latest such day not after the anchor."""
    if expr.year is not None:
        return Interval(*one_day(_gregorian(expr.year, expr.month, expr.day)), ("dates/hijri",))
    if expr.civil_year is not None:
        days = _in_year([_gregorian(year, expr.month, expr.day) for year in _years(expr.civil_year)], expr.civil_year)
        return None if days is None else Interval(*one_day(days), ("dates/hijri",))
    published = anchors.published
    if published is None:
        return None
    here = _here(published)
    days = _latest([_gregorian(year, expr.month, expr.day) for year in (here, here - 1)], published)
    return None if days is None else Interval(*one_day(days), ("dates/hijri", "dates/month-day-latest"), _PUBLISHED)


def anchor_hijri_month(expr: HijriMonth, anchors: Anchors) -> Interval | None:
    """A month of the Umm al-Qura calendar; without a year the latest that has begun by the anchor."""
    published, year = anchors.published, expr.year
    if expr.civil_year is not None:
        years = [one for one in _years(expr.civil_year) if _gregorian(one, expr.month, 1).year == expr.civil_year]
        year = years[0] if years else None
    elif year is None and published is not None:
        here = _here(published)
        year = here if _gregorian(here, expr.month, 1) <= published else here - 1
    if year is None:
        return None
    start = _gregorian(year, expr.month, 1)
    end = start + Hijri(year, expr.month, 1).month_length() * DAY
    uses = _PUBLISHED if expr.year is None and expr.civil_year is None else frozenset[str]()
    rules = ("dates/hijri", "dates/month-latest") if uses else ("dates/hijri",)
    if published is not None and start <= published < end - DAY and not anchors.whole:
        return Interval(start, published + DAY, (*rules, "dates/not-after-published"), uses | _PUBLISHED)
    return Interval(start, end, rules, uses)


def anchor_feast(expr: Feast, anchors: Anchors) -> Interval | None:
    """A feast counted from Easter Sunday; without a year the latest not after the anchor."""
    published = anchors.published
    if expr.year is not None:
        return Interval(*one_day(_feast(expr, expr.year)), ("dates/feast",))
    if published is None:
        return None
    if expr.year_offset is not None:
        day = _feast(expr, published.year + expr.year_offset)
        return Interval(*one_day(day), ("dates/feast", "dates/month-day-told-year"), _PUBLISHED)
    latest = _latest([_feast(expr, published.year - back) for back in (0, 1)], published)
    return None if latest is None else Interval(*one_day(latest), ("dates/feast", "dates/month-day-latest"), _PUBLISHED)


def easter(year: int, *, orthodox: bool = False) -> dt.date:
    """Easter Sunday (Meeus: Butcher's rule for the western church; the Julian one for the orthodox)."""
    golden = year % 19
    if orthodox:
        moon = (19 * golden + 15) % 30
        week = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
        month, day = divmod(moon + week + 114, 31)
        return dt.date(year, month, day + 1) + (year // 100 - year // 400 - 2) * DAY
    century, rest = divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def _feast(expr: Feast, year: int) -> dt.date:
    return easter(year, orthodox=expr.orthodox) + expr.offset * DAY


def _here(day: dt.date) -> int:
    return int(Gregorian(day.year, day.month, day.day).to_hijri().year)


def _years(civil: int) -> tuple[int, int]:
    first = _here(dt.date(civil, 1, 1))
    return first, first + 1


def _in_year(days: Iterable[dt.date], year: int) -> dt.date | None:
    return next((day for day in days if day.year == year), None)


def _latest(days: Iterable[dt.date], published: dt.date) -> dt.date | None:
    limit = published + date_file().customs.future_slack * DAY
    return next((day for day in days if day <= limit), None)


def _gregorian(year: int, month: int, day: int) -> dt.date:
    return dt.date(*Hijri(year, month, day).to_gregorian().datetuple())
