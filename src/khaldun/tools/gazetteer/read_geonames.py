"""GeoNames' dump of a country (no header, 19 columns parted by tabs) made into entries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import GazetteerError
from khaldun.tools.countries import packaged_countries
from khaldun.tools.gazetteer.entries import Entry, FindCountry
from khaldun.tools.gazetteer.geonames import is_name, region_names
from khaldun.tools.gazetteer.read_table import read_count, read_degrees
from khaldun.tools.gazetteer.source_file import SourceFile, cut_off, read_lines

COLUMNS = 19
_NO_REGION = frozenset({"", "00"})


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`data/geonames.yaml`; see the comments there."""

    classes: dict[str, str]
    codes: dict[str, tuple[str, ...]]
    skip: frozenset[str]
    no_languages: frozenset[str]


@cache
def load_rules(path: Path = DATA / "geonames.yaml") -> Rules:
    """What of GeoNames becomes what.

    Raises:
        DataError: the file is missing or does not fit.
    """
    return load_yaml(path, Rules)


def read_fields(file: SourceFile, columns: int) -> Iterator[tuple[int, list[str]]]:
    """The fields of a table without header, each row with its line number; blank lines are left out.

    Raises:
        GazetteerError: (on iteration) a line has another number of fields.
    """
    for line, text in enumerate(read_lines(file), 1):
        fields = text.rstrip("\r\n").split("\t")
        if len(fields) == columns:
            yield line, fields
        elif text.strip():
            raise GazetteerError(
                f"{file}, line {line}: {len(fields)} fields where GeoNames has {columns}.",
                advice=cut_off(file, line) or "Download it again, and add it as it is.",
            )


def read_geonames(file: SourceFile, country: str | None, find_country: FindCountry) -> Iterator[Entry]:
    """The entries of a dump; `country` is that of rows that state none. What `data/geonames.yaml` leaves out is left
    out; an administrative code that we have no name for stays a code.

    Raises:
        GazetteerError: what is wrong, with file, line and field.
    """
    rules, regions = load_rules(), region_names(DATA)
    features = {code: feature for feature, codes in rules.codes.items() for code in codes}
    iso3 = {one.iso2: one.iso3 for one in packaged_countries().all}
    for line, fields in read_fields(file, COLUMNS):
        feature = features.get(fields[7]) or rules.classes.get(fields[6])
        if feature is None or fields[7] in rules.skip:
            continue
        yield _entry(f"{file}, line {line}", line, fields, feature, iso3.get(fields[8]) or country, regions)


def _entry(
    where: str, line: int, fields: list[str], feature: str, country: str | None, regions: dict[tuple[str, str], str]
) -> Entry:
    id_, name, ascii_name, alternates, latitude, longitude, _, _, _, _, code, *_ = fields
    if not id_.isdecimal():
        raise GazetteerError(f"{where}, field geonameid: {id_!r} is no number.", advice="Download it again.")
    if not name.strip():
        raise GazetteerError(f"{where}, field name: the place has no name.", advice="Download it again.")
    lat, lon = read_degrees(where, ("latitude", latitude), ("longitude", longitude))
    code = "" if code in _NO_REGION else code
    others = [other for other in alternates.split(",") if is_name(other)] if alternates else []
    return Entry(
        gid=f"geonames:{id_}",
        name=name,
        latitude=lat,
        longitude=lon,
        country=country,
        admin1=regions.get((country or "", code)),
        admin1_code=code or None,
        feature=feature,
        population=read_count(where, "population", fields[14]),
        names=tuple(("", other) for other in dict.fromkeys((ascii_name, *others)) if other != name),
        line=line,
    )
