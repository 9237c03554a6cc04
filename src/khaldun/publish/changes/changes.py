"""What became of the rows of a table: the record that is shown, written and published."""

from __future__ import annotations

from typing import Literal

import msgspec

What = Literal["added", "changed", "merged", "retracted"]
WHATS: tuple[What, ...] = ("added", "changed", "merged", "retracted")
# What stands in a cell's place: it is withheld in one of both; or nobody knows here whether it is, and the later table
# does not have it.
WITHHELD, NOT_REPEATED = "[withheld]", "[not repeated]"


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell as it was and as it is, "" where nothing stood or stands."""

    column: str
    before: str = ""
    after: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a row. `row` is its id, "" where that is not told; `into` the row that tells of it now; `rule` the
    rule by which it has no row. Of an added row `cells` are a few by which it is known."""

    what: What
    row: str
    cells: tuple[Cell, ...] = ()
    rule: str = ""
    into: str = ""
    why: tuple[str, ...] = ()


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of both tables: what it is called, its day, its rows."""

    name: str
    day: str = ""
    rows: int = 0


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a table. `kept` counts rows that are as they were; `silent` those that are gone and of which the
    later table tells nothing. `whole` are reasons that hold for all rows; `passed_over` are columns that say something
    else in every export. `careful`: what the later table does not have is not repeated, for nobody knows here what it
    withholds."""

    table: str
    before: Side
    after: Side
    kept: int
    silent: int
    changes: tuple[Change, ...]
    whole: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    careful: bool = False

    def count(self, what: What) -> int:
        """How many rows that became of."""
        return sum(one.what == what for one in self.changes)

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {what: self.count(what) for what in WHATS} | {"silent": self.silent, "kept": self.kept}
