"""Which drafts of a newer reading are which claims of the older one, and whether what was decided must be asked again.

A decision stands by the words that it was made on. It is asked again only where those words have changed and the newer
draft says something else; a newer draft of the same words changes nothing that somebody has decided.
"""

from __future__ import annotations

from collections.abc import Sequence

from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine
from khaldun.review.fields import FIELDS, differing, key

_PASSING = frozenset({"notes"})  # differs whenever the text does


def pair_drafts(old: Sequence[ClaimLine], new: Sequence[ClaimLine], *, same_text: bool) -> list[tuple[int, int]]:
    """Which of the old is which of the new, each in one pair at most: those that agree most come first.

    Two are of one telling where their triggers share words of the text; where the text is another (`same_text` False),
    where trigger and sentences are the same words.
    """
    scored = [
        (score, -i, -j)
        for i, left in enumerate(old)
        for j, right in enumerate(new)
        if (score := _alike(left, right, same_text=same_text)) > 0
    ]
    pairs: list[tuple[int, int]] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, i, j in sorted(scored, reverse=True):
        if -i not in taken_old and -j not in taken_new:
            taken_old.add(-i)
            taken_new.add(-j)
            pairs.append((-i, -j))
    return sorted(pairs)


def asks_again(decided: ClaimLine, draft: ClaimLine, newer: ClaimLine) -> bool:
    """Whether a decided claim must be looked at again: its words have changed, and the draft says something else than
    the one that was decided on and than what was decided."""
    if draft.notes == newer.notes:
        return False
    changed = set(differing(draft, newer)) - _PASSING
    return bool(changed & (set(differing(decided, newer)) - _PASSING))


def _alike(one: ClaimLine, other: ClaimLine, *, same_text: bool) -> int:
    """How far two drafts are of one telling; 0 if they are not."""
    same_words = one.notes == other.notes and _words(one.trigger) == _words(other.trigger)
    if not (_meet(one, other) if same_text else same_words):
        return 0
    agreed = sum(key(one, name) == key(other, name) for name in FIELDS)
    place = 2 * len(FIELDS) * (key(one, "place") == key(other, "place"))
    return 1 + agreed + place + 3 * len(FIELDS) * (same_text and one.id == other.id)


def _meet(one: ClaimLine, other: ClaimLine) -> bool:
    return any(a.overlaps(b) for a in _tellings(one) for b in _tellings(other))


def _tellings(line: ClaimLine) -> tuple[Span, ...]:
    return line.tellings if line.trigger is None else (line.trigger, *line.tellings)


def _words(span: Span | None) -> str:
    return span.quote if span is not None else ""
