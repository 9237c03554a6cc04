"""What has changed a claim of late: for who has looked at it before."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from khaldun.records.decisions import Decision
from khaldun.store import decisions
from khaldun.store.schema import CLAIMS, DECISIONS

_MOST = 400


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """`reread` is the last version of a claim that no decision made; `newest` are the decisions on the claims of its
    report, the last one first: a merge or a split changes claims that it is not about."""

    reread: int
    newest: tuple[Decision, ...]


def changes(connection: Connection, claim: int, *, most: int = _MOST) -> Changes:
    """What has changed a claim of late."""
    reread = connection.execute(select(CLAIMS.c.reread).where(CLAIMS.c.id == claim)).scalar_one()
    report = select(CLAIMS.c.report).where(CLAIMS.c.id == claim).scalar_subquery()
    of_report = select(CLAIMS.c.id).where(CLAIMS.c.report == report)
    asked = select(DECISIONS).where(DECISIONS.c.claim.in_(of_report)).order_by(DECISIONS.c.seq.desc()).limit(most)
    rows = connection.execute(asked).mappings()
    return Changes(reread=int(reread), newest=tuple(decisions.of_row(row) for row in rows))
