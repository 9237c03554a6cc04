"""Reports that somebody codes on a sheet of their own, which nobody else sees: assigned, finished, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import Connection, RowMapping, Select, and_, case, func, insert, select, update

from khaldun.store.claims import OPEN, SKIPPED, WITHDRAWN
from khaldun.store.schema import ASSIGNMENTS, CLAIMS, REPORTS

# "double": from the drafts, as others code it too; "scratch": without seeing the drafts.
How = Literal["double", "scratch"]
HOW: tuple[How, ...] = get_args(How)
WITHDRAWN_AT = "withdrawn"


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """A report that a coder codes by themselves. `done` is when they finished it, null until then; `claims` are on
    their sheet, `settled` of these are settled."""

    id: int
    report: str
    report_name: str
    coder: str
    kind: How
    made: str
    done: str | None
    claims: int
    settled: int


def assign(connection: Connection, report: str, coder: str, kind: How, time: dt.datetime) -> bool:
    """Gives a report to a coder; False where they have or had it."""
    same = and_(ASSIGNMENTS.c.report == report, ASSIGNMENTS.c.coder == coder)
    if connection.execute(select(ASSIGNMENTS.c.id).where(same)).first() is not None:
        return False
    row = {"report": report, "coder": coder, "kind": kind, "made": time.isoformat()}
    connection.execute(insert(ASSIGNMENTS).values(row))
    return True


def working(connection: Connection, report: str, coder: str) -> How | None:
    """How a coder is coding a report by themselves; null where they are not."""
    mine = and_(ASSIGNMENTS.c.report == report, ASSIGNMENTS.c.coder == coder, ASSIGNMENTS.c.done.is_(None))
    kind: How | None = connection.execute(select(ASSIGNMENTS.c.kind).where(mine)).scalar_one_or_none()
    return kind


def reports_of(connection: Connection, coder: str) -> list[str]:
    """The reports that a coder is coding by themselves."""
    mine = and_(ASSIGNMENTS.c.coder == coder, ASSIGNMENTS.c.done.is_(None))
    return [str(report) for report in connection.execute(select(ASSIGNMENTS.c.report).where(mine)).scalars()]


def unfinished_claims(connection: Connection, *, but: str) -> set[int]:
    """The claims on sheets that their coders have not finished, but for those of the coder `but`."""
    theirs = and_(ASSIGNMENTS.c.report == CLAIMS.c.report, ASSIGNMENTS.c.coder == CLAIMS.c.sheet)
    asked = select(CLAIMS.c.id).join(ASSIGNMENTS, theirs).where(ASSIGNMENTS.c.done.is_(None), CLAIMS.c.sheet != but)
    return {int(number) for number in connection.execute(asked).scalars()}


def get(connection: Connection, assignment: int) -> Assignment | None:
    """An assignment by its number."""
    row = connection.execute(_query().where(ASSIGNMENTS.c.id == assignment)).mappings().one_or_none()
    return None if row is None else _assignment(row)


def mine(connection: Connection, report: str, coder: str) -> Assignment | None:
    """A coder's own coding of a report; null where they do none."""
    here = and_(ASSIGNMENTS.c.report == report, ASSIGNMENTS.c.coder == coder, ASSIGNMENTS.c.done.is_(None))
    row = connection.execute(_query().where(here)).mappings().one_or_none()
    return None if row is None else _assignment(row)


def of_coder(connection: Connection, coder: str) -> list[Assignment]:
    """What a coder has still to code by themselves, in the order in which it was given to them."""
    asked = _query().where(ASSIGNMENTS.c.coder == coder, ASSIGNMENTS.c.done.is_(None))
    return [_assignment(row) for row in connection.execute(asked).mappings()]


def everyone(connection: Connection) -> list[Assignment]:
    """Every assignment that was not withdrawn."""
    asked = _query().where(ASSIGNMENTS.c.done.is_distinct_from(WITHDRAWN_AT))
    return [_assignment(row) for row in connection.execute(asked).mappings()]


