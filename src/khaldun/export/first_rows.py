"""The first rows of an exported file, read from the file itself, for who looks at it before it goes out."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from khaldun.publish.cells import Cell
from khaldun.publish.export.formats import FormatName
from khaldun.publish.export.writing.xlsx_read import read_rows

_WORKBOOK_DAY = dt.date(1899, 12, 30)  # of which Excel counts days
_MOST_COLUMNS = 1_000


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of cells, in the order of `columns`."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


def first_rows(path: Path, format: FormatName, most: int) -> Rows:
    """At most so many rows of the exported file at `path`, beside which its dictionary lies; no more of it is read than
    they take."""
    if format == "xlsx":
        return _of_workbook(path, most)
    if format == "jsonl":
        return _of_records(_claims(path), most)
    if format == "geojson":
        return _of_records(_features(path), most)
    if format in ("parquet", "geoparquet"):
        return _of_parquet(path, most)
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        return Rows(columns=tuple(next(lines, ())), rows=tuple(map(tuple, itertools.islice(lines, most))))


def _of_records(records: Iterable[Mapping[str, object]], most: int) -> Rows:
    found = list(itertools.islice(records, most))
    names = tuple(dict.fromkeys(name for record in found for name in record))
    return Rows(columns=names, rows=tuple(tuple(_cell(record.get(name)) for name in names) for record in found))


def _claims(path: Path) -> Iterator[Mapping[str, object]]:
    with path.open("rb") as file:
        for line in file:
            record = msgspec.json.decode(line, type=dict[str, object])
            if record.pop("kind", "") == "claim":
                yield record


def _features(path: Path) -> Iterator[Mapping[str, object]]:
    """The properties of features, of which each is a line."""
    with path.open("rb") as file:
        for line in file:
            if line.startswith(b'{"type":"Feature",'):
                feature = msgspec.json.decode(line.rstrip(b",\n"), type=dict[str, msgspec.Raw])
                yield msgspec.json.decode(feature["properties"], type=dict[str, object])


def _of_parquet(path: Path, most: int) -> Rows:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        found = connection.execute("SELECT * FROM read_parquet(?) LIMIT ?", [str(path), most])
        names = [column[0] for column in found.description or ()]
        shown = [at for at, name in enumerate(names) if name != "geometry"]
        rows = tuple(tuple(_cell(row[at]) for at in shown) for row in found.fetchall())
    return Rows(columns=tuple(names[at] for at in shown), rows=rows)


def _of_workbook(path: Path, most: int) -> Rows:
    kinds = _kinds(path)
    lines = itertools.islice(read_rows(path, columns=len(kinds) or _MOST_COLUMNS), most + 1)
    head = [str(name) for name in next(lines, ()) if name is not None]
    return Rows(
        columns=tuple(head),
        rows=tuple(
            tuple(_of_sheet(cell, kinds.get(name)) for name, cell in zip(head, row, strict=False)) for row in lines
        ),
    )


def _kinds(path: Path) -> dict[str, str]:
    """What the columns hold, as the dictionary beside the file says."""
    schema = msgspec.json.decode(path.with_name(f"{path.name}.dictionary.json").read_bytes(), type=_Schema)
    return {field.name: field.type for field in schema.fields}


class _Field(msgspec.Struct):
    name: str
    type: str


class _Schema(msgspec.Struct):
    fields: Sequence[_Field]


def _of_sheet(cell: object, kind: str | None) -> Cell:
    """A workbook's numbers are days and whole numbers, too."""
    if isinstance(cell, float) and kind == "date":
        return (_WORKBOOK_DAY + dt.timedelta(days=cell)).isoformat()
    return int(cell) if isinstance(cell, float) and kind == "integer" else _cell(cell)


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return value.isoformat() if isinstance(value, dt.date) else msgspec.json.encode(value).decode()
