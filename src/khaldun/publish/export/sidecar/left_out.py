"""The exclusion report (CSV): every claim without a row of its own, the rule, why, and the row that tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from khaldun.publish.cells import csv_row
from khaldun.publish.export.tables import LeftOut
from khaldun.publish.export.writing.clean import clean

COLUMNS = ("claim", "report", "rule", "why", "into")
HEAD = csv_row(COLUMNS).encode()


class Ruled(msgspec.Struct, frozen=True):
    """A rule by which claims have no row of their own, what it says, and whether another row tells of them."""

    rule: str
    why: str
    told: bool


def left_out_lines(left_out: Iterable[LeftOut]) -> bytes:
    """The lines of claims without a row of their own, each with its end."""
    return "".join(csv_row([clean(getattr(one, name)) for name in COLUMNS]) for one in left_out).encode()


def counted(left_out: Iterable[LeftOut]) -> Counter[Ruled]:
    """How many there are by each rule."""
    return Counter(Ruled(one.rule, "" if one.rule in _OWN_WHY else one.why, bool(one.into)) for one in left_out)


# Of these every claim has a why of its own, which would make a line of each.
INVALID = "export/invalid"
_OWN_WHY = frozenset({INVALID})