def doubled(connection: Connection, report: str) -> list[str]:
    """The coders who code a report on sheets of their own from its drafts, or have."""
    here = and_(
        ASSIGNMENTS.c.report == report,
        ASSIGNMENTS.c.kind == "double",
        ASSIGNMENTS.c.done.is_distinct_from(WITHDRAWN_AT),
    )
    asked = select(ASSIGNMENTS.c.coder).where(here).order_by(ASSIGNMENTS.c.coder)
    return [str(coder) for coder in connection.execute(asked).scalars()]


def ready(connection: Connection) -> list[tuple[str, str, int]]:
    """The reports that all who code them from the drafts are done with, and that a reviewer is to settle: id, name, and
    how many of the shared claims are open."""
    counts = (
        select(ASSIGNMENTS.c.report, func.count(ASSIGNMENTS.c.id).label("given"), func.count(ASSIGNMENTS.c.done))
        .where(ASSIGNMENTS.c.kind == "double", ASSIGNMENTS.c.done.is_distinct_from(WITHDRAWN_AT))
        .group_by(ASSIGNMENTS.c.report)
        .having(func.count(ASSIGNMENTS.c.id) == func.count(ASSIGNMENTS.c.done))
        .subquery()
    )
    open_ones = and_(CLAIMS.c.report == counts.c.report, CLAIMS.c.sheet.is_(None), CLAIMS.c.state.in_((OPEN, SKIPPED)))
    query = (
        select(REPORTS.c.id, REPORTS.c.name, func.count(CLAIMS.c.id))
        .join(counts, counts.c.report == REPORTS.c.id)
        .join(CLAIMS, open_ones)
        .group_by(REPORTS.c.id, REPORTS.c.name)
        .order_by(REPORTS.c.name)
    )
    return [(str(row[0]), str(row[1]), int(row[2])) for row in connection.execute(query)]


def free(connection: Connection, coders: Sequence[str]) -> list[str]:
    """The reports with claims that none of these coders has or had on a sheet, by id."""
    taken = select(ASSIGNMENTS.c.report).where(ASSIGNMENTS.c.coder.in_(coders))
    query = select(CLAIMS.c.report).where(
        CLAIMS.c.sheet.is_(None), CLAIMS.c.state == OPEN, CLAIMS.c.report.not_in(taken)
    )
    return [str(report) for report in connection.execute(query.distinct().order_by(CLAIMS.c.report)).scalars()]


def finish(connection: Connection, assignment: int, time: dt.datetime) -> None:
    """A coder is done with a report."""
    _end(connection, assignment, time.isoformat())


def withdraw(connection: Connection, one: Assignment) -> None:
    """Takes a report back from its coder; what they have coded of it counts nowhere."""
    _end(connection, one.id, WITHDRAWN_AT)
    on_it = and_(CLAIMS.c.report == one.report, CLAIMS.c.sheet == one.coder)
    later = CLAIMS.c.version + 1
    connection.execute(update(CLAIMS).where(on_it).values(state=WITHDRAWN, version=later, reread=later))


def move(connection: Connection, report: str, later: str) -> None:
    """A report has become another: a later version of it."""
    connection.execute(update(ASSIGNMENTS).where(ASSIGNMENTS.c.report == report).values(report=later))


def _end(connection: Connection, assignment: int, when: str) -> None:
    connection.execute(update(ASSIGNMENTS).where(ASSIGNMENTS.c.id == assignment).values(done=when))


def _query() -> Select[Any]:
    on_it = and_(
        CLAIMS.c.report == ASSIGNMENTS.c.report, CLAIMS.c.sheet == ASSIGNMENTS.c.coder, CLAIMS.c.state != WITHDRAWN
    )
    settled = func.sum(case((CLAIMS.c.id.is_(None), 0), (CLAIMS.c.state.in_((OPEN, SKIPPED)), 0), else_=1))
    columns = list(ASSIGNMENTS.columns)
    return (
        select(*columns, REPORTS.c.name.label("report_name"), func.count(CLAIMS.c.id).label("claims"),
               settled.label("settled"))
        .join(REPORTS, REPORTS.c.id == ASSIGNMENTS.c.report)
        .join(CLAIMS, on_it, isouter=True)
        .group_by(*columns, REPORTS.c.name)
        .order_by(ASSIGNMENTS.c.id)
    )  # fmt: skip


def _assignment(row: RowMapping) -> Assignment:
    return Assignment(**{name: row[name] for name in Assignment.__struct_fields__})
