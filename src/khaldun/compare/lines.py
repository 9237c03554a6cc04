"""A comparison as lines: each pair, and each row that has no partner, with both rows side by side (CSV)."""

from __future__ import annotations

from collections.abc import Iterator

from khaldun.coded.table import CodedRow
from khaldun.compare.result import Comparison, Lone, Pair
from khaldun.compare.rules import PARTS
from khaldun.publish.cells import Cell, csv_row

ROW = (
    "row", "id", "start", "end", "day_precision", "event_type", "sub_event_type", "violence", "place", "country",
    "latitude", "longitude", "place_precision", "actor1", "actor2", "deaths", "low", "high",
)  # fmt: skip
_OF = {"row": "number", "id": "name"}
COLUMNS = (
    "found", "score", *(f"score_{part}" for part in PARTS), "days_apart", "km_apart", "rivals", "reason", "differs",
    "rule", "why", "told_in", "nearest_row", *(f"ours_{name}" for name in ROW), *(f"theirs_{name}" for name in ROW),
)  # fmt: skip


def csv_lines(told: Comparison) -> Iterator[bytes]:
    """A line a pair or row; cells are safe to open. `rivals` is how many other rows come close; `nearest_row` is one of
    the other table."""
    yield csv_row(COLUMNS).encode()
    for pair in told.pairs:
        yield csv_row(_of_pair(told, pair)).encode()
    for one in told.only_ours:
        near = told.their_rows[one.near].number if one.near is not None else None
        mine = told.our_rows[one.row]
        yield csv_row(["ours", *_of_lone(one, near), *cells(mine), *[None] * len(ROW)]).encode()
    for one in told.only_theirs:
        near = told.our_rows[one.near].number if one.near is not None else None
        yield csv_row(["theirs", *_of_lone(one, near), *[None] * len(ROW), *cells(told.their_rows[one.row])]).encode()


def cells(row: CodedRow) -> list[Cell]:
    """A row's cells, in the order of `ROW`."""
    return [_cell(getattr(row, _OF.get(name, name))) for name in ROW]


def _cell(value: object) -> Cell:
    return value if isinstance(value, int | float | str) or value is None else str(value)


def _of_pair(told: Comparison, pair: Pair) -> list[Cell]:
    parts = [_rounded(pair.parts[part]) for part in PARTS]
    km = None if pair.km is None else round(pair.km, 1)
    head: list[Cell] = ["both", round(pair.score, 3), *parts, pair.days, km, pair.rivals, "", "", "", "", "", None]
    return [*head, *cells(told.our_rows[pair.ours]), *cells(told.their_rows[pair.theirs])]


def _of_lone(one: Lone, near: int | None) -> list[Cell]:
    score = None if one.score is None or one.score < 0 else round(one.score, 3)
    blanks: list[Cell] = [None] * (len(PARTS) + 3)
    return [score, *blanks, one.reason, "; ".join(one.differs), one.rule, one.why, one.into, near]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
