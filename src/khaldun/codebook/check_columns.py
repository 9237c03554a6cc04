"""Columns, code lists and scales: each column has one source that fits its kind, each code stands in its list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from khaldun.codebook.faults import Faults
from khaldun.codebook.fields import COUNTED, ROW_FIELDS, TYPE_FIELDS, Kind, fields
from khaldun.codebook.language import CodeList, ColumnSpec, Head, Scale
from khaldun.codebook.ready import TYPES

Listed = list[tuple[int, ColumnSpec]]
SOURCES = ("from", "scale", "by", "value")
_NAME = re.compile(r"^\w[\w .#-]*$")
_HAPPENED = ("asserted", "reported")
# Names that what every table must keep is checked by, with the kinds that they must have (export/checks.py).
_NUMBERS = ("integer", "number")
_KINDS = {
    **dict.fromkeys(("latitude", "longitude", "fatalities", "low", "best", "high", "deaths_low", "deaths_best",
                     "deaths_high", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), _NUMBERS),
    "year": ("integer",),
    **dict.fromkeys(("date_start", "date_end", "event_date", "date", "enddate"), ("date",)),
}  # fmt: skip
_FITS: dict[str, tuple[Kind, ...]] = {
    "string": ("text", "number", "truth", "day"),
    "integer": ("number",),
    "number": ("number",),
    "boolean": ("truth",),
    "date": ("day", "text"),
}


def check_lists(lists: Mapping[str, CodeList], scales: Mapping[str, Scale], faults: Faults) -> None:
    """Notes what is wrong with code lists and scales."""
    for name, each in lists.items():
        path = ("codes", name)
        if name == TYPES:
            faults.add(path, '"types" are the types of the codebook.', "Give the list another name.")
        for value, code in each.map.items():
            if str(code) not in each.codes:
                faults.unknown((*path, "map", value), f"code of {name}", code, each.codes)
        if each.otherwise is not None and str(each.otherwise) not in each.codes:
            faults.unknown((*path, "otherwise"), f"code of {name}", each.otherwise, each.codes)
    for name, scale in scales.items():
        _check_scale(("scales", name), scale, faults)


def _check_scale(path: tuple[str, ...], scale: Scale, faults: Faults) -> None:
    numbers = [name for name, field in fields().items() if field.kind == "number"]
    if scale.of and scale.of not in numbers:
        faults.unknown((*path, "of"), "field that is a number", scale.of, numbers)
    before: float | None = None
    for at, step in enumerate(scale.steps):
        last = at == len(scale.steps) - 1
        if step.at_most is None and not last:
            faults.add((*path, "steps", at), "only the last step may be without at_most: no later one is ever reached.")
        if step.at_most is not None and last:
            faults.add((*path, "steps", at, "at_most"), "values above the last step have no code.", "Leave it out.")
        if step.at_most is not None and before is not None and step.at_most <= before:
            faults.add((*path, "steps", at, "at_most"), f"{step.at_most:g} is not above the step before ({before:g}).")
        before = step.at_most if step.at_most is not None else before


def check_columns(columns: Listed, head: Head, named: dict[str, Any], faults: Faults, *, builtin: bool) -> None:
    """Notes what is wrong with columns, and with what a row is. `builtin`: the program says where cells come from."""
    names: set[str] = set()
    for at, column in columns:
        path = ("columns", at)
        if column.name in names:
            faults.add((*path, "name"), f"the column {column.name} stands twice.")
        names.add(column.name)
        if isinstance(column.codes, str) and column.codes not in (*named["codes"], TYPES):
            faults.unknown((*path, "codes"), "code list of this codebook", column.codes, (*named["codes"], TYPES))
        if builtin:
            continue
        _check_column(path, column, named, faults)
    if builtin:
        return
    if not columns:
        faults.add(("columns",), "the codebook has no column.", "Add one, as {name: id, from: row.id, meaning: …}.")
    _check_row(columns, head, faults)


def _check_column(path: tuple[Any, ...], column: ColumnSpec, named: dict[str, Any], faults: Faults) -> None:
    if column.name and not _NAME.match(column.name):
        faults.add((*path, "name"), f"{column.name!r} is no name of a column.", "Letters, digits, _ - . # and blanks.")
    given = [key for key, value in zip(SOURCES, _sources(column), strict=True) if value is not None]
    if len(given) != 1:
        said = f"it has several sources ({', '.join(given)})" if given else "nothing says where its cells come from"
        faults.add(path, f"{said}.", f"Give one of {', '.join(SOURCES)}.")
    if column.kind not in (kinds := _KINDS.get(column.name, (column.kind,))):
        faults.add((*path, "kind"), f"a column called {column.name} is checked as {kinds[-1]}.", f"kind: {kinds[-1]}")
    _check_source(path, column, named, faults)
    if column.many and column.kind != "string":
        faults.add((*path, "many"), f"several values in a cell are text, not {column.kind}.")
    if column.merged == "all" and not column.many:
        faults.add((*path, "merged"), "all the cells of several claims need many: true.")
    if column.of and not (column.from_ or "").startswith("row.deaths_"):
        faults.add((*path, "of"), "only row.deaths_low, row.deaths_best and row.deaths_high ask whose deaths they are.")
    _check_codes(path, column, named, faults)


def _check_source(path: tuple[Any, ...], column: ColumnSpec, named: dict[str, Any], faults: Faults) -> None:
    if column.scale is not None and column.scale not in named["scales"]:
        faults.unknown((*path, "scale"), "scale of this codebook", column.scale, named["scales"])
    name = column.from_
    if name is None:
        return
    known = {**{each: field.kind for each, field in fields().items()}, **ROW_FIELDS, **TYPE_FIELDS}
    if name.startswith(COUNTED) and name in known:
        faults.add((*path, "from"), f"{name} is repeated on every claim that shares a toll, and sums would not hold.",
                   "Take row.deaths_low, row.deaths_best, row.injured_best …: they count each toll once.")  # fmt: skip
    elif name not in known:
        faults.unknown((*path, "from"), "field", name, known)
    elif known[name] not in _FITS[column.kind] and not isinstance(column.codes, str):
        faults.add((*path, "kind"), f"{name} is a {known[name]}, which is no {column.kind}.")
    if name in TYPE_FIELDS and not named[TYPES]:
        faults.add((*path, "from"), "the codebook has no types.", "Add a part types.")


def _check_codes(path: tuple[Any, ...], column: ColumnSpec, named: dict[str, Any], faults: Faults) -> None:
    codes = codes_of(column, named)
    for key, value in (("value", column.value), ("otherwise", column.otherwise)):
        if value is not None and codes and str(value) not in codes:
            faults.unknown((*path, key), f"code of {column.name}", value, codes)
    if column.kind in _NUMBERS:
        for code in codes:
            if not re.fullmatch(r"-?\d+(\.\d+)?", code) or (column.kind == "integer" and "." in code):
                faults.add((*path, "kind"), f"its code {code!r} is no {column.kind}.", "kind: string")


def codes_of(column: ColumnSpec, named: dict[str, Any]) -> tuple[str, ...]:
    """The codes of a column, as far as they are known."""
    if isinstance(column.codes, str):
        if column.codes == TYPES:
            return tuple(named[TYPES])
        return tuple(named["codes"][column.codes].codes) if column.codes in named["codes"] else ()
    if column.scale in named["scales"]:
        return tuple(str(step.code) for step in named["scales"][column.scale].steps)
    return tuple(str(code) for code in column.codes)


def _check_row(columns: Listed, head: Head, faults: Faults) -> None:
    names = {column.name: column for _, column in columns}
    unit = head.row
    if unit.unit == "key" and not unit.key:
        faults.add(("row",), "rows by key need the columns of the key.", "As key: [date, place].")
    if unit.unit != "key" and unit.key:
        faults.add(("row", "key"), "only rows by key have one.", "unit: key")
    for at, name in enumerate(unit.key):
        if name not in names:
            faults.unknown(("row", "key", at), "column", name, names)
        elif (names[name].from_ or "").startswith("row."):
            faults.add(
                ("row", "key", at), f"{name} is known only when the rows are made.", "Take a column of the claim."
            )
    unsure = [status for status in head.statuses if status not in _HAPPENED]
    asked = {column.from_ for _, column in columns}
    if unsure and "status" not in asked:
        faults.add(("statuses",), f"claims that are {' or '.join(unsure)} would stand as events.",
                   "Add a column with from: status, or leave them out.")  # fmt: skip
    if head.background and "background" not in asked:
        faults.add(("background",), "what is told as history would stand as news.",
                   "Add a column with from: background, or leave it out.")  # fmt: skip


def _sources(column: ColumnSpec) -> tuple[object, ...]:
    return column.from_, column.scale, column.by, column.value
