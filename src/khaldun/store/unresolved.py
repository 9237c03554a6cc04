"""What is unresolved in the claims that stand: groups of what is alike, with the claims and reports that have it.

The database counts what is called the same; what is called otherwise and is alike all the same is put together here.
The groups are kept in memory, and are counted anew after something was decided or coded.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select

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


class _Named(msgspec.Struct, frozen=True):
    """What is alike, as it is called; `settled` where somebody has settled what is so called."""

    called: _Called
    settled: bool


_Hidden = tuple[tuple[str, ...], tuple[int, ...]]  # reports, and claims besides
_Alike = dict[tuple[str, str], list[_Named]]  # by kind and key


class Unresolved:
    """The groups of what is loose, by kind; `key` says what is alike. One for a desk, for all its threads."""

    def __init__(self, key: Key) -> None:
        self._key = key
        self._lock = threading.Lock()
        self._seen: Standing | None = None
        self._counted: _Alike = {}
        self._views: dict[_Hidden, View] = {}

    def refresh(self, connection: Connection, apart: tuple[str, ...] = (), but: tuple[int, ...] = ()) -> View:
        """The groups as the store has them now, but for what stands in the reports `apart` and the claims `but`: who is
        not to see them is not told of them by a count either. Counts anew where something has changed since."""
        with self._lock:
            now = standing(connection)
            if now != self._seen:
                self._counted, self._views, self._seen = self._alike(connection), {}, now
            hidden = (apart, but)
            if hidden not in self._views:
                self._views[hidden] = View(_groups(self._without(connection, hidden)), hidden)
            return self._views[hidden]

    def clear(self) -> None:
        """Forgets the groups; the next `refresh` counts anew."""
        with self._lock:
            self._counted, self._views, self._seen = {}, {}, None

    def _alike(self, connection: Connection) -> _Alike:
        alike: _Alike = {}
        for kind, settled, called in _called(connection):
            if key := self._key(kind, called.words, called.country):
                alike.setdefault((kind, key), []).append(_Named(called, settled))
        return alike

    def _without(self, connection: Connection, hidden: _Hidden) -> _Alike:
        """What is counted, less what of it stands in hidden reports and claims."""
        if not any(hidden):
            return self._counted
        less: Counter[tuple[str, bool, str, str]] = Counter()
        touched = set()
        for kind, settled, called in _called(connection, _is_in(hidden)):
            less[kind, settled, called.words, called.country] += called.claims
            touched.add((kind, self._key(kind, called.words, called.country)))
        left = dict(self._counted)
        for of in touched & left.keys():
            left[of] = list(_less(of[0], left[of], less))
        return left


def _is_in(hidden: _Hidden) -> ColumnElement[bool]:
    reports, claims = hidden
    return or_(LOOSE.c.report.in_(reports), LOOSE.c.claim.in_(claims))


def _less(kind: str, named: Sequence[_Named], less: Counter[tuple[str, bool, str, str]]) -> Iterator[_Named]:
    for one in named:
        called = one.called
        claims = called.claims - less[kind, one.settled, called.words, called.country]
        if claims > 0:
            yield _Named(_Called(called.words, called.country, claims), one.settled)


def _groups(alike: _Alike) -> dict[tuple[str, str], list[_Called]]:
    """The groups; names that somebody has settled are none."""
    return {of: [one.called for one in named] for of, named in alike.items() if named and not _is_settled(named)}


def _is_settled(named: Sequence[_Named]) -> bool:
    return any(one.settled for one in named)


class View:
    """The groups as somebody may see them: without what stands in reports and claims that are hidden from them."""

    def __init__(self, groups: dict[tuple[str, str], list[_Called]], hidden: _Hidden) -> None:
        self._groups = groups
        self._but = [not_(_is_in(hidden))] if any(hidden) else []
        self._shown: dict[tuple[str, str], Group] = {}

    def counts(self) -> Counter[str]:
        """How many groups there are of each kind."""
        return Counter(kind for kind, _ in self._groups)

    def groups(
        self, connection: Connection, kind: str, *, words: str = "", start: int = 0, size: int = PAGE
    ) -> tuple[list[Group], int]:
        """A page of the groups of a kind whose words hold `words`: those that most claims have come first; and how
        many there are."""
        sought = words.casefold()
        found = [
            (-sum(one.claims for one in called), key)
            for (of, key), called in self._groups.items()
            if of == kind and (not sought or any(sought in one.words.casefold() for one in called))
        ]
        return [self._group(connection, kind, key) for _, key in sorted(found)[start : start + size]], len(found)

    def group(self, connection: Connection, kind: str, key: str) -> Group | None:
        """A group; null where nothing is so any more."""
        return self._group(connection, kind, key) if (kind, key) in self._groups else None

    def claims(self, connection: Connection, kind: str, key: str, *, country: str | None = None) -> list[int]:
        """The claims of a group, of one country where it is named, in their order."""
        called = self._groups.get((kind, key), [])
        claims: set[int] = set()
        for so in _so_called(kind, [one for one in called if country is None or one.country == country]):
            claims.update(connection.execute(select(LOOSE.c.claim).where(so, *self._but)).scalars())
        return sorted(claims)

    def _group(self, connection: Connection, kind: str, key: str) -> Group:
        """A group that there is; it is counted once."""
        group = self._shown.get((kind, key))
        if group is None:
            group = self._shown[kind, key] = _group(connection, kind, key, self._groups[kind, key], self._but)
        return group


def _group(
    connection: Connection, kind: str, key: str, called: Sequence[_Called], but: Sequence[ColumnElement[bool]]
) -> Group:
    words: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for one in sorted(called, key=lambda one: (one.words, one.country)):
        words[one.words] += one.claims
        countries[one.country] += one.claims
    conditions = [and_(so, *but) for so in _so_called(kind, called)]
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


def _called(connection: Connection, *where: ColumnElement[bool]) -> Iterator[tuple[str, bool, _Called]]:
    """Everything that is loose in claims that stand, by how it is called, and whether it is settled."""
    by = (LOOSE.c.kind, LOOSE.c.settled, LOOSE.c.words, LOOSE.c.country)
    asked = select(*by, func.count()).where(LOOSE.c.stands.is_(True), *where).group_by(*by)
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
