"""The cells of an exported file as text, whatever its format: empty where there is nothing, true and false in words."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from khaldun.errors import DataError, KhaldunError, UsageError
from khaldun.publish.cells import csv_cell
from khaldun.publish.export.flat import FlatTable
from khaldun.publish.export.items import told_by
from khaldun.publish.export.writing.parquet_file import need_duckdb
from khaldun.publish.export.writing.xlsx_read import read_rows
from khaldun.records.codec import decode_line

_FORMATS = {
    ".csv": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl", ".geojson": "geojson", ".parquet": "parquet",
}  # fmt: skip
_TABLES = {"claim_id": "claims", "event_id_cnty": "acled", "relid": "ucdp", "id": "plover", "#event+id": "hxl"}
_EPOCH = dt.date(1899, 12, 30)
_GEOMETRY = "geometry"
_ADVICE = "Give a file that khaldun export or khaldun release has written."


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """A table's columns: their kinds (as in a Table Schema) where they are known, those of codes, the one with the
    row's id ("": none does), and the table that this one is by it. `tagged`: hashtags stand below the header."""

    names: tuple[str, ...]
    kinds: dict[str, str]
    coded: frozenset[str]
    id: str
    table: str
    tagged: bool = False


def format_of(path: Path) -> str:
    """The format of a file by its name.

    Raises:
        UsageError: it is none that can be compared.
    """
    found = _FORMATS.get(path.suffix.lower())
    if found is None:
        raise UsageError(
            f"{path} is no exported table: {path.suffix or 'no ending'} is unknown.",
            advice=f"Give a file that ends in {', '.join(_FORMATS)}, or a release.",
        )
    return found


def columns_of(path: Path, format: str) -> Columns:
    """The columns of a file, by its dictionary where it lies beside it.

    Raises:
        DataError: the file is damaged.
    """
    with _told(path):
        return _columns(path, format)


def _columns(path: Path, format: str) -> Columns:
    if format == "jsonl":
        table = FlatTable()
        return Columns(
            names=tuple(column.name for column in table.columns),
            kinds={column.name: column.kind for column in table.columns},
            coded=frozenset(column.name for column in table.columns if column.codes),
            id="claim_id",
            table="claims",
        )
    kinds, coded, key = _dictionary(path.with_name(f"{path.name}.dictionary.json"))
    names = tuple(kinds) or tuple(_names(path, format))
    id_ = key or next((name for name in _TABLES if name in names), "")
    tagged = format == "hxl" or (format == "csv" and _second_is_tags(path))
    return Columns(names=names, kinds=kinds, coded=coded, id=id_, table=_TABLES.get(id_, id_), tagged=tagged)


def _dictionary(path: Path) -> tuple[dict[str, str], frozenset[str], str | None]:
    try:
        schema = json.loads(path.read_bytes())
        fields = schema["fields"]
        coded = frozenset(field["name"] for field in fields if field.get("constraints", {}).get("enum"))
        return {field["name"]: field["type"] for field in fields}, coded, schema.get("primaryKey")
    except FileNotFoundError:
        return {}, frozenset(), None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is no dictionary of a table ({error}).", advice="Export anew.") from error


def rows_of(path: Path, format: str, columns: Columns) -> Iterator[dict[str, str]]:
    """The rows' cells, in their order.

    Raises:
        DataError: the file is damaged, or its columns are others.
    """
    readers = {"xlsx": _xlsx, "jsonl": _jsonl, "geojson": _geojson, "parquet": _parquet, "geoparquet": _parquet}
    with _told(path):
        yield from readers.get(format, _csv)(path, columns)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 ({error.reason}).", advice=_ADVICE) from error
    except (csv.Error, msgspec.DecodeError) as error:
        raise DataError(f"{path} is damaged: {error}.", advice="Export anew.") from error


def _names(path: Path, format: str) -> Iterable[str]:
    if format == "geojson":
        first = next(_features(path), {})
        return tuple(first)
    if format in ("parquet", "geoparquet"):
        return [name for name in _described(path) if name != _GEOMETRY]
    if format == "xlsx":
        from python_calamine import CalamineWorkbook

        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        return [str(cell) for cell in next(iter(sheet.to_python(nrows=1)), [])]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])


def _second_is_tags(path: Path) -> bool:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        return any(cell.startswith("#") for cell in next(rows, []))


def _csv(path: Path, columns: Columns) -> Iterator[dict[str, str]]:
    longest = csv.field_size_limit(sys.maxsize)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            names = next(rows, [])
            _check(path, names, columns)
            if columns.tagged:
                next(rows, None)
            for number, row in enumerate(rows, 2 + columns.tagged):
                if len(row) != len(names):
                    raise DataError(
                        f"{path}, row {number}: {len(row)} cells where there are {len(names)} columns.",
                        advice="Was the file written whole?",
                    )
                yield dict(zip(names, row, strict=True))
    finally:
        csv.field_size_limit(longest)


def _jsonl(path: Path, columns: Columns) -> Iterator[dict[str, str]]:
    table = FlatTable()
    with path.open("rb") as file:
        for told in told_by(decode_line(line) for line in file):
            for row in table.code(told):
                yield {name: _text(value.cell) for name, value in row.values.items()}


def _geojson(path: Path, columns: Columns) -> Iterator[dict[str, str]]:
    for properties in _features(path):
        _check(path, properties, columns)
        yield {name: _text(cell) for name, cell in properties.items()}


def _features(path: Path) -> Iterator[dict[str, Any]]:
    """Each feature stands in a line of its own, as they are written."""
    with path.open("rb") as file:
        file.readline()
        for line in file:
            data = line.rstrip(b",\r\n")
            if data.startswith(b"{"):
                yield msgspec.json.decode(data)["properties"]


def _xlsx(path: Path, columns: Columns) -> Iterator[dict[str, str]]:
    try:
        rows = read_rows(path, columns=len(columns.names))
        _check(path, [str(cell) for cell in next(rows, [])], columns)
        for row in rows:
            yield {
                name: _of_kind(cell, columns.kinds.get(name, "")) for name, cell in zip(columns.names, row, strict=True)
            }
    except KhaldunError as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path} is no workbook that khaldun export has written.", advice=_ADVICE) from error


def _of_kind(cell: object, kind: str) -> str:
    if isinstance(cell, float) and kind == "date":
        return (_EPOCH + dt.timedelta(days=int(cell))).isoformat()
    return _text(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)


def _parquet(path: Path, columns: Columns) -> Iterator[dict[str, str]]:
    import duckdb

    names = [name for name in _described(path) if name != _GEOMETRY]
    _check(path, names, columns)
    chosen = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        found = connection.execute(f"SELECT {chosen} FROM read_parquet(?)", [str(path)])
        while rows := found.fetchmany(1_000):
            for row in rows:
                yield {name: _text(cell) for name, cell in zip(names, row, strict=True)}


def _described(path: Path) -> list[str]:
    need_duckdb()
    import duckdb

    try:
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            found = connection.execute("SELECT name FROM parquet_schema(?) WHERE num_children IS NULL", [str(path)])
            return [str(name) for (name,) in found.fetchall()]
    except duckdb.Error as error:
        raise DataError(f"{path} is no Parquet file.", advice=_ADVICE) from error


def _check(path: Path, names: Iterable[str], columns: Columns) -> None:
    if tuple(names) != columns.names:
        raise DataError(f"{path} has other columns than its dictionary tells.", advice="Export anew.")


def _text(cell: Any) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(csv_cell(cell)) if not isinstance(cell, str) else cell
