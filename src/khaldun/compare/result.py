"""What a comparison found: rows that both have, rows that one has alone, and how far they disagree where both have."""

from __future__ import annotations

import datetime as dt

import msgspec

from khaldun.coded.table import CodedRow
from khaldun.review.shares import Share


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with the middle 95 % of its bootstrap; null where there is nothing to draw from."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Pair(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of ours and the row of theirs that tells of the same event (numbers of rows, from 0): the score and its
    parts (null: one of both does not state it), days and kilometres between them, and how many other rows come close to
    either of them: with one or more the pair is doubtful."""

    ours: int
    theirs: int
    score: float
    parts: dict[str, float | None]
    days: int
    km: float | None
    rivals: int


class Lone(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row that has no partner, and why. `near` is the likest row of the other table (null: none is near) with the
    score, `differs` what they differ in; `rule` and its `why` are those by which a claim of ours has no row, `into` the
    row that tells of that claim."""

    row: int
    reason: str
    near: int | None = None
    score: float | None = None
    differs: tuple[str, ...] = ()
    rule: str = ""
    why: str = ""
    into: str = ""


class Class(msgspec.Struct, frozen=True):
    """So many pairs of a class."""

    label: str
    pairs: int


class ByPrecision(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs whose rows have these precisions (codes; null: not stated): how many, the share of those that agree, and
    days or kilometres between them (days: the mean; kilometres: the median)."""

    ours: int | None
    theirs: int | None
    pairs: int
    agree: Share
    apart: Interval


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """Disagreement on days or on places: the share of pairs that agree (the same days; within 5 km), how far they lie
    apart (days: the mean; kilometres: the median), in classes, and by the precisions of both rows. `unknown` pairs
    state it on one side only."""

    agree: Share
    apart: Interval
    classes: tuple[Class, ...]
    by_precision: tuple[ByPrecision, ...]
    unknown: int = 0


class Types(msgspec.Struct, frozen=True, kw_only=True):
    """Types: the share of pairs with one type, of those with one sub-event type (ACLED), and the confusion matrix:
    `matrix[i][j]` pairs that ours call `labels[i]` and theirs `labels[j]`."""

    agree: Share
    sub_types: Share
    labels: tuple[str, ...]
    matrix: tuple[tuple[int, ...], ...]


class SidesFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Sides: pairs that both name somebody, and of how many all, some or none of the sides are the same. `often` are
    the commonest pairs of names that were not taken for one: ours, theirs, how often."""

    agree: Share
    some: int
    none: int
    often: tuple[tuple[str, str, int], ...]


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of deaths over the pairs that both state it: those with the same, both sums, and the mean of ours less
    theirs."""

    name: str
    agree: Share
    ours: int
    theirs: int
    difference: Interval


class Deaths(msgspec.Struct, frozen=True, kw_only=True):
    """Deaths: each figure of the table; classes of the difference of the first; the share of pairs whose ranges from
    low to high overlap."""

    counts: tuple[Count, ...]
    classes: tuple[Class, ...]
    overlap: Share


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """Disagreement, field by field."""

    date: Apart
    place: Apart
    type: Types
    sides: SidesFigures
    deaths: Deaths


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A table as it came: its name, its rows, those that could not be read, rows that stood twice, ids that stand on
    several rows, rows without coordinates, and how many of its rows the other does not cover."""

    name: str
    rows: int
    unread: int = 0
    repeated: int = 0
    shared_ids: int = 0
    outside: int = 0
    unplaced: int = 0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two tables of one kind compared. `recall` is the share of their rows that ours has, `share_ours` that of our rows
    that theirs has. `chance` is how many pairs are found where the places of theirs are shuffled among its rows (a mean
    over shuffles), null where the tables are too large for it. `cut` rows of ours had more rows beside them than were
    weighed."""

    table: str
    rules: str
    ours: Source
    theirs: Source
    countries: tuple[tuple[str, dt.date, dt.date], ...]
    our_rows: tuple[CodedRow, ...]
    their_rows: tuple[CodedRow, ...]
    pairs: tuple[Pair, ...]
    only_ours: tuple[Lone, ...]
    only_theirs: tuple[Lone, ...]
    fields: Fields
    chance: float | None
    cut: int
    left_out: dict[str, int] = {}

    @property
    def recall(self) -> Share:
        return Share(count=len(self.pairs), of=len(self.pairs) + len(self.only_theirs))

    @property
    def share_ours(self) -> Share:
        return Share(count=len(self.pairs), of=len(self.pairs) + len(self.only_ours))

    @property
    def doubtful(self) -> int:
        """Pairs that another row comes close to."""
        return sum(pair.rivals > 0 for pair in self.pairs)
