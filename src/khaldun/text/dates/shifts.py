"""So many units from a day: "three days ago", "two weeks later", "the next three days"."""

from __future__ import annotations

import datetime as dt

from khaldun.text.dates.intervals import DAY, MONTHLY, Anchors, Days, Interval, moved, one_day, unit_days
from khaldun.text.dates.periods import PUBLISHED, cut_at_publication
from khaldun.text.dates.records import Following, Past, Shift
from khaldun.text.dates.vocabulary import date_file

_NARRATIVE = frozenset({"narrative"})
_HOURS_OF_ONE_DAY = (6, 23)
"""So many hours from the day of publication, from the day told of before, are still that day."""


def anchor_shift(expr: Shift, anchors: Anchors) -> Interval | None:
    if expr.origin == "narrative":
        if anchors.narrative is None:
            return None
        start, end = anchors.narrative
        return _shifted(expr, start if expr.direction < 0 else end - DAY, anchors.narrative)
    if anchors.published is None:
        return None
    return _shifted(expr, anchors.published, one_day(anchors.published))


def _shifted(expr: Shift, origin: dt.date, here: Days) -> Interval:
    narrative = expr.origin == "narrative"
    uses = _NARRATIVE if narrative else PUBLISHED
    low, high = _amounts(expr)
    of_one_day = _HOURS_OF_ONE_DAY[narrative]
    if high == 0 or expr.unit == "minute" or (expr.unit == "hour" and high <= of_one_day):
        return Interval(*here, ("dates/same-day" if narrative else "dates/day-from-anchor",), uses)
    unit = expr.unit
    if unit == "hour":
        unit, low, high = "day", low // 24, -(-high // 24)
    exact = expr.exact or low != high or (unit not in MONTHLY and not expr.rough)
    near, far = (_around(origin, unit, expr.direction * amount, exact=exact) for amount in (low, high))
    days = min(near[0], far[0]), max(near[1], far[1])
    return Interval(*days, (_shift_rule(expr, unit, exact=exact),), uses)


def _shift_rule(expr: Shift, unit: str, *, exact: bool) -> str:
    narrative = expr.origin == "narrative"
    if (exact or unit == "day") and expr.vague in (None, "couple"):
        if unit in ("week", "fortnight"):
            return "dates/narrative-weeks" if narrative else "dates/weeks-from-anchor"
        return "dates/narrative-shift" if narrative else "dates/day-from-anchor"
    if narrative:
        return "dates/narrative-around"
    return "dates/loose-from-anchor" if expr.vague else "dates/around-from-anchor"


def _amounts(expr: Shift | Past | Following) -> tuple[int, int]:
    """The least and the greatest number the words may mean."""
    if expr.vague is not None:
        return date_file().customs.amounts[expr.vague]
    amount = expr.amount or 0
    return (amount if expr.low is None else min(expr.low, amount)), max(amount, expr.low or 0)


def _around(origin: dt.date, unit: str, amount: int, *, exact: bool) -> Days:
    """The days that "so many units" away may be: the day, the seven days around it, the month, the year."""
    if unit in MONTHLY and not exact:
        return unit_days(unit, origin, amount)
    day = moved(origin, unit, amount)
    if unit in ("week", "fortnight") and not exact:
        return day - 3 * DAY, day + 4 * DAY
    return one_day(day)


def anchor_following(expr: Following, anchors: Anchors) -> Interval | None:
    """After the day told of before; of what is to come nothing is known."""
    if anchors.narrative is None or anchors.ahead:
        return None
    start = anchors.narrative[1]
    days = start, moved(start, expr.unit, _amounts(expr)[1])
    if anchors.published is not None and days[0] > anchors.published:
        return None
    return cut_at_publication(Interval(*days, ("dates/following",), _NARRATIVE), anchors)
