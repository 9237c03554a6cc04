"""Two published tables of one kind held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from khaldun.errors import UsageError
from khaldun.publish.changes.changes import Change, Changes, Side
from khaldun.publish.changes.matching import (
    PASSED_OVER,
    Index,
    Matches,
    index_of,
    match,
    match_by_words,
    rows_called,
)
from khaldun.publish.changes.published import Published, Row, Without
from khaldun.publish.changes.telling import Guard, Telling
from khaldun.publish.changes.why import is_decided, why_added, why_changed, why_whole

# By which cells a new row is known, whatever its table calls them.
_KNOWN_BY = frozenset({
    "event_date", "date_start", "date_end", "event_type", "sub_event_type", "mode", "type_of_violence", "country",
    "place", "location", "where_coordinates", "fatalities", "best",
})  # fmt: skip


def compare(
    before: Published,
    after: Published,
    *,
    names: tuple[str, str],
    guards: Sequence[Guard] = (),
    stricter: bool = True,
    stated: Sequence[str] = (),
) -> Changes:
    """What became of the rows of `before` in `after`. `names` are what they are called; `guards` know what they
    withhold, the later one's last (none where it is not known); `stricter` as in `Telling`; `stated` are reasons for
    all rows that the files do not say themselves. Each file is read a few times; only rows that differ are held.

    Raises:
        UsageError: they are of different tables.
        DataError: a file is damaged.
    """
    if before.table != after.table:
        raise UsageError(
            f"{names[0]} is of the table {before.table}, {names[1]} of {after.table}.", advice="Compare like with like."
        )
    old, new = index_of(before), index_of(after)
    without = {one.claim: one for one in after.without()}
    found = match(old, new, without)
    gone, come = _rows(before, after, found)
    if found.silent:
        match_by_words(found, gone, come)
    telling = Telling(after, guards, stricter=stricter)
    whole = tuple(telling.safe(why) for why in why_whole(before, after, stated))
    pairs = [(gone[one], come[other]) for one, other in found.pairs]
    telling.note(pairs, after.rows() if pairs else ())
    left_out = {one.claim: one for one in before.without()} if found.added else {}
    columns = {*before.columns.names, *after.columns.names}
    return Changes(
        table=before.table,
        before=_side(telling.safe(names[0]), before, old),
        after=_side(telling.safe(names[1]), after, new),
        kept=found.kept,
        silent=len(found.silent),
        changes=(
            *(_added(come[row], left_out, old, telling, whole) for row in found.added),
            *_changed(pairs, telling, whole, _touched(pairs, found, gone, come)),
            *_gone(found, gone, telling),
        ),
        whole=whole,
        passed_over=tuple(sorted(columns & PASSED_OVER)),
        careful=telling.careful,
    )


def _rows(before: Published, after: Published, found: Matches) -> tuple[dict[str, Row], dict[str, Row]]:
    gone = [*(one for one, _ in found.pairs), *found.merged, *found.left_out, *found.silent]
    return rows_called(before, gone), rows_called(after, [*(other for _, other in found.pairs), *found.added])


def _side(name: str, table: Published, index: Index) -> Side:
    return Side(name=name, day=table.head.day if table.head is not None else "", rows=len(index.hashes))


def _added(row: Row, left_out: dict[str, Without], before: Index, telling: Telling, whole: tuple[str, ...]) -> Change:
    return Change(
        what="added",
        row=row.id,
        cells=telling.first(row, _KNOWN_BY),
        why=_safe(telling, why_added(row, left_out, before.reports, whole)),
    )


def _touched(
    pairs: Sequence[tuple[Row, Row]], found: Matches, gone: dict[str, Row], come: dict[str, Row]
) -> frozenset[str]:
    """The reports of rows that came, went or were decided on. Of which report a row was that is gone without a word is
    not told."""
    return frozenset(
        (
            *(after.report for before, after in pairs if is_decided(before, after)),
            *(gone[row].report for row in (*found.merged, *found.left_out)),
            *(come[row].report for row in found.added),
        )
    )


def _changed(
    pairs: Sequence[tuple[Row, Row]], telling: Telling, whole: tuple[str, ...], touched: frozenset[str]
) -> Iterator[Change]:
    for before, after in pairs:
        cells = telling.cells(before, after)
        why = _safe(telling, why_changed(before, after, whole, touched))
        yield Change(what="changed", row=after.id, cells=cells, why=why)


def _safe(telling: Telling, why: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(telling.safe, why))


def _gone(found: Matches, gone: dict[str, Row], telling: Telling) -> Iterator[Change]:
    """Rows without one of their own any more. Of those of which the later table tells nothing no id is told: it may
    tell of them apart from their report."""
    for row, (into, rule) in found.merged.items():
        yield Change(what="merged", row=telling.id_of(gone[row]), into=into, rule=rule)
    for row, told in found.left_out.items():
        yield Change(what="retracted", row=telling.id_of(gone[row]), rule=told.rule, why=(told.why,))
