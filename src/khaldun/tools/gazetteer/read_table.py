"""Reading a table of places: rows as text, and every error with file, line and field."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.source_file import SourceFile, cut_off, read_lines

csv.field_size_limit(10_000_000)
Row = dict[str, str]
_NEEDED = "A table of places needs the columns name, lat, lon."
LATITUDES = (
    "lat", "latitude", "y", "latitude_y", "point_y", "center_lat", "centroid_lat", "lat_dd", "y_coord", "ycoord",
)  # fmt: skip
LONGITUDES = (
    "lon", "lng", "long", "longitude", "x", "longitude_x", "point_x", "center_lon", "centroid_lon", "lon_dd",
    "long_dd", "x_coord", "xcoord",
)  # fmt: skip


def header_of(first: str) -> list[str]:
    """The column names (lower case) of a table whose first line this is."""
    values = next(csv.reader([first], delimiter=_delimiter(first)), [])
    return [column.strip().casefold() for column in values]


def read_rows(file: SourceFile) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """The header's column names (lower case) and the rows, each with its line number.

    Rows that are blank, and a row of HXL tags (`#adm1+name`) below the header, are left out.

    Raises:
        GazetteerError: (on iteration) a row has more or fewer fields than the header, or the CSV is broken.
    """
    reader = csv.reader(read_lines(file), delimiter=_delimiter(file.first), strict=True)
    header = next((values for line, values in _values(file, reader) if any(map(str.strip, values))), [])
    columns = [column.strip().casefold() for column in header]
    return columns, _rows(file, reader, columns)


def _delimiter(first: str) -> str:
    return max(",;\t|", key=first.count)


def _values(file: SourceFile, reader: csv._reader) -> Iterator[tuple[int, list[str]]]:  # type: ignore[name-defined]
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise GazetteerError(
                f"{file}, line {reader.line_num}: broken CSV ({error}).",
                advice=cut_off(file, reader.line_num) or "See whether every quote that is opened is closed.",
            ) from error
        yield reader.line_num, values


def _rows(
    file: SourceFile,
    reader: csv._reader,  # type: ignore[name-defined]
    columns: list[str],
) -> Iterator[tuple[int, Row]]:
    for line, values in _values(file, reader):
        if len(values) != len(columns):
            if not any(map(str.strip, values)):
                continue
            raise GazetteerError(
                f"{file}, line {line}: {len(values)} fields where the header has {len(columns)}.",
                advice=cut_off(file, line) or "See whether a value with the delimiter in it lacks its quotes.",
            )
        if not _says_nothing(values):
            yield line, dict(zip(columns, values, strict=True))


def _says_nothing(values: list[str]) -> bool:
    """Whether all cells are blank, or all that are not are HXL tags."""
    return all(not cell or cell.isspace() or cell.lstrip().startswith("#") for cell in values)


def need_column(file: SourceFile, field: str, columns: list[str], names: tuple[str, ...], advice: str = _NEEDED) -> str:
    """The column that holds a needed field, of the names that it may have.

    Raises:
        GazetteerError: there is none; names the field and what is there.
    """
    column = next((name for name in names if name in columns), None)
    if column is None:
        raise GazetteerError(
            f"{file}, line 1: no column for {field} (looked for {', '.join(names)}; has {', '.join(columns)}).",
            advice=advice,
        )
    return column


def read_degrees(where: str, latitude: tuple[str, str], longitude: tuple[str, str]) -> tuple[float, float]:
    """The latitude and longitude of a row; each is given as the field's name and its text.

    Raises:
        GazetteerError: not numbers, out of range, or plainly swapped; names file, line and field.
    """
    lat, lon = read_number(where, *latitude), read_number(where, *longitude)
    if not -90 <= lat <= 90:
        swapped = "; it may be swapped with the longitude" if -90 <= lon <= 90 and abs(lat) <= 180 else ""
        raise GazetteerError(
            f"{where}, field {latitude[0]}: {lat} is no latitude (-90 to 90){swapped}.",
            advice="Give degrees of WGS 84, and mend or remove the line.",
        )
    if not -180 <= lon <= 180:
        raise GazetteerError(
            f"{where}, field {longitude[0]}: {lon} is no longitude (-180 to 180).",
            advice="Give degrees of WGS 84, and mend or remove the line.",
        )
    return lat, lon


def read_count(where: str, field: str, text: str) -> int:
    """A whole number, 0 where the text is blank.

    Raises:
        GazetteerError: not a number.
    """
    text = text.strip().replace(",", "")
    return int(read_number(where, field, text)) if text else 0


def read_number(where: str, field: str, text: str) -> float:
    """A finite number.

    Raises:
        GazetteerError: it is none.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise GazetteerError(f"{where}, field {field}: {text!r} is no number.", advice="Mend or remove the line.")
    return value
