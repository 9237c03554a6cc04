"""From the fields of a matched pattern to the record it says: one function per kind, in `ATOMS`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

import msgspec

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
from khaldun.text.phrases import Value

Fields = Mapping[str, Value]
Builder = Callable[[Fields], DateExpr | None]
T = TypeVar("T", bound=msgspec.Struct)

_ALIASES = {"month_short": "month", "weekday_short": "weekday", "part_of": "part"}
_FLAGS = ("rough", "exact")
"""Fields that a word fills by being there."""
_LEAP_YEAR = 2000
_CENTURY, _PIVOT = 2000, 70
_STAMP = 7
_DECADE_PARTS = {"": (0, 9), "early": (0, 3), "mid": (4, 6), "late": (6, 9)}
_MONTHS, _HIJRI_MONTH, _HIJRI_YEARS = 12, 30, (1343, 1500)


def _plain(type_: type[T]) -> Callable[[Fields], T]:
    """A builder for records whose fields bear the pattern's names."""
    names = frozenset(type_.__struct_fields__)

    def build(fields: Fields) -> T:
        return msgspec.convert({name: value for name, value in fields.items() if name in names}, type_)

    return build


def _normal(fields: Fields) -> dict[str, Value]:
    """The fields under the records' names; a month of two with one name is counted on from the first, a day of two
    words ("twenty-third") put together."""
    named = {_ALIASES.get(name, name): value for name, value in fields.items()}
    if "month_step" in named:
        named["month"] = (int(named["month"]) + int(named["month_step"]) - 1) % _MONTHS + 1
    for tens, field in (("tens", "day"), ("amount_tens", "amount")):
        if tens in named:
            named[field] = int(named[tens]) + int(named.get(field, 0))
    return named | {flag: True for flag in _FLAGS if flag in named}


def day_exists(month: int, day: int, year: int | None = None) -> bool:
    """Whether a month has that day; without a year, in a leap year."""
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year or _LEAP_YEAR, month)[1]


def _day(fields: Fields) -> DateExpr | None:
    day = _plain(Day)(fields)
    return day if day_exists(day.month, day.day, day.year) else None


def _hijri(fields: Fields) -> DateExpr | None:
    day = _plain(HijriDay)(fields)
    return day if _hijri_year(day.year) and 1 <= day.day <= _HIJRI_MONTH else None


def _hijri_month(fields: Fields) -> DateExpr | None:
    month = _plain(HijriMonth)(fields)
    return month if _hijri_year(month.year) else None


def _hijri_year(year: int | None) -> bool:
    return year is None or _HIJRI_YEARS[0] <= year <= _HIJRI_YEARS[1]


def _stamp(fields: Fields) -> DateExpr | None:
    """ "170330Z OCT 03", "170330ZOCT 2003": day, hour, zone; the month may be glued to them. The day is the zone's."""
    written = str(fields["written"])
    month = date_number(written[7:]) if len(written) > _STAMP else fields.get("month")
    if month is None:
        return None
    year = fields.get("year", fields.get("short_year"))
    full = None if year is None else _full_year(int(year))
    return _day({"day": int(written[:2]), "month": month, **_maybe("year", full)})


def _glued(fields: Fields) -> DateExpr | None:
    """ "12NOV2019", "12/Nov/2019"."""
    day, month, year = re.findall(r"\d+|[A-Za-z]+", str(fields["written"]))
    number = date_number(month.upper())
    return None if number is None else _day({"day": int(day), "month": number, "year": _full_year(int(year))})


def _full_year(year: int) -> int:
    """A year of two figures in its century: 69 is 2069, 70 is 1970."""
    return year if year >= 100 else year + (_CENTURY if year < _PIVOT else _CENTURY - 100)


def date_number(short: str) -> int | None:
    """The month of "OCT"; null where it is none."""
    names = [name.upper() for name in calendar.month_abbr]
    return names.index(short) if short in names[1:] else None


def _ordinal_range(fields: Fields) -> DateExpr:
    return Range(first=DayOfMonth(day=int(fields["first"])), last=DayOfMonth(day=int(fields["last"])))


def _weekday_of(fields: Fields) -> DateExpr:
    of: DateExpr = _plain(Month)(fields) if "month" in fields else _plain(Period)({**fields, "origin": "published"})
    nth = int(fields.get("nth", 1))
    return WeekdayOf(of=of, weekday=int(fields["weekday"]), nth=nth, from_end="from_end" in fields)


def _share_of_year(fields: Fields) -> DateExpr | None:
    """ "Q1 2021", "H2 2020"."""
    share, number = str(fields["share"]), int(fields["number"])
    known = 1 <= number <= {"quarter": 4, "half": 2}[share]
    return Year(year=int(fields["year"]), part=f"{share}{number}") if known else None


def _decade(fields: Fields) -> DateExpr:
    """ "the 1990s", "the early 1990s": the first four years, the middle two, the last four."""
    first = int(str(fields["written"])[:4])
    low, high = _DECADE_PARTS[str(fields.get("part", ""))]
    return Range(first=Year(year=first + low), last=Year(year=first + high))


def _numeric(fields: Fields) -> DateExpr | None:
    written = str(fields["written"]).partition("T")[0]
    mark = next(mark for mark in written if not mark.isdecimal())
    parts = written.split(mark)
    numbers = [int(part) for part in parts]
    if len(parts[0]) == 4:
        year, month, day = numbers
        return Day(year=year, month=month, day=day) if year and day_exists(month, day, year) else None
    first, second, year = numbers
    if len(parts[0]) > 2 or len(parts[2]) == 3:
        return None
    year += _CENTURY if len(parts[2]) == 2 else 0
    if mark == "." and day_exists(second, first, year):
        return Day(day=first, month=second, year=year)  # "12.3.2022": with full stops the day comes first
    return numeric_day(first, second, year)


