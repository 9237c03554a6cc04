"""What has changed in a store since it was looked at: how far it has come, and the reports that were touched since.

Claims change by decisions, which stand in the chain, and by runs, which leave their time on what they have coded.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, func, select

from khaldun.store.schema import CLAIMS, DECISIONS, HEAD, INPUTS, REPORTS

MOST = 2_000  # reports: beyond that everything is read anew


class Standing(msgspec.Struct, frozen=True):
    """How far the store has come: the chain's end, what was coded last, how many claims there are."""

    seq: int
    hash: str
    coded: str
    inputs: int
    claims: int
    last: int


def standing(connection: Connection) -> Standing:
    """How far the store has come."""
    last = end(connection)
    coded = connection.execute(select(func.max(INPUTS.c.coded), func.count())).one()
    claims = connection.execute(select(func.count(), func.max(CLAIMS.c.id)).select_from(CLAIMS)).one()
    return Standing(last.seq, last.hash, coded[0] or "", coded[1], claims[0], claims[1] or 0)


class End(msgspec.Struct, frozen=True):
    """The end of the chain of decisions: its number and hash."""

    seq: int
    hash: str


def end(connection: Connection) -> End:
    """Where the chain ends now."""
    head = connection.execute(select(HEAD.c.seq, HEAD.c.hash)).one_or_none()
    return End(head.seq, head.hash) if head else End(0, "")


def redacted_since(connection: Connection, seen: End, now: End) -> bool:
    """Whether words were taken out between two ends of the chain; so it is taken where the store is another by now."""
    if seen == now:
        return False
    if now.seq <= seen.seq or (seen.seq and _hash_at(connection, seen.seq) != seen.hash):
        return True
    later = (DECISIONS.c.seq > seen.seq) & (DECISIONS.c.seq <= now.seq) & (DECISIONS.c.kind == "redact")
    return connection.execute(select(DECISIONS.c.seq).where(later).limit(1)).first() is not None


def touched(connection: Connection, seen: Standing, now: Standing) -> list[str] | None:
    """The reports that something was decided in, or that were coded, since; null where everything must be read anew:
    the store is another, words were redacted (they must be forgotten here too), or too much has changed."""
    if now.seq < seen.seq or _hash_at(connection, seen.seq) != seen.hash:
        return None
    decided = (
        select(DECISIONS.c.kind, DECISIONS.c.report, CLAIMS.c.report.label("now"))
        .join(CLAIMS, CLAIMS.c.id == DECISIONS.c.claim, isouter=True)
        .where(DECISIONS.c.seq > seen.seq, DECISIONS.c.seq <= now.seq)
        .distinct()
    )
    rows = connection.execute(decided).all()
    if any(row.kind == "redact" for row in rows):
        return None
    coded = select(REPORTS.c.id).join(INPUTS, INPUTS.c.id == REPORTS.c.input).where(INPUTS.c.coded >= seen.coded)
    reports = {report for row in rows for report in (row.report, row.now) if report is not None}
    if (now.coded, now.inputs, now.claims, now.last) != (seen.coded, seen.inputs, seen.claims, seen.last):
        reports |= {row.id for row in connection.execute(coded.limit(MOST + 1))}
    return sorted(reports) if len(reports) <= MOST else None


def _hash_at(connection: Connection, seq: int) -> str:
    return connection.execute(select(DECISIONS.c.hash).where(DECISIONS.c.seq == seq)).scalar_one_or_none() or ""
