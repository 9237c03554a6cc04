"""Choosing the publication day: the best-placed statement that is possible and can be read in one way only."""

from __future__ import annotations

import datetime as dt
import re

from khaldun.clean.dates import DateWords, find_dates
from khaldun.clean.found import GIVEN, UPDATED, DateCandidate
from khaldun.records.reports import Stated

_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(?:19|20)\d\d(?![\d/])")
_UNKNOWN = "the publication day is unknown"


def choose_published(
    candidates: list[DateCandidate], *, text: str, today: dt.date
) -> tuple[Stated | None, tuple[str, ...]]:
    """The publication day or instant, and warnings about statements that could not be taken.

    A day after tomorrow is not believed. A day that can be read in two orders is taken only where the weekday,
    another statement, or the order of the report's other dates decides; else the day is unknown, never guessed.
    """
    warnings: list[str] = []
    ranked = sorted(candidates, key=lambda candidate: candidate.rank)
    for candidate in ranked:
        value, rules = _settle(candidate, ranked, text=text, today=today)
        if value is None:
            warnings.append(_ambiguous(candidate))
            return None, tuple(warnings)
        if _future(value, today):
            warnings.append(f"Publication date {value} ({candidate.rule}) is in the future: it was not taken.")
            continue
        _warn_of_others(value, candidate, ranked, warnings, today=today)
        return _sharpened(value, candidate, ranked, rules), tuple(warnings)
    if warnings:
        warnings[-1] += f" With no other, {_UNKNOWN}."
    return None, tuple(warnings)


def _settle(
    candidate: DateCandidate, others: list[DateCandidate], *, text: str, today: dt.date
) -> tuple[str | None, tuple[str, ...]]:
    words, rule = candidate.words, f"clean/{candidate.rule}"
    if words.other is None:
        return words.value, (rule,)
    readings = [words.value, words.other]
    possible = [value for value in readings if not _future(value, today)]
    if len(possible) == 1:
        return possible[0], (rule, "clean/day-order-not-future")
    sure = {other.words.day for other in others if other.words.other is None}
    agreed = [value for value in readings if value in sure]
    if len(agreed) == 1:
        return agreed[0], (rule, "clean/day-order-by-other-date")
    order = _order(text)
    if order is not None:
        return readings[order], (rule, "clean/day-order-of-report")
    return None, ()


def _order(text: str) -> int | None:
    """0 where the report's other dates in figures have the day first, 1 where the month, None where none tells."""
    orders = set()
    for first, _, second in _NUMERIC.findall(text):
        if int(first) > 12 >= int(second):
            orders.add(0)
        elif int(second) > 12 >= int(first):
            orders.add(1)
    return orders.pop() if len(orders) == 1 else None


def _future(value: str, today: dt.date) -> bool:
    return dt.date.fromisoformat(value[:10]) > today + dt.timedelta(days=1)


def _ambiguous(candidate: DateCandidate) -> str:
    words = candidate.words
    quote = f" {candidate.evidence[0].quote!r}" if candidate.evidence else ""
    return (
        f"Publication date{quote} ({candidate.rule}) can be read in two orders, {words.value} or {words.other}: "
        f"{_UNKNOWN}. Give it as YYYY-MM-DD."
    )


def _warn_of_others(
    value: str, chosen: DateCandidate, ranked: list[DateCandidate], warnings: list[str], *, today: dt.date
) -> None:
    """Tell of a statement as good as the chosen one that names a day further off than the zones can explain."""
    if chosen.rank == GIVEN:
        return
    day = dt.date.fromisoformat(value[:10])
    for other in ranked:
        if other is chosen or other.rank >= min(UPDATED, chosen.rank + 4) or other.words.other is not None:
            continue
        if _future(other.words.day, today):
            continue
        if abs((dt.date.fromisoformat(other.words.day) - day).days) > 1:
            warnings.append(
                f"Publication date {value} ({chosen.rule}) was taken; {other.rule} says {other.words.value}."
            )
            return


def _sharpened(value: str, chosen: DateCandidate, ranked: list[DateCandidate], rules: tuple[str, ...]) -> Stated:
    """The day with the hour and zone that another statement of the same day gives, and what evidence there is."""
    same = [other for other in ranked if other.words.other is None and other.words.day == value[:10]]
    timed = next((other for other in same if other.rank != UPDATED and len(other.words.value) > 10), None)
    if len(value) == 10 and timed is not None and timed is not chosen:
        value = timed.words.value
        rules = (*rules, f"clean/{timed.rule}")
    evidence = chosen.evidence or next((other.evidence for other in same if other.evidence), ())
    return Stated(value=value, evidence=evidence, rules=rules)


def given_date(words: str) -> tuple[DateWords | None, str | None]:
    """A publication day stated from outside, and a warning where the words are no date."""
    dates = find_dates(words)
    if dates:
        return dates[0], None
    return (
        None,
        f"Publication date {words!r} (given) is no full day: it was not taken. Give it as YYYY-MM-DD.",
    )
