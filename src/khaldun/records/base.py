"""The base of every record: frozen, keyword-only, no unknown fields."""

from __future__ import annotations

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen value. Collections are tuples; nothing in it is ever changed in place."""


class Span(Record, frozen=True, kw_only=True):
    """Words of a report: code points `start` to `end` (half-open) of `Article.text`, and the words themselves.

    Invariant (property-tested): ``article.text[span.start:span.end] == span.quote``.
    """

    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of `text` from `start` to `end`.

        Raises:
            ValueError: the offsets do not lie in the text, or the span is empty.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no span {start}:{end} in a text of {len(text)} code points")
        return cls(start=start, end=end, quote=text[start:end])

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Span) -> bool:
        """Whether this span lies inside the other."""
        return other.start <= self.start and self.end <= other.end
