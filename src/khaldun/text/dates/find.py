"""Finding date expressions in a text, and reading a given phrase as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from khaldun.text.dates.build import build_atom, build_compound, with_year_of
from khaldun.text.dates.records import DateExpr, Overnight
from khaldun.text.dates.vocabulary import Grammar, grammar
from khaldun.text.phrases import Hit, Tokens, Value

_LEADING = re.compile(r"^(?:(?:on|in|at|during|over|by|for|of|throughout|the)\s+)+", re.IGNORECASE)
_PADDING = " \t\n\r,.;:()[]\"'“”‘’"
_CONTEXT = "in "


class DateMatch(NamedTuple):
    """A date expression: code points `start` to `end` of the text, and what it says."""

    start: int
    end: int
    expr: DateExpr


class _Atom(NamedTuple):
    first: int
    last: int
    expr: DateExpr


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateMatch]:
    """Every date expression of ``text[start:end]`` in the order of the text; none overlaps another.

    Offsets count code points of the whole `text`. A list of days ("3, 4 and 7 June") gives a match per day.
    """
    rules = grammar()
    tokens = rules.lexicon.tokens(text, start, len(text) if end is None else end)
    atoms = [atom for hit in rules.atoms.find(tokens.codes) for atom in _atoms(hit, tokens, rules)]
    if not atoms:
        return []
    return list(_joined(atoms, tokens, rules))


def parse_date(quote: str) -> DateExpr | None:
    """What a phrase says that is known to be a date; null where it says no date, or several.

    A phrase may come without the words around it that `find_dates` needs: "October" and "2014" are dates here.
    """
    whole = quote.strip(_PADDING)
    best: DateExpr | None = None
    longest = 0
    for context in ("", _CONTEXT):
        phrase = context + (_LEADING.sub("", whole) if context else whole)
        matches = find_dates(phrase)
        covered = sum(match.end - max(match.start, len(context)) for match in matches)
        if covered > longest:
            longest, best = covered, matches[0].expr if len(matches) == 1 else None
    return best


def _atoms(hit: Hit, tokens: Tokens, rules: Grammar) -> Iterator[_Atom]:
    fields = rules.atoms.fields(hit, tokens)
    if hit.form.kind == "day_list":
        yield from _listed(hit, fields, tokens, rules)
        return
    expr = build_atom(hit.form.kind, fields)
    if expr is not None:
        yield _Atom(hit.first, hit.last, expr)


def _listed(hit: Hit, fields: dict[str, Value], tokens: Tokens, rules: Grammar) -> Iterator[_Atom]:
    """The days of "3, 4 and 7 June 2019": the one beside the month takes it into its span."""
    month_first = min(hit.at, key=lambda field: hit.at[field][1]).startswith("month")
    day_codes = rules.lexicon.of_class("day") + rules.lexicon.of_class("ordinal")
    days = [at for at in range(hit.first, hit.last) if tokens.codes[at] in day_codes]
    for at in days:
        expr = build_atom("day", {**fields, "day": rules.lexicon.value("day", tokens.word(at))})
        if expr is None:
            continue
        first = hit.first if month_first and at == days[0] else at
        last = hit.last if not month_first and at == days[-1] else at + 1
        yield _Atom(first, last, expr)


def _joined(atoms: list[_Atom], tokens: Tokens, rules: Grammar) -> Iterator[DateMatch]:
    """The atoms, joined where a compound pattern holds them ("since …", "from … to …")."""
    reduced = _Reduced(atoms, tokens, rules)
    done = 0
    for hit in rules.compounds.find(reduced.codes):
        inside = [at for at in range(hit.first, hit.last) if at in reduced.atoms]
        yield from reduced.matches(done, hit.first)
        done = hit.last
        if hit.form.kind == "day_list":
            last = reduced.atoms[inside[-1]].expr
            for at in inside:
                yield reduced.match(at, at + 1, with_year_of(reduced.atoms[at].expr, last))
        else:
            parts = {field: reduced.atoms[at].expr for field, (_, at) in hit.at.items()}
            yield reduced.match(hit.first, hit.last, build_compound(hit.form.kind, parts))
    yield from reduced.matches(done, len(reduced.codes))


class _Reduced:
    """A stretch of text in which each atom is one token: `atoms` by their places among `codes`."""

    def __init__(self, atoms: list[_Atom], tokens: Tokens, rules: Grammar) -> None:
        self.atoms: dict[int, _Atom] = {}
        self._tokens = tokens
        codes: list[str] = []
        done = length = 0
        for atom in atoms:
            codes.append(tokens.codes[done : atom.first])
            length += atom.first - done
            self.atoms[length] = atom
            codes.append(rules.night_code if isinstance(atom.expr, Overnight) else rules.date_code)
            length += 1
            done = atom.last
        codes.append(tokens.codes[done:])
        self.codes = "".join(codes)

    def match(self, first: int, last: int, expr: DateExpr) -> DateMatch:
        """A match over tokens `first` to `last` (half-open) of this stretch."""
        return DateMatch(self._tokens.start(self._token(first)), self._tokens.end(self._token(last) - 1), expr)

    def matches(self, first: int, last: int) -> Iterator[DateMatch]:
        """Each atom of a stretch as a match of its own."""
        for at, atom in self.atoms.items():
            if first <= at < last:
                yield self.match(at, at + 1, atom.expr)

    def _token(self, place: int) -> int:
        """The token of the whole text at a place of this stretch."""
        return place + sum(atom.last - atom.first - 1 for at, atom in self.atoms.items() if at < place)
