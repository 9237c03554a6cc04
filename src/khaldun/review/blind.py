"""Blind samples: what a coder made of a report without its drafts, beside the drafts and what others made of these.

What the drafts lack others tend to miss too, and a wrong value that is shown is easily taken over. Both can only be
seen beside a coding from scratch. That coder errs as well: a difference is a question, not a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from khaldun.records.lines import ClaimLine
from khaldun.review.codings import CODED
from khaldun.review.fields import FIELDS, key
from khaldun.review.rereading import pair_drafts
from khaldun.review.shares import Share


class Swayed(msgspec.Struct, frozen=True, kw_only=True):
    """A field in which the blind coder (`scratch`) said otherwise than the draft, and whether those who saw the draft
    left it as drafted."""

    scratch: int
    draft: int
    field: str
    left: bool


class Blind(msgspec.Struct, frozen=True, kw_only=True):
    """A report coded blind: numbers are places in the sequences that were compared.

    `both` pairs a blind claim with its draft. Of blind claims without a draft, `added` are those that the others found
    nevertheless and `missed` those that they did not. Of drafts without a blind claim, `kept` are those that the others
    let stand and `dropped` those that they did not. `differing` is what blind coder and draft disagree in, where others
    let the draft stand.
    """

    both: tuple[tuple[int, int], ...]
    added: tuple[int, ...]
    missed: tuple[int, ...]
    kept: tuple[int, ...]
    dropped: tuple[int, ...]
    differing: tuple[Swayed, ...]


def compare(scratch: Sequence[ClaimLine], drafts: Sequence[ClaimLine], settled: Sequence[ClaimLine]) -> Blind:
    """A report's claims from scratch against its drafts, and against the claims that others, who saw the drafts, let
    stand (accepted, or added by them). All are told by words of one text."""
    both = pair_drafts(scratch, drafts, same_text=True)
    found = dict(pair_drafts(scratch, settled, same_text=True))
    stands = dict(pair_drafts(drafts, settled, same_text=True))
    undrafted = [at for at in range(len(scratch)) if at not in dict(both)]
    unseen = [at for at in range(len(drafts)) if at not in {draft for _, draft in both}]
    return Blind(
        both=tuple(both),
        added=tuple(at for at in undrafted if at in found),
        missed=tuple(at for at in undrafted if at not in found),
        kept=tuple(at for at in unseen if at in stands),
        dropped=tuple(at for at in unseen if at not in stands),
        differing=tuple(
            Swayed(scratch=i, draft=j, field=name, left=_same(settled[stands[j]], drafts[j], name))
            for i, j in both
            if j in stands
            for name in CODED
            if not _same(scratch[i], drafts[j], name)
        ),
    )


def _same(one: ClaimLine, other: ClaimLine, name: str) -> bool:
    return key(one, name) == key(other, name)


class FieldSwayed(msgspec.Struct, frozen=True, kw_only=True):
    """Of the drafted values that blind coders gave otherwise, those that others left as drafted."""

    field: str
    label: str
    left: Share


class Blinds(msgspec.Struct, frozen=True, kw_only=True):
    """Blind samples together. `undrafted`: of all blind claims those without a draft; `missed`: of these those that the
    others did not find either; `unseen`: of all drafts those that the blind coder has not found; `kept`: of these those
    that the others let stand; then field by field."""

    reports: int
    undrafted: Share
    missed: Share
    unseen: Share
    kept: Share
    fields: tuple[FieldSwayed, ...]


def together(samples: Iterable[Blind]) -> Blinds:
    """Blind samples counted together."""
    told = list(samples)
    both = sum(len(one.both) for one in told)
    added, missed = sum(len(one.added) for one in told), sum(len(one.missed) for one in told)
    kept, dropped = sum(len(one.kept) for one in told), sum(len(one.dropped) for one in told)
    given = Counter(swayed.field for one in told for swayed in one.differing)
    left = Counter(swayed.field for one in told for swayed in one.differing if swayed.left)
    return Blinds(
        reports=len(told),
        undrafted=Share(count=added + missed, of=both + added + missed),
        missed=Share(count=missed, of=added + missed),
        unseen=Share(count=kept + dropped, of=both + kept + dropped),
        kept=Share(count=kept, of=kept + dropped),
        fields=tuple(
            FieldSwayed(field=name, label=FIELDS[name].label, left=Share(count=left[name], of=given[name]))
            for name in CODED
            if given[name]
        ),
    )
