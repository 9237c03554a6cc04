"""What decisions say, in a table beside them to be searched: an edit's values and reasons, without what else stands in
JSON (names of its parts, candidates, rules), in a tenth of the room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, insert, select

from khaldun.records.decisions import SHARED, Decision
from khaldun.store.schema import DECISIONS, SAID

_UNSAID = frozenset({"candidates", "rules", "geometry"})  # nobody said these


def put(connection: Connection, decisions: Iterable[Decision]) -> None:
    """Notes what decisions on the shared sheet say."""
    noted = [{"seq": one.seq, "words": words_of(one)} for one in decisions if one.sheet == SHARED]
    if rows := [row for row in noted if row["words"]]:
        connection.execute(insert(SAID), rows)


def forget(connection: Connection, decisions: Iterable[int]) -> None:
    """Forgets what decisions say whose words are taken out."""
    for seq in decisions:
        connection.execute(delete(SAID).where(SAID.c.seq == seq))


def holding(words: Iterable[str], start: int, end: int) -> Select[tuple[int]]:
    """The numbers of the decisions from `start` on, before `end`, that say all words, whatever their case."""
    said: list[ColumnElement[bool]] = [SAID.c.words.contains(word.casefold(), autoescape=True) for word in words]
    return select(SAID.c.seq).where(SAID.c.seq >= start, SAID.c.seq < end, and_(*said))


def left_over(connection: Connection) -> Iterator[int]:
    """The decisions whose words were taken out and still stand here."""
    asked = select(SAID.c.seq).join(DECISIONS, DECISIONS.c.seq == SAID.c.seq).where(DECISIONS.c.payload.is_(None))
    yield from connection.execute(asked.order_by(SAID.c.seq)).scalars()


def words_of(decision: Decision) -> str:
    """What a decision says, casefolded, each once; "" where it says nothing."""
    payload = decision.payload
    if payload is None:
        return ""
    told = [payload.reason]
    if decision.kind == "edit":
        for value in (payload.before, payload.after):
            told += _values(msgspec.json.decode(value))
    return "\n".join(dict.fromkeys(one.casefold() for one in told if one))


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in _UNSAID:
                yield from _values(part)
    elif isinstance(value, list):
        for part in value:
            yield from _values(part)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
