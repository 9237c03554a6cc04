"""The user's own table of coded events: a sheet → rows. Columns are told by their headers.

ACLED's and UCDP GED's columns are known, Khaldun's own, and any table with a day and a place. A row that cannot be
read is named by its line, with the reason; the rest goes on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from khaldun.coded.days import day_of, is_day_first
from khaldun.coded.sheet import Fault, Record, Sheet, read_sheet
from khaldun.errors import TableError

MAX_FAULTS = 200
_LONGEST = 366  # days of a row
_DIGITS = 10  # a longer number counts nobody
# What a column holds ← the names that it goes by, the likeliest first (lower case, words joined by "_").
COLUMNS: dict[str, tuple[str, ...]] = {
    "start": ("date_start", "event_date", "start_date", "date", "day", "event_day", "date_of_event", "incident_date"),
    "end": ("date_end", "end_date"),
    "place": ("location", "where_coordinates", "place", "place_name", "location_name", "town", "village", "city",
              "locality", "settlement", "site", "where"),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "lon", "lng", "long", "x"),
    "country": ("country", "country_name", "iso3"),
    "event_type": ("event_type",),
    "sub_event_type": ("sub_event_type", "type", "kind"),
    "actor1": ("actor1", "side_a"),
    "actor2": ("actor2", "side_b"),
    "deaths": ("fatalities", "best", "best_est", "deaths", "killed"),
    "name": ("event_id_cnty", "event_id", "claim_id", "relid", "id"),
    "low": ("low", "low_est"),
    "high": ("high", "high_est"),
    "violence": ("type_of_violence", "type_of_vi"),
    "day_precision": ("time_precision", "date_prec"),
    "place_precision": ("geo_precision", "where_prec"),
}  # fmt: skip
ACLED, GED = "ACLED", "UCDP GED"
# The columns by which a table is known for one of theirs.
SIGNS: dict[str, frozenset[str]] = {
    ACLED: frozenset({"event_date", "sub_event_type", "location"}),
    GED: frozenset({"date_start", "where_coordinates", "side_a"}),
}
_OWN = frozenset({"claim_id", "report_id", "gazetteer_id"})
# What is written before a text that a spreadsheet would run.
_GUARDED = re.compile(r"'(?=[\s\x00]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")


class CodedRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event that the user has coded. `number` counts rows as a spreadsheet does (the header is 1), `line` the lines
    of the file; `start` and `end` are inclusive days. `deaths` is ACLED's fatalities, GED's best. `violence` is GED's
    type, and the precisions are codes of the table's own codebook. "" and null: not stated."""

    number: int
    line: int
    name: str
    start: dt.date
    end: dt.date
    place: str
    country: str
    latitude: float | None
    longitude: float | None
    event_type: str
    sub_event_type: str
    actor1: str
    actor2: str
    deaths: int | None
    low: int | None = None
    high: int | None = None
    violence: int | None = None
    day_precision: int | None = None
    place_precision: int | None = None


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table: whose columns it has, the header of each column that is used, its rows, and those that could not be
    read (the first of them; `failed` is how many there are)."""

    kind: str
    columns: dict[str, str]
    rows: tuple[CodedRow, ...]
    faults: tuple[Fault, ...]
    failed: int


def read_table(data: bytes, *, day_first: bool | None = None) -> Table:
    """The table of a CSV file. `day_first` says how 3/4/2020 is read; null: as the column itself tells.

    Raises:
        TableError: it is no table with days and places, or its days can be read in two orders.
    """
    return table_of(read_sheet(data, known=columns_known), day_first=day_first)


def columns_known(header: Sequence[str]) -> int:
    """How many of a header's columns are known."""
    return len(_found(header))


def table_of(sheet: Sheet, *, day_first: bool | None = None) -> Table:
    """As `read_table`, of a sheet."""
    columns = columns_of(sheet.header)
    if day_first is None:
        day_first = is_day_first(_days(sheet, columns))
    rows, faults = _rows(sheet, columns, day_first)
    if not rows and not faults:
        raise TableError("The table has no rows.", advice="Check the export that made it.")
    return Table(
        kind=_kind(sheet.header),
        columns={role: sheet.header[place] for role, place in columns.items()},
        rows=tuple(rows),
        faults=tuple(faults[:MAX_FAULTS]),
        failed=len(faults),
    )


