"""Two people at one claim: what it was when the second one looked, what the first has made of it since, and whether
what the second wants touches that.

How a claim stood is told by walking back the decisions on it from how it stands now. Where that cannot be told (words
that were taken out, a newer reading in between, acts of a kind not known here) nothing is guessed: `base` is null, and
whoever wants to change something is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from khaldun.records.decisions import Decision, Kind
from khaldun.records.lines import ClaimLine
from khaldun.review.edit import restore_json
from khaldun.review.fields import FieldError, differing, key

# apart: nobody else has touched the field. same: both set it alike. idle: it is as the second one found it, so nothing
# was wanted of it. clash: both have set it, to different values. unknown: how it was cannot be told.
Touch = Literal["apart", "same", "idle", "clash", "unknown"]
_CHANGES: frozenset[Kind] = frozenset(
    {"accept", "reject", "flag", "skip", "edit", "split", "merge", "undo", "approve", "return", "add", "adjudicate"}
)
_CHANGES_NOTHING: frozenset[Kind] = frozenset({"comment", "assign", "ask", "redact", "disposition"})
_OF_SEVERAL: frozenset[Kind] = frozenset({"split", "merge", "undo"})  # may have changed claims that they are not about
_AT_ONCE: frozenset[Kind] = frozenset({"edit", "undo"})  # several fields may be set, or set back, by one act


class _Was(msgspec.Struct, frozen=True, kw_only=True):
    """What an act that is about no single field says of claims: states and whole claims, by number."""

    states: dict[int, str] = {}
    lines: dict[int, ClaimLine] = {}


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as somebody saw it: `base` (null where it cannot be told) in `state`, and the `acts` on it since."""

    base: ClaimLine | None
    state: str | None
    acts: tuple[Decision, ...]


def seen_at(
    claim: int, version: int, *, line: ClaimLine, state: str, now: int, reread: int, newest: Iterable[Decision]
) -> Seen:
    """A claim as it stood at `version`. It stands at the version `now` as `line`, in `state`; `newest` are decisions on
    its report's claims, the last one first, and `reread` is the last version that no decision made."""
    base: ClaimLine | None = line
    was: str | None = state
    acts: list[Decision] = []
    steps = now - version
    for group in _groups(newest, claim):
        if steps <= 0:
            break
        steps -= 1
        for one in group:
            acts.append(one)
            base, was = _before(one, claim, base, was)
    whole = steps == 0 and version >= reread
    return Seen(base=base if whole else None, state=was if whole else None, acts=tuple(reversed(acts)))


def touch(name: str, *, base: ClaimLine | None, now: ClaimLine, mine: ClaimLine) -> Touch:
    """How what is wanted of a field meets what others have made of it since."""
    wanted = key(mine, name)
    if wanted == key(now, name):
        return "same"
    if base is None:
        return "unknown"
    if key(base, name) == key(now, name):
        return "apart"
    return "idle" if wanted == key(base, name) else "clash"


def changed(base: ClaimLine | None, now: ClaimLine) -> tuple[str, ...]:
    """The fields that others have changed; none where it cannot be told."""
    return () if base is None else tuple(differing(base, now))


def _groups(newest: Iterable[Decision], claim: int) -> Iterator[list[Decision]]:
    """The decisions that have changed a claim, the last one first; those together that changed it in one step."""
    group: list[Decision] = []
    for one in newest:
        if one.kind in _CHANGES_NOTHING or not _is_on(one, claim):
            continue
        if group and not _in_one_step(one, group):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _in_one_step(one: Decision, group: list[Decision]) -> bool:
    after = group[-1]
    return (
        one.kind in _AT_ONCE
        and (one.kind, one.coder, one.time, one.claim) == (after.kind, after.coder, after.time, after.claim)
        and one.seq + 1 == after.seq
        and one.field is not None
        and all(one.field != other.field for other in group)
    )


def _is_on(one: Decision, claim: int) -> bool:
    """Whether a decision has changed a claim: it is about it, or says what it was before; or may have, and its words
    are gone."""
    if one.field is not None:
        return one.claim == claim
    if one.payload is None and one.kind in _OF_SEVERAL:
        return True
    was = _said(one.payload.before) if one.payload is not None else None
    if was is None or one.kind not in _CHANGES:
        return one.claim == claim
    return claim in was.states or claim in was.lines


def _before(
    one: Decision, claim: int, line: ClaimLine | None, state: str | None
) -> tuple[ClaimLine | None, str | None]:
    """A claim and its state as they were before a decision; null where it does not say."""
    if one.payload is None or one.kind not in _CHANGES or line is None:
        return None, None
    if one.field is not None:
        try:
            return restore_json(line, one.field, one.payload.before), state
        except FieldError:  # written by a version whose fields were others
            return None, None
    was = _said(one.payload.before)
    if was is None:
        return None, None
    after = _said(one.payload.after)
    was_line = was.lines.get(claim, line) if after is not None and claim in after.lines else line
    return was_line, was.states.get(claim, state)


def _said(told: msgspec.Raw) -> _Was | None:
    try:
        return msgspec.json.decode(told, type=_Was)
    except msgspec.ValidationError:
        return None
