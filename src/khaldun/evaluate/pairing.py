"""Which row of the reference is which row of the system: the assignment that agrees most, report by report."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from khaldun.evaluate.agreement import Agreement, agree, may_pair
from khaldun.evaluate.names import Names
from khaldun.evaluate.rows import Row

# A required pair outweighs any number of optional ones in a report, and any pair outweighs agreement within pairs.
_REQUIRED, _OPTIONAL = 1e6, 1e2


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the reference and the row of the system that tells of the same event."""

    ref: Row
    sys: Row
    agreement: Agreement


def pair_rows(ref: Sequence[Row], sys: Sequence[Row], names: Names) -> list[Pair]:
    """Pairs, each row in one at most: as many as can be, and among those the ones that agree most."""
    possible = {
        (i, j): Pair(ref=left, sys=right, agreement=agree(left, right, names))
        for i, left in enumerate(ref)
        for j, right in enumerate(sys)
        if may_pair(left, right, names)
    }
    if not possible:
        return []
    chosen = _assign(len(ref), len(sys), {key: _weight(pair) for key, pair in possible.items()})
    return [possible[key] for key in chosen if key in possible]


def _weight(pair: Pair) -> float:
    return (_OPTIONAL if pair.ref.optional else _REQUIRED) + pair.agreement.total


def _assign(rows: int, columns: int, weights: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The heaviest assignment (Jonker and Volgenant 1987, by lap). Weights are positive; a missing one is 0."""
    import lap
    import numpy as np

    heaviest = max(weights.values())
    cost = np.full((rows, columns), heaviest)
    for (i, j), weight in weights.items():
        cost[i, j] = heaviest - weight
    _, column_of, _ = lap.lapjv(cost, extend_cost=True)
    return [(i, int(j)) for i, j in enumerate(column_of) if j >= 0]
