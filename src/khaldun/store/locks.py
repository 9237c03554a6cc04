"""Who is at which report. A lock ends by itself; it guards nobody's decision, it only keeps two from doing one work."""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, text

from khaldun.store.schema import LOCKS, TAKEOVERS

_PUT = "INSERT INTO locks (report, coder, until) VALUES (:report, :coder, :until) ON CONFLICT (report) DO UPDATE"
# One statement each: of two who come at once, one has the report, and the other is told so.
_HOLD = text(
    f"{_PUT} SET coder = excluded.coder, until = excluded.until "
    "WHERE locks.coder = excluded.coder OR locks.until <= :now"
)
_TAKE = text(f"{_PUT} SET coder = excluded.coder, until = excluded.until")


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """Who (a coder's id) is at a report, until when (UTC)."""

    report: str
    coder: str
    until: dt.datetime


class Takeover(msgspec.Struct, frozen=True, kw_only=True):
    """Who took a report over, `of` whom (ids of coders), when (UTC)."""

    report: str
    coder: str
    of: str
    time: dt.datetime


def lock(connection: Connection, report: str, now: dt.datetime) -> Lock | None:
    """Who is at a report."""
    asked = select(LOCKS).where(LOCKS.c.report == report, LOCKS.c.until > now.isoformat())
    row = connection.execute(asked).mappings().one_or_none()
    return None if row is None else _lock(row)


def locks(connection: Connection, now: dt.datetime) -> list[Lock]:
    """Everybody who is at a report."""
    return [_lock(row) for row in connection.execute(select(LOCKS).where(LOCKS.c.until > now.isoformat())).mappings()]


def around(connection: Connection, coder: str, report: str, now: dt.datetime) -> tuple[Lock | None, bool]:
    """Who is at a report, and whether a coder was last at another."""
    asked = select(LOCKS).where(or_(LOCKS.c.report == report, LOCKS.c.coder == coder))
    found = [_lock(row) for row in connection.execute(asked).mappings()]
    here = next((one for one in found if one.report == report and one.until > now), None)
    return here, any(one.coder == coder and one.report != report for one in found)


def hold(connection: Connection, wanted: Lock, now: dt.datetime) -> None:
    """Takes a report that nobody else is at, or stays at it. Where somebody else is, nothing is changed."""
    connection.execute(_HOLD, {**_row(wanted), "now": now.isoformat()})


def take(connection: Connection, wanted: Lock, now: dt.datetime) -> None:
    """Takes a report over from whoever is at it; notes that, where somebody else is."""
    before = lock(connection, wanted.report, now)
    connection.execute(_TAKE, _row(wanted))
    if before is not None and before.coder != wanted.coder:
        noted = {"report": wanted.report, "coder": wanted.coder, "of": before.coder, "time": now.isoformat()}
        connection.execute(insert(TAKEOVERS).values(noted))


def let_go(connection: Connection, coder: str, *, but: str | None = None) -> None:
    """Ends a coder's locks, but for that on the report `but`."""
    connection.execute(delete(LOCKS).where(LOCKS.c.coder == coder, LOCKS.c.report != (but or "")))


def takeovers(connection: Connection, report: str) -> list[Takeover]:
    """How often a report was taken over, in order."""
    asked = select(TAKEOVERS).where(TAKEOVERS.c.report == report).order_by(TAKEOVERS.c.id)
    return [
        Takeover(report=row["report"], coder=row["coder"], of=row["of"], time=dt.datetime.fromisoformat(row["time"]))
        for row in connection.execute(asked).mappings()
    ]


def _row(one: Lock) -> dict[str, str]:
    return {"report": one.report, "coder": one.coder, "until": one.until.isoformat()}


def _lock(row: RowMapping) -> Lock:
    return Lock(report=row["report"], coder=row["coder"], until=dt.datetime.fromisoformat(row["until"]))
