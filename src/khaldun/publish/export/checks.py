"""What every row of an exported table must keep: types, codes, days, sums, ids that stand once.

A row that breaks one is never published: either nothing is, or (where that is asked for) the row is left out and said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from khaldun.publish.cells import Cell, shown
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import Column, LeftOut, Row
from khaldun.records.days import is_day

_LARGEST = 2**63 - 1
_SHOWN = 60
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "date": (str,),
}
# What most cells are, each kind's own; what is not is looked at closely.
_PLAIN: dict[str, Callable[[Any], bool]] = {
    "string": lambda cell: type(cell) is str,
    "integer": lambda cell: type(cell) is int and -_LARGEST <= cell <= _LARGEST,
    "number": lambda cell: type(cell) is float and -_LARGEST <= cell <= _LARGEST,
    "boolean": lambda cell: type(cell) is bool,
    "date": lambda cell: type(cell) is str and is_day(cell),
}
_SIDES = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a row (`row`, and the claims that it tells of): in which column, and why."""

    row: str
    claims: tuple[str, ...]
    column: str
    why: str

    def __str__(self) -> str:
        """In a line."""
        return shown(f"Row {self.row}, {self.column}: {self.why}")


class Whole(msgspec.Struct, frozen=True):
    """What must hold of a row that has all these columns, where each says something; `holds` takes their cells."""

    columns: tuple[str, ...]
    holds: Callable[..., bool]
    why: str


def _first_not_after(first: str, last: str) -> bool:
    return first <= last


def _in_order(*figures: int) -> bool:
    return list(figures) == sorted(figures)


def _of_year(year: int, day: str) -> bool:
    return day[:4] == f"{year:04}"


WHOLE = (
    Whole((*_SIDES, "best"), lambda *cells: sum(cells[:-1]) == cells[-1], "it is not the sum of the four sides"),
    Whole(("low", "best", "high"), _in_order, "low, best and high are not in this order"),
    Whole(("deaths_low", "deaths_best"), _in_order, "it is below deaths_low"),
    Whole(("deaths_best", "deaths_high"), _in_order, "it is below deaths_best"),
    Whole(("deaths_low", "deaths_high"), _in_order, "it is below deaths_low"),
    Whole(("date_start", "date_end"), _first_not_after, "the last day is before the first"),
    Whole(("date", "enddate"), _first_not_after, "the last day is before the first"),
    Whole(("year", "event_date"), _of_year, "it is of another year than the column year says"),
    Whole(("year", "date_start"), _of_year, "it is of another year than the column year says"),
    Whole(("fatalities",), lambda figure: figure >= 0, "it is below zero"),
    Whole(("latitude",), lambda degrees: -90 <= degrees <= 90, "it is no latitude (-90 to 90)"),
    Whole(("longitude",), lambda degrees: -180 <= degrees <= 180, "it is no longitude (-180 to 180)"),
)


@dataclass(slots=True)
class Given:
    """Ids that rows have, and cells of the columns in which none stands twice."""

    ids: set[str] = field(default_factory=set)
    cells: dict[str, set[Cell]] = field(default_factory=dict)

    def meets(self, others: Given) -> bool:
        """Whether one of the others stands here too."""
        return not self.ids.isdisjoint(others.ids) or any(
            not self.cells[name].isdisjoint(cells) for name, cells in others.cells.items() if name in self.cells
        )

    def add(self, others: Given) -> None:
        """Others more."""
        self.ids |= others.ids
        for name, cells in others.cells.items():
            self.cells.setdefault(name, set()).update(cells)


class Checks:
    """Checks the rows of one table, one after another. `given` are the ids that stand in rows before."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = [(column.name, column.required, _check_of(column)) for column in columns]
        self._names = frozenset(column.name for column in columns)
        self._whole = [each for each in WHOLE if self._names.issuperset(each.columns)]
        self._unique = [column.name for column in columns if column.unique]
        self.given = Given()

    def faults(self, row: Row) -> list[Fault]:
        """What is wrong with a row; nothing for one that may be published. Its ids count as given from now on."""
        for asked in (self._of_cells, self._of_whole, self._ids_given):
            if found := [self._fault(row, column, why) for column, why in asked(row)]:
                return found
        return []

    def _of_cells(self, row: Row) -> Iterator[tuple[str, str]]:
        values = row.values
        if len(values) != len(self._columns):
            yield from ((name, "the table has no such column") for name in sorted(values.keys() - self._names))
        for name, required, check in self._columns:
            value = values.get(name)
            if value is None:
                yield name, "the row has no such cell"
            elif value.cell is None:
                if required:
                    yield name, "it must not be empty"
            elif why := check(value.cell):
                yield name, why
        yield from _off_the_map(row)

    def _of_whole(self, row: Row) -> Iterator[tuple[str, str]]:
        for each in self._whole:
            cells = [value.cell for name in each.columns if (value := row.values.get(name)) is not None]
            if len(cells) == len(each.columns) and None not in cells and not each.holds(*cells):
                yield each.columns[-1], f"{_told(cells[-1])}: {each.why}"

    def _ids_given(self, row: Row) -> Iterator[tuple[str, str]]:
        if row.id in self.given.ids:
            yield "id", f"{_told(row.id)} stands twice (is a file given twice, or a report coded twice?)"
        self.given.ids.add(row.id)
        for name in self._unique:
            cell = row.values[name].cell
            if cell is None or cell == row.id:
                continue
            given = self.given.cells.setdefault(name, set())
            if cell in given:
                yield name, f"{_told(cell)} stands twice"
            given.add(cell)

    def _fault(self, row: Row, column: str, why: str) -> Fault:
        return Fault(row=row.id, claims=row.claims, column=column, why=why)


def lost(told: Told, found: Iterable[Row | LeftOut]) -> list[str]:
    """The claims of a report that a table neither tells in a row nor leaves out with a reason."""
    known = {claim for each in found for claim in (each.claims if isinstance(each, Row) else (each.claim,))}
    return [item.claim.id for item in told.items if item.claim.id not in known]


def _check_of(column: Column) -> Callable[[Cell], str | None]:
    """What is wrong with a cell of a column, which is not empty."""
    codes, plain = frozenset(column.codes), _PLAIN[column.kind]

    def check(cell: Cell) -> str | None:
        if plain(cell) and (not codes or str(cell) in codes):
            return None
        return _wrong(column, cell)

    return check


def _wrong(column: Column, cell: Cell) -> str | None:
    kind = column.kind
    if not isinstance(cell, _TYPES[kind]) or (isinstance(cell, bool) and kind != "boolean"):
        return f"{_told(cell)} is no {kind}"
    if isinstance(cell, int | float) and not (math.isfinite(cell) and abs(cell) <= _LARGEST):
        return f"{_told(cell)} is no number that a table can hold"
    if kind == "date" and not is_day(str(cell)):
        return f"{_told(cell)} is no day (YYYY-MM-DD)"
    if column.codes and str(cell) not in column.codes:
        return f"{_told(cell)} is none of its codes ({_few(column.codes)})"
    return None


def _off_the_map(row: Row) -> Iterator[tuple[str, str]]:
    for name, degrees, most in (("longitude", row.longitude, 180), ("latitude", row.latitude, 90)):
        if degrees is not None and not -most <= degrees <= most:
            yield name, f"{degrees!r} lies on no map"


def _told(cell: Cell) -> str:
    text = repr(cell)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _few(codes: Sequence[str], most: int = 8) -> str:
    more = f", and {len(codes) - most} more" if len(codes) > most else ""
    return ", ".join(codes[:most]) + more
