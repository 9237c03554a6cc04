"""The formats of `khaldun export`: which table each holds, what writes it. To add one: a writer, and a line here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Literal, Protocol

import msgspec

from khaldun.publish.export import acled
from khaldun.publish.export.acled import AcledTable
from khaldun.publish.export.flat import FlatTable
from khaldun.publish.export.ged import book as ged
from khaldun.publish.export.ged.table import GedTable
from khaldun.publish.export.hxl import FindRegion, HxlTable
from khaldun.publish.export.items import Told
from khaldun.publish.export.maps import Mapped, MapTable
from khaldun.publish.export.plover import book as plover
from khaldun.publish.export.plover.events import read_words
from khaldun.publish.export.plover.table import PloverTable
from khaldun.publish.export.tables import Table
from khaldun.publish.export.writing.csv_file import CsvRows, csv_file
from khaldun.publish.export.writing.geojson_file import GeojsonRows, geojson_file
from khaldun.publish.export.writing.jsonl_file import JsonlRows, jsonl_file
from khaldun.publish.export.writing.parquet_file import ParquetFile, ParquetRows
from khaldun.publish.export.writing.writer import Render, Write
from khaldun.publish.export.writing.xlsx_file import XlsxFile, XlsxRows

TableName = Literal["claims", "acled", "ucdp", "plover", "hxl"]
FormatName = Literal["acled", "ucdp", "plover", "hxl", "csv", "xlsx", "jsonl", "geojson", "geoparquet", "parquet"]


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A format: its table, where no other is named; what makes its rows into bytes, and what writes them; whether each
    row is a point of a map, whether a row of hashtags stands below the header. `fixed`: it holds no other table."""

    table: TableName
    render: Render
    write: Write
    points: bool = False
    tagged: bool = False
    fixed: bool = False


FORMATS: dict[FormatName, Format] = {
    "acled": Format(table="acled", render=CsvRows, write=csv_file, fixed=True),
    "ucdp": Format(table="ucdp", render=CsvRows, write=csv_file, fixed=True),
    "plover": Format(table="plover", render=CsvRows, write=csv_file, fixed=True),
    "hxl": Format(table="hxl", render=CsvRows, write=partial(csv_file, tagged=True), tagged=True, fixed=True),
    "csv": Format(table="claims", render=CsvRows, write=csv_file),
    "xlsx": Format(table="claims", render=XlsxRows, write=XlsxFile),
    "jsonl": Format(table="claims", render=JsonlRows, write=jsonl_file, fixed=True),
    "geojson": Format(table="claims", render=GeojsonRows, write=geojson_file, points=True),
    "geoparquet": Format(
        table="claims",
        render=partial(ParquetRows, points=True),
        write=partial(ParquetFile, points=True),
        points=True,
    ),
    "parquet": Format(table="claims", render=ParquetRows, write=ParquetFile),
}


class CountryFacts(acled.CountryNames, ged.CountryFacts, Protocol):
    """What the tables ask of a country."""


class ActorFacts(ged.ActorFacts, plover.ActorFacts, Protocol):
    """What the tables ask of an actor."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What tables ask of the world: countries by ISO alpha-3, actors by id, the code of a country's division, and the
    day (UTC)."""

    find_country: Callable[[str], CountryFacts | None]
    find_actor: Callable[[str], ActorFacts | None]
    find_region: FindRegion
    today: dt.date


def make_table(name: TableName, known: Known, *, points: bool) -> Table:
    """The table so called; with `points` as a map shows it."""
    if name == "claims":
        return Mapped(MapTable()) if points else FlatTable()
    table = _TABLES[name](known)
    return Mapped(table) if points else table


def read_first(format: FormatName, table: TableName) -> Callable[[Told], Told]:
    """Gives a report what the table reads of its words, before words are withheld; for jsonl what any table would.
    What was read before stays."""
    return _read if table == "plover" or format == "jsonl" else _as_it_is


def _as_it_is(told: Told) -> Told:
    return told


def _read(told: Told) -> Told:
    return told if any(item.read is not None for item in told.items) else read_words(told)


def _acled(known: Known) -> AcledTable:
    return AcledTable(find_country=known.find_country, today=known.today)


_TABLES: dict[str, Callable[[Known], Table]] = {
    "acled": _acled,
    "ucdp": lambda known: GedTable(find_country=known.find_country, find_actor=known.find_actor),
    "plover": lambda known: PloverTable(find_actor=known.find_actor),
    "hxl": lambda known: HxlTable(_acled(known), find_region=known.find_region),
}
