"""Words taken out of what else is said of a claim, whatever their case, accents and gaps; ids made anew."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from khaldun.errors import UsageError
from khaldun.publish.export.acled import acled_books
from khaldun.publish.export.notations import HIDDEN
from khaldun.publish.export.sensitive import folded, folded_once
from khaldun.publish.export.spellings import Spellings
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.rules import load_rules
from khaldun.text.occurrences import Wording

T = TypeVar("T")
_LEAST = 4  # letters by which a name is known that is written without its gaps
_HASH = re.compile(r"(?=.*[0-9])[0-9a-f]{16,64}")
_LEAST_INSIDE = 8  # letters by which a name of several words is known inside a word
_LONG = re.compile(r"[^\W_]{8,}")
_NUMBER = re.compile(r"geonames:[0-9]+|[0-9]+")
_BLANKS = re.compile(r"\\[nrt]")  # as JSON writes line breaks and tabs
_STROKE, _QUOTE = "\x00", "\x01"  # JSON writes neither as it is
_LETTERS = re.compile(r"[\W_]+")
# Fields that hold days, ids that are made anew elsewhere, and codes that every table knows.
_FIXED = frozenset(
    {"kind", "status", "of", "start", "end", "event_date", "published", "disposition", "id", "group", "merged_into"}
)
# Fields of codes and names of rules: what our lists know stays, for it is nobody's name there.
_CODES = frozenset(
    {
        "event_type", "sub_event_type", "disorder_type", "inter1", "inter2", "interaction", "civilian_targeting",
        "type", "anchor", "language", "country", "rule", "rules", "method", "codebook",
    }
)  # fmt: skip
_CODE = re.compile(r"[A-Z]{2,3}|[a-z]{2,3}(?:-[A-Z]{2})?")
_OTHER_CODES = ("published", "dateline", "narrative", "stated", "report")  # what days are counted from


class Hiding:
    """Words that are withheld, in their spellings."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(words))
        sought = [word for word in self.words if _may_be_sought(word)]
        self._wording = Wording(sought) if sought else None
        self._spellings = Spellings(sought)
        runs = (_LETTERS.sub("", folded(word)) for word in self.words)
        self._runs = tuple(run for run in dict.fromkeys(runs) if len(run) >= _LEAST)
        several = (_LETTERS.sub("", folded(word)) for word in sought if len(word.split()) > 1)
        self._long = tuple(run for run in dict.fromkeys(several) if len(run) >= _LEAST_INSIDE)
        # What the claims of a report say again and again is asked once.
        self._known: dict[str, str] = {}
        self._ids: dict[str, bool] = {}
        self._innocent: set[str] = set()

    def stand_in(self, text: str | None) -> bool:
        """Whether one of the words stands in a text."""
        return self._wording is not None and bool(text) and self.out_of(text or "") != text

    def run_in(self, text: str | None) -> bool:
        """Whether one of the words stands in an id, a file's name or an address, where words may have no gaps."""
        if self._wording is None or not text or is_hash(text) or _NUMBER.fullmatch(text):
            return False  # what a hash says by chance says nothing
        known = self._ids.get(text)
        if known is None:
            known = self._ids[text] = self._run_in(text, self._wording)
        return known

    def _run_in(self, text: str, wording: Wording) -> bool:
        run = _LETTERS.sub("", folded(text))
        if _holds_any(run, self._runs) or self._spellings.stand_in(unquote(text)):
            return True
        return wording.blotted_address(text) != text

    def out_of(self, text: str) -> str:
        """The text without the words."""
        if self._wording is None:
            return text
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._out_of(text, self._wording)
        return known

    def _out_of(self, text: str, wording: Wording) -> str:
        pieces, at = [], 0
        found = [*wording.spans(text), *self._spellings.spans(text), *self._inside(text)]
        for start, end in sorted(found):
            if start >= at:
                pieces += [text[at:start], HIDDEN]
            at = max(at, end)
        return "".join([*pieces, text[at:]])

    def _inside(self, text: str) -> Iterator[tuple[int, int]]:
        """Words of a text in which a long one of those withheld stands without its gaps ("#JusticeForAmalHadi")."""
        if not self._long or not _holds_any(folded_once(text), self._long):
            return
        for word in _LONG.finditer(text):
            if _holds_any(folded(word[0]), self._long):
                yield word.span()

    def swept(self, value: T) -> T:
        """A record without the words in any of its fields: codes and rules that our lists know stay."""
        if self._wording is None or not self._may_stand_in(value, self._wording):
            return value
        return self._swept(value, "")  # type: ignore[no-any-return]

    def all_swept(self, values: Sequence[T]) -> list[T]:
        """Records without the words. All are asked at once: most reports' hold none."""
        if self._wording is None or not self._may_stand_in(values, self._wording):
            return list(values)
        return [self.swept(value) for value in values]

    def _may_stand_in(self, value: Any, wording: Wording) -> bool:
        """Whether a record holds one of the words; what a report's records say again and again is asked once."""
        said = _strings(value) - self._innocent
        if wording.may_stand_in("\n".join(said)) or (self._spellings and self._spellings.stand_in_any(said)):
            return True
        self._innocent |= said
        return False

    def _swept(self, value: Any, name: str) -> Any:
        if value is None or name in _FIXED:
            return value
        if isinstance(value, str):
            return value if name in _CODES and _is_code(value) else self.out_of(value)
        if isinstance(value, tuple):
            return tuple(self._swept(item, name) for item in value)
        if isinstance(value, dict):
            return {key: self._swept(item, key) for key, item in value.items()}
        if not isinstance(value, msgspec.Struct):
            return value
        changes = {each: self._swept(getattr(value, each), each) for each in value.__struct_fields__}
        return replace(value, **changes)


