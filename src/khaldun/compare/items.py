"""What a page lists: pairs and rows without a partner, as lines of words, with what they differ in marked."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from khaldun.coded.table import ACLED, CodedRow
from khaldun.compare.fields import NEAR_KM
from khaldun.compare.result import Comparison, Lone, Pair
from khaldun.compare.rules import PARTS, Rules
from khaldun.compare.sides import SAME
from khaldun.compare.told import reason

MOST = 1000  # of each kind
DIFFERS = ("days", "place", "type", "sides", "deaths")


class Line(msgspec.Struct, frozen=True):
    """A field of a row in words, and whether the pair differs in it."""

    field: str
    words: str
    differs: bool = False


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A pair or a row as the page shows it: what it is ("both", "doubtful", "ours", "theirs"), its score and parts in
    words, the rows, what they differ in, and why one has no partner."""

    kind: str
    score: str
    parts: str
    ours: tuple[Line, ...]
    theirs: tuple[Line, ...]
    differs: tuple[str, ...]
    why: tuple[str, ...] = ()


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """The list, and how many of each kind were left off it."""

    items: tuple[Shown, ...]
    more: dict[str, int]


def listed(told: Comparison, rules: Rules) -> Listed:
    """Pairs that differ most come first, and rows in the order of their days."""
    shower = _Shower(told, rules)
    pairs = sorted(told.pairs, key=lambda pair: (pair.score, pair.theirs))
    theirs = sorted(told.only_theirs, key=lambda one: told.their_rows[one.row].start)
    ours = sorted(told.only_ours, key=lambda one: told.our_rows[one.row].start)
    more = {"pairs": len(pairs), "rows of theirs": len(theirs), "rows of ours": len(ours)}
    items = (
        *(shower.pair(pair) for pair in pairs[:MOST]),
        *(shower.lone(one, ours=False) for one in theirs[:MOST]),
        *(shower.lone(one, ours=True) for one in ours[:MOST]),
    )
    return Listed(items=items, more={what: count - MOST for what, count in more.items() if count > MOST})


class _Shower:
    def __init__(self, told: Comparison, rules: Rules) -> None:
        self._told, self._rules = told, rules

    def pair(self, pair: Pair) -> Shown:
        one, other = self._told.our_rows[pair.ours], self._told.their_rows[pair.theirs]
        differs = tuple(field for field in DIFFERS if _differs(field, pair, one, other))
        why = []
        if pair.rivals:
            are = "rows come" if pair.rivals > 1 else "row comes"
            why.append(f"doubtful: {pair.rivals} other {are} close")
        if pair.days:
            why.append(f"{pair.days} day{'s' if pair.days > 1 else ''} apart")
        if pair.km is not None and "place" in differs:
            why.append(f"{pair.km:,.0f} km apart")
        stated = ((part, pair.parts[part]) for part in PARTS)
        return Shown(
            kind="doubtful" if pair.rivals else "both",
            score=f"{pair.score:.2f}",
            parts=", ".join(f"{part} {value:.2f}" for part, value in stated if value is not None),
            ours=self._lines(one, differs),
            theirs=self._lines(other, differs),
            differs=differs,
            why=tuple(why),
        )

    def lone(self, one: Lone, *, ours: bool) -> Shown:
        mine, other = (
            (self._told.our_rows, self._told.their_rows) if ours else (self._told.their_rows, self._told.our_rows)
        )
        lines, why = self._lines(mine[one.row], ()), [reason(one)]
        if one.why:
            why.append(one.why)
        if one.into:
            why.append(f"row {one.into} tells of it")
        if one.differs:
            why.append(f"differs in {', '.join(one.differs)}")
        if one.near is not None:
            near = other[one.near]
            why.append(
                f"nearest: row {near.number}{f' ({near.name})' if near.name else ''}, {near.start}, {near.place}"
            )
        score = "" if one.score is None or one.score < 0 else f"{one.score:.2f}"
        return Shown(
            kind="ours" if ours else "theirs", score=score, parts="", ours=lines if ours else (),
            theirs=() if ours else lines, differs=(), why=tuple(why),
        )  # fmt: skip

    def _lines(self, row: CodedRow, differs: tuple[str, ...]) -> tuple[Line, ...]:
        return tuple(Line(field, words, field in differs) for field, words in self._words(row) if words)

    def _words(self, row: CodedRow) -> Iterator[tuple[str, str]]:
        words, table = self._rules.words, self._told.table
        yield "row", f"{row.number}{f', {row.name}' if row.name else ''}"
        how = words.day_precision[table].get(row.day_precision or 0, "")
        yield "days", f"{_days(row)}{f' ({how})' if how else ''}"
        if table == ACLED:
            yield "type", ": ".join(filter(None, (row.event_type, row.sub_event_type)))
        else:
            yield "type", words.violence.get(row.violence or 0, "")
        yield "place", self._place(row)
        yield "sides", " – ".join(filter(None, (row.actor1, row.actor2)))
        yield "deaths", _deaths(row)

    def _place(self, row: CodedRow) -> str:
        how = self._rules.words.place_precision[self._told.table].get(row.place_precision or 0, "")
        point = "" if row.latitude is None else f"{row.latitude:.3f}, {row.longitude:.3f}"
        aside = "; ".join(filter(None, (point, how)))
        where = ", ".join(filter(None, (row.place, row.country)))
        return f"{where}{f' ({aside})' if aside else ''}"


def _differs(field: str, pair: Pair, one: CodedRow, other: CodedRow) -> bool:
    if field == "days":
        return (one.start, one.end) != (other.start, other.end)
    if field == "place":
        return pair.km is not None and pair.km > NEAR_KM
    if field == "type":
        return (one.event_type, one.violence) != (other.event_type, other.violence)
    if field == "sides":
        return (pair.parts["sides"] if pair.parts["sides"] is not None else 1.0) < SAME
    return one.deaths is not None and other.deaths is not None and one.deaths != other.deaths


def _days(row: CodedRow) -> str:
    return f"{row.start}" if row.start == row.end else f"{row.start} to {row.end}"


def _deaths(row: CodedRow) -> str:
    if row.deaths is None:
        return ""
    ranged = row.low is not None and row.high is not None and (row.low, row.high) != (row.deaths, row.deaths)
    return f"{row.deaths}{f' ({row.low} to {row.high})' if ranged else ''}"
