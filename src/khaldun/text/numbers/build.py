"""From the words of a matched pattern to the interval they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from khaldun.text.numbers.records import Count, Vague

_GROUPED = re.compile(r"\d{1,3}(?:[. \u00a0\u202f]\d{3})+")
_LETTERS = {"k": 1000, "m": 1_000_000}
_MOST = 10**10
"""Numbers above are no counts of people or things: telephone numbers, account numbers."""


class NumberWords(NamedTuple):
    """What words are worth: `simple` add up, `factors` multiply (hundred), `scales` close a group (thousand)."""

    simple: Mapping[str, int]
    factors: Mapping[str, int]
    scales: Mapping[str, int]


class Number(NamedTuple):
    """A number told, or the least that a loose one ("dozens") stands for."""

    value: int
    vague: str | None = None
    scale: int = 1
    """What its last word multiplies by: 1000 of "fifteen thousand", 12 of "two dozen"; 1 where it is neither."""


def cardinal(words: Sequence[str], known: NumberWords) -> int | None:
    """The number that words say: "two hundred and fifty", "1.5 million", "half a dozen".

    Null where it is not whole, or too great for a count.
    """
    total = 0.0
    current: float | None = None
    for word in words:
        factor, scale = known.factors.get(word), known.scales.get(word)
        if factor is not None:
            current = (1 if current is None else current) * factor
        elif scale is not None:
            total += (1 if current is None else current) * scale
            current = None
        elif word == "half":
            current = (current or 0) + 0.5
        else:
            current = _plus(current, _simple(word, known))
    whole = round(total + (current or 0), 6)
    return int(whole) if whole == int(whole) and whole <= _MOST else None


def _plus(current: float | None, value: float | None) -> float | None:
    return value if current is None else current + (value or 0)


def _simple(word: str, known: NumberWords) -> float | None:
    """A word that adds up; "a", "and" and marks say nothing."""
    if word[0].isdecimal():
        if word[-1] in _LETTERS:
            return _LETTERS[word[-1]] * float(word[:-1])
        if _GROUPED.fullmatch(word):
            return float(re.sub(r"\D", "", word))
        thousands = "," in word and "." not in word
        return float(word.replace(",", "")) if thousands or word.count(",") == 0 and word.count(".") < 2 else None
    return known.simple.get(word)


def scale_of(words: Sequence[str], known: NumberWords) -> int:
    """What the last word multiplies by: 1 where it is no "hundred", "dozen", "thousand"."""
    return known.factors.get(words[-1]) or known.scales.get(words[-1]) or 1


def _least(low: Number, high: Number) -> int:
    """The lower end: the "ten" of "ten to fifteen thousand" is of thousands too."""
    shared = low.scale == 1 and low.value < high.value // high.scale
    return low.value * high.scale if shared else low.value


def _exact(number: Number) -> Count:
    return _closed(number.value, number.value, number.value, "exact")


def _closed(low: int, best: int, high: int, rule: str) -> Count:
    return Count(low=low, best=best, high=high, rule=f"counts/{rule}")


def _open(low: int, rule: str, vague: str | None = None) -> Count:
    kind = None if vague is None else msgspec.convert(vague, Vague)
    return Count(low=low, best=low, high=None, unbounded=True, vague=kind, rule=f"counts/{rule}")


def _up_to(number: Number) -> Count:
    value = number.value
    return _closed(min(1, value), value, value, "up-to")


def _fewer(number: Number) -> Count | None:
    value = number.value - 1
    return _closed(0, value, value, "fewer-than") if value >= 0 else None


def _about(number: Number) -> Count:
    return _closed(number.value, number.value, number.value, "approximate")


_BUILDERS: dict[str, Callable[[Number], Count | None]] = {
    "skip": lambda _: None,
    "exact": _exact,
    "family": _exact,
    "at_least": lambda number: _open(number.value, "at-least"),
    "more_than": lambda number: _open(number.value + 1, "more-than"),
    "up_to": _up_to,
    "at_most": lambda number: _closed(0, number.value, number.value, "at-most"),
    "fewer_than": _fewer,
    "about": _about,
    "loose": lambda number: _open(number.value, f"vague-{number.vague}", number.vague),
}
_BY_WORD = {"zero": _closed(0, 0, 0, "zero"), "one": _closed(1, 1, 1, "one"), "both": _closed(2, 2, 2, "both")}


NUMBERS = frozenset({"skip", "cardinal", "half", "fixed", "loose"})
COUNTS = frozenset({*_BUILDERS, *_BY_WORD, "between"})


def build_count(kind: str, numbers: Mapping[str, Number]) -> Count | None:
    """What a pattern says of the numbers in it; null where it is no count, or its ends are the wrong way round."""
    if kind in _BY_WORD:
        return _BY_WORD[kind]
    if kind == "between":
        low, high = _least(numbers["low"], numbers["number"]), numbers["number"].value
        return _closed(low, low, high, "between") if low < high else None
    return _BUILDERS[kind](numbers["number"]) if "number" in numbers else None
