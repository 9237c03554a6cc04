"""Spans of a copy of a text (the same letters in another case) as spans of the text itself, in any record."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import msgspec

from khaldun.records.base import Span

T = TypeVar("T")


def respanned(value: T, text: str) -> T:
    """The value with every span's words taken from `text`, and every `quote` that stands in its evidence too.

    Raises:
        ValueError: a span does not lie in the text.
    """
    return cast(T, _respanned(value, text))


def _respanned(value: Any, text: str) -> Any:
    if isinstance(value, Span):
        return Span.of(text, value.start, value.end)
    if isinstance(value, tuple):
        return tuple(_respanned(item, text) for item in value)
    if not isinstance(value, msgspec.Struct):
        return value
    changes = {name: _respanned(getattr(value, name), text) for name in value.__struct_fields__}
    if isinstance(changes.get("quote"), str):
        changes["quote"] = _quote(changes["quote"], getattr(value, "evidence", ()), text)
    return msgspec.structs.replace(value, **changes)


def _quote(quote: str, evidence: tuple[Span, ...], text: str) -> str:
    """The words as the text has them, where they stand in the evidence."""
    for span in evidence:
        at = span.quote.find(quote)
        if at >= 0:
            return text[span.start + at : span.start + at + len(quote)]
    return quote
