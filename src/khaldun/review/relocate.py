"""A claim's words found again in a later text of its report: a page was updated, or a text is cleaned otherwise."""

from __future__ import annotations

from typing import Any

import msgspec

from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine
from khaldun.review.fields import FIELDS, key

LOST = "review/words-gone"  # the later text does not have them; what was decided by them stands
_CONTEXT = 24


def relocated(line: ClaimLine, old: str, new: str, draft: ClaimLine | None = None) -> ClaimLine:
    """The claim with its spans in the text `new`; where a newer `draft` says the same of a field, by the draft's words.

    Words that are not found again are left out of the evidence, and the field says so by the rule `LOST`.
    """
    values: dict[str, Any] = {
        name: getattr(draft, name)
        for name in FIELDS
        if draft is not None and name != "notes" and key(line, name) == key(draft, name)
    }
    moved: ClaimLine = _moved(line, old, new)
    trigger = moved.trigger or (draft.trigger if draft else None)
    tellings = moved.tellings or (draft.tellings if draft else ())
    return msgspec.structs.replace(moved, **values, trigger=trigger, tellings=tellings)


def _moved(value: Any, old: str, new: str) -> Any:
    if isinstance(value, Span):
        return _found(value, old, new)
    if isinstance(value, tuple):
        found = (_moved(item, old, new) for item in value)
        return tuple(item for item in found if item is not None)
    if not isinstance(value, msgspec.Struct):
        return value
    changes = {name: _moved(getattr(value, name), old, new) for name in value.__struct_fields__}
    lost = len(changes.get("evidence", ())) < len(getattr(value, "evidence", ()))
    if lost and LOST not in changes.get("rules", (LOST,)):
        changes["rules"] = (*changes["rules"], LOST)
    return msgspec.structs.replace(value, **changes)


def _found(span: Span, old: str, new: str) -> Span | None:
    """The same words in the later text: where what stands around them is the same, else the nearest; null if none."""
    before, after = old[max(0, span.start - _CONTEXT) : span.start], old[span.end : span.end + _CONTEXT]
    for left, right in ((before, after), (before, ""), ("", after)):
        at = new.find(left + span.quote + right)
        if at >= 0:
            return Span.of(new, at + len(left), at + len(left) + len(span.quote))
    places = list(_all(new, span.quote))
    if not places:
        return None
    expected = span.start * len(new) / max(len(old), 1)
    start = min(places, key=lambda at: abs(at - expected))
    return Span.of(new, start, start + len(span.quote))


def _all(text: str, words: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found
