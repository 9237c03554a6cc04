"""Words taken out of what else is said of a claim, whatever their case, accents and gaps; ids made anew."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from khaldun.errors import UsageError
from khaldun.publish.export.sensitive import folded
from khaldun.records.base import Span
from khaldun.text.occurrences import Wording

T = TypeVar("T")
HIDDEN = "[withheld]"
_LEAST = 4  # letters by which a name is known that is written without its gaps
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
        self._wordings = [wording for word in self.words if (wording := _wording(word)) is not None]
        runs = (_LETTERS.sub("", folded(word)) for word in self.words)
        self._runs = tuple(run for run in dict.fromkeys(runs) if len(run) >= _LEAST)

    def stand_in(self, text: str | None) -> bool:
        """Whether one of the words stands in a text."""
        return bool(text) and any(wording.stand_in(text or "") for wording in self._wordings)

    def run_in(self, text: str | None) -> bool:
        """Whether one of the words stands in an id, a file's name or an address, where words may have no gaps."""
        if not text:
            return False
        run = _LETTERS.sub("", folded(text))
        coded = any(wording.blotted_address(text) != text for wording in self._wordings)
        return coded or any(one in run for one in self._runs)

    def out_of(self, text: str) -> str:
        """The text without the words."""
        for wording in self._wordings:
            pieces, at = [], 0
            for start, end in wording.spans(text):
                pieces += [text[at:start], HIDDEN]
                at = end
            text = "".join([*pieces, text[at:]])
        return text

    def swept(self, value: T, name: str = "") -> T:
        """A record without the words in any of its fields but codes."""
        return self._swept(value, name) if self._wordings else value

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
        return msgspec.structs.replace(value, **changes)


def without_quotes(value: T) -> T:
    """A record whose spans keep their places and lose their words."""
    return _without_quotes(value)  # type: ignore[no-any-return]


def _without_quotes(value: Any) -> Any:
    if isinstance(value, Span):
        return Span(start=value.start, end=value.end, quote="")
    if isinstance(value, tuple):
        return tuple(_without_quotes(item) for item in value)
    if isinstance(value, dict):
        return {key: _without_quotes(item) for key, item in value.items()}
    if not isinstance(value, msgspec.Struct):
        return value
    changes = {each: _without_quotes(getattr(value, each)) for each in value.__struct_fields__}
    return msgspec.structs.replace(value, **changes)


def id_of(value: msgspec.Struct, ordinal: int = 0) -> str:
    """An id made from nothing but what is published."""
    data = msgspec.json.encode(value) + str(ordinal).encode()
    return hashlib.sha256(data).hexdigest()[:16]


def _wording(word: str) -> Wording | None:
    try:
        return Wording((word,))
    except UsageError:
        return None  # no two letters: nothing to look for
