"""Everything that a store tells, report by report, of one moment: claims of the shared sheet, and what stands decided
on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import Connection, select, text

from khaldun.records.codec import decode_line
from khaldun.records.decisions import SHARED
from khaldun.records.lines import ReportLine
from khaldun.store import claims, reports
from khaldun.store.claims import OPEN, Kept
from khaldun.store.schema import DECISIONS

_AT_ONCE = 500


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A report with its claims in the order of its text; `decided` are the numbers of the decisions that stand, by the
    claim's number."""

    report: ReportLine
    claims: tuple[Kept, ...]
    decided: dict[int, tuple[int, ...]]


def holdings(connection: Connection) -> Iterator[Held]:
    """Every report, by id; `connection` is a snapshot's that has asked nothing yet."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    for row in reports.reports(connection):
        line = decode_line(row["line"])
        if not isinstance(line, ReportLine):
            raise TypeError(f"the store holds a {type(line).__name__} in a report's place")
        kept = claims.of_report(connection, line.id)
        touched = [one.id for one in kept if one.state != OPEN or one.version > 1]
        yield Held(report=line, claims=tuple(kept), decided=_decided(connection, touched))


def _decided(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The decisions on claims, without those that were taken back and the acts of taking them back."""
    found: dict[int, list[int]] = {}
    undone: set[int] = set()
    for first in range(0, len(numbers), _AT_ONCE):
        asked = select(DECISIONS.c.seq, DECISIONS.c.claim, DECISIONS.c.kind, DECISIONS.c.of).where(
            DECISIONS.c.claim.in_(numbers[first : first + _AT_ONCE]), DECISIONS.c.sheet == SHARED
        )
        for row in connection.execute(asked.order_by(DECISIONS.c.seq)):
            if row.kind == "undo":
                undone.add(row.of)
            else:
                found.setdefault(row.claim, []).append(row.seq)
    return {claim: tuple(seq for seq in made if seq not in undone) for claim, made in found.items()}
