"""The cell of a row that several claims tell of."""

from __future__ import annotations

from collections.abc import Sequence

from khaldun.codebook.language import ColumnSpec
from khaldun.publish.cells import Cell
from khaldun.publish.export.tables import NOTHING, Value

_JOINT = "; "


def merged(values: Sequence[Value], column: ColumnSpec, codes: Sequence[str]) -> Value:
    """The first cell that says something, the least, the most (codes in the order of their list), or all of them."""
    told = [value for value in values if value.cell is not None]
    if not told:
        return NOTHING
    if len(told) == 1 or column.merged == "first":
        return told[0]
    if column.merged == "all":
        cells = dict.fromkeys(part for value in told for part in str(value.cell).split(_JOINT))
        return Value(
            cell=_JOINT.join(cells),
            evidence=tuple(dict.fromkeys(span for value in told for span in value.evidence)),
            rules=tuple(dict.fromkeys(rule for value in told for rule in value.rules)),
        )
    ranked = sorted(told, key=lambda value: _rank(value.cell, codes))
    return ranked[0] if column.merged == "least" else ranked[-1]


def _rank(cell: Cell, codes: Sequence[str]) -> tuple[float, str]:
    if codes:
        return (float(codes.index(str(cell))) if str(cell) in codes else float(len(codes))), ""
    if isinstance(cell, int | float):
        return float(cell), ""
    return 0.0, str(cell)
