"""The days of a table's cells: ISO, by a month's name, or in numbers whose order the whole column tells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from khaldun.errors import TableError

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ]\d{1,2}:\d{2}.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-. ]+([A-Za-z]{3,9})\.?,?[-. ]+(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip


def is_day_first(cells: Iterable[str]) -> bool | None:
    """Whether numbers with slashes or dashes say the day first, as the column tells by itself; null where no cell
    needs to know.

    Raises:
        TableError: no cell tells, or some tell one thing and some the other.
    """
    first = second = asked = False
    example = ""
    for cell in cells:
        found = _NUMBERS.fullmatch(cell.strip())
        if found is None or found[2] == ".":
            continue
        asked, example = True, example or cell.strip()
        first, second = first or int(found[1]) > 12, second or int(found[3]) > 12
    if not asked:
        return None
    if first == second:
        what = "are written in two orders" if first else f"can be read in two orders ({example})"
        raise TableError(f"The days of the table {what}.", advice="Say whether the day or the month comes first.")
    return first


def day_of(cell: str, *, day_first: bool | None) -> dt.date:
    """The day that a cell states.

    Raises:
        ValueError: it states none; the message says why.
    """
    told = cell.strip()
    try:
        if found := _ISO.fullmatch(told):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMBERS.fullmatch(told):
            one, other, year = int(found[1]), int(found[3]), int(found[4])
            day, month = (one, other) if found[2] == "." or day_first is not False else (other, one)
            return dt.date(year, month, day)
        if found := _DAY_FIRST.fullmatch(told):
            return dt.date(int(found[3]), _month(found[2]), int(found[1]))
        if found := _MONTH_FIRST.fullmatch(told):
            return dt.date(int(found[3]), _month(found[1]), int(found[2]))
    except ValueError as error:
        raise ValueError(f"{told[:40]!r} is a day that there is not") from error
    raise ValueError(f"{told[:40]!r} is no day; write it as 2019-11-16")


def _month(name: str) -> int:
    told = name.lower()
    found = [number for number, month in enumerate(_MONTHS, start=1) if month == told or month[:3] == told]
    if not found and told == "sept":
        return 9
    if not found:
        raise ValueError(f"no month {name}")
    return found[0]
