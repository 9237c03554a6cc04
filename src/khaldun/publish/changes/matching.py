"""Which row of the later table is which of the earlier one: by its id, by its claims, by the places of its words.

A claim's id is made anew where it held a name that is withheld; the row is then found again by its report and by where
in that its words stand, which say nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from khaldun.publish.changes.published import Published, Row, Without
from khaldun.publish.export.sensitive import sensitive

# Columns that say something else in every export, and those of ids, which are told once for the row.
PASSED_OVER = frozenset({"timestamp", "claim_id", "event_id_cnty", "relid", "id", "#event+id"})
_ALIKE = 0.5  # the least share of two rows' words that stand in the same places


class Index(msgspec.Struct, kw_only=True):
    """A table's rows by id: a hash of the cells that are compared, and the claims; and the row of each claim."""

    hashes: dict[str, bytes] = {}
    claims: dict[str, tuple[str, ...]] = {}
    row_of: dict[str, str] = {}
    reports: set[str] = set()


class Matches(msgspec.Struct, kw_only=True):
    """What was found: pairs of ids (earlier, later) of which something differs; rows that another tells of now, or that
    a rule leaves out; rows that are gone without a word; new ones. `kept` counts those that are as they were,
    `by_words` are earlier ids that were found by the places of words."""

    pairs: list[tuple[str, str]] = []
    merged: dict[str, tuple[str, str]] = {}
    left_out: dict[str, Without] = {}
    silent: list[str] = []
    added: list[str] = []
    kept: int = 0
    by_words: set[str] = set()


def index_of(table: Published) -> Index:
    """One pass over a table."""
    index = Index()
    for row in table.rows():
        told = [(name, cell) for name, cell in row.cells.items() if name not in PASSED_OVER]
        index.hashes[row.id] = hashlib.blake2b(repr(told).encode(errors="replace"), digest_size=16).digest()
        index.claims[row.id] = tuple(claim.id for claim in row.claims)
        index.reports.add(row.report)
        for claim in row.claims:
            index.row_of.setdefault(claim.id, row.id)
    return index


def match(before: Index, after: Index, without: dict[str, Without]) -> Matches:
    """What became of each row, by ids and claims; `without` are the later table's claims without a row."""
    found = Matches()
    gone = []
    for row, said in before.hashes.items():
        if row not in after.hashes:
            gone.append(row)
        elif said == after.hashes[row]:
            found.kept += 1
        else:
            found.pairs.append((row, row))
    new = {row: None for row in after.hashes if row not in before.hashes}
    for row in gone:
        claims = before.claims[row]
        here = next((after.row_of[claim] for claim in claims if claim in after.row_of), None)
        told = next((without[claim] for claim in claims if claim in without), None)
        if here is not None and here in new:
            found.pairs.append((row, here))
            del new[here]
        elif here is not None:
            found.merged[row] = (here, told.rule if told is not None else "")
        elif told is not None and told.into:
            found.merged[row] = (told.into, told.rule)
        elif told is not None:
            found.left_out[row] = told
        else:
            found.silent.append(row)
    found.added = list(new)
    return found


def match_by_words(found: Matches, before: dict[str, Row], after: dict[str, Row]) -> None:
    """Finds rows that are gone without a word among the new ones, by the places of their words. One that told of
    sexual violence is not looked for: the later table may tell of it apart from its report."""
    lists = sensitive()
    waiting: dict[str, list[str]] = defaultdict(list)
    for id_ in found.added:
        if after[id_].spans:
            waiting[after[id_].report].append(id_)
    scored = sorted(
        (-alike, old, new)
        for old in found.silent
        if not lists.tells_of_survivors(" ".join(before[old].cells.values()))
        for new in waiting.get(before[old].report, ())
        if (alike := _alike(before[old].spans, after[new].spans)) >= _ALIKE
    )
    for _, old, new in scored:
        if old in found.by_words or new not in found.added:
            continue
        found.by_words.add(old)
        found.pairs.append((old, new))
        found.added.remove(new)
    found.silent = [old for old in found.silent if old not in found.by_words]


def rows_called(table: Published, ids: Iterable[str]) -> dict[str, Row]:
    """The rows with these ids."""
    wanted = set(ids)
    return dict(_called(table, wanted)) if wanted else {}


def _called(table: Published, wanted: set[str]) -> Iterator[tuple[str, Row]]:
    for row in table.rows():
        if row.id in wanted:
            yield row.id, row


def _alike(one: frozenset[tuple[int, int]], other: frozenset[tuple[int, int]]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
