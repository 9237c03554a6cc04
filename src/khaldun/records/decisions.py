"""Decisions: what a person did to a claim, a field or a report. They are only ever added (design §3)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from khaldun.records.base import Record

# What can be decided. A field is changed by "edit"; "undo" takes back an earlier decision; "ask" puts a decided claim
# back into the queue, because a newer reading of a changed text differs; "redact" stands for what was taken out.
Kind = Literal[
    "accept", "reject", "flag", "skip", "edit", "add", "split", "merge", "undo", "approve", "return", "comment",
    "disposition", "assign", "adjudicate", "ask", "redact",
]  # fmt: skip

SHARED = "shared"


class Act(Record, frozen=True, kw_only=True):
    """What somebody does: the decision before it has a place in the chain.

    `coder` is a pseudonym's id. `sheet` is "shared", or the id of the coder on whose own, blind sheet it was done.
    `of` is the decision that it is about (what is undone, what a comment answers). `before` and `after` are JSON of the
    field or the claim; `seconds` the time that the claim was looked at.
    """

    coder: str
    kind: Kind
    report: str | None = None
    claim: int | None = None
    sheet: str = SHARED
    field: str | None = None
    of: int | None = None
    before: msgspec.Raw = msgspec.Raw(b"null")
    after: msgspec.Raw = msgspec.Raw(b"null")
    reason: str = ""
    seconds: float | None = None


class Payload(Record, frozen=True, kw_only=True):
    """The part of a decision that may have to be taken out again: values and words."""

    before: msgspec.Raw
    after: msgspec.Raw
    reason: str


class Decision(Record, frozen=True, kw_only=True):
    """A link of the chain. `payload` is null where it was redacted: `digest` still stands for it.

    `seq` counts from 1 without a gap, `time` is UTC. `hash` covers `previous`, everything that says who, what and when,
    and `digest`, which is the hash of `salt` and the payload.
    """

    seq: int
    time: dt.datetime
    coder: str
    kind: Kind
    report: str | None
    claim: int | None
    sheet: str
    field: str | None
    of: int | None
    seconds: float | None
    digest: str
    salt: str | None
    payload: Payload | None
    previous: str
    hash: str
