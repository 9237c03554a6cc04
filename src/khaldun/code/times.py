"""Days under the codebook: time precision and the one day that stands for a period (ACLED, Event Time)."""

from __future__ import annotations

import datetime as dt

import msgspec

from khaldun.code.codebook import Codebook
from khaldun.records.facts import DateFact

DAY = dt.timedelta(days=1)


class Timing(msgspec.Struct, frozen=True):
    """Time precision (None: too vague to be coded), the row's day, and the rule that gave them."""

    precision: int | None
    day: dt.date | None
    rule: str


def timing(date: DateFact, book: Codebook) -> Timing:
    """Precision 1 for a day, 2 within a week, 3 within a month; the middle day, unless the words say early or late."""
    days = (date.end - date.start).days
    last = date.end - DAY
    if days == 1:
        return Timing(1, date.start, "acled/time-day")
    if days > book.file.times.month:
        return Timing(None, None, "acled/date-too-vague")
    words = " ".join(span.quote for span in date.evidence)
    if book.first is not None and book.first.search(words):
        return Timing(3, date.start, "acled/time-early-in-month")
    if book.last is not None and book.last.search(words):
        return Timing(3, last, "acled/time-late-in-month")
    middle = date.start + DAY * (days // 2 if days > book.file.times.week else (days - 1) // 2)
    if days <= book.file.times.week:
        return Timing(2, middle, "acled/time-week")
    return Timing(3, middle, "acled/time-month")
