"""What is loose in claims of the shared sheet, in a table beside them: written where claims are written."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from khaldun.records.lines import ClaimLine
from khaldun.records.loose import Loose, loose_of
from khaldun.store.schema import CLAIMS, LOOSE


def put(connection: Connection, made: Iterable[tuple[int, ClaimLine]], *, stands: bool = True) -> None:
    """Notes what is loose in new claims (number, claim), which are not gone where it `stands`."""
    rows = [
        {"claim": claim, "at": at, "report": line.report.id, "stands": stands, **msgspec.structs.asdict(one)}
        for claim, line in made
        for at, one in enumerate(loose_of(line))
    ]
    if rows:
        connection.execute(insert(LOOSE), rows)


def change(
    connection: Connection, claim: int, line: ClaimLine, before: ClaimLine | None, *, gone: frozenset[str]
) -> None:
    """Notes what is loose in a claim now; nothing is written where `before` says that it is as it was. In the states
    `gone` it does not stand."""
    if before is not None and loose_of(before) == loose_of(line):
        return
    connection.execute(delete(LOOSE).where(LOOSE.c.claim == claim))
    if loose_of(line):
        row = connection.execute(select(CLAIMS.c.sheet, CLAIMS.c.state).where(CLAIMS.c.id == claim)).one()
        if row.sheet is None:
            put(connection, [(claim, line)], stands=row.state not in gone)


def set_stands(connection: Connection, claim: int, *, stands: bool) -> None:
    """Notes whether a claim is gone."""
    connection.execute(update(LOOSE).where(LOOSE.c.claim == claim).values(stands=stands))


def move(connection: Connection, claim: int, report: str) -> None:
    """Notes that a claim is of another report."""
    connection.execute(update(LOOSE).where(LOOSE.c.claim == claim).values(report=report))


def of_report(connection: Connection, report: str) -> dict[int, set[tuple[Loose, bool]]]:
    """What is noted of a report's claims, by their numbers, and whether it stands."""
    found: dict[int, set[tuple[Loose, bool]]] = {}
    for row in connection.execute(select(LOOSE).where(LOOSE.c.report == report)).mappings():
        one = Loose(row["kind"], row["words"], row["country"], row["settled"])
        found.setdefault(row["claim"], set()).add((one, row["stands"]))
    return found
