"""Parquet by DuckDB (the extra `khaldun[parquet]`), with points as GeoParquet where they are asked for."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import struct
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from khaldun.errors import UsageError
from khaldun.publish.cells import Cell
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import Column, Row
from khaldun.publish.export.writing.writer import Making, Part, unlike

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
_POINT, _COUNT = "geometry", 2_000
_MEMORY, _LEAST_BUFFER = "400MB", 1 << 20


def need_duckdb() -> None:
    """Raises:
    UsageError: DuckDB is not installed.
    """
    try:
        import duckdb  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "Parquet is written by DuckDB, which is not installed.", advice="pip install 'khaldun[parquet]'"
        ) from error


class ParquetRows:
    """Makes rows as JSON, a line each: DuckDB reads those. With `points` the last field is the point (WKT)."""

    def __init__(self, columns: Sequence[Column], *, points: bool = False) -> None:
        self._columns, self._points = columns, points
        self._encoder = msgspec.json.Encoder()

    def part(self, told: Told, rows: Sequence[Row]) -> Part:
        return Part(data=self._encoder.encode_lines([self._cells(row) for row in rows]), rows=len(rows))

    def _cells(self, row: Row) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for column in self._columns:
            cell = row.values[column.name].cell
            cells[column.name] = float(cell) if cell is not None and column.kind == "number" else cell
        if self._points:
            if row.longitude is None or row.latitude is None:
                raise ValueError(f"row {row.id} has no point")
            cells[_POINT] = _point(float(row.longitude), float(row.latitude))
        return cells


class ParquetFile:
    """Writes Parquet: rows go to a file of JSON Lines first, which DuckDB then reads without growing."""

    def __init__(self, making: Making, *, points: bool = False) -> None:
        need_duckdb()
        self._path, self._points = making.path, points
        self._columns = making.table.columns
        if points and any(column.name == _POINT for column in self._columns):
            raise ValueError(f"the table has a column {_POINT} of its own")
        self._waiting = making.path.with_name(f"{making.path.name}.rows")
        self._file = self._waiting.open("xb")
        self._hash, self._rows = hashlib.blake2b(), 0
        self._longest = _LEAST_BUFFER

    def write(self, part: Part) -> None:
        self._longest = max(self._longest, *(len(line) + 1 for line in part.data.split(b"\n")))
        self._file.write(part.data)
        self._hash.update(part.data)
        self._rows += part.rows

    def close(self) -> None:
        self._file.close()
        types = {column.name: _TYPES[column.kind] for column in self._columns}
        chosen = ", ".join(_quoted(column.name) for column in self._columns)
        if self._points:
            types[_POINT], chosen = "VARCHAR", f"{chosen}, {_POINT}::GEOMETRY AS {_POINT}"
        shape = ", ".join(f"{_literal(name)}: {_literal(kind)}" for name, kind in types.items())
        rows = f"read_json(?, format='newline_delimited', columns={{{shape}}}, maximum_object_size={self._longest})"
        with self._connected() as connection:
            connection.execute(
                f"COPY (SELECT {chosen} FROM {rows}) TO {_literal(str(self._path))} (FORMAT parquet, COMPRESSION zstd)",
                [str(self._waiting)],
            )
        self._waiting.unlink()

    def release(self) -> None:
        self._file.close()

    def reread(self) -> None:
        found, rows = hashlib.blake2b(), 0
        for lines, count in self._read():
            found.update(lines)
            rows += count
        if rows != self._rows:
            raise unlike(f"{rows:,} rows were read where {self._rows:,} were written")
        if found.digest() != self._hash.digest():
            raise unlike("its cells are not those that were written")

    def _read(self) -> Iterator[tuple[bytes, int]]:
        """The rows as they were made for it, and how many."""
        encoder = msgspec.json.Encoder()
        with self._connected() as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [str(self._path)])
            names = [*(column.name for column in self._columns), *([_POINT] if self._points else [])]
            if [each[0] for each in found.description or ()] != names:
                raise unlike("its columns are not those that were written")
            while rows := found.fetchmany(_COUNT):
                cells = [dict(zip(names, self._as_written(row), strict=True)) for row in rows]
                yield encoder.encode_lines(cells), len(rows)

    def _as_written(self, row: Sequence[Any]) -> list[object]:
        cells: list[Any] = [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row]
        if self._points:
            cells[-1] = _point(*struct.unpack("<dd", cells[-1][5:21]))  # WKB of a point, little-endian
        return cells

    @contextlib.contextmanager
    def _connected(self) -> Iterator[DuckDBPyConnection]:
        """DuckDB in memory, on one thread (so that the same rows make the same file), which asks no network."""
        import duckdb

        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1,
            "memory_limit": _MEMORY,
            "temp_directory": str(self._path.parent),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        try:
            with duckdb.connect(":memory:", config=settings) as connection:
                yield connection
        except duckdb.Error as error:
            raise OSError(f"DuckDB: {str(error).splitlines()[0]}") from error


def _point(longitude: float, latitude: float) -> str:
    return f"POINT ({longitude!r} {latitude!r})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
