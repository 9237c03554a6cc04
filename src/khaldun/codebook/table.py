"""The table that a codebook of one's own makes: a row a claim, a claim on each of its days, or claims of one key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Sequence

import msgspec

from khaldun.codebook.cells import cell_of, rule_of
from khaldun.codebook.coding import Coder, Part
from khaldun.codebook.language import ColumnSpec
from khaldun.codebook.merging import merged
from khaldun.codebook.ready import Ready
from khaldun.codebook.sums import Bound, deaths, injured
from khaldun.publish.export.acled import point_of, row_id
from khaldun.publish.export.book import Reasons
from khaldun.publish.export.cells import ruled, standing, told
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import LeftOut, Row, Value
from khaldun.records.lines import ClaimLine

_DAY = dt.timedelta(days=1)


class _Group(msgspec.Struct, frozen=True, kw_only=True):
    """The claims of a row, and the day that it is of, where each day has its own."""

    parts: list[Part]
    day: str | None = None

    @property
    def id(self) -> str:
        first = self.parts[0].claim.id
        return row_id(first if self.day is None else f"{first} {self.day}")


class OwnTable:
    """The table of a codebook. Words are sought before it sees the claims (asked.read_words)."""

    def __init__(self, ready: Ready) -> None:
        self._ready, self._coder = ready, Coder(ready)
        self.name, self.book, self.columns = ready.head.name, ready.book, ready.published()
        self._reasons = Reasons(self.book)
        self._codes = {column.name: ready.codes(column) for column in ready.columns}
        self._fallback = any((column.from_ or "").startswith("point.") for column in ready.columns)

    def code(self, told: Told) -> Iterator[Row | LeftOut]:
        """A row for each claim or group of claims that the codebook takes, and the others with their reasons."""
        found = {item.claim.id: self._coder.code(item, told.report) for item in told.items}
        parts = [part for part in found.values() if isinstance(part, Part)]
        groups, too_long = self._groups(parts)
        yield from self._rows(groups)
        into = {part.claim.id: group.id for group in groups for part in group.parts[1:]}
        for item in told.items:
            claim, part = item.claim, found[item.claim.id]
            if isinstance(part, str):
                yield self._reasons.left_out(claim, part)
            elif claim.id in too_long:
                yield self._reasons.left_out(claim, self._ready.reason("too_long"))
            elif claim.id in into:
                yield self._reasons.left_out(claim, self._ready.reason("same_row"), into=into[claim.id])

    def _groups(self, parts: Sequence[Part]) -> tuple[list[_Group], set[str]]:
        """The rows, and the claims that are told of more days than may have a row each."""
        unit = self._ready.head.row
        if unit.unit == "claim":
            return [_Group(parts=[part]) for part in parts], set()
        if unit.unit == "day":
            days = {part.claim.id: _days(part.claim, unit.most_days) for part in parts}
            groups = [_Group(parts=[part], day=day) for part in parts for day in days[part.claim.id]]
            return groups, {claim for claim, each in days.items() if not each}
        found: dict[Hashable, _Group] = {}
        for part in parts:
            key: tuple[Hashable, ...] = tuple(part.values[name].cell for name in unit.key)
            found.setdefault((part.claim.id,) if None in key else key, _Group(parts=[])).parts.append(part)
        return list(found.values()), set()

    def _rows(self, groups: Sequence[_Group]) -> Iterator[Row]:
        sums = self._sums(groups)
        for number, group in enumerate(groups):
            first = group.parts[0]
            own = {
                column.name: sums[column.name][number] if column.name in sums else self._value(column, group)
                for column in self._ready.columns
            }
            place = first.claim.place
            point = point_of(place) if self._fallback else place
            yield Row(
                id=group.id,
                claims=tuple(part.claim.id for part in group.parts),
                values=own,
                longitude=point.longitude if point else None,
                latitude=point.latitude if point else None,
            )

    def _sums(self, groups: Sequence[_Group]) -> dict[str, list[Value]]:
        rows = [[part.claim for part in group.parts] for group in groups]
        found: dict[str, list[Value]] = {}
        for column in self._ready.columns:
            what, _, bound = (column.from_ or "").removeprefix("row.").rpartition("_")
            if what == "deaths":
                found[column.name] = deaths(rows, _bound(bound), column.of, rule_of(column, self._ready))
            elif what == "injured":
                found[column.name] = injured(rows, _bound(bound), rule_of(column, self._ready))
        return found

    def _value(self, column: ColumnSpec, group: _Group) -> Value:
        source = column.from_ or ""
        if not source.startswith("row."):
            return merged([part.values[column.name] for part in group.parts], column, self._codes[column.name])
        rule = rule_of(column, self._ready)
        if source == "row.day":
            return told(group.day, group.parts[0].claim.date, rules=(rule,))
        if source == "row.claims":
            return ruled(cell_of(len(group.parts), column), rule)
        return ruled(group.id if source == "row.id" else standing(part.item for part in group.parts), rule)


def _bound(name: str) -> Bound:
    return "low" if name == "low" else "high" if name == "high" else "best"


def _days(claim: ClaimLine, most: int) -> list[str]:
    """The days that a claim is told of; none where they are more than `most`."""
    if claim.date is None:
        return []
    start, end = dt.date.fromisoformat(claim.date.start), dt.date.fromisoformat(claim.date.end)
    count = (end - start).days + 1
    return [(start + number * _DAY).isoformat() for number in range(count)] if count <= most else []
