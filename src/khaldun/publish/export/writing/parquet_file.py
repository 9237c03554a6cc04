"""Parquet by DuckDB (the extra `khaldun[parquet]`), with points as GeoParquet where they are asked for."""

from __future__ import annotations

import contextlib
import datetime as dt
import struct
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from khaldun.errors import UsageError
from khaldun.publish.cells import Cell
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import Row
from khaldun.publish.export.writing.writer import Digest, Making, Remark, unlike

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


class ParquetFile:
    """Writes Parquet: rows go to a file of JSON Lines first, which DuckDB then reads without growing."""

    def __init__(self, making: Making, *, points: bool = False) -> None:
        need_duckdb()
        self.remarks: list[Remark] = []
        self._path, self._points = making.path, points
        self._columns = making.table.columns
        if points and any(column.name == _POINT for column in self._columns):
            raise ValueError(f"the table has a column {_POINT} of its own")
        self._waiting = making.path.with_name(f"{making.path.name}.rows")
        self._file = self._waiting.open("xb")
        self._digest = Digest()
        self._longest = _LEAST_BUFFER

    def write(self, told: Told, rows: Sequence[Row]) -> None:
        for row in rows:
            cells: dict[str, Cell] = {}
            read: list[object] = []
            for column in self._columns:
                cell = row.values[column.name].cell
                if cell is not None and column.kind == "number":
                    cell = float(cell)
                cells[column.name] = cell
                read.append(cell)
            if self._points:
                if row.longitude is None or row.latitude is None:
                    raise ValueError(f"row {row.id} has no point")
                point = (float(row.longitude), float(row.latitude))
                cells[_POINT] = f"POINT ({point[0]!r} {point[1]!r})"
                read += point
            line = msgspec.json.encode(cells) + b"\n"
            self._longest = max(self._longest, len(line))
            self._file.write(line)
            self._digest.add(read)

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
        self._digest.check(self._read())

    def _read(self) -> Iterator[list[object]]:
        with self._connected() as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [str(self._path)])
            expected = [*(column.name for column in self._columns), *([_POINT] if self._points else [])]
            if [each[0] for each in found.description or ()] != expected:
                raise unlike("its columns are not those that were written")
            while rows := found.fetchmany(_COUNT):
                yield from map(self._as_written, rows)

    def _as_written(self, row: Sequence[Any]) -> list[object]:
        cells: list[Any] = [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row]
        if self._points:
            cells[-1:] = struct.unpack("<dd", cells[-1][5:21])  # WKB of a point, little-endian
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


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
