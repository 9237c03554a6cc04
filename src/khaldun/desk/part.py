"""Which part of a long report a page shows: so many claims, so many sentences, those around what is looked at."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from khaldun.desk.digits import whole
from khaldun.records.lines import SentenceLine
from khaldun.store.claims import Kept

CLAIMS = 200  # of a report on one page
SENTENCES = 400  # whose fate one page tells


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Items `start` to `end` of `total`; parts follow one another without a gap."""

    start: int
    end: int
    total: int

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.end - self.start == self.total


def part_around(at: int, *, total: int, most: int) -> Part:
    """The part that item `at` lies in, of so many at most."""
    start = min(max(at, 0), max(total - 1, 0)) // most * most
    return Part(start=start, end=min(start + most, total), total=total)


def part_of_claims(standing: Sequence[Kept], chosen: int | None) -> Part:
    """The part of a report's claims that the chosen one lies in, else the first."""
    at = next((place for place, kept in enumerate(standing) if kept.id == chosen), 0)
    return part_around(at, total=len(standing), most=CLAIMS)


def part_of_sentences(sentences: Sequence[SentenceLine], asked: str, chosen: Kept | None) -> Part:
    """The part of a text's sentences that was asked for, else the one that the chosen claim is told in."""
    at = whole(asked) or 0
    if not asked and chosen is not None and chosen.line.trigger is not None:
        begin = chosen.line.trigger.start
        at = next((place for place, one in enumerate(sentences) if one.start <= begin < one.end), 0)
    return part_around(at, total=len(sentences), most=SENTENCES)