def _holds_any(text: str, parts: Iterable[str]) -> bool:
    return any(part in text for part in parts)


def _strings(value: Any) -> set[str]:
    """What stands in a record, as JSON writes it but for quotes and strokes."""
    written = msgspec.json.encode(value).decode()
    if "\\" not in written:
        return set(written.split('"')[1::2])
    # Between quotes stand the values, and between these what JSON is written with.
    written = _BLANKS.sub(" ", written.replace("\\\\", _STROKE).replace('\\"', _QUOTE))
    parted = written.split('"')[1::2]
    return {one.replace(_STROKE, "\\").replace(_QUOTE, '"') for one in parted}


def is_hash(text: str) -> bool:
    """Whether an id is one of ours by its form: what it says by chance says nothing."""
    return _HASH.fullmatch(text) is not None


def _is_code(value: str) -> bool:
    if _CODE.fullmatch(value) or load_rules().get(value) is not None:
        return True
    return value in _codes() or all(part in _codes() for part in value.split("-"))  # "State forces-Rebel group"


@cache
def _codes() -> frozenset[str]:
    """The codes that the tables know, which name nobody."""
    table, _ = acled_books()
    return frozenset([*(code for column in table.columns for code in column.codes), *_OTHER_CODES])


def without_quotes(claim: ClaimLine) -> ClaimLine:
    """A claim whose spans keep their places and lose their words."""
    return requoted(claim, _nothing)


def requoted(claim: ClaimLine, said: Callable[[str], str]) -> ClaimLine:
    """A claim whose spans have what is `said` instead of their words. Every field that holds spans is named here, which
    a test holds against the contract."""
    return replace(
        claim,
        trigger=None if claim.trigger is None else _placed((claim.trigger,), said)[0],
        tellings=_placed(claim.tellings, said),
        **{name: _again(part, said) for name in _PARTS if (part := getattr(claim, name)) is not None},
        **{name: tuple([_again(part, said) for part in parts]) for name in _LISTS if (parts := getattr(claim, name))},
    )


_PARTS = ("date", "place", "actor1", "actor2", "fatalities", "injured")
_LISTS = ("sources", "assoc_actor1", "assoc_actor2", "deaths", "quantities", "weapons")


def stated_without_quotes(report: ReportLine) -> ReportLine:
    """The same of where a report's metadata comes from."""
    return replace(report, metadata={name: _again(stated, _nothing) for name, stated in report.metadata.items()})


def _again(part: Any, said: Callable[[str], str]) -> Any:
    return replace(part, evidence=_placed(part.evidence, said)) if part.evidence else part


def _placed(spans: tuple[Span, ...], said: Callable[[str], str]) -> tuple[Span, ...]:
    return tuple([Span(start=span.start, end=span.end, quote=said(span.quote)) for span in spans])


def _nothing(words: str) -> str:
    return ""


def id_of(value: msgspec.Struct, ordinal: int = 0) -> str:
    """An id made from nothing but what is published."""
    data = msgspec.json.encode(value) + str(ordinal).encode()
    return hashlib.sha256(data).hexdigest()[:16]


def _may_be_sought(word: str) -> bool:
    try:
        Wording((word,))
    except UsageError:
        return False  # no two letters: nothing to look for
    return True
