"""Past decisions, to be searched: how something was coded before.

The database finds those in which the words may stand (store.said), newest first; what they say is then looked at by
`matches`, as people are shown it. Each search looks at so many of them at most, and says how far back it got.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, or_, select

from khaldun.records.decisions import SHARED, Kind, Payload
from khaldun.store import said
from khaldun.store.schema import CLAIMS, DECISIONS

PAGE = 30
KINDS: tuple[Kind, ...] = (
    "edit", "reject", "comment", "flag", "accept", "return", "approve", "adjudicate", "merge", "split", "add",
    "disposition",
)  # fmt: skip
_LOOKED_AT = 4_000  # decisions of one search
_BATCH = 400
_STRETCH = 5_000


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; empty: anything. `first` and `last` bound the decisions' numbers, 0 where open. `apart` are
    reports that are left out, with all that was decided on what are their claims now."""

    words: tuple[str, ...] = ()
    field: str = ""
    kind: str = ""
    first: int = 0
    last: int = 0
    apart: tuple[str, ...] = ()


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """A past decision. `payload` is null where its words were taken out."""

    seq: int
    time: dt.datetime
    coder: str
    kind: str
    report: str | None
    claim: int | None
    field: str | None
    payload: Payload | None


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """The rulings that were found, newest first; `before` is the number to go on from, null where nothing is further
    back. `reached` is the day and time of the oldest that was looked at, null where none was."""

    rulings: tuple[Ruling, ...]
    before: int | None
    reached: dt.datetime | None


def search(
    connection: Connection,
    sought: Sought,
    *,
    matches: Callable[[Ruling], bool],
    before: int | None = None,
    size: int = PAGE,
) -> Past:
    """The newest rulings on the shared sheet that are asked for, numbered under `before`. What was decided on
    somebody's own, blind sheet is nobody else's to see."""
    found: list[Ruling] = []
    reached: dt.datetime | None = None
    looked_at = 0
    for ruling in _candidates(connection, sought, before):
        looked_at, before, reached = looked_at + 1, ruling.seq, ruling.time
        if matches(ruling):
            found.append(ruling)
        if len(found) == size or looked_at == _LOOKED_AT:
            return Past(rulings=tuple(found), before=before, reached=reached)
    return Past(rulings=tuple(found), before=None, reached=reached)


def redacted_on(connection: Connection, claims: Iterable[int]) -> list[Ruling]:
    """The rulings on claims whose words were taken out, newest first."""
    on = and_(DECISIONS.c.claim.in_(sorted(set(claims))), DECISIONS.c.payload.is_(None))
    asked = _select().where(on, DECISIONS.c.sheet == SHARED, DECISIONS.c.kind.in_(KINDS))
    return [_ruling(row) for row in connection.execute(asked).mappings()]


def taken_back(connection: Connection, rulings: Sequence[Ruling]) -> frozenset[int]:
    """The numbers of those that were taken back."""
    on = sorted({ruling.claim for ruling in rulings if ruling.claim is not None})
    asked = select(DECISIONS.c.of).where(DECISIONS.c.claim.in_(on), DECISIONS.c.kind == "undo")
    return frozenset(row.of for row in connection.execute(asked) if row.of is not None)


def _select() -> Select[tuple[object, ...]]:
    columns = [DECISIONS.c[name] for name in Ruling.__struct_fields__]
    return select(*columns).order_by(DECISIONS.c.seq.desc())


def _candidates(connection: Connection, sought: Sought, before: int | None) -> Iterator[Ruling]:
    """The rulings in which the words may stand, newest first. The chain is gone back in stretches, each twice as long
    as the one before: what is found soon needs no look at all of it, whatever the database thinks of the words."""
    query = _select().where(*_conditions(sought)).limit(_BATCH)
    newest = connection.execute(select(func.max(DECISIONS.c.seq))).scalar_one_or_none() or 0
    end = min(one for one in (before, sought.last + 1 if sought.last else None, newest + 1) if one is not None)
    stretch = _STRETCH
    while end > max(sought.first, 1):
        start = max(end - stretch, sought.first, 1)
        if sought.words:
            in_it = query.where(DECISIONS.c.seq.in_(said.holding(sought.words, start, end)))
        else:
            in_it = query.where(DECISIONS.c.seq >= start, DECISIONS.c.seq < end)
        batch = [_ruling(row) for row in connection.execute(in_it).mappings()]
        yield from batch
        end = batch[-1].seq if len(batch) == _BATCH else start
        stretch *= 2


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    kinds = (sought.kind,) if sought.kind in KINDS else KINDS
    conditions = [DECISIONS.c.sheet == SHARED, DECISIONS.c.kind.in_(kinds)]
    if sought.field:
        conditions.append(DECISIONS.c.field == sought.field)
    if sought.apart:
        theirs = select(CLAIMS.c.id).where(CLAIMS.c.report.in_(sought.apart))
        conditions.append(or_(DECISIONS.c.report.is_(None), DECISIONS.c.report.not_in(sought.apart)))
        conditions.append(or_(DECISIONS.c.claim.is_(None), DECISIONS.c.claim.not_in(theirs)))
    return conditions


def _ruling(row: RowMapping) -> Ruling:
    payload = row["payload"]
    values = {
        **row,
        "time": dt.datetime.fromisoformat(row["time"]),
        "payload": None if payload is None else msgspec.json.decode(payload, type=Payload),
    }
    return Ruling(**values)
