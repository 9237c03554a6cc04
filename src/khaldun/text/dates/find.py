"""Finding date expressions in a text, and reading a given phrase as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from khaldun.text.dates.build import build_atom, build_compound, with_year_of
from khaldun.text.dates.records import DateExpr, Overnight
from khaldun.text.dates.vocabulary import Grammar, grammar
from khaldun.text.phrases import Hit, Tokens

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
    atoms = [atom for hit in rules.atoms.find(tokens) for atom in _atoms(hit, tokens, rules)]
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
    if hit.form.kind == "day_list":
        yield from _listed(hit, tokens, rules)
        return
    expr = build_atom(hit.form.kind, hit.fields)
    if expr is not None:
        yield _Atom(hit.first, hit.last, expr)


def _listed(hit: Hit, tokens: Tokens, rules: Grammar) -> Iterator[_Atom]:
    """The days of "3, 4 and 7 June 2019": the one beside the month takes it into its span."""
    month = next(at for name, at in hit.at.items() if name in ("month", "month_short"))
    month_first = month == hit.first
    days = [at for at in range(hit.first, hit.last) if _is_day(tokens, at, rules) and at != hit.at.get("year")]
    for at in days:
        expr = build_atom("day", {**hit.fields, "day": rules.lexicon.value("day", tokens.words[at])})
        if expr is None:
            continue
        first = hit.first if month_first and at == days[0] else at
        last = hit.last if not month_first and at == days[-1] else at + 1
        yield _Atom(first, last, expr)


def _is_day(tokens: Tokens, at: int, rules: Grammar) -> bool:
    return tokens.codes[at] in rules.lexicon.of_class("day") + rules.lexicon.of_class("ordinal")


def _joined(atoms: list[_Atom], tokens: Tokens, rules: Grammar) -> Iterator[DateMatch]:
    """The atoms, joined where a compound pattern holds them ("since …", "from … to …")."""
    reduced, by_place = _reduce(atoms, tokens, rules)
    done = 0
    for hit in rules.compounds.find(reduced):
        inside = [at for at in range(hit.first, hit.last) if at in by_place]
        yield from _plain_matches(done, hit.first, by_place, reduced)
        done = hit.last
        if hit.form.kind == "day_list":
            last = by_place[inside[-1]]
            for at in inside:
                yield _match(reduced, at, at + 1, with_year_of(by_place[at], last))
        else:
            parts = {name: by_place[at] for name, at in hit.at.items()}
            yield _match(reduced, hit.first, hit.last, build_compound(hit.form.kind, parts))
    yield from _plain_matches(done, len(reduced.spans), by_place, reduced)


def _plain_matches(first: int, last: int, exprs: dict[int, DateExpr], tokens: Tokens) -> Iterator[DateMatch]:
    for at, expr in exprs.items():
        if first <= at < last:
            yield _match(tokens, at, at + 1, expr)


def _match(tokens: Tokens, first: int, last: int, expr: DateExpr) -> DateMatch:
    return DateMatch(tokens.spans[first][0], tokens.spans[last - 1][1], expr)


def _reduce(atoms: list[_Atom], tokens: Tokens, rules: Grammar) -> tuple[Tokens, dict[int, DateExpr]]:
    """The tokens with each atom as a single token, and the atoms by their new places."""
    spans: list[tuple[int, int]] = []
    words: list[str] = []
    codes: list[str] = []
    by_place: dict[int, DateExpr] = {}
    done = 0
    for atom in atoms:
        spans += tokens.spans[done : atom.first]
        words += tokens.words[done : atom.first]
        codes.append(tokens.codes[done : atom.first])
        by_place[len(spans)] = atom.expr
        spans.append((tokens.spans[atom.first][0], tokens.spans[atom.last - 1][1]))
        words.append("")
        codes.append(rules.night_code if isinstance(atom.expr, Overnight) else rules.date_code)
        done = atom.last
    spans += tokens.spans[done:]
    words += tokens.words[done:]
    codes.append(tokens.codes[done:])
    return Tokens(tokens.text, 0, words, "".join(codes), spans), by_place
