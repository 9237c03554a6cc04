"""What people object to in what became of a report's sentences, and who added which claim: told from the chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection, RowMapping, select

from khaldun.records.decisions import SHARED, Kind, Payload
from khaldun.store.schema import DECISIONS

KIND: Kind = "disposition"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence, code points `start` to `end` of the report's text, and what became of it: "claims", "none",
    "excluded" as a reader says, or "disputed"."""

    start: int
    end: int
    quote: str
    disposition: str
    reason: str | None = None


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody objects to what became of a sentence. `said` is null where its words were taken out."""

    seq: int
    coder: str
    time: dt.datetime
    said: Said | None
    reason: str


def standing(connection: Connection, report: str, *, sheet: str = SHARED) -> tuple[Objection, ...]:
    """The objections to a report's sentences that were not taken back, the oldest first."""
    here = (DECISIONS.c.claim.is_(None)) & (DECISIONS.c.report == report) & (DECISIONS.c.sheet == sheet)
    columns = [DECISIONS.c[name] for name in ("seq", "coder", "time", "kind", "of", "payload")]
    asked = select(*columns).where(here, DECISIONS.c.kind.in_((KIND, "undo"))).order_by(DECISIONS.c.seq)
    found: dict[int, Objection] = {}
    for row in connection.execute(asked).mappings():
        if row["kind"] == KIND:
            found[row["seq"]] = _objection(row)
        else:
            found.pop(row["of"], None)
    return tuple(found.values())


def adders(connection: Connection, claims: Iterable[int]) -> Mapping[int, str]:
    """Who added claims by hand, by the claims' numbers: coders' ids."""
    wanted = sorted(set(claims))
    if not wanted:
        return {}
    asked = select(DECISIONS.c.claim, DECISIONS.c.coder).where(DECISIONS.c.claim.in_(wanted), DECISIONS.c.kind == "add")
    return {int(row.claim): str(row.coder) for row in connection.execute(asked)}


def _objection(row: RowMapping) -> Objection:
    payload = None if row["payload"] is None else msgspec.json.decode(row["payload"], type=Payload)
    return Objection(
        seq=row["seq"],
        coder=row["coder"],
        time=dt.datetime.fromisoformat(row["time"]),
        said=None if payload is None else msgspec.json.decode(payload.before, type=Said),
        reason="" if payload is None else payload.reason,
    )
