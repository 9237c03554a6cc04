"""Decisions in words: who did what to a claim, when and why."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from khaldun.desk.view import VALUES
from khaldun.records.decisions import Decision
from khaldun.review.edit import restore_json
from khaldun.review.fields import FIELDS, FieldError
from khaldun.store.claims import Kept

_DONE = {
    "accept": "accepted it", "reject": "rejected it", "flag": "flagged it", "skip": "left it for later",
    "edit": "changed", "add": "added it", "split": "split it", "merge": "merged it into another",
    "undo": "took back",
    "approve": "approved it", "return": "returned it", "comment": "said", "ask": "asks again",
    "redact": "took words out",
}  # fmt: skip


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A decision in words: `before` and `after` are a field's values, "" where it was about none."""

    seq: int
    who: str
    when: str
    what: str
    field: str
    before: str
    after: str
    reason: str
    redacted: bool


def told(decision: Decision, kept: Kept, names: Mapping[str, str]) -> Told:
    """A decision in words."""
    payload, field = decision.payload, decision.field
    before = after = ""
    if payload is not None and field in FIELDS:
        before, after = value(kept, field, payload.before), value(kept, field, payload.after)
    return Told(
        seq=decision.seq,
        who=names.get(decision.coder, decision.coder),
        when=decision.time.strftime("%Y-%m-%d %H:%M UTC"),
        what=_DONE.get(decision.kind, decision.kind),
        field=FIELDS[field].label if field in FIELDS else "",
        before=before,
        after=after,
        reason=payload.reason if payload is not None else "",
        redacted=payload is None,
    )


def value(kept: Kept, field: str, data: msgspec.Raw) -> str:
    """A field's value as the desk shows it."""
    show = VALUES.get(field)
    try:
        line = restore_json(kept.line, field, data)
    except FieldError:  # written by a version whose fields were others
        return bytes(data).decode()
    return show(line) if show is not None else bytes(data).decode()
