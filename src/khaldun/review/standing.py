"""Settled claims, and which decisions on them stand: what measures and codings are made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from khaldun.records.decisions import SHARED, Decision, Kind
from khaldun.records.lines import ClaimLine
from khaldun.review.fields import FIELDS, differing

ACCEPTED, REJECTED, FLAGGED, MERGED = "accepted", "rejected", "flagged", "merged"
SETTLED = (ACCEPTED, REJECTED, FLAGGED, MERGED)
# Acts that settle a claim: on the shared sheet the last of them says whose it is.
SETTLING: frozenset[Kind] = frozenset({"accept", "reject", "flag", "merge", "adjudicate"})
NOBODY = "?"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that is settled: its state, its draft (null: a person added it), how it stands, and the decisions on it
    in the order of the chain."""

    state: str
    draft: ClaimLine | None
    line: ClaimLine
    decisions: tuple[Decision, ...]


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions in their order, without those that were taken back and the acts of taking them back."""
    told = list(decisions)
    undone = {one.of for one in told if one.kind == "undo"}
    return [one for one in told if one.kind != "undo" and one.seq not in undone]


def settled_by(decisions: Sequence[Decision]) -> str:
    """Who settled a claim for all, of the decisions on it that stand; `NOBODY` where none of them does."""
    settling = (one.coder for one in reversed(decisions) if one.kind in SETTLING and one.sheet == SHARED)
    return next(settling, NOBODY)


def corrected(claim: Judged, decisions: Sequence[Decision]) -> list[str]:
    """The fields that a person has changed from the draft that was decided on.

    Where another reader has drafted the claim anew since, the draft it was decided on is gone, and what was changed is
    told by the edits that stand.
    """
    if claim.draft is not None and claim.draft.method == claim.line.method:
        return [] if claim.draft == claim.line else differing(claim.draft, claim.line)
    edited = {one.field for one in decisions if one.kind == "edit" and one.sheet == SHARED}
    return [name for name in FIELDS if name in edited]
