"""What is unresolved in the claims that stand: groups of what is alike, with the claims and reports that have it.

The database counts what is called the same; what is called otherwise and is alike all the same is put together here.
The groups are kept in memory, and are counted anew after something was decided or coded.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, select

from khaldun.store.schema import LOOSE
from khaldun.store.since import Standing, standing

PAGE = 25
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
    """What is called so in a country, in how many claims."""

    words: str
    country: str
    claims: int


class Unresolved:
    """The groups of what is loose, by kind; `key` says what is alike. One for a desk, for all its threads.

    `refresh` brings it up to date; the other methods tell what was found then.
    """

    def __init__(self, key: Key) -> None:
        self._key = key
        self._lock = threading.RLock()
        self._seen: Standing | None = None
        self._groups: dict[tuple[str, str], list[_Called]] = {}
        self._shown: dict[tuple[str, str], Group] = {}

    def refresh(self, connection: Connection) -> None:
        """Counts anew where something has changed since."""
        with self._lock:
            now = standing(connection)
            if now != self._seen:
                self._groups, self._shown, self._seen = self._counted(connection), {}, now

    def clear(self) -> None:
        """Forgets the groups; the next `refresh` counts anew."""
        with self._lock:
            self._groups, self._shown, self._seen = {}, {}, None

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
            return [self._group(connection, kind, key) for _, key in sorted(found)[start : start + size]], len(found)

    def group(self, connection: Connection, kind: str, key: str) -> Group | None:
        """A group; null where nothing is so any more."""
        with self._lock:
            return self._group(connection, kind, key) if (kind, key) in self._groups else None

    def claims(self, connection: Connection, kind: str, key: str, *, country: str | None = None) -> list[int]:
        """The claims of a group, of one country where it is named, in their order."""
        with self._lock:
            called = self._groups.get((kind, key), [])
        claims: set[int] = set()
        for so in _so_called(kind, [one for one in called if country is None or one.country == country]):
            claims.update(connection.execute(select(LOOSE.c.claim).where(so)).scalars())
        return sorted(claims)

    def _group(self, connection: Connection, kind: str, key: str) -> Group:
        """A group that there is; it is counted once."""
        group = self._shown.get((kind, key))
        if group is None:
            group = self._shown[kind, key] = _group(connection, kind, key, self._groups[kind, key])
        return group

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
    for one in sorted(called, key=lambda one: (one.words, one.country)):
        words[one.words] += one.claims
        countries[one.country] += one.claims
    conditions = list(_so_called(kind, called))
    count = _count if len(words) == 1 else _count_each
    claims, reports, example = count(connection, conditions)
    return Group(
        key=key,
        words=tuple(words.most_common(8)),
        countries=tuple(sorted(countries.items(), key=lambda one: (-one[1], one[0]))),
        claims=claims,
        reports=reports,
        example=example,
    )


def _count(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> tuple[int, int, int]:
    """How many claims and reports have what is called by one name, and the first of the claims."""
    (so,) = conditions
    per = select(LOOSE.c.report, func.count().label("n"), func.min(LOOSE.c.claim).label("first"))
    each = per.where(so).group_by(LOOSE.c.report).subquery()
    claims, reports, first = connection.execute(select(func.sum(each.c.n), func.count(), func.min(each.c.first))).one()
    return int(claims or 0), int(reports), int(first or 0)


def _count_each(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> tuple[int, int, int]:
    """As `_count`, of what is called by several names: a claim may call it by more than one."""
    found: dict[int, str] = {}
    for so in conditions:
        found |= {row.claim: row.report for row in connection.execute(select(LOOSE.c.claim, LOOSE.c.report).where(so))}
    return len(found), len(set(found.values())), min(found, default=0)


def _called(connection: Connection) -> Iterator[tuple[str, bool, _Called]]:
    """Everything that is loose in claims that stand, by how it is called, and whether it is settled."""
    by = (LOOSE.c.kind, LOOSE.c.settled, LOOSE.c.words, LOOSE.c.country)
    asked = select(*by, func.count()).where(LOOSE.c.stands.is_(True)).group_by(*by)
    for kind, settled, words, country, claims in connection.execute(asked).all():
        yield kind, settled, _Called(words, country, claims)


def _so_called(kind: str, called: Sequence[_Called]) -> Iterator[ColumnElement[bool]]:
    """What is so called, in conditions that a database takes. Words that are alike are so in every country, places in
    one: no words in another of the countries are meant by anything else."""
    countries = sorted({one.country for one in called})
    words = sorted({one.words for one in called})
    for start in range(0, len(words), _MOST):
        yield and_(
            LOOSE.c.stands.is_(True),
            LOOSE.c.kind == kind,
            LOOSE.c.settled.is_(False),
            LOOSE.c.words.in_(words[start : start + _MOST]),
            LOOSE.c.country.in_(countries),
        )
