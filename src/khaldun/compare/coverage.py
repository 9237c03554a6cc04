"""What two tables can be compared on at all: the countries that both tell of, each over the days that both tell of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import msgspec

from khaldun.coded.table import CodedRow

Days = tuple[dt.date, dt.date]
CountryKey = Callable[[str], str]


class Span(msgspec.Struct, frozen=True):
    """The days that a table tells of in each country (by its key), the first and the last; "" is all countries."""

    days: dict[str, Days]

    def covers(self, row: CodedRow, key: CountryKey) -> bool:
        """Whether a row's days meet those of its country; of a row without a country, those of any."""
        found = self.days.get(key(row.country))
        return found is not None and row.start <= found[1] and row.end >= found[0]

    def of(self, country: str) -> Days | None:
        """The days of a country by its key, null where the table does not tell of it."""
        return self.days.get(country)


def span_of(rows: Iterable[CodedRow], key: CountryKey) -> Span:
    """What rows tell of."""
    days: dict[str, Days] = {}
    for row in rows:
        for country in {key(row.country), ""}:
            first, last = days.get(country, (row.start, row.end))
            days[country] = min(first, row.start), max(last, row.end)
    return Span(days)


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """The rows that can be compared, how many cannot, and the countries of both with the days that ours tell of."""

    ours: tuple[CodedRow, ...]
    theirs: tuple[CodedRow, ...]
    ours_outside: int
    theirs_outside: int
    countries: tuple[tuple[str, dt.date, dt.date], ...]


def covered(ours: Iterable[CodedRow], told: Iterable[CodedRow], theirs: Iterable[CodedRow], key: CountryKey) -> Covered:
    """The rows of both tables within what the other tells of; `told` are claims of our reports that have no row, but
    tell of a day and a country as well."""
    ours, theirs = tuple(ours), tuple(theirs)
    mine, other = span_of((*ours, *told), key), span_of(theirs, key)
    kept = tuple(row for row in ours if other.covers(row, key))
    met = tuple(row for row in theirs if mine.covers(row, key))
    names: dict[str, str] = {}
    for row in met:
        names.setdefault(key(row.country), row.country)
    countries = [(name, *days) for country, name in names.items() if country and (days := mine.of(country))]
    return Covered(
        ours=kept,
        theirs=met,
        ours_outside=len(ours) - len(kept),
        theirs_outside=len(theirs) - len(met),
        countries=tuple(sorted(countries)),
    )
