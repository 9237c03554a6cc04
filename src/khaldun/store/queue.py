"""Claims to be looked at: filtered, in the order of doubt × consequence, and counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, union_all

from khaldun.store.claims import SKIPPED, STATES
from khaldun.store.overlay import Overlay, each
from khaldun.store.schema import CLAIMS, REPORTS

PAGE = 50
_DEEP = 5_000  # claims behind the first; nobody leafs so far
_NAMED = {"place": ("place", "admin1"), "side": ("actor1", "actor2"), "source": ("source",)}


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; empty: anything. `after` and `before` are inclusive days, the rest matches as its column says.

    `words` are sought in place, sides, source and the report's name. `mine` asks for what this coder may decide: given
    to them, or to nobody. `apart` are reports that are left out, since they must not see what others made of them;
    `overlays` are claims that are told otherwise to who asks.
    """

    state: tuple[str, ...] = ()
    event_type: str = ""
    sub_event_type: str = ""
    status: str = ""
    country: str = ""
    place: str = ""
    side: str = ""
    source: str = ""
    coder: str = ""
    after: str = ""
    before: str = ""
    events: bool = False
    words: str = ""
    mine: str = ""
    apart: tuple[str, ...] = ()
    overlays: tuple[Overlay, ...] = ()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the queue."""

    id: int
    report: str
    report_name: str
    version: int
    state: str
    reviewed: str
    priority: float
    event_type: str | None
    sub_event_type: str | None
    status: str
    start: str | None
    end: str | None
    country: str | None
    place: str | None
    actor1: str | None
    actor2: str | None
    source: str | None
    deaths: int | None
    event: bool
    coder: str | None


_WEIGHT = (CLAIMS.c.priority.desc(), CLAIMS.c.id.desc())  # within a state the index has this order
_ENTRY = [REPORTS.c.name.label("report_name") if name == "report_name" else CLAIMS.c[name]
          for name in Entry.__struct_fields__]  # fmt: skip


def page(
    connection: Connection, asked: Filter, *, start: int = 0, size: int = PAGE, beside: Collection[str] = ()
) -> list[Entry]:
    """A page of the queue, but for the reports of `beside`: what weighs most comes first, what was skipped last."""
    but = [CLAIMS.c.report.not_in(sorted(beside))] if beside else []
    if asked.overlays:
        return _page_told(connection, asked, start, size, but)
    return _page(connection, asked, start, size, but)


def _page_told(
    connection: Connection, asked: Filter, start: int, size: int, but: Sequence[ColumnElement[bool]]
) -> list[Entry]:
    """The same where some claims are told otherwise: they are put among the others, which are found by their index."""
    query = select(*_ENTRY).join(REPORTS, REPORTS.c.id == CLAIMS.c.report)
    _, few = each(filtered(query.where(*but), asked), asked.overlays)
    found = [Entry(**row) for row in connection.execute(few).mappings()]
    others = [*but, CLAIMS.c.id.not_in([one.claim for one in asked.overlays])]
    before = max(start - len(found), 0)  # so many are before the page whatever of the few goes among them
    found += _page(connection, asked, before, size + start - before, others)
    found.sort(key=lambda one: (one.state == SKIPPED, -one.priority, -one.id))
    return found[start - before : start - before + size]


def _page(
    connection: Connection, asked: Filter, start: int, size: int, but: Sequence[ColumnElement[bool]]
) -> list[Entry]:
    query = select(*_ENTRY).join(REPORTS, REPORTS.c.id == CLAIMS.c.report).offset(start).limit(size)
    states = asked.state or STATES
    if len(states) == 1:
        query = filtered(query.where(*but).order_by(*_WEIGHT), asked)
    elif start + size <= _DEEP:
        # The first of each state, by the index, and of these the first: nothing else is sorted.
        tops = [_top(msgspec.structs.replace(asked, state=(state,)), but, start + size) for state in states]
        query = query.where(CLAIMS.c.id.in_(union_all(*tops))).order_by(CLAIMS.c.state == SKIPPED, *_WEIGHT)
    else:
        query = filtered(query.where(*but).order_by(CLAIMS.c.state == SKIPPED, *_WEIGHT), asked)
    return [Entry(**row) for row in connection.execute(query).mappings()]


def _top(asked: Filter, but: Iterable[ColumnElement[bool]], most: int) -> Select[Any]:
    first = filtered(select(CLAIMS.c.id).where(*but).order_by(*_WEIGHT).limit(most), asked).subquery()
    return select(first.c.id)


def following(
    connection: Connection, asked: Filter, *, but: int | None = None, beside: Collection[str] = ()
) -> Entry | None:
    """The first claim of the queue, other than `but`, and of no report of `beside`."""
    entries = page(connection, asked, size=2, beside=beside)
    return next((entry for entry in entries if entry.id != but), None)


def count(connection: Connection, asked: Filter) -> int:
    """How many claims are asked for."""
    by_days_alone = not asked.state and bool(asked.after or asked.before)  # most have some day: no index leads to few
    query = filtered(select(func.count()).select_from(CLAIMS), asked, counting=by_days_alone)
    return sum(int(connection.execute(one).scalar_one()) for one in each(query, asked.overlays))


def numbers(connection: Connection, asked: Filter) -> set[int]:
    """The numbers of all claims that are asked for."""
    return set(connection.execute(filtered(select(CLAIMS.c.id), asked)).scalars())


def is_empty(connection: Connection) -> bool:
    """Whether there are no claims at all."""
    return connection.execute(select(CLAIMS.c.id).limit(1)).first() is None


def choices(
    connection: Connection, column: str, *, most: int = 300, reports: Sequence[str] | None = None
) -> list[tuple[str, int]]:
    """The values of a column that claims have (those of `reports`, where they are named), most frequent first, with how
    many have each."""
    value = CLAIMS.c[column]
    query = (
        select(value, func.count())
        .where(value.is_not(None), CLAIMS.c.sheet.is_(None))
        .group_by(value)
        .order_by(func.count().desc())
        .limit(most)
    )
    if reports is not None:
        query = query.where(CLAIMS.c.report.in_(reports))
    return [(str(name), int(number)) for name, number in connection.execute(query)]


def values(connection: Connection, column: str, claims: Collection[int]) -> list[str]:
    """What claims have in a column, of those that have anything."""
    value = CLAIMS.c[column]
    asked = select(value).where(CLAIMS.c.id.in_(list(claims)), value.is_not(None))
    return [str(one) for one in connection.execute(asked).scalars()] if claims else []


def filtered(query: Select[Any], asked: Filter, *, counting: bool = False) -> Select[Any]:
    """A query over the shared sheet's claims, with no more than what is asked for; `counting`: many are counted, none
    is picked."""
    conditions = _for_whom(asked)
    if asked.state:
        conditions.append(CLAIMS.c.state.in_(asked.state))
    for name in ("event_type", "sub_event_type", "status", "country", "coder"):
        if value := getattr(asked, name):
            conditions.append(_column(name, counting) == value)
    if asked.events:
        conditions.append(CLAIMS.c.event.is_(True))
    if asked.after:
        conditions.append(_column("end", counting) >= asked.after)
    if asked.before:
        conditions.append(_column("start", counting) <= asked.before)
    for name, columns in _NAMED.items():
        if value := getattr(asked, name):
            conditions.append(_holds(CLAIMS.c.sought, value))  # by its index; then which of its words it was
            conditions.append(or_(*(_holds(func.lower(CLAIMS.c[column]), value) for column in columns)))
    if asked.words:
        conditions.append(_holds(CLAIMS.c.sought, asked.words))
    return query.where(and_(*conditions))


def _for_whom(asked: Filter) -> list[ColumnElement[bool]]:
    """On the shared sheet, what the coder who asks may decide and see."""
    conditions: list[ColumnElement[bool]] = [CLAIMS.c.sheet.is_(None)]
    if asked.mine:
        conditions.append(or_(CLAIMS.c.coder.is_(None), CLAIMS.c.coder == asked.mine))
    if asked.apart:
        conditions.append(CLAIMS.c.report.not_in(asked.apart))
    return conditions


def _column(name: str, counting: bool) -> ColumnElement[Any]:
    """A column to compare with. Where many are counted, no index of it is to lead to the rows one by one: SQLite does
    not know how many they are, and would go that way through all of the table."""
    return func.trim(CLAIMS.c[name]) if counting else CLAIMS.c[name]


def _holds(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    return column.contains(words.casefold(), autoescape=True)
