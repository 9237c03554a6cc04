"""The exclusion report (CSV): every claim without a row of its own, the rule, why, and the row that tells of it."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TextIO

import msgspec

from khaldun.publish.cells import csv_cell
from khaldun.publish.export.tables import LeftOut
from khaldun.publish.export.writing.clean import clean

COLUMNS = ("claim", "report", "rule", "why", "into")


class Ruled(msgspec.Struct, frozen=True):
    """A rule by which claims have no row of their own, what it says, and whether another row tells of them."""

    rule: str
    why: str
    told: bool


class Report:
    """Writes the lines, and counts them by rule."""

    def __init__(self, file: TextIO) -> None:
        self._rows = csv.writer(file, lineterminator="\n")
        self._rows.writerow(COLUMNS)
        self.counts: Counter[Ruled] = Counter()

    def write(self, one: LeftOut) -> None:
        """A claim more."""
        self._rows.writerow([csv_cell(clean(getattr(one, name))) for name in COLUMNS])
        self.counts[Ruled(one.rule, "" if one.rule in _OWN_WHY else one.why, bool(one.into))] += 1


# Of these every claim has a why of its own, which would make a line of each.
INVALID = "export/invalid"
_OWN_WHY = frozenset({INVALID})
