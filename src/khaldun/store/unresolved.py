"""What is unresolved in the claims that stand: groups of what is alike, with the claims and reports that have it.

The database counts what is called the same; what is called otherwise and is alike all the same is put together here.
The groups are kept in memory, and are counted anew after something was decided or coded.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from khaldun.store.claims import MERGED, REJECTED, WITHDRAWN
from khaldun.store.schema import CLAIMS, LOOSE
from khaldun.store.since import Standing, standing

PAGE = 25
GONE = (REJECTED, MERGED, WITHDRAWN)
_MOST = 200  # names in one question

Key = Callable[[str, str, str], str]  # kind, words, country → what is equal for all that are alike, "" for no words


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What is alike: how often it is so called, in which countries (ISO alpha-3, "" unknown), by how many claims and
    reports. `example` is the first of its claims."""

    key: str
    words: tuple[tuple[str, int], ...]
    countries: tuple[tuple[str, int], ...]
    claims: int
    reports: int
    example: int


class _Called(msgspec.Struct, frozen=True):
    """What is called so in a country: in how many claims of how many reports, the first of the claims."""

    words: str
    country: str
    claims: int
    reports: int
    example: int


class Unresolved:
    """The groups of what is loose, by kind; `key` says what is alike. One for a desk, for all its threads.

    `refresh` brings it up to date; the other methods tell what was found then.
    """

    def __init__(self, key: Key) -> None:
        self._key = key
        self._lock = threading.RLock()
        self._seen: Standing | None = None
        self._groups: dict[tuple[str, str], list[_Called]] = {}

    def refresh(self, connection: Connection) -> None:
        """Counts anew where something has changed since."""
        with self._lock:
            now = standing(connection)
            if now != self._seen:
                self._groups, self._seen = self._counted(connection), now

    def counts(self) -> Counter[str]:
        """How many groups there are of each kind."""
        with self._lock:
            return Counter(kind for kind, _ in self._groups)

    def groups(
        self, connection: Connection, kind: str, *, words: str = "", start: int = 0, size: int = PAGE
    ) -> tuple[list[Group], int]:
        """A page of the groups of a kind whose words hold `words`: those that most claims have come first; and how
        many there are."""
        sought = words.casefold()
        with self._lock:
            found = [
                (-sum(one.claims for one in called), key)
                for (of, key), called in self._groups.items()
                if of == kind and (not sought or any(sought in one.words.casefold() for one in called))
            ]
            shown = [(key, self._groups[kind, key]) for _, key in sorted(found)[start : start + size]]
        return [_group(connection, kind, key, called) for key, called in shown], len(found)

    def group(self, connection: Connection, kind: str, key: str) -> Group | None:
        """A group; null where nothing is so any more."""
        called = self._of(kind, key)
        return _group(connection, kind, key, called) if called else None

    def claims(self, connection: Connection, kind: str, key: str, *, country: str | None = None) -> list[int]:
        """The claims of a group, of one country where it is named, in their order."""
        called = [one for one in self._of(kind, key) if country is None or one.country == country]
        return list(_claims(connection, kind, called))

    def _of(self, kind: str, key: str) -> list[_Called]:
        with self._lock:
            return self._groups.get((kind, key), [])

    def _counted(self, connection: Connection) -> dict[tuple[str, str], list[_Called]]:
        """The groups; names that somebody has settled are none."""
        groups: dict[tuple[str, str], list[_Called]] = {}
        settled: set[tuple[str, str]] = set()
        for kind, is_settled, called in _called(connection):
            key = self._key(kind, called.words, called.country)
            if is_settled:
                settled.add((kind, key))
            elif key:
                groups.setdefault((kind, key), []).append(called)
        return {of: called for of, called in groups.items() if of not in settled}


def _group(connection: Connection, kind: str, key: str, called: Sequence[_Called]) -> Group:
    words: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for one in sorted(called, key=lambda one: (one.example, one.words)):
        words[one.words] += one.claims
        countries[one.country] += one.claims
    claims, reports = called[0].claims, called[0].reports
    if len(called) > 1:  # a claim may call it by several names
        found = _claims(connection, kind, called)
        claims, reports = len(found), len(set(found.values()))
    return Group(
        key=key,
        words=tuple(words.most_common(8)),
        countries=tuple(sorted(countries.items(), key=lambda one: (-one[1], one[0]))),
        claims=claims,
        reports=reports,
        example=min(one.example for one in called),
    )


def _called(connection: Connection) -> Iterator[tuple[str, bool, _Called]]:
    """Everything that is loose in claims that stand, by how it is called, and whether it is settled. By the inner
    question's order the database need not remember which reports it has counted."""
    names = (LOOSE.c.kind, LOOSE.c.settled, LOOSE.c.words, LOOSE.c.country)
    each = (
        select(*names, LOOSE.c.report, func.count().label("n"), func.min(LOOSE.c.claim).label("first"))
        .where(_stands())
        .group_by(*names, LOOSE.c.report)
        .subquery()
    )
    by = (each.c.kind, each.c.settled, each.c.words, each.c.country)
    asked = select(*by, func.sum(each.c.n), func.count(), func.min(each.c.first)).group_by(*by)
    for kind, settled, words, country, claims, reports, first in connection.execute(asked):
        yield kind, bool(settled), _Called(words, country, int(claims), int(reports), int(first))


def _claims(connection: Connection, kind: str, called: Sequence[_Called]) -> dict[int, str]:
    """The claims that stand and have one of these loose, in their order, with their reports."""
    found: dict[int, str] = {}
    for start in range(0, len(called), _MOST):
        so = or_(*(_is(one) for one in called[start : start + _MOST]))
        loose = (LOOSE.c.kind == kind, LOOSE.c.settled.is_(False), so)
        rows = connection.execute(select(LOOSE.c.claim, LOOSE.c.report).where(*loose, _stands()))
        found |= {row.claim: row.report for row in rows}
    return dict(sorted(found.items()))


def _is(called: _Called) -> ColumnElement[bool]:
    return and_(LOOSE.c.words == called.words, LOOSE.c.country == called.country)


def _stands() -> ColumnElement[bool]:
    return LOOSE.c.claim.not_in(select(CLAIMS.c.id).where(CLAIMS.c.state.in_(GONE)))
