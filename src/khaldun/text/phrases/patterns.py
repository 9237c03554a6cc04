"""The patterns of a data file at work: the longest match at each place of a text, from left to right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from khaldun.errors import DataError
from khaldun.text.phrases.forms import Expression, Form, FormReader, Group
from khaldun.text.phrases.lexicon import Lexicon, Tokens, Value


class Hit(NamedTuple):
    """A pattern that matched tokens `first` to `last` (half-open): its fields' values, and the tokens they stand at."""

    first: int
    last: int
    form: Form
    fields: dict[str, Value]
    at: dict[str, int]


class _Compiled(NamedTuple):
    form: Form
    pattern: re.Pattern[str]
    groups: tuple[Group, ...]
    anchor: frozenset[str]
    """Of these characters every match has one."""


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

    def find(self, tokens: Tokens) -> Iterator[Hit]:
        """The matches in a stretch of text; none overlaps another."""
        codes = tokens.codes
        for run in self._runs.finditer(codes):
            position, end = run.span()
            anchors = self._anchors.findall(codes, position, end)
            while position < end:
                hit = self._longest(tokens, position, anchors)
                position = position + 1 if hit is None else hit.last
                if hit is not None:
                    yield hit

    def _longest(self, tokens: Tokens, position: int, anchors: list[str]) -> Hit | None:
        codes = tokens.codes
        last, best = position, None
        for compiled in self._by_first.get(codes[position], ()):
            if compiled.anchor.isdisjoint(anchors):
                continue
            match = compiled.pattern.match(codes, position)
            if match is not None and match.end() > last:
                last, best = match.end(), (compiled, match)
        return None if best is None else self._hit(tokens, *best)

    def _hit(self, tokens: Tokens, compiled: _Compiled, match: re.Match[str]) -> Hit:
        fields: dict[str, Value] = dict(compiled.form.set)
        places = {}
        for group in compiled.groups:
            at = match.start(group.name)
            if at >= 0:
                fields[group.field] = self._lexicon.value(group.word_class, tokens.words[at])
                places[group.field] = at
        return Hit(match.start(), match.end(), compiled.form, fields, places)


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
        pattern = re.compile(f"{head}(?:{body.source}){tail}")
    except re.error as error:
        raise DataError(f"form {written!r}: what stands before or after it has no fixed length ({error}).") from error
    anchor = min(body.needs, key=lambda codes: (bool(codes & frequent), len(codes)))
    return body, _Compiled(form, pattern, groups, anchor)
