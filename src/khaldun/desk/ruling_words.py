"""A past decision in words: what it set, what was there before, and the words of the report that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from khaldun.desk.view import VALUES
from khaldun.publish.words import UNKNOWN
from khaldun.records.lines import ClaimLine, ReportRef
from khaldun.review.fields import FIELDS, FieldError, decoded
from khaldun.store.objections import Said
from khaldun.store.rulings import Ruling

_LONGEST = 400
_NOBODYS = ClaimLine(report=ReportRef(name=""))
_OTHER_VALUES = {
    "weapons": lambda line: "; ".join(f"{one.quote} ({one.class_})" for one in line.weapons),
    "quantities": lambda line: "; ".join(f"{one.what}: {one.low} to {one.high}" for one in line.quantities),
    "ongoing": lambda line: "yes" if line.ongoing else "no",
    "background": lambda line: "yes" if line.background else "no",
}
DID = {
    "edit": "changed", "reject": "rejected", "comment": "said", "flag": "flagged", "accept": "accepted",
    "return": "returned", "approve": "approved", "adjudicate": "adjudicated", "merge": "merged", "split": "split",
    "add": "added", "disposition": "objected to what became of a sentence",
}  # fmt: skip


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A ruling in words. `quotes` are the report's words that the value rests on; `redacted`: the words are gone."""

    seq: int
    coder: str
    when: str
    did: str
    field: str
    before: str
    after: str
    reason: str
    quotes: tuple[str, ...]
    redacted: bool
    taken_back: bool


def matches(ruling: Ruling, words: tuple[str, ...]) -> bool:
    """Whether all words stand in what a ruling says: its reason, an edit's values and the report's words for them.
    Without words: whether it says anything."""
    if ruling.payload is None:
        return not words
    if not words and ruling.kind == "edit":
        return True
    reason = ruling.payload.reason
    if ruling.kind != "edit" or ruling.field is None:
        return bool(reason) and _hold(reason, words)
    values = [_part(ruling.field, data) for data in (ruling.payload.before, ruling.payload.after)]
    shown = (_shown(ruling.field, value) for value in values)
    return _hold("\n".join((reason, *shown, *_quotes(values))), words)


def _hold(text: str, words: Iterable[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def told_of(ruling: Ruling, names: Mapping[str, str], undone: frozenset[int]) -> Told:
    """A ruling in words; `names` are coders' by id, `undone` the numbers of what was taken back."""
    before = after = reason = ""
    quotes: tuple[str, ...] = ()
    if ruling.payload is not None:
        reason = ruling.payload.reason
        if ruling.kind == "edit" and ruling.field is not None:
            was, now = (_part(ruling.field, data) for data in (ruling.payload.before, ruling.payload.after))
            before, after = _shown(ruling.field, was), _shown(ruling.field, now)
            quotes = _quotes([now]) or _quotes([was])
        if ruling.kind == "disposition":
            quotes = (msgspec.json.decode(ruling.payload.before, type=Said).quote[:_LONGEST],)
    return Told(
        seq=ruling.seq,
        coder=names.get(ruling.coder, ruling.coder),
        when=ruling.time.strftime("%Y-%m-%d %H:%M"),
        did=DID.get(ruling.kind, ruling.kind),
        field=FIELDS[ruling.field].label if ruling.field in FIELDS else (ruling.field or ""),
        before=before,
        after=after,
        reason=reason,
        quotes=quotes,
        redacted=ruling.payload is None,
        taken_back=ruling.seq in undone,
    )


def _part(field: str, data: msgspec.Raw) -> Any:
    """A value of a decision; as its JSON where a newer version of the field reads it no more."""
    try:
        return decoded(field, data)
    except FieldError:
        return bytes(data).decode()


def _shown(field: str, value: Any) -> str:
    if isinstance(value, str) and field in FIELDS and FIELDS[field].type is not str and field != "status":
        return value[:_LONGEST]
    show = VALUES.get(field) or _OTHER_VALUES.get(field)
    return show(msgspec.structs.replace(_NOBODYS, **{field: value})) or UNKNOWN if show else str(value)


def _quotes(values: Iterable[Any]) -> tuple[str, ...]:
    """The report's words that values rest on, each once."""
    found: dict[str, None] = {}
    for value in values:
        for one in value if isinstance(value, tuple) else (value,):
            quote = getattr(one, "quote", None)
            spans = [span.quote for span in getattr(one, "evidence", ())]
            found |= dict.fromkeys(told for told in (*spans, quote) if told)
    return tuple(found)
