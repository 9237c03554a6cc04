"""Any table with name, lat, lon made into entries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.entries import Entry, FindCountry
from khaldun.tools.gazetteer.read_table import (
    LATITUDES,
    LONGITUDES,
    Row,
    need_column,
    read_count,
    read_degrees,
    read_rows,
)
from khaldun.tools.gazetteer.source_file import SourceFile

ALIASES = ("names", "aliases", "alternatenames")
_FEATURES = {
    "village": "settlement", "town": "settlement", "city": "settlement", "locality": "settlement",
    "hamlet": "settlement", "camp": "facility", "province": "region", "governorate": "region", "state": "region",
    "airbase": "airport", "": "settlement",
}  # fmt: skip
_LONGEST_LANGUAGE = 3


def read_plain(file: SourceFile, country: str | None, find_country: FindCountry) -> Iterator[Entry]:
    """The entries of a table; a row's own country counts before `country`.

    Raises:
        GazetteerError: what is wrong, with file, line and field.
    """
    columns, rows = read_rows(file)
    name = need_column(file, "name", columns, ("name",))
    latitude = need_column(file, "latitude", columns, LATITUDES)
    longitude = need_column(file, "longitude", columns, LONGITUDES)
    for line, row in rows:
        where = f"{file}, line {line}"
        degrees = read_degrees(where, (latitude, row[latitude]), (longitude, row[longitude]))
        own = f"{file.stem}:{row.get('id', '').strip() or line}"
        yield entry_of(where, line, row, own, row[name], degrees, stated_country(where, row, find_country) or country)


def entry_of(
    where: str, line: int, row: Row, own: str, name: str, degrees: tuple[float, float], country: str | None
) -> Entry:
    """The entry of a row whose optional columns have our own names; `own` is its id, `degrees` latitude and longitude.

    Raises:
        GazetteerError: it has no name, or its population is no number.
    """
    if not name.strip():
        raise GazetteerError(
            f"{where}, field name: the place has no name.", advice="Give it one, or remove it from the table."
        )
    feature = row.get("feature", "").strip().casefold()
    return Entry(
        gid=own,
        name=name.strip(),
        latitude=degrees[0],
        longitude=degrees[1],
        country=country,
        admin1=row.get("admin1", "").strip() or None,
        admin2=row.get("admin2", "").strip() or None,
        feature=_FEATURES.get(feature, feature),
        population=read_count(where, "population", row.get("population", "")),
        names=tuple(read_aliases(row)),
        line=line,
    )


def stated_country(where: str, row: Row, find_country: FindCountry) -> str | None:
    """The country that the row states, null if it states none.

    Raises:
        GazetteerError: what it states is no country.
    """
    field = next((field for field in ("country", "iso3") if row.get(field, "").strip()), None)
    if field is None:
        return None
    found = find_country(row[field].strip())
    if found is None:
        raise GazetteerError(
            f"{where}, field {field}: {row[field].strip()!r} is no country.",
            advice="Use a name or an ISO code (SYR, SY).",
        )
    return found


def read_aliases(row: Row) -> Iterator[tuple[str, str]]:
    """The further names of a row as (language or "", name), from "ar=…|Other name"."""
    column = next((column for column in ALIASES if column in row), None)
    for item in re.split(r"[|;]", row[column]) if column else ():
        lang, equals, name = item.partition("=")
        if equals and len(lang.strip()) <= _LONGEST_LANGUAGE:
            yield lang.strip(), name.strip()
        elif item.strip():
            yield "", item.strip()
