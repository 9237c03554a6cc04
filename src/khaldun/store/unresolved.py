"""What is unresolved in the claims that stand: groups of what is alike, with the claims and reports that have it.

What is loose stands in the claims' JSON, not in columns. It is found once by reading all claims, and kept in memory;
after that only the reports are read again in which something was decided, or which were coded anew, since.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec
from sqlalchemy import Connection, Row, Select, select

from khaldun.store.claims import MERGED, REJECTED, WITHDRAWN
from khaldun.store.schema import CLAIMS
from khaldun.store.since import Standing, standing, touched

PAGE = 25
GONE = (REJECTED, MERGED, WITHDRAWN)
_BATCH = 2_000


class Found(Protocol):
    """Something loose in a claim (khaldun.review.alike.End)."""

    @property
    def kind(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def settled(self) -> bool: ...


Find = Callable[[str], Iterable[Found]]  # a claim's JSON to what is loose in it


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What is alike: how often it is so called, in which countries (ISO alpha-3, "" unknown), by how many claims and
    reports. `examples` are the first of its claims."""

    key: str
    words: tuple[tuple[str, int], ...]
    countries: tuple[tuple[str, int], ...]
    claims: int
    reports: int
    examples: tuple[int, ...]


class _Alike:
    """The claims that have something alike loose, and how it is called there."""

    __slots__ = ("claims", "countries", "settled", "words")

    def __init__(self) -> None:
        self.claims: set[int] = set()
        self.settled: set[int] = set()
        self.words: Counter[str] = Counter()
        self.countries: Counter[str] = Counter()


class Unresolved:
    """The groups of what is loose, by kind; `find` says what is loose in a claim. One for a desk, for all its threads.

    `refresh` brings it up to date; the other methods tell what was found then.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        self._lock = threading.RLock()
        self._seen: Standing | None = None
        self._groups: dict[tuple[str, str], _Alike] = {}
        self._of: dict[int, tuple[str, tuple[Found, ...]]] = {}  # claim: its report, and what is loose in it
        self._known: dict[Found, Found] = {}  # equal ones are kept once

    def refresh(self, connection: Connection) -> None:
        """Reads again what was changed since it was read last."""
        with self._lock:
            now = standing(connection)
            if now == self._seen:
                return
            reports = None if self._seen is None else touched(connection, self._seen, now)
            if reports is None:
                self._groups, self._of, self._known = {}, {}, {}
                self._read(connection, _CLAIMS)
            elif reports:
                self._read(connection, _CLAIMS.where(CLAIMS.c.report.in_(reports)))
            self._seen = now

    def counts(self) -> Counter[str]:
        """How many groups there are of each kind."""
        with self._lock:
            return Counter(kind for (kind, _), alike in self._groups.items() if _is_new(alike))

    def groups(self, kind: str, *, words: str = "", start: int = 0, size: int = PAGE) -> tuple[list[Group], int]:
        """A page of the groups of a kind whose words hold `words`: those that most claims have come first; and how
        many there are."""
        with self._lock:
            sought = words.casefold()
            found = [
                (-len(alike.claims), key)
                for (one, key), alike in self._groups.items()
                if one == kind and _is_new(alike) and (not sought or _holds(alike, sought))
            ]
            return [self._group(kind, key) for _, key in sorted(found)[start : start + size]], len(found)

    def group(self, kind: str, key: str) -> Group | None:
        """A group; null where nothing is so any more."""
        with self._lock:
            alike = self._groups.get((kind, key))
            return self._group(kind, key) if alike is not None and _is_new(alike) else None

    def claims(self, kind: str, key: str, *, country: str | None = None) -> list[int]:
        """The claims of a group, of one country where it is named, in their order."""
        with self._lock:
            alike = self._groups.get((kind, key))
            every = sorted(alike.claims) if alike is not None else []
            if country is None:
                return every
            return [claim for claim in every if self._country(claim, kind, key) == country]

    def _country(self, claim: int, kind: str, key: str) -> str:
        return next(one.country for one in self._of[claim][1] if (one.kind, one.key, one.settled) == (kind, key, False))

    def _group(self, kind: str, key: str) -> Group:
        alike = self._groups[kind, key]
        numbers = sorted(alike.claims)
        return Group(
            key=key,
            words=tuple(alike.words.most_common(8)),
            countries=tuple(sorted(alike.countries.items(), key=lambda one: (-one[1], one[0]))),
            claims=len(numbers),
            reports=len({self._of[claim][0] for claim in numbers}),
            examples=tuple(numbers[:3]),
        )

    def _read(self, connection: Connection, query: Select[int, str, str, str]) -> None:
        for row in _rows(connection, query):
            self._forget(row.id)
            if row.state not in GONE:
                self._take(row.id, row.report, row.line)

    def _take(self, claim: int, report: str, data: str) -> None:
        found = tuple(self._known.setdefault(one, one) for one in self._find(data))
        if not found:
            return
        self._of[claim] = (report, found)
        for one in found:
            alike = self._groups.setdefault((one.kind, one.key), _Alike())
            if one.settled:
                alike.settled.add(claim)
                continue
            alike.claims.add(claim)
            alike.words[one.words] += 1
            alike.countries[one.country] += 1

    def _forget(self, claim: int) -> None:
        for one in self._of.pop(claim, ("", ()))[1]:
            alike = self._groups[one.kind, one.key]
            if one.settled:
                alike.settled.discard(claim)
            else:
                alike.claims.discard(claim)
                alike.words -= Counter((one.words,))
                alike.countries -= Counter((one.country,))
            if not alike.claims and not alike.settled:
                del self._groups[one.kind, one.key]


_CLAIMS = select(CLAIMS.c.id, CLAIMS.c.report, CLAIMS.c.state, CLAIMS.c.line).where(CLAIMS.c.sheet.is_(None))


def _is_new(alike: _Alike) -> bool:
    return bool(alike.claims) and not alike.settled


def _holds(alike: _Alike, sought: str) -> bool:
    return any(sought in words.casefold() for words in alike.words)


def _rows(connection: Connection, query: Select[int, str, str, str]) -> Iterator[Row[int, str, str, str]]:
    """The rows in batches: 300,000 claims are more than should be held at once."""
    last = 0
    while True:
        batch = connection.execute(query.where(CLAIMS.c.id > last).order_by(CLAIMS.c.id).limit(_BATCH)).all()
        yield from batch
        if len(batch) < _BATCH:
            return
        last = batch[-1].id
