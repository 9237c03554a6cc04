"""Rows as columns of numbers, by which many pairs are weighed at once; names become numbers that both tables share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khaldun.coded.places import place_key
from khaldun.coded.table import CodedRow
from khaldun.compare.rules import Rules

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NONE = -1
Kind = tuple[str, str, int | None]  # event type, sub-event type, GED's type of violence
Pair = tuple[str, str]  # the two sides


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's rows. Days are ordinals, inclusive; coordinates are degrees, nan where there are none; `slack` and
    `reach` are days and kilometres by their precisions, `wide` says that a row is of a country at large. `name`,
    `country`, `kind` and `sides` are numbers of `Words`, -1 for none."""

    rows: tuple[CodedRow, ...]
    start: Ints
    end: Ints
    slack: Ints
    latitude: Floats
    longitude: Floats
    reach: Floats
    wide: Flags
    name: Ints
    country: Ints
    kind: Ints
    sides: Ints
    deaths: Floats
    low: Floats
    high: Floats


class Words:
    """Numbers for the names of both tables. `country_of` gives a country's code, null for a name that is none's."""

    def __init__(self, *, fold: Callable[[str], str], country_of: Callable[[str], str | None]) -> None:
        self._fold, self._country_of = fold, country_of
        self._places: dict[str, int] = {}
        self._countries: dict[str, int] = {}
        self._said: dict[str, int] = {}  # a place as it is written: its number
        self._coded: dict[str, str] = {}
        self.kinds: dict[Kind, int] = {}
        self.sides: dict[Pair, int] = {}

    def place(self, written: str) -> int:
        """The number of a place's name."""
        if written not in self._said:
            key = place_key(written, self._fold) if written else ""
            self._said[written] = _number(self._places, key) if key else NONE
        return self._said[written]

    def country(self, written: str) -> int:
        """The number of a country."""
        key = self.country_key(written)
        return _number(self._countries, key) if key else NONE

    def country_key(self, written: str) -> str:
        """A country's code, else its folded name; "" for none."""
        if written not in self._coded:
            self._coded[written] = (self._country_of(written) or self._fold(written)) if written else ""
        return self._coded[written]

    def kind(self, row: CodedRow) -> int:
        """The number of a row's types, -1 where it states none."""
        kind = row.event_type, row.sub_event_type, row.violence
        return _number(self.kinds, kind) if any(kind) else NONE

    def side(self, row: CodedRow) -> int:
        """The number of a row's sides, -1 where it names nobody."""
        pair = row.actor1, row.actor2
        return _number(self.sides, pair) if any(pair) else NONE


def columns(rows: Sequence[CodedRow], table: str, words: Words, rules: Rules) -> Columns:
    """The columns of rows whose precisions are codes of `table`; a code that the rules lack is the most exact one."""
    slack, reach = rules.days.slack[table], rules.place.reach_km[table]
    wide = rules.place.countrywide.get(table, ())
    return Columns(
        rows=tuple(rows),
        start=_ints(row.start.toordinal() for row in rows),
        end=_ints(row.end.toordinal() for row in rows),
        slack=_ints(int(slack.get(row.day_precision or 1, slack[1])) for row in rows),
        latitude=_floats(row.latitude for row in rows),
        longitude=_floats(row.longitude for row in rows),
        reach=_floats(reach.get(row.place_precision or 1, reach[1]) for row in rows),
        wide=np.array([row.place_precision in wide for row in rows], dtype=np.bool_),
        name=_ints(words.place(row.place) for row in rows),
        country=_ints(words.country(row.country) for row in rows),
        kind=_ints(words.kind(row) for row in rows),
        sides=_ints(words.side(row) for row in rows),
        deaths=_floats(row.deaths for row in rows),
        low=_floats(row.deaths if row.low is None else row.low for row in rows),
        high=_floats(row.deaths if row.high is None else row.high for row in rows),
    )


def _number(numbers: dict[object, int] | dict[str, int] | dict[Kind, int] | dict[Pair, int], key: object) -> int:
    return numbers.setdefault(key, len(numbers))  # type: ignore[arg-type]


def _ints(values: object) -> Ints:
    return np.fromiter(values, dtype=np.int32)  # type: ignore[call-overload,no-any-return]


def _floats(values: object) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)  # type: ignore[attr-defined]
