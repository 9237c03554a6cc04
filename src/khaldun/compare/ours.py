"""Our side of a comparison: the rows of a codebook's table, and the claims without one, with the rule that says so."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from khaldun.coded.sheet import Record
from khaldun.coded.table import CodedRow, columns_of, row_of
from khaldun.publish.columns import actor_name, place_name
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import LeftOut, Table
from khaldun.publish.select import HAPPENED
from khaldun.records.lines import ClaimLine

_LONGEST = 366  # days: what is told of more of them is no event's day
UNREADABLE = "compare/unreadable"


class Shadow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A claim without a row of its own: what it tells, whether it is said to have happened, the rule by which it has no
    row, why, and the row that tells of it ("" for none)."""

    row: CodedRow
    happened: bool
    rule: str
    why: str
    into: str


class Ours(msgspec.Struct, frozen=True, kw_only=True):
    """Our rows and shadows; `left_out` counts claims without a row by rule. Of what a profile withholds nothing is here
    but its number."""

    rows: tuple[CodedRow, ...]
    shadows: tuple[Shadow, ...] = ()
    left_out: Mapping[str, int] = {}


def ours_of(published: Iterable[Told | LeftOut], table: Table) -> Ours:
    """The rows that a table makes of claims that may be published, as its file would hold them."""
    header = [column.name for column in table.columns]
    columns = columns_of(header)
    rows: list[CodedRow] = []
    shadows: list[Shadow] = []
    counts: Counter[str] = Counter()
    for told in published:
        if isinstance(told, LeftOut):
            counts[told.rule] += 1
            continue
        claims = {item.claim.id: item.claim for item in told.items}
        for each in table.code(told):
            if isinstance(each, LeftOut):
                counts[each.rule] += 1
                shadow = _shadow(claims.get(each.claim), each, len(shadows))
                shadows += [shadow] if shadow is not None else []
                continue
            cells = ["" if value is None else str(value) for value in (each.values[name].cell for name in header)]
            number = len(rows) + 2
            try:
                rows.append(row_of(Record(number, number, cells), columns, len(header)))
            except ValueError:  # it has no place, or lasts longer than a year
                counts[UNREADABLE] += 1
    return Ours(rows=tuple(rows), shadows=tuple(shadows), left_out=dict(counts))


def _shadow(claim: ClaimLine | None, left: LeftOut, number: int) -> Shadow | None:
    """What a claim tells; null where it has no day or no place, or tells of no event of these days."""
    if claim is None or claim.date is None or claim.place is None or claim.background:
        return None
    start, end = _day(claim.date.start), _day(claim.date.end)
    if start is None or end is None or claim.status == "habitual" or (end - start).days > _LONGEST:
        return None
    place, fallback = claim.place, claim.place.fallback
    toll = claim.fatalities
    row = CodedRow(
        number=number, line=0, name=claim.id, start=start, end=end, place=place_name(place) or "",
        country=place.country or "", event_type=claim.event_type or "", sub_event_type=claim.sub_event_type or "",
        latitude=place.latitude if place.latitude is not None else fallback.latitude if fallback else None,
        longitude=place.longitude if place.longitude is not None else fallback.longitude if fallback else None,
        actor1=actor_name(claim.actor1) or "", actor2=actor_name(claim.actor2) or "",
        deaths=None if toll is None else toll.best if toll.best is not None else toll.low,
        day_precision=claim.date.precision, place_precision=place.precision if fallback is None else fallback.precision,
    )  # fmt: skip
    return Shadow(row=row, happened=claim.status in HAPPENED, rule=left.rule, why=left.why, into=left.into)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
