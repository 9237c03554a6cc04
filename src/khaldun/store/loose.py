"""What is loose in claims of the shared sheet, in a table beside them: written where claims are written."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from khaldun.records.lines import ClaimLine
from khaldun.records.loose import Loose, loose_of
from khaldun.store.schema import CLAIMS, LOOSE


def put(connection: Connection, made: Iterable[tuple[int, ClaimLine]]) -> None:
    """Notes what is loose in new claims (number, claim)."""
    rows = [
        {"claim": claim, "at": at, "report": line.report.id, **msgspec.structs.asdict(one)}
        for claim, line in made
        for at, one in enumerate(loose_of(line))
    ]
    if rows:
        connection.execute(insert(LOOSE), rows)


def change(connection: Connection, claim: int, line: ClaimLine, before: ClaimLine | None) -> None:
    """Notes what is loose in a claim now; nothing is written where `before` says that it is as it was."""
    if before is not None and loose_of(before) == loose_of(line):
        return
    connection.execute(delete(LOOSE).where(LOOSE.c.claim == claim))
    shared = select(CLAIMS.c.id).where(CLAIMS.c.id == claim, CLAIMS.c.sheet.is_(None))
    if loose_of(line) and connection.execute(shared).first() is not None:
        put(connection, [(claim, line)])


def move(connection: Connection, claim: int, report: str) -> None:
    """Notes that a claim is of another report."""
    connection.execute(update(LOOSE).where(LOOSE.c.claim == claim).values(report=report))


def of_report(connection: Connection, report: str) -> dict[int, set[Loose]]:
    """What is noted of a report's claims, by their numbers."""
    found: dict[int, set[Loose]] = {}
    for row in connection.execute(select(LOOSE).where(LOOSE.c.report == report)).mappings():
        one = Loose(row["kind"], row["words"], row["country"], row["settled"])
        found.setdefault(row["claim"], set()).add(one)
    return found
