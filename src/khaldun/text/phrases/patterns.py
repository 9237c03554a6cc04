"""The patterns of a data file at work: the longest match at each place of a text, from left to right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from khaldun.errors import DataError
from khaldun.text.phrases.forms import Expression, Form, FormReader, Group
from khaldun.text.phrases.lexicon import Lexicon, Tokens, Value


class Hit(NamedTuple):
    """A pattern that matched tokens `first` to `last` (half-open); `at`: field → class and place of its token."""

    first: int
    last: int
    form: Form
    at: dict[str, tuple[str, int]]


class _Compiled:
    """A form as a regular expression, which is compiled when it is first tried; every match has one of `anchor`."""

    __slots__ = ("anchor", "form", "groups", "match", "source")

    def __init__(self, form: Form, source: str, groups: tuple[Group, ...], anchor: frozenset[str]) -> None:
        self.form = form
        self.source = source
        self.groups = groups
        self.anchor = anchor
        self.match: Callable[[str, int], re.Match[str] | None] = self._first_match

    def _first_match(self, codes: str, position: int) -> re.Match[str] | None:
        self.match = re.compile(self.source).match
        return self.match(codes, position)


class Patterns:
    """The forms of a data file, compiled.

    A match holds only words that forms name, and at least one of its form's rarest words. So only stretches of named
    words that hold such a word are looked at, and at each place only the forms that can begin with the word there.
    `common` are words too frequent to look for.
    """

    def __init__(
        self, lexicon: Lexicon, forms: Sequence[Form], macros: Mapping[str, str], *, common: Sequence[str] = ()
    ) -> None:
        self._lexicon = lexicon
        reader = FormReader(lexicon, macros)
        frequent = frozenset(lexicon.literal(word) for word in common)
        by_first: defaultdict[str, list[_Compiled]] = defaultdict(list)
        used: set[str] = set()
        anchors: set[str] = set()
        for form in forms:
            for written in form.forms:
                body, compiled = _compile(form, written, reader, frequent)
                used |= body.used
                anchors |= compiled.anchor
                for code in sorted(body.first):
                    by_first[code].append(compiled)
        self._by_first = dict(by_first)
        words, plain, rare = ("".join(sorted(codes)) for codes in (used, used - anchors, anchors))
        self._runs = re.compile(f"(?<![{words}])[{plain}]*+[{rare}][{words}]*" if plain else f"[{words}]+")
        self._anchors = re.compile(f"[{rare}]")

    def find(self, codes: str) -> Iterator[Hit]:
        """The matches in a stretch of text, given as token characters; none overlaps another."""
        for run in self._runs.finditer(codes):
            position, end = run.span()
            anchors = self._anchors.findall(codes, position, end)
            while position < end:
                hit = self._longest(codes, position, anchors)
                position = position + 1 if hit is None else hit.last
                if hit is not None:
                    yield hit

    def fields(self, hit: Hit, tokens: Tokens) -> dict[str, Value]:
        """The values of a match's fields, the constants of its form among them."""
        values = dict(hit.form.set)
        for field, (word_class, at) in hit.at.items():
            values[field] = self._lexicon.value(word_class, tokens.word(at))
        return values

    def _longest(self, codes: str, position: int, anchors: list[str]) -> Hit | None:
        last, best = position, None
        for compiled in self._by_first.get(codes[position], ()):
            if compiled.anchor.isdisjoint(anchors):
                continue
            match = compiled.match(codes, position)
            if match is not None and match.end() > last:
                last, best = match.end(), (compiled, match)
        return None if best is None else _hit(*best)


def _hit(compiled: _Compiled, match: re.Match[str]) -> Hit:
    at = {}
    for group in compiled.groups:
        place = match.start(group.name)
        if place >= 0:
            at[group.field] = (group.word_class, place)
    return Hit(match.start(), match.end(), compiled.form, at)


def _compile(form: Form, written: str, reader: FormReader, frequent: frozenset[str]) -> tuple[Expression, _Compiled]:
    """One written form with its surroundings.

    Raises:
        DataError: it cannot be read, or could match nothing.
    """
    reader.groups = []
    body = reader.read(written)
    groups = tuple(reader.groups)
    if not body.needs:
        raise DataError(f"form {written!r}: no word of it must be there.")
    after = "|".join(f"(?<={reader.read(one).source})" for one in form.after)
    head = (f"(?:{after})" if after else "") + "".join(f"(?<!{reader.read(one).source})" for one in form.not_after)
    tail = f"(?={reader.read(form.before).source})" if form.before else ""
    tail += f"(?!{reader.read(form.not_before).source})" if form.not_before else ""
    try:
        re.compile(head)
    except re.error as error:
        raise DataError(f"form {written!r}: what stands before it has no fixed length ({error}).") from error
    anchor = min(body.needs, key=lambda codes: (bool(codes & frequent), len(codes)))
    return body, _Compiled(form, f"{head}(?:{body.source}){tail}", groups, anchor)
