"""Finding date expressions in a text, and reading a given phrase as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from khaldun.text.dates.build import build_atom, build_compound, with_year_of
from khaldun.text.dates.records import DateExpr, Overnight, Shift
from khaldun.text.dates.vocabulary import Grammar, goes_on, grammar
from khaldun.text.phrases import Atom, Hit, Reduced, Tokens, Value

_LEADING = re.compile(r"^(?:(?:on|in|at|during|over|by|for|of|throughout)\s+)+", re.IGNORECASE)
_PADDING = " \t\n\r,.;:\"'“”‘’"
_CONTEXTS = ("", "in ", "at ", "on ")
_LISTS = {"day_list": "day", "ordinal_list": "day_of_month"}
_CLAUSE = 160
"""Code points before an expression in which its verb is looked for."""


class DateMatch(NamedTuple):
    """A date expression: code points `start` to `end` of the text, and what it says."""

    start: int
    end: int
    expr: DateExpr


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateMatch]:
    """Every date expression of ``text[start:end]`` in the order of the text; none overlaps another.

    Offsets count code points of the whole `text`. A list of days ("3, 4 and 7 June") gives a match per day.
    """
    return list(_found(text, start, len(text) if end is None else end))


@lru_cache(maxsize=4096)
def parse_date(quote: str) -> DateExpr | None:
    """What a phrase says that is known to be a date; null where it says no date, or several.

    A phrase may come without the words around it that `find_dates` needs: "October" and "2014" are dates here.
    """
    whole = quote.strip(_PADDING)
    best: DateExpr | None = None
    longest = 0
    for context in _CONTEXTS:
        phrase = context + (_LEADING.sub("", whole) if context else whole)
        matches = find_dates(phrase)
        covered = sum(match.end - max(match.start, len(context)) for match in matches)
        if covered > longest:
            longest, best = covered, matches[0].expr if len(matches) == 1 else None
        if longest == len(whole):
            break
    return best


@lru_cache(maxsize=4)
def _found(text: str, start: int, end: int) -> tuple[DateMatch, ...]:
    """The matches; kept for a moment, since whoever looks for numbers must know the dates."""
    rules = grammar()
    tokens = rules.lexicon.tokens(text, start, end)
    hits = (hit for hit in rules.atoms.find(tokens.codes) if hit.form.kind != "lasting" or _lasts(hit, tokens, text))
    atoms = [atom for hit in hits for atom in _atoms(hit, tokens, rules)]
    return tuple(_joined(atoms, tokens, rules)) if atoms else ()


def _lasts(hit: Hit, tokens: Tokens, text: str) -> bool:
    """Whether the words before "for three days" say that it goes on: "has been under siege"."""
    at = tokens.start(hit.first)
    return goes_on().search(text[max(tokens.start(0), at - _CLAUSE) : at]) is not None


def _atoms(hit: Hit, tokens: Tokens, rules: Grammar) -> Iterator[Atom[DateExpr]]:
    fields = rules.atoms.fields(hit, tokens)
    said = set(tokens.codes[hit.first : hit.last])
    fields |= {flag: 1 for flag, words in rules.flags.items() if not said.isdisjoint(words)}
    if hit.form.kind in _LISTS:
        yield from _listed(hit, fields, tokens, rules)
        return
    expr = build_atom(hit.form.kind, fields)
    if expr is not None:
        yield Atom(hit.first, hit.last, _code(expr, fields, rules), expr)


def _code(expr: DateExpr, fields: dict[str, Value], rules: Grammar) -> str:
    """What stands for an expression in the patterns over expressions."""
    if isinstance(expr, Overnight):
        return rules.night_code
    if isinstance(expr, Shift) and expr.event:
        return rules.counted_code
    return rules.zoned_code if "zone" in fields else rules.date_code


def _listed(hit: Hit, fields: dict[str, Value], tokens: Tokens, rules: Grammar) -> Iterator[Atom[DateExpr]]:
    """The days of "3, 4 and 7 June 2019": the one beside the month takes it into its span."""
    month_first = "day" in hit.at and min(hit.at, key=lambda field: hit.at[field][1]).startswith("month")
    day_codes = rules.lexicon.of_class("day") + rules.lexicon.of_class("ordinal")
    days = [at for at in range(hit.first, hit.last) if tokens.codes[at] in day_codes]
    for at in days:
        expr = build_atom(_LISTS[hit.form.kind], {**fields, "day": rules.lexicon.value("day", tokens.word(at))})
        if expr is None:
            continue
        first = hit.first if month_first and at == days[0] else at
        last = hit.last if not month_first and at == days[-1] else at + 1
        yield Atom(first, last, rules.date_code, expr)


def _joined(atoms: list[Atom[DateExpr]], tokens: Tokens, rules: Grammar) -> Iterator[DateMatch]:
    """The atoms, joined where a compound pattern holds them ("since …", "from … to …")."""
    reduced = Reduced(tokens.codes, atoms)
    done = 0
    for hit in rules.compounds.find(reduced.codes):
        inside = [at for at in range(hit.first, hit.last) if at in reduced.atoms]
        yield from _single(reduced, tokens, done, hit.first)
        done = hit.last
        if hit.form.kind == "day_list":
            last = reduced.atoms[inside[-1]].value
            for at in inside:
                yield _match(reduced, tokens, at, at + 1, with_year_of(reduced.atoms[at].value, last))
        else:
            parts = {field: reduced.atoms[at].value for field, (_, at) in hit.at.items() if at in reduced.atoms}
            fields = dict(hit.form.set) | {
                field: rules.lexicon.value(name, tokens.word(reduced.tokens(at, at)[0]))
                for field, (name, at) in hit.at.items()
                if at not in reduced.atoms
            }
            yield _match(reduced, tokens, hit.first, hit.last, build_compound(hit.form.kind, parts, fields))
    yield from _single(reduced, tokens, done, len(reduced.codes))


def _single(reduced: Reduced[DateExpr], tokens: Tokens, first: int, last: int) -> Iterator[DateMatch]:
    """Each atom of a stretch as a match of its own."""
    for at, atom in reduced.atoms.items():
        if first <= at < last:
            yield _match(reduced, tokens, at, at + 1, atom.value)


def _match(reduced: Reduced[DateExpr], tokens: Tokens, first: int, last: int, expr: DateExpr) -> DateMatch:
    begin, end = reduced.tokens(first, last)
    return DateMatch(tokens.start(begin), tokens.end(end - 1), expr)