def numeric_day(first: int, second: int, year: int) -> DateExpr | None:
    """A day written as two numbers and a year, in the order that its numbers allow, or both orders."""
    orders = {(month, day) for day, month in ((first, second), (second, first)) if day_exists(month, day, year)}
    if not orders or year == 0:
        return None
    if len(orders) == 2:
        return NumericDay(first=first, second=second, year=year)
    ((month, day),) = orders
    return Day(month=month, day=day, year=year)


def _day_range(fields: Fields) -> DateExpr | None:
    ends = [_day({**fields, "day": fields[name]}) for name in ("day", "last")]
    if ends[0] is None or ends[1] is None:
        return None
    return Range(first=ends[0], last=ends[1])


def _month_range(fields: Fields) -> DateExpr:
    first, last = fields.get("year"), fields.get("last_year")
    ends = [
        _plain(Month)({"month": fields["month"], **_maybe("year", first if first is not None else last)}),
        _plain(Month)({"month": fields["last"], **_maybe("year", last)}),
    ]
    return Range(first=ends[0], last=ends[1])


def _year_range(fields: Fields) -> DateExpr | None:
    """ "2013 to 2016", "2014-15"."""
    first = int(fields["year"])
    last = int(fields["last"]) if "last" in fields else first // 100 * 100 + int(fields["last_short"])
    return Range(first=Year(year=first), last=Year(year=last)) if first < last < first + 100 else None


def _maybe(name: str, value: Value | None) -> dict[str, Value]:
    return {} if value is None else {name: value}


ATOMS: dict[str, Builder] = {
    "skip": lambda _: None,
    "day": _day,
    "numeric": _numeric,
    "hijri": _hijri,
    "hijri_month": _hijri_month,
    "feast": _plain(Feast),
    "stamp": _stamp,
    "glued": _glued,
    "decade": _decade,
    "day_of_month": _plain(DayOfMonth),
    "day_range": _day_range,
    "ordinal_range": _ordinal_range,
    "ordinal_list": lambda _: None,
    "weekday": _plain(Weekday),
    "shift": _plain(Shift),
    "period": _plain(Period),
    "month": _plain(Month),
    "month_range": _month_range,
    "season": _plain(Season),
    "year": _plain(Year),
    "year_range": _year_range,
    "shift_exact": lambda fields: msgspec.structs.replace(_plain(Shift)(fields), exact=True),
    "counted_from": lambda fields: msgspec.structs.replace(_plain(Shift)(fields), event=True),
    "feast_hijri": lambda fields: _hijri({**fields, "day": int(fields["day"]) + int(fields.get("step", 0))}),
    "orthodox_feast": lambda fields: msgspec.structs.replace(_plain(Feast)(fields), orthodox=True),
    "slice_of_period": lambda fields: _slice(_plain(Period)(_whole(fields)), fields),
    "weekday_of": _weekday_of,
    "share_of_year": _share_of_year,
    "clock": lambda _: DayPart(clock=True),
    "past": _plain(Past),
    "lasting": _plain(Past),
    "following": _plain(Following),
    "recent": _plain(Recent),
    "overnight": _plain(Overnight),
    "day_part": _plain(DayPart),
    "day_count": _plain(DayCount),
    "day_list": lambda _: None,
}


COMPOUNDS = frozenset({"range", "eve", "since", "until", "overnight", "day_list", "slice", "week", "counted", "local"})


def build_atom(kind: str, fields: Fields) -> DateExpr | None:
    """The record a pattern over words says; null where it is no date, or no such day exists (31 February)."""
    return ATOMS[kind](_normal(fields))


def build_compound(kind: str, parts: Mapping[str, DateExpr], fields: Fields) -> DateExpr:
    """The record a pattern over expressions says; `fields` are those of its words."""
    if kind == "slice":
        return _slice(parts["of"], fields)
    if kind == "week":
        return Week(of=parts["of"], edge=str(fields.get("edge", "")), unit=str(fields["unit"]))
    if kind == "counted":
        return Counted(shift=cast(Shift, parts["shift"]), of=parts["of"])
    if kind == "local":
        near = parts["near"]
        told = isinstance(near, Shift) and near.origin == "narrative"
        return Local(far=parts["far"], near=near) if told else near
    if kind == "range":
        return Range(first=with_year_of(parts["first"], parts["last"]), last=parts["last"])
    if kind == "since":
        return Since(first=parts["first"])
    if kind == "eve":
        return Eve(of=parts["of"])
    if kind == "until":
        return Until(last=parts["last"])
    return Overnight(of=parts.get("of"), into=parts.get("into"))


def _whole(fields: Fields) -> Fields:
    return {"unit": fields["calendar"], "offset": fields["offset"], "origin": "published"}


def _slice(of: DateExpr, fields: Fields) -> DateExpr:
    named = _normal(fields)
    amount = int(named.get("amount", 1))
    skip = amount * (int(named.get("nth", 1)) - 1)
    return Slice(of=of, unit=str(named["unit"]), amount=amount, skip=skip, from_end="from_end" in named)


def with_year_of(expr: DateExpr, other: DateExpr) -> DateExpr:
    """A day without a year takes that of the day it is told together with: "3 May to 5 June 2019"."""
    if (
        isinstance(expr, Day | Month)
        and isinstance(other, Day | Month)
        and expr.year is None
        and other.year is not None
    ):
        later = (expr.month, getattr(expr, "day", 1)) > (other.month, getattr(other, "day", 31))
        return msgspec.structs.replace(expr, year=other.year - later)
    return expr
