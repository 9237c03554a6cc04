"""The kinds of files that can be added, told apart by what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.entries import Entry, FindCountry
from khaldun.tools.gazetteer.read_geojson import read_geojson
from khaldun.tools.gazetteer.read_geonames import COLUMNS, read_geonames
from khaldun.tools.gazetteer.read_names import is_names
from khaldun.tools.gazetteer.read_pcodes import layout_of, read_pcodes
from khaldun.tools.gazetteer.read_plain import read_plain
from khaldun.tools.gazetteer.read_table import header_of
from khaldun.tools.gazetteer.read_wof import is_wof, read_wof
from khaldun.tools.gazetteer.source_file import SourceFile

Read = Callable[[SourceFile, str | None, FindCountry], Iterator[Entry]]
_GEONAMES = "GeoNames (https://www.geonames.org), CC BY 4.0"


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of file. `prefix` stands before the file's name in the source's; of joined records the one with the
    highest `rank` is shown; a country that is `sure` is not doubted where a place lies far outside it. `read` is null
    for names of places that are there already."""

    licence: str
    rank: int
    read: Read | None
    prefix: str = ""
    sure: bool = False


WOF = Kind(
    licence="Who's On First (https://whosonfirst.org), CC BY 4.0 and the licences of its sources",
    rank=1, read=read_wof, prefix="wof-",
)  # fmt: skip
DUMP = Kind(licence=_GEONAMES, rank=1, read=read_geonames, prefix="geonames-", sure=True)
NAMES = Kind(licence=_GEONAMES, rank=1, read=None, prefix="geonames-names-", sure=True)
PCODES = Kind(licence="a table with P-codes; OCHA's: as its page on data.humdata.org says", rank=2, read=read_pcodes)
GEOJSON = Kind(licence="the user's own file", rank=2, read=read_geojson)
PLAIN = Kind(licence="the user's own table", rank=2, read=read_plain)


def kind_of(file: SourceFile) -> Kind:
    """Of which kind a file is, by its first line.

    Raises:
        GazetteerError: it is like one of GeoNames' files, but cut off or of another number of columns.
    """
    if file.first.lstrip().startswith(("{", "[")):
        return GEOJSON
    fields = file.first.rstrip("\r\n").split("\t")
    if len(fields) > 1 and fields[0].isdecimal():
        return _geonames(file, fields)
    columns = header_of(file.first)
    if is_wof(columns):
        return WOF
    return PCODES if layout_of(tuple(columns)) is not None else PLAIN


def _geonames(file: SourceFile, fields: list[str]) -> Kind:
    if len(fields) == COLUMNS:
        return DUMP
    if is_names(fields):
        return NAMES
    raise GazetteerError(
        f"{file}, line 1: {len(fields)} fields, and no header; GeoNames' dump of a country has {COLUMNS}, its alternate"
        " names have 8 or 10.",
        advice="Download it again; a table of another form needs a first line that names its columns.",
    )
