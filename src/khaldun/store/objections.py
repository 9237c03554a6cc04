"""What people object to in what became of a report's sentences, and who added which claim: told from the chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, RowMapping, and_, select

from khaldun.records.decisions import SHARED, Kind, Payload
from khaldun.store import reports
from khaldun.store.schema import DECISIONS, INPUTS, REPORTS

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
    """Somebody objects to what became of a sentence of a `report`. `said` is null where its words were taken out."""

    seq: int
    report: str
    coder: str
    time: dt.datetime
    said: Said | None
    reason: str


def standing(connection: Connection, report: str, *, sheet: str = SHARED) -> tuple[Objection, ...]:
    """The objections to a report's sentences that were not taken back, the oldest first. What was said of an earlier
    version of the report is said of this one too, where the sentence stands in it unchanged."""
    former = _earlier(connection, report)
    found = _standing(connection, [report, *former], sheet)
    if all(one.report == report for one in found):
        return tuple(found)
    here = _sentences(connection, report)
    return tuple(moved for one in found if (moved := _moved(one, report, here)) is not None)


def _standing(connection: Connection, versions: Sequence[str], sheet: str) -> list[Objection]:
    here = (DECISIONS.c.claim.is_(None)) & (DECISIONS.c.report.in_(versions)) & (DECISIONS.c.sheet == sheet)
    columns = [DECISIONS.c[name] for name in ("seq", "report", "coder", "time", "kind", "of", "payload")]
    asked = select(*columns).where(here, DECISIONS.c.kind.in_((KIND, "undo"))).order_by(DECISIONS.c.seq)
    found: dict[int, Objection] = {}
    for row in connection.execute(asked).mappings():
        if row["kind"] == KIND:
            found[row["seq"]] = _objection(row)
        else:
            found.pop(row["of"], None)
    return list(found.values())


def _earlier(connection: Connection, report: str) -> list[str]:
    """The earlier versions of a report: of the same name, found at the same origin before."""
    own, found = REPORTS.alias(), INPUTS.alias()
    asked = (
        select(REPORTS.c.id)
        .join(INPUTS, INPUTS.c.id == REPORTS.c.input)
        .join(found, and_(found.c.origin == INPUTS.c.origin, found.c.id > INPUTS.c.id))
        .join(own, and_(own.c.input == found.c.id, own.c.name == REPORTS.c.name))
        .where(own.c.id == report)
    )
    return [str(one) for one in connection.execute(asked).scalars()]


def _sentences(connection: Connection, report: str) -> dict[str, tuple[int, int]]:
    """Where a report's sentences stand, by their words; of those alike the first."""
    line = reports.report(connection, report)
    if line is None:
        return {}
    return {line.text[one.start : one.end]: (one.start, one.end) for one in reversed(line.sentences)}


def _moved(one: Objection, report: str, here: Mapping[str, tuple[int, int]]) -> Objection | None:
    """An objection where its sentence stands now; null where an earlier version alone has it."""
    if one.report == report:
        return one
    if one.said is None or one.said.quote not in here:
        return None
    start, end = here[one.said.quote]
    return msgspec.structs.replace(one, said=msgspec.structs.replace(one.said, start=start, end=end))


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
        report=row["report"],
        coder=row["coder"],
        time=dt.datetime.fromisoformat(row["time"]),
        said=None if payload is None else msgspec.json.decode(payload.before, type=Said),
        reason="" if payload is None else payload.reason,
    )
