"""Claims over time: how many begin on which day, and days put together so that a picture of them can be read."""

from __future__ import annotations

import bisect
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import Connection, func, select

from khaldun.store.overlay import each
from khaldun.store.queue import Filter, filtered
from khaldun.store.schema import CLAIMS

MOST = 160
"""Bins of a picture."""
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MONTHS, _QUARTER, _WEEK = 12, 3, 7


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Days together, `start` and `end` (both within, as in every output), and how many claims begin on them."""

    start: str
    end: str
    count: int


class Histogram(msgspec.Struct, frozen=True, kw_only=True):
    """Bins without a gap between them, each a `size` (day, week, month, quarter, year, 10 years …) long; how many
    claims have no day at all."""

    size: str
    bins: tuple[Bin, ...]
    undated: int


def days(connection: Connection, asked: Filter, *, first: str = "", last: str = "") -> Histogram:
    """When claims begin: over the whole time that the filter's other conditions leave, or from `first` to `last`.

    The filter's own days are left out: what lies around them is to be seen.
    """
    day = func.trim(CLAIMS.c.start).label("day")  # so that no index of days leads through the rows one by one
    query = select(day, func.count().label("number")).group_by(day)
    query = filtered(query, msgspec.structs.replace(asked, after="", before=""), counting=True)
    rows = [row for one in each(query, asked.overlays) for row in connection.execute(one)]
    counts: Counter[dt.date] = Counter()
    for row in rows:
        if (when := _day(row.day)) is not None:
            counts[when] += int(row.number)
    undated = sum(int(row.number) for row in rows) - sum(counts.values())
    return _histogram(counts, _day(first), _day(last), undated)


def _histogram(counts: Mapping[dt.date, int], first: dt.date | None, last: dt.date | None, undated: int) -> Histogram:
    low, high = first or min(counts, default=None), last or max(counts, default=None)
    if low is None or high is None or low > high:
        return Histogram(size="day", bins=(), undated=undated)
    size, starts = _starts(low, high)
    numbers = [0] * len(starts)
    for when, number in counts.items():
        if low <= when <= high:
            numbers[bisect.bisect_right(starts, when) - 1] += number
    ends = [start - dt.timedelta(days=1) for start in starts[1:]] + [high]
    bins = zip(starts, ends, numbers, strict=True)
    return Histogram(
        size=size,
        bins=tuple(
            Bin(start=max(start, low).isoformat(), end=end.isoformat(), count=number) for start, end, number in bins
        ),
        undated=undated,
    )


def _starts(low: dt.date, high: dt.date) -> tuple[str, list[dt.date]]:
    """The first days of the finest bins that are few enough."""
    span = (high - low).days
    if span < MOST:
        return "day", [low + dt.timedelta(days=number) for number in range(span + 1)]
    if span < MOST * _WEEK:
        monday = low - dt.timedelta(days=low.weekday())
        return "week", [monday + dt.timedelta(weeks=number) for number in range((high - monday).days // _WEEK + 1)]
    months = (high.year - low.year) * _MONTHS + high.month - low.month
    if months < MOST:
        return "month", list(_each_month(low, high, 1))
    if months < MOST * _QUARTER:
        return "quarter", list(
            _each_month(low.replace(month=low.month - (low.month - 1) % _QUARTER, day=1), high, _QUARTER)
        )
    years = next(size for size in _YEARS if (high.year - low.year) / size < MOST - 1)
    beginning = max(low.year - low.year % years, dt.MINYEAR)
    firsts = [dt.date(year, 1, 1) for year in range(beginning, high.year + 1, years)]
    return ("year" if years == 1 else f"{years} years"), firsts


def _each_month(low: dt.date, high: dt.date, step: int) -> Iterator[dt.date]:
    at = low.replace(day=1)
    while at <= high:
        yield at
        if at.year == dt.MAXYEAR and at.month + step > _MONTHS:
            return
        month = at.month - 1 + step
        at = dt.date(at.year + month // _MONTHS, month % _MONTHS + 1, 1)


def _day(told: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(told or "")
    except ValueError:
        return None
