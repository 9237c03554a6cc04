"""What was added to a workspace, and the reports that were found in it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, Select, and_, delete, func, insert, or_, select, update

from khaldun.records.codec import decode_line, encode_line
from khaldun.records.lines import FailureLine, ReportLine
from khaldun.records.reports import Given
from khaldun.store.schema import CLAIMS, FAILURES, INPUTS, REPORTS

NEW, CODING, DONE, FAILED, REDACTED = "new", "coding", "done", "failed", "redacted"


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """Something added: its bytes lie in the archive under `sha256`. `given` was stated for it from outside."""

    id: int
    origin: str
    sha256: str
    state: str
    given: Given


def add_input(connection: Connection, origin: str, sha256: str, given: Given, time: dt.datetime) -> bool:
    """Adds what was found at an origin; False if the same bytes were added from there before."""
    same = and_(INPUTS.c.origin == origin, INPUTS.c.sha256 == sha256)
    if connection.execute(select(INPUTS.c.id).where(same)).first() is not None:
        return False
    connection.execute(
        insert(INPUTS).values(
            origin=origin,
            sha256=sha256,
            added=time.isoformat(),
            given=msgspec.json.encode(given).decode(),
            state=NEW,
        )
    )
    return True


def inputs_to_code(connection: Connection, made_by: str, *, retry: bool = False) -> list[Added]:
    """What is new, was left half done, or was coded by other versions or settings; with `retry` also what has failed
    under these."""
    again = (NEW, CODING, FAILED) if retry else (NEW, CODING)
    stale = and_(INPUTS.c.state.in_((DONE, FAILED)), INPUTS.c.made_by != made_by)
    asked = select(INPUTS).where(or_(INPUTS.c.state.in_(again), stale)).order_by(INPUTS.c.id)
    return [_added(row) for row in connection.execute(asked).mappings()]


def inputs(connection: Connection) -> Iterator[Added]:
    """Everything that was added, in its order."""
    for row in connection.execute(select(INPUTS).order_by(INPUTS.c.id)).mappings():
        yield _added(row)


def _added(row: RowMapping) -> Added:
    return Added(
        id=row["id"],
        origin=row["origin"],
        sha256=row["sha256"],
        state=row["state"],
        given=msgspec.json.decode(row["given"], type=Given),
    )


def set_state(
    connection: Connection, added: int, state: str, *, made_by: str | None = None, time: dt.datetime | None = None
) -> None:
    """Notes how far an input is."""
    values: dict[str, object] = {"state": state}
    if made_by is not None:
        values["made_by"] = made_by
    if time is not None:
        values["coded"] = time.isoformat()
    connection.execute(update(INPUTS).where(INPUTS.c.id == added).values(values))


def put_report(connection: Connection, added: int, line: ReportLine) -> None:
    """Keeps a report as the newest reading has it; the input that it came from first stays its own."""
    row = {
        "name": line.name,
        "title": line.title,
        "publisher": line.publisher,
        "published": line.published[:10] if line.published else None,
        "language": line.language,
        "reader": line.software.reader if line.software else "",
        "line": encode_line(line).decode(),
        "text_sha256": text_hash(line.text),
    }
    known = connection.execute(update(REPORTS).where(REPORTS.c.id == line.id).values(row))
    if not known.rowcount:
        connection.execute(insert(REPORTS).values(id=line.id, input=added, redactions=0, **row))


def text_hash(text: str) -> str:
    """SHA-256 of a report's text, UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def report(connection: Connection, identity: str) -> ReportLine | None:
    """A report."""
    row = connection.execute(select(REPORTS.c.line).where(REPORTS.c.id == identity)).one_or_none()
    return None if row is None else _report(row.line)


def earlier(connection: Connection, added: int, line: ReportLine) -> str | None:
    """The report that this one is a later version of: of the same name, found at the same origin before."""
    origin = select(INPUTS.c.origin).where(INPUTS.c.id == added).scalar_subquery()
    asked = (
        select(REPORTS.c.id)
        .join(INPUTS, INPUTS.c.id == REPORTS.c.input)
        .where(INPUTS.c.origin == origin, INPUTS.c.id < added, REPORTS.c.name == line.name, REPORTS.c.id != line.id)
        .order_by(INPUTS.c.id.desc())
        .limit(1)
    )
    return connection.execute(asked).scalar_one_or_none()


def redactions(connection: Connection, identity: str) -> int:
    """How often something was taken out of a report."""
    return int(connection.execute(select(REPORTS.c.redactions).where(REPORTS.c.id == identity)).scalar_one())


def reports(connection: Connection, *, batch: int = 200) -> Iterator[RowMapping]:
    """Every report's row, by id; `line` is JSON."""
    last = ""
    while True:
        asked = select(REPORTS).where(REPORTS.c.id > last).order_by(REPORTS.c.id).limit(batch)
        rows = connection.execute(asked).mappings().all()
        yield from rows
        if len(rows) < batch:
            return
        last = rows[-1]["id"]


def _report(data: str) -> ReportLine:
    line = decode_line(data)
    if not isinstance(line, ReportLine):
        raise TypeError(f"the store holds a {type(line).__name__} in a report's place")
    return line


def put_failures(connection: Connection, added: int, lines: Sequence[FailureLine]) -> None:
    """The failures of an input, in the place of those it had."""
    connection.execute(delete(FAILURES).where(FAILURES.c.input == added))
    if lines:
        connection.execute(insert(FAILURES), [{"input": added, "line": encode_line(line).decode()} for line in lines])


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many inputs, by state; reports; failures; claims of the shared sheet, by state."""

    inputs: dict[str, int]
    reports: int
    failures: int
    claims: dict[str, int]


def counts(connection: Connection) -> Counts:
    """How much there is of everything."""

    def by_state(asked: Select[Any]) -> dict[str, int]:
        return {str(state): int(number) for state, number in connection.execute(asked)}

    of_inputs = select(INPUTS.c.state, func.count()).group_by(INPUTS.c.state)
    of_claims = select(CLAIMS.c.state, func.count()).where(CLAIMS.c.sheet.is_(None)).group_by(CLAIMS.c.state)

    return Counts(
        inputs=by_state(of_inputs),
        reports=int(connection.execute(select(func.count()).select_from(REPORTS)).scalar_one()),
        failures=int(connection.execute(select(func.count()).select_from(FAILURES)).scalar_one()),
        claims=by_state(of_claims),
    )
