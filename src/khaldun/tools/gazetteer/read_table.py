"""Reading a table of places (CSV, also gzipped): rows as text, and every error with file, line and field."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from khaldun.errors import GazetteerError

csv.field_size_limit(10_000_000)
Row = dict[str, str]


def read_text(path: Path) -> tuple[str, str]:
    """The file's text (UTF-8, unzipped if need be) and the SHA-256 of its bytes.

    Raises:
        GazetteerError: missing, empty, half-written, not text, or of another encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be read ({error.strerror}).") from error
    sha256 = hashlib.sha256(data).hexdigest()
    if data[:2] == b"\x1f\x8b" or path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (EOFError, OSError, zlib.error) as error:
            raise GazetteerError(
                f"{path}: the compressed file is cut off or damaged ({error}).", advice="Download it again."
            ) from error
    if not data.strip():
        raise GazetteerError(f"{path}: the file is empty.")
    try:
        return data.decode("utf-8-sig"), sha256
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GazetteerError(
            f"{path}, line {line}: not UTF-8 (byte 0x{data[error.start]:02x}).", advice="Save the table as UTF-8."
        ) from error


def read_rows(path: Path, text: str) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """The header's column names (lower case) and the rows, each with its line number.

    Raises:
        GazetteerError: (on iteration) a row has more or fewer fields than the header, or the CSV is broken.
    """
    delimiter = max(",;\t|", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns = [column.strip().casefold() for column in next(reader, [])]
    return columns, _rows(path, reader, columns)


def _rows(path: Path, reader: csv._reader, columns: list[str]) -> Iterator[tuple[int, Row]]:  # type: ignore[name-defined]
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise GazetteerError(f"{path}, line {reader.line_num}: broken CSV ({error}).") from error
        if not values:
            continue
        if len(values) != len(columns):
            raise GazetteerError(
                f"{path}, line {reader.line_num}: {len(values)} fields where the header has {len(columns)}."
            )
        yield reader.line_num, dict(zip(columns, values, strict=True))


def need_columns(path: Path, columns: list[str], needed: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Which column holds each needed field, of the names that it may have.

    Raises:
        GazetteerError: a field has no column; names it and what is there.
    """
    found: dict[str, str] = {}
    for field, names in needed.items():
        column = next((name for name in names if name in columns), None)
        if column is None:
            raise GazetteerError(
                f"{path}, line 1: no column for {field} (looked for {', '.join(names)}; has {', '.join(columns)}).",
                advice="A table of places needs the columns name, lat, lon.",
            )
        found[field] = column
    return found


def read_degrees(path: Path, line: int, row: Row, lat: str, lon: str) -> tuple[float, float]:
    """The row's latitude and longitude.

    Raises:
        GazetteerError: not numbers, out of range, or plainly swapped; names file, line and field.
    """
    latitude, longitude = (_number(path, line, column, row[column]) for column in (lat, lon))
    if not -90 <= latitude <= 90:
        swapped = "; it may be swapped with the longitude" if -90 <= longitude <= 90 and abs(latitude) <= 180 else ""
        raise GazetteerError(f"{path}, line {line}, field {lat}: {latitude} is no latitude (-90 to 90){swapped}.")
    if not -180 <= longitude <= 180:
        raise GazetteerError(f"{path}, line {line}, field {lon}: {longitude} is no longitude (-180 to 180).")
    return latitude, longitude


def read_count(path: Path, line: int, row: Row, column: str) -> int:
    """A whole number, 0 where the cell is empty.

    Raises:
        GazetteerError: not a number.
    """
    text = row.get(column, "").strip().replace(",", "")
    return int(_number(path, line, column, text)) if text else 0


def _number(path: Path, line: int, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise GazetteerError(f"{path}, line {line}, field {column}: {text!r} is no number.") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise GazetteerError(f"{path}, line {line}, field {column}: {text!r} is no number.")
    return value
