"""Forms of a data file, turned into regular expressions over token characters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec

from khaldun.errors import DataError
from khaldun.text.phrases.lexicon import Lexicon, Value

_PIECE = re.compile(
    r"\{(?:(?P<group>\w+):)?(?P<class>\w+)\}|<(?P<macro>\w+)>|\"(?P<quoted>[^\"]+)\"|(?P<literal>[^\W\d_]+)|(?P<op>[()|?*$^])|\s+"
)
_REPEATS = "{0,9}"
_NO_CODES: frozenset[str] = frozenset()


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pattern of a data file: what it makes (`kind`), the forms it takes, constants (`set`) and its surroundings.

    `after` holds forms of a fixed number of words one of which must stand before the match, `not_after` forms none of
    which may; `before` and `not_before` say the same of what follows.
    """

    kind: str
    forms: tuple[str, ...]
    set: dict[str, Value] = {}
    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    before: str | None = None
    not_before: str | None = None


def check_kinds(forms: Iterable[Form], known: Collection[str]) -> None:
    """See that each form makes something that is known.

    Raises:
        DataError: one does not.
    """
    for form in forms:
        if form.kind not in known:
            raise DataError(
                f"form {form.forms[0]!r}: {form.kind!r} is no kind of pattern.", advice=f"Known: {', '.join(known)}."
            )


class Group(NamedTuple):
    """A named group of an expression: its name there, the field it fills, and the class of its word."""

    name: str
    field: str
    word_class: str


class Expression(NamedTuple):
    """A regular expression over token characters, and what is known of its matches without trying it.

    `first` holds the characters a match can begin with, `used` all that it can hold. Every match has a character of
    each set in `needs`. `empty`: it can match nothing.
    """

    source: str
    first: frozenset[str]
    used: frozenset[str]
    needs: tuple[frozenset[str], ...]
    empty: bool


_NOTHING = Expression("", _NO_CODES, _NO_CODES, (), True)


class FormReader:
    """Reads forms: `read` gives the expression, `groups` collects the named groups met on the way."""

    def __init__(self, lexicon: Lexicon, macros: Mapping[str, str]) -> None:
        self._lexicon = lexicon
        self._macros = macros
        self._used = 0
        self._pieces: dict[str, Expression] = {}
        self.groups: list[Group] = []

    def read(self, written: str) -> Expression:
        """The expression a form says.

        Raises:
            DataError: it cannot be read, or names a class or a piece that is not there.
        """
        pieces: list[re.Match[str]] = []
        at = 0
        while at < len(written):
            piece = _PIECE.match(written, at)
            if piece is None:
                raise DataError(f"form {written!r}: {written[at:]!r} cannot be read.")
            if not piece.group().isspace():
                pieces.append(piece)
            at = piece.end()
        pieces.reverse()
        expression = self._choice(pieces)
        if pieces:
            raise DataError(f"form {written!r}: a bracket is closed that was not opened.")
        return expression

    def _choice(self, pieces: list[re.Match[str]]) -> Expression:
        """One or more sequences with | between; takes them off the stack."""
        options = [self._sequence(pieces)]
        while pieces and pieces[-1]["op"] == "|":
            pieces.pop()
            options.append(self._sequence(pieces))
        if len(options) == 1:
            return options[0]
        needs = frozenset[str]().union(*(min(one.needs, key=len, default=_NO_CODES) for one in options))
        return Expression(
            source="(?:" + "|".join(one.source for one in options) + ")",
            first=_NO_CODES.union(*(one.first for one in options)),
            used=_NO_CODES.union(*(one.used for one in options)),
            needs=(needs,) if all(one.needs for one in options) else (),
            empty=any(one.empty for one in options),
        )

    def _sequence(self, pieces: list[re.Match[str]]) -> Expression:
        whole = _NOTHING
        while pieces and pieces[-1]["op"] not in ("|", ")"):
            item = self._item(pieces)
            whole = Expression(
                source=whole.source + item.source,
                first=whole.first | item.first if whole.empty else whole.first,
                used=whole.used | item.used,
                needs=whole.needs + item.needs,
                empty=whole.empty and item.empty,
            )
        return whole

    def _item(self, pieces: list[re.Match[str]]) -> Expression:
        item = self._single(pieces)
        while pieces and pieces[-1]["op"] in ("?", "*"):
            repeats = "?" if pieces.pop()["op"] == "?" else _REPEATS
            item = item._replace(source=f"(?:{item.source}){repeats}", needs=(), empty=True)
        return item

    def _single(self, pieces: list[re.Match[str]]) -> Expression:
        piece = pieces.pop()
        if piece["op"] == "(":
            inner = self._choice(pieces)
            if not pieces or pieces.pop()["op"] != ")":
                raise DataError(f"form {piece.string!r}: a bracket is not closed.")
            return inner
        if piece["op"] in ("^", "$"):
            return _NOTHING._replace(source=piece["op"])
        if piece["op"]:
            raise DataError(f"form {piece.string!r}: {piece['op']!r} stands after nothing.")
        if piece["macro"]:
            if piece["macro"] not in self._macros:
                raise DataError(f"form {piece.string!r}: no piece is called <{piece['macro']}>.")
            return self._macro(piece["macro"])
        return self._word(piece)

    def _macro(self, name: str) -> Expression:
        """A piece defined elsewhere; one without groups, which need names of their own, is read once."""
        if name in self._pieces:
            return self._pieces[name]
        before = self._used
        expression = self.read(self._macros[name])
        if self._used == before:
            self._pieces[name] = expression
        return expression

    def _word(self, piece: re.Match[str]) -> Expression:
        if not piece["class"]:
            source = codes = self._lexicon.literal(piece["literal"] or piece["quoted"])
        else:
            codes = self._lexicon.of_class(piece["class"])
            source = f"[{codes}]"
        if piece["group"]:
            self._used += 1
            group = Group(f"{piece['group']}_{self._used}", piece["group"], piece["class"])
            self.groups.append(group)
            source = f"(?P<{group.name}>{source})"
        found = frozenset(codes)
        return Expression(source, found, found, (found,), False)