def plain(header: str) -> str:
    """A header as it is compared."""
    return re.sub(r"\W+", "_", header.strip().casefold()).strip("_")


def _found(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        places.setdefault(plain(cell), place)
    return {
        role: next(places[name] for name in names if name in places)
        for role, names in COLUMNS.items()
        if any(name in places for name in names)
    }


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands in a header.

    Raises:
        TableError: it has no day, or no place.
    """
    columns = _found(header)
    listed = ", ".join(cell for cell in header if cell)[:300] or "none"
    if "start" not in columns:
        raise TableError(f"No column is a day; the columns are: {listed}.", advice="Name one date, or event_date.")
    if "place" not in columns and not {"latitude", "longitude"} <= columns.keys():
        raise TableError(f"No column is a place; the columns are: {listed}.", advice="Name one place, or location.")
    return columns


def _kind(header: Sequence[str]) -> str:
    names = {plain(cell) for cell in header}
    if names >= _OWN:
        return "Khaldun"
    return next((kind for kind, signs in SIGNS.items() if names >= signs), "a table of its own")


def _days(sheet: Sheet, columns: dict[str, int]) -> Iterator[str]:
    places = [columns[role] for role in ("start", "end") if role in columns]
    for record in sheet.rows():
        if isinstance(record, Record):
            yield from (record.cells[place] for place in places if place < len(record.cells))


def _rows(sheet: Sheet, columns: dict[str, int], day_first: bool | None) -> tuple[list[CodedRow], list[Fault]]:
    rows: list[CodedRow] = []
    faults: list[Fault] = []
    for record in sheet.rows():
        if isinstance(record, Fault):
            faults.append(record)
            continue
        try:
            rows.append(row_of(record, columns, len(sheet.header), day_first))
        except ValueError as error:
            faults.append(Fault(record.line, str(error)))
    return rows, faults


def row_of(record: Record, columns: Mapping[str, int], width: int, day_first: bool | None = None) -> CodedRow:
    """The row of a record in a table whose columns stand where `columns` says.

    Raises:
        ValueError: it cannot be read; the message says why.
    """
    if len(record.cells) < width or any(cell.strip() for cell in record.cells[width:]):
        raise ValueError(f"it has {len(record.cells)} cells where the header has {width}")

    def cell(role: str) -> str:
        return _GUARDED.sub("", record.cells[columns[role]].strip()) if role in columns else ""

    start = _day(cell("start"), day_first)
    end = day_of(cell("end"), day_first=day_first) if cell("end") else start
    if end < start:
        raise ValueError(f"it ends ({end}) before it starts ({start})")
    if (end - start).days > _LONGEST:
        raise ValueError(f"it lasts from {start} to {end}, more than a year")
    latitude, longitude = _point(cell)
    if not cell("place") and latitude is None:
        raise ValueError("it names no place")
    return CodedRow(
        number=record.number, line=record.line, name=cell("name"), start=start, end=end, place=cell("place"),
        country=cell("country"), latitude=latitude, longitude=longitude, event_type=cell("event_type"),
        sub_event_type=cell("sub_event_type"), actor1=cell("actor1"), actor2=cell("actor2"),
        deaths=_count(cell("deaths")), low=_count(cell("low")), high=_count(cell("high")),
        violence=_count(cell("violence")), day_precision=_count(cell("day_precision")),
        place_precision=_count(cell("place_precision")),
    )  # fmt: skip


def _count(told: str) -> int | None:
    """A whole number, as 6 or, as statistics programs write it, 6.0; null where the cell holds none."""
    bare = told.removesuffix(".0")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < _DIGITS else None


def _day(told: str, day_first: bool | None) -> dt.date:
    if not told:
        raise ValueError("it has no day")
    return day_of(told, day_first=day_first)


def _point(cell: Callable[[str], str]) -> tuple[float | None, float | None]:
    """Degrees north and east; null where neither is stated."""
    told = [cell(role).replace(",", ".") for role in ("latitude", "longitude")]
    if not any(told):
        return None, None
    try:
        latitude, longitude = (float(one) for one in told)
    except ValueError as error:
        raise ValueError(f"{told[0][:20]!r}, {told[1][:20]!r} are no coordinates") from error
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError(f"{told[0][:20]}, {told[1][:20]} lie off the earth")
    return latitude, longitude
