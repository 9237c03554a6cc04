"""Words taken out of records: what was copied from a report follows its blotted text, the rest is blotted itself.

Codes and the names of rules stay: they come from codebooks and registries, never from a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from khaldun.records.base import Span
from khaldun.records.lines import ReportLine
from khaldun.text.occurrences import Wording, blotted

T = TypeVar("T")
# Fields that hold codes, ids of registries, states and days: a word of a name in one of them says nothing of anyone.
_CODES = frozenset(
    {
        "id", "key", "kind", "gazetteer_id", "group", "status", "event_type", "sub_event_type", "of", "start", "end",
        "anchor", "rule", "rules", "method", "codebook", "disorder_type", "inter1", "inter2", "interaction",
        "civilian_targeting", "country", "software", "language", "disposition", "class_", "class", "type",
        "merged_into", "excluded", "event_date", "reason", "stage", "error", "state", "states", "reviewed",
    }
)  # fmt: skip
_LEAST = 2  # letters that a copy of a report's words must have to be told from chance


@dataclass(frozen=True, slots=True)
class Cut:
    """What is taken out. In a report whose text is cut, `before` and `after` are that text; `pieces` are the sentences
    that are cut, as they were and as they are: copies of them follow."""

    wording: Wording
    before: str = ""
    after: str = ""
    pieces: tuple[tuple[str, str], ...] = ()

    def words(self, value: str) -> str:
        """A value without the words. A copy of what the report's text says no more says it no more either."""
        for old, new in self.pieces:
            value = value.replace(old, new)
        value = self.wording.blotted_address(value)
        copied = len(value) >= _LEAST and self.before != self.after and value in self.before
        if copied and value not in self.after:
            at = self.before.index(value)
            return self.after[at : at + len(value)]
        return value

    def span(self, span: Span) -> Span:
        """A span with its words as the text has them now; one of another text keeps its place, without the words."""
        if self.before[span.start : span.end] == span.quote:
            return Span(start=span.start, end=span.end, quote=self.after[span.start : span.end])
        return Span(start=span.start, end=span.end, quote=self.words(span.quote))


def cut_text(wording: Wording, report: ReportLine, spans: Sequence[tuple[int, int]]) -> Cut:
    """What is taken out of a report whose text loses `spans`."""
    after = blotted(report.text, spans)
    stretches = [(one.start, one.end) for one in report.sentences] or [(0, len(report.text))]
    pieces = {report.text[start:end]: after[start:end] for start, end in stretches}
    changed = [(old, new) for old, new in pieces.items() if old != new]
    # The longest first: a sentence before the words in it.
    return Cut(wording, report.text, after, tuple(sorted(changed, key=lambda pair: -len(pair[0]))))


def redacted_report(line: ReportLine, cut: Cut) -> ReportLine:
    """A report with its blotted text, and without the words in what is said of it."""
    bare = msgspec.structs.replace(line, text="")
    return msgspec.structs.replace(redacted(bare, cut), text=cut.after)


def redacted(value: T, cut: Cut) -> T:
    """A record, or a part of one, without the words."""
    return _redacted(value, cut, "")  # type: ignore[no-any-return]


def holds(value: Any, cut: Cut, name: str = "") -> bool:
    """Whether JSON (as Python's own values) holds the words, outside of codes; `name` is the field that it is of."""
    if name in _CODES:
        return False
    if isinstance(value, str):
        return cut.words(value) != value
    if isinstance(value, list):
        return any(holds(item, cut, name) for item in value)
    if not isinstance(value, dict):
        return False
    if value.keys() == {"start", "end", "quote"}:
        span = msgspec.convert(value, Span)
        return cut.span(span) != span
    return any(holds(item, cut, key) for key, item in value.items())


def json_redacted(value: Any, cut: Cut, name: str = "") -> Any:
    """JSON of any kind (as Python's own values) without the words, but for codes."""
    if name in _CODES:
        return value
    if isinstance(value, str):
        return cut.words(value)
    if isinstance(value, list):
        return [json_redacted(item, cut) for item in value]
    if isinstance(value, dict):
        return {cut.words(key): json_redacted(item, cut, key) for key, item in value.items()}
    return value


def _redacted(value: Any, cut: Cut, name: str) -> Any:
    if name in _CODES or value is None:
        return value
    if isinstance(value, Span):
        return cut.span(value)
    if isinstance(value, str):
        return cut.words(value)
    if isinstance(value, tuple):
        return tuple(_redacted(item, cut, name) for item in value)
    if isinstance(value, dict):
        return {key: _redacted(item, cut, name) for key, item in value.items()}
    if not isinstance(value, msgspec.Struct):
        return value
    changes = {field: _redacted(getattr(value, field), cut, field) for field in value.__struct_fields__}
    return msgspec.structs.replace(value, **changes)
