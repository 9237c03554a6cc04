"""Words taken out of what else is said of a claim, whatever their case, accents and gaps; ids made anew."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from khaldun.errors import UsageError
from khaldun.publish.export.sensitive import folded
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.text.occurrences import Wording

T = TypeVar("T")
HIDDEN = "[withheld]"
_LEAST = 4  # letters by which a name is known that is written without its gaps
_HASH = re.compile(r"(?=.*[0-9])[0-9a-f]{16,64}")
_LETTERS = re.compile(r"[\W_]+")
# Fields of codes: they come from codebooks and registries. Ids are made anew where they hold a word.
_CODES = frozenset(
    {
        "kind", "status", "event_type", "sub_event_type", "of", "start", "end", "anchor", "rule", "rules", "method",
        "codebook", "disorder_type", "inter1", "inter2", "interaction", "civilian_targeting", "software", "language",
        "class_", "type", "event_date", "published", "disposition", "country", "id", "group", "merged_into",
    }
)  # fmt: skip


class Hiding:
    """Words that are withheld, in their spellings."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(words))
        sought = [word for word in self.words if _may_be_sought(word)]
        self._wording = Wording(sought) if sought else None
        runs = (_LETTERS.sub("", folded(word)) for word in self.words)
        self._runs = tuple(run for run in dict.fromkeys(runs) if len(run) >= _LEAST)

    def stand_in(self, text: str | None) -> bool:
        """Whether one of the words stands in a text."""
        return self._wording is not None and bool(text) and self._wording.stand_in(text or "")

    def run_in(self, text: str | None) -> bool:
        """Whether one of the words stands in an id, a file's name or an address, where words may have no gaps."""
        if self._wording is None or not text or _HASH.fullmatch(text):
            return False  # what a hash says by chance says nothing
        run = _LETTERS.sub("", folded(text))
        return any(one in run for one in self._runs) or self._wording.blotted_address(text) != text

    def out_of(self, text: str) -> str:
        """The text without the words."""
        if self._wording is None:
            return text
        pieces, at = [], 0
        for start, end in self._wording.spans(text):
            pieces += [text[at:start], HIDDEN]
            at = end
        return "".join([*pieces, text[at:]])

    def swept(self, value: T) -> T:
        """A record without the words in any of its fields but codes."""
        if self._wording is None or not self._wording.may_stand_in(_said(value)):
            return value
        return self._swept(value, "")  # type: ignore[no-any-return]

    def _swept(self, value: Any, name: str) -> Any:
        if value is None or name in _CODES:
            return value
        if isinstance(value, str):
            return self.out_of(value)
        if isinstance(value, tuple):
            return tuple(self._swept(item, name) for item in value)
        if isinstance(value, dict):
            return {key: self._swept(item, key) for key, item in value.items()}
        if not isinstance(value, msgspec.Struct):
            return value
        changes = {each: self._swept(getattr(value, each), each) for each in value.__struct_fields__}
        return replace(value, **changes)


def without_quotes(claim: ClaimLine) -> ClaimLine:
    """A claim whose spans keep their places and lose their words. Every field that holds spans is named here, which a
    test holds against the contract."""
    return replace(
        claim,
        trigger=None if claim.trigger is None else _placed((claim.trigger,))[0],
        tellings=_placed(claim.tellings),
        **{name: _bare(part) for name in _PARTS if (part := getattr(claim, name)) is not None},
        **{name: tuple(map(_bare, parts)) for name in _LISTS if (parts := getattr(claim, name))},
    )


_PARTS = ("date", "place", "actor1", "actor2", "fatalities", "injured")
_LISTS = ("sources", "assoc_actor1", "assoc_actor2", "deaths", "quantities", "weapons")


def stated_without_quotes(report: ReportLine) -> ReportLine:
    """The same of where a report's metadata comes from."""
    return replace(report, metadata={name: _bare(stated) for name, stated in report.metadata.items()})


def _said(value: Any) -> str:
    """Everything that a record says, with the quotes and strokes that JSON writes otherwise as they are."""
    return msgspec.json.encode(value).decode().replace('\\"', '"').replace("\\\\", "\\")


def _bare(part: Any) -> Any:
    return replace(part, evidence=_placed(part.evidence)) if part.evidence else part


def _placed(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(Span(start=span.start, end=span.end, quote="") for span in spans)


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
