"""Finding number phrases in a text, and reading a given phrase as one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from khaldun.text.dates import find_dates
from khaldun.text.numbers.build import Number, build_count, cardinal, scale_of
from khaldun.text.numbers.records import Count
from khaldun.text.numbers.vocabulary import Grammar, grammar
from khaldun.text.phrases import Atom, Hit, Reduced, Tokens

_PADDING = ' \t\n\r,;:.()[]"“”'
_CONTEXTS = ("", " people", " person")
"""What is counted, where a phrase comes without it: "2014", "no", "a"."""


class CountMatch(NamedTuple):
    """A number phrase: code points `start` to `end` of the text, and what it says."""

    start: int
    end: int
    value: Count


def find_counts(text: str, start: int = 0, end: int | None = None) -> list[CountMatch]:
    """Every number phrase of ``text[start:end]`` that counts something, in the order of the text; none overlaps.

    Offsets count code points of the whole `text`. Dates, years, times, ages, ordinals, measures, money and the
    numbers of units, roads and resolutions are no counts.
    """
    end = len(text) if end is None else end
    rules = grammar()
    tokens = rules.lexicon.tokens(text, start, end)
    codes = _without_dates(tokens, text, start, end, rules)
    numbers = [atom for hit in rules.numbers.find(codes) if (atom := _number(hit, tokens, rules)) is not None]
    reduced = Reduced(codes, numbers)
    return list(_counts(reduced, tokens, rules))


@lru_cache(maxsize=4096)
def parse_count(quote: str) -> Count | None:
    """What a phrase says that is known to count something; null where it says no number, or several."""
    phrase = quote.strip(_PADDING)
    best: Count | None = None
    longest = 0
    for context in _CONTEXTS:
        matches = [match for match in find_counts(phrase + context) if match.start < len(phrase)]
        covered = sum(match.end - match.start for match in matches)
        if covered > longest:
            longest, best = covered, matches[0].value if len(matches) == 1 else None
        if longest == len(phrase):
            break
    return best


def _without_dates(tokens: Tokens, text: str, start: int, end: int, rules: Grammar) -> str:
    """The tokens' characters, with those of dates taken out."""
    codes = tokens.codes
    for date in find_dates(text, start, end):
        first, last = tokens.at(date.start), tokens.at(date.end - 1) + 1
        codes = codes[:first] + rules.date_code * (last - first) + codes[last:]
    return codes


def _number(hit: Hit, tokens: Tokens, rules: Grammar) -> Atom[Number] | None:
    fields = hit.form.set
    if hit.form.kind == "skip":
        return None
    if hit.form.kind == "loose":
        number = Number(int(fields["low"]), str(fields["vague"]))
        return Atom(hit.first, hit.last, rules.loose_code, number)
    if hit.form.kind == "fixed":
        return Atom(hit.first, hit.last, rules.count_code, Number(int(fields["amount"])))
    words = [tokens.word(at).lower() for at in range(hit.first, hit.last)]
    value = cardinal(words, rules.words)
    if value is None:
        return None
    return Atom(hit.first, hit.last, rules.count_code, Number(value, scale=scale_of(words, rules.words)))


def _counts(reduced: Reduced[Number], tokens: Tokens, rules: Grammar) -> Iterator[CountMatch]:
    for hit in rules.counts.find(reduced.codes):
        numbers = {field: reduced.atoms[at].value for field, (_, at) in hit.at.items()}
        count = build_count(hit.form.kind, numbers)
        if count is not None:
            first, last = reduced.tokens(hit.first, hit.last)
            yield CountMatch(tokens.start(first), tokens.end(last - 1), count)
