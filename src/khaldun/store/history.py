"""What was decided, for measuring it: settled claims with the decisions on them, in portions that memory holds.

Decisions come without their words (values, reasons), which are most of what is kept.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, RowMapping, Select, bindparam, select

from khaldun.records.codec import decode_line
from khaldun.records.decisions import SHARED, Decision
from khaldun.records.lines import ClaimLine
from khaldun.store.claims import ACCEPTED, FLAGGED, MERGED, REJECTED
from khaldun.store.schema import CLAIMS, DECISIONS

SETTLED = (ACCEPTED, REJECTED, FLAGGED, MERGED)
_SETTLING = DECISIONS.c.kind.in_(("accept", "reject", "flag", "merge", "adjudicate"))
_SETTLES = (_SETTLING, DECISIONS.c.sheet == SHARED)
_BATCH = 1_000
_WORDS = frozenset({"payload", "salt"})
_WITHOUT_WORDS = [column for column in DECISIONS.columns if column.name not in _WORDS]


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with the decisions on it in their order. `draft` is null for one that a person added."""

    claim: int
    report: str
    state: str
    draft: ClaimLine | None
    line: ClaimLine
    decisions: tuple[Decision, ...]


def since(connection: Connection, most: int) -> int:
    """The decision after which the last `most` acts of settling claims were done; 0 where there are no more."""
    query = select(DECISIONS.c.seq).where(*_SETTLES).order_by(DECISIONS.c.seq.desc()).offset(most).limit(1)
    return int(connection.execute(query).scalar_one_or_none() or 0)


def settled(connection: Connection, *, after: int = 0) -> Iterator[Settled]:
    """The claims that are settled, by number; with `after` those alone that an act after that decision has settled.

    Their decisions come without words.
    """
    asked = select(CLAIMS.c.id).where(CLAIMS.c.state.in_(SETTLED), CLAIMS.c.sheet.is_(None))
    if after:
        asked = asked.where(CLAIMS.c.id.in_(select(DECISIONS.c.claim).where(DECISIONS.c.seq > after, *_SETTLES)))
    for row, decisions in _claims(connection, asked):
        yield _settled(row, decisions)


def settled_on_sheets(connection: Connection, *, after: int = 0) -> Iterator[Settled]:
    """The same of the claims on coders' own sheets, as each coder settled them for themselves."""
    asked = select(CLAIMS.c.id).where(CLAIMS.c.state.in_(SETTLED), CLAIMS.c.sheet.is_not(None))
    if after:
        asked = asked.where(CLAIMS.c.id.in_(select(DECISIONS.c.claim).where(DECISIONS.c.seq > after, _SETTLING)))
    for row, decisions in _claims(connection, asked):
        yield _settled(row, decisions)


class Sheeted(msgspec.Struct, frozen=True, kw_only=True):
    """A claim on a coder's own sheet. `of` is the shared claim that it is a coding of, null for one they found."""

    coder: str
    report: str
    of: int | None
    state: str
    draft: ClaimLine | None
    line: ClaimLine


def sheets(connection: Connection) -> Iterator[Sheeted]:
    """The claims on coders' own sheets, those of one shared claim one after the other."""
    order = (CLAIMS.c.of, CLAIMS.c.sheet, CLAIMS.c.id)
    numbers = list(
        connection.execute(select(CLAIMS.c.id).where(CLAIMS.c.sheet.is_not(None)).order_by(*order)).scalars()
    )
    query = select(CLAIMS.c.sheet, CLAIMS.c.report, CLAIMS.c.of, CLAIMS.c.state, CLAIMS.c.draft, CLAIMS.c.line)
    batches = (numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH))
    for row in (
        row
        for batch in batches
        for row in connection.execute(query.where(CLAIMS.c.id.in_(_each(batch))).order_by(*order)).mappings()
    ):
        line, draft = _both(row)
        yield Sheeted(
            coder=row["sheet"], report=row["report"], of=row["of"], state=row["state"], draft=draft, line=line
        )


def _claims(connection: Connection, asked: Select[Any]) -> Iterator[tuple[RowMapping, list[Decision]]]:
    """Claims with the decisions on them. Only their numbers are held all at once."""
    numbers = [int(number) for number in connection.execute(asked.order_by(CLAIMS.c.id)).scalars()]
    columns = (CLAIMS.c.id, CLAIMS.c.report, CLAIMS.c.state, CLAIMS.c.draft, CLAIMS.c.line)
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        decided = _decisions(connection, batch)
        query = select(*columns).where(CLAIMS.c.id.in_(_each(batch))).order_by(CLAIMS.c.id)
        for row in connection.execute(query).mappings().all():
            yield row, decided[row["id"]]


def _each(numbers: Sequence[int]) -> BindParameter[Sequence[int]]:
    """Numbers for an IN, written into the query: PostgreSQL takes several times as long over as many parameters."""
    return bindparam("numbers", numbers, expanding=True, literal_execute=True)


def _decisions(connection: Connection, numbers: Sequence[int]) -> dict[int, list[Decision]]:
    query = (
        select(*_WITHOUT_WORDS)
        .where(DECISIONS.c.claim.in_(_each(numbers)))
        .order_by(DECISIONS.c.claim, DECISIONS.c.seq)
    )
    found: dict[int, list[Decision]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["claim"]].append(_decision(row))
    return found


def _decision(row: RowMapping) -> Decision:
    values: dict[str, Any] = {"payload": None, "salt": None, **row}
    values["time"] = dt.datetime.fromisoformat(values["time"])
    return Decision(**values)


def _settled(row: RowMapping, decisions: Sequence[Decision]) -> Settled:
    line, draft = _both(row)
    return Settled(
        claim=row["id"],
        report=row["report"],
        state=row["state"],
        draft=draft,
        line=line,
        decisions=tuple(decisions),
    )


def _both(row: RowMapping) -> tuple[ClaimLine, ClaimLine | None]:
    """A claim as it stands, and its draft."""
    line, draft = _claim(row["line"]), row["draft"]
    if draft is None:
        return line, None
    return line, line if draft == row["line"] else _claim(draft)


def _claim(data: str) -> ClaimLine:
    line = decode_line(data)
    if not isinstance(line, ClaimLine):
        raise TypeError(f"the store holds a {type(line).__name__} in a claim's place")
    return line
