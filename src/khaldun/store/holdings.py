"""Everything that a store tells, report by report, of one moment: claims of the shared sheet, and what stands decided
on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec
from sqlalchemy import Connection, select, text

from khaldun.records.decisions import SHARED
from khaldun.store import reports
from khaldun.store.claims import OPEN
from khaldun.store.schema import CLAIMS, DECISIONS

_AT_ONCE = 500
_REPORTS = 25  # whose claims are asked for together


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """A claim of a report as it stands on the shared sheet: its number, its id, its state, how far it was reviewed, and
    its line of the contract (JSON), which nobody has read."""

    id: int
    key: str
    state: str
    reviewed: str
    line: bytes


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A report, by its id and its line of the contract (JSON), with its claims in the order of its text; `decided` are
    the numbers of the decisions that stand, by the claim's number."""

    id: str
    report: bytes
    claims: tuple[Stands, ...]
    decided: dict[int, tuple[int, ...]]


def holdings(connection: Connection) -> Iterator[Held]:
    """Every report, by id; `connection` is a snapshot's that has asked nothing yet."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    rows = reports.reports(connection)
    while some := list(islice(rows, _REPORTS)):
        claims, touched = _claims_of(connection, [row["id"] for row in some])
        decided = _decided(connection, touched)
        for row in some:
            own = tuple(claims.get(row["id"], ()))
            yield Held(
                id=row["id"],
                report=row["line"].encode(),
                claims=own,
                decided={one.id: decided[one.id] for one in own if one.id in decided},
            )


def _claims_of(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, list[Stands]], list[int]]:
    """The claims of reports, and the numbers of those that somebody has decided on."""
    columns = CLAIMS.c
    asked = (
        select(columns.id, columns.report, columns.key, columns.state, columns.reviewed, columns.version, columns.line)
        .where(columns.report.in_(ids), columns.sheet.is_(None))
        .order_by(columns.report, columns.position, columns.id)
    )
    found: dict[str, list[Stands]] = {}
    touched: list[int] = []
    for id_, report, key, state, reviewed, version, line in connection.execute(asked):
        found.setdefault(report, []).append(Stands(id=id_, key=key, state=state, reviewed=reviewed, line=line.encode()))
        if state != OPEN or version > 1:
            touched.append(id_)
    return found, touched


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
