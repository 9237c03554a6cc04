"""Decisions in the store: added at the end of the chain, read in its order, never changed but for redactions."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Connection, RowMapping, func, insert, select, text, update

from khaldun.records.decisions import SHARED, Act, Decision, Payload
from khaldun.store import said
from khaldun.store.chain import START, faults, link
from khaldun.store.schema import DECISIONS, HEAD

_BATCH = 2_000
_LATEST = 200
_HELD = "khaldun_held"


def add(connection: Connection, acts: Iterable[Act], *, time: dt.datetime) -> list[Decision]:
    """Adds acts to the end of the chain, in their order. Whoever adds waits for whoever is adding."""
    seq, previous = hold(connection)
    made: list[Decision] = []
    for act in acts:
        decision = link(act, seq=seq + 1, previous=previous, time=time, salt=secrets.token_hex(16))
        seq, previous = decision.seq, decision.hash
        made.append(decision)
    if made:
        connection.execute(insert(DECISIONS), [_row(decision) for decision in made])
        said.put(connection, made)
        connection.execute(update(HEAD).values(seq=seq, hash=previous))
        _note(connection, seq, previous)
    return made


def read(
    connection: Connection,
    *,
    claim: int | None = None,
    report: str | None = None,
    coder: str | None = None,
    after: int = 0,
) -> Iterator[Decision]:
    """Decisions in their order, of a claim, a report or a coder where one is named."""
    asked = select(DECISIONS).order_by(DECISIONS.c.seq)
    for column, value in ((DECISIONS.c.claim, claim), (DECISIONS.c.report, report), (DECISIONS.c.coder, coder)):
        if value is not None:
            asked = asked.where(column == value)
    while True:
        rows = connection.execute(asked.where(DECISIONS.c.seq > after).limit(_BATCH)).mappings().all()
        for row in rows:
            yield of_row(row)
        if len(rows) < _BATCH:
            return
        after = int(rows[-1]["seq"])


def count(connection: Connection) -> int:
    """How many there are."""
    return int(connection.execute(select(func.count()).select_from(DECISIONS)).scalar_one())


def end(connection: Connection) -> tuple[int, str]:
    """The chain's end as it stands: the number of its last link, and that one's hash."""
    asked = select(DECISIONS.c.seq, DECISIONS.c.hash).order_by(DECISIONS.c.seq.desc()).limit(1)
    found = connection.execute(asked).first()
    return (int(found.seq), str(found.hash)) if found is not None else (0, START)


def latest(connection: Connection, *, claim: int | None = None, coder: str | None = None) -> list[Decision]:
    """The last decisions on a claim, or of a coder, in their order: as many as may be taken back."""
    asked = select(DECISIONS).order_by(DECISIONS.c.seq.desc()).limit(_LATEST)
    for column, value in ((DECISIONS.c.claim, claim), (DECISIONS.c.coder, coder)):
        if value is not None:
            asked = asked.where(column == value)
    return [of_row(row) for row in connection.execute(asked).mappings()][::-1]


def has_decided(connection: Connection, report: str, coder: str) -> bool:
    """Whether a coder has done anything to a report for all to see."""
    mine = (DECISIONS.c.report == report) & (DECISIONS.c.coder == coder) & (DECISIONS.c.sheet == SHARED)
    asked = select(DECISIONS.c.seq).where(mine, DECISIONS.c.kind.not_in(("assign", "redact"))).limit(1)
    return connection.execute(asked).first() is not None


def with_values(connection: Connection, claims: Iterable[int]) -> frozenset[int]:
    """Those of the claims whose decisions tell of their values: somebody has changed a field, joined or parted them."""
    told = DECISIONS.c.kind.in_(("edit", "split", "merge", "adjudicate", "undo"))
    asked = select(DECISIONS.c.claim).where(DECISIONS.c.claim.in_(list(claims)), told).distinct()
    return frozenset(int(claim) for claim in connection.execute(asked).scalars())


def redact(connection: Connection, decisions: Iterable[int]) -> None:
    """Takes the words of decisions out; their digests stay. A "redact" decision says why (`check` asks for it)."""
    taken = list(decisions)
    said.forget(connection, taken)
    for seq in taken:
        connection.execute(update(DECISIONS).where(DECISIONS.c.seq == seq).values(payload=None, salt=None))


def check(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain: gaps, changes, words gone without a redaction, a cut-off end."""
    redacted = frozenset(_redacted(connection))
    yield from faults(read(connection), redacted=redacted)
    for seq in said.left_over(connection):
        yield f"The words of decision {seq} were taken out, and still stand in what is searched."
    head = connection.execute(select(HEAD.c.seq, HEAD.c.hash)).one_or_none()
    last = connection.execute(
        select(DECISIONS.c.seq, DECISIONS.c.hash).order_by(DECISIONS.c.seq.desc()).limit(1)
    ).one_or_none()
    if tuple(head or (0, START)) != tuple(last or (0, START)):
        told, found = (head.seq if head else 0), (last.seq if last else 0)
        yield f"The chain ends at decision {found}, but {told} were made: its end was cut off or changed."


def _redacted(connection: Connection) -> Iterator[int]:
    """The links whose words the chain's own redactions say were taken out."""
    rows = connection.execute(select(DECISIONS).where(DECISIONS.c.kind == "redact")).mappings()
    for row in rows:
        decision = of_row(row)
        if decision.payload is not None:
            yield from msgspec.json.decode(decision.payload.after, type=Redacted).decisions


class Redacted(msgspec.Struct, frozen=True, kw_only=True):
    """What a redaction took out, as its decision tells it: never the words, only where they stood."""

    decisions: tuple[int, ...] = ()
    claims: tuple[int, ...] = ()
    reports: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    text_sha256: dict[str, str] = {}


def hold(connection: Connection) -> tuple[int, str]:
    """The chain's end, held until the transaction ends. Who will decide holds it before they change a claim: two who
    held a claim each and waited for the chain, or the other way round, would wait for ever."""
    known = connection.info.get(_HELD)
    if known is not None and known[0] is connection.get_transaction():
        return int(known[1]), str(known[2])
    held = connection.execute(update(HEAD).values(id=1).returning(HEAD.c.seq, HEAD.c.hash)).one_or_none()
    if held is None:
        first = text("INSERT INTO head (id, seq, hash) VALUES (1, 0, :start) ON CONFLICT (id) DO NOTHING")
        connection.execute(first, {"start": START})
        held = connection.execute(update(HEAD).values(id=1).returning(HEAD.c.seq, HEAD.c.hash)).one()
    _note(connection, held.seq, held.hash)
    return int(held.seq), str(held.hash)


def _note(connection: Connection, seq: int, previous: str) -> None:
    """Remembers the chain's end for the rest of the transaction that holds it: nobody else changes it."""
    connection.info[_HELD] = (connection.get_transaction(), seq, previous)


def _row(decision: Decision) -> dict[str, object]:
    return {
        **{column.name: getattr(decision, column.name) for column in DECISIONS.columns},
        "time": decision.time.isoformat(),
        "payload": msgspec.json.encode(decision.payload).decode(),
    }


def of_row(row: RowMapping) -> Decision:
    """A row of the chain as a decision."""
    payload = row["payload"]
    values = {
        **row,
        "time": dt.datetime.fromisoformat(row["time"]),
        "payload": None if payload is None else msgspec.json.decode(payload, type=Payload),
    }
    return Decision(**values)
