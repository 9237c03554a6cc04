"""Who's On First's tables made into entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from khaldun.tools.gazetteer.entries import Entry, FindCountry
from khaldun.tools.gazetteer.read_table import Row, read_count, read_degrees, read_rows
from khaldun.tools.gazetteer.source_file import SourceFile

_COLUMNS = {"wof_id", "name", "placetype", "lat", "lon", "region_id", "county_id", "names"}
_PLACETYPES = {
    "locality": "settlement", "localadmin": "district", "county": "district", "region": "region",
    "country": "country", "neighbourhood": "neighbourhood",
}  # fmt: skip
_AIRPORT = re.compile(r"\b(?:air ?(?:port|base|field)|aerodrome)\b", re.IGNORECASE)
_CODE = re.compile(r"[A-Z0-9]{2,5}")
_CONTAINERS = ("region", "county")


def is_wof(columns: Iterable[str]) -> bool:
    """Whether these are the columns of a Who's On First table."""
    return set(columns) >= _COLUMNS


def read_wof(file: SourceFile, country: str | None, find_country: FindCountry) -> Iterator[Entry]:
    """The entries of a Who's On First table; its country is `country`, else that of its own row, else the file's name.

    Raises:
        GazetteerError: what is wrong, with file, line and field.
    """
    names, stated = _containers(file)
    country = country or next(filter(None, map(find_country, [*stated, file.stem])), None)
    for line, row in read_rows(file)[1]:
        if not _is_gone(row) and row["name"].strip():
            yield _entry(f"{file}, line {line}", line, row, country, names)


def _containers(file: SourceFile) -> tuple[dict[str, str], list[str]]:
    """The names of regions and counties by id, and of the countries that have a row."""
    names: dict[str, str] = {}
    countries: list[str] = []
    for _, row in read_rows(file)[1]:
        if row["placetype"] in _CONTAINERS:
            names[row["wof_id"]] = row["name"]
        elif row["placetype"] == "country" and row.get("current") != "0":
            countries.append(row["name"])
    return names, countries


def _is_gone(row: Row) -> bool:
    return row.get("current") == "0" and row["placetype"] in ("country", *_CONTAINERS)


def _entry(where: str, line: int, row: Row, country: str | None, containers: dict[str, str]) -> Entry:
    latitude, longitude = read_degrees(where, ("lat", row["lat"]), ("lon", row["lon"]))
    others = list(_names(row["names"]))
    region = row["name"] if row["placetype"] == "region" else containers.get(row["region_id"])
    return Entry(
        gid=f"wof:{row['wof_id']}",
        name=_in_latin(row["name"].strip(), others),
        latitude=latitude,
        longitude=longitude,
        country=country,
        admin1=region,
        admin2=None if row["placetype"] == "county" else containers.get(row["county_id"]),
        feature=_feature(row),
        population=read_count(where, "population", row.get("population", "")),
        names=(("", row["name"].strip()), *others),
        twin=f"geonames:{row['gn_id']}" if row.get("gn_id") else None,
        line=line,
    )


def _in_latin(name: str, others: list[tuple[str, str]]) -> str:
    """The name, or an English (else an unmarked) one in Latin letters where it is written in another script."""
    if _is_latin(name):
        return name
    for wanted in ("eng", "und"):
        latin = next((other for lang, other in others if lang == wanted and _is_latin(other)), None)
        if latin:
            return latin
    return name


def _is_latin(text: str) -> bool:
    return all(ord(char) < 0x250 or 0x1E00 <= ord(char) < 0x2100 for char in text)


def _feature(row: Row) -> str:
    feature = _PLACETYPES.get(row["placetype"])
    if feature:
        return feature
    return "airport" if _AIRPORT.search(f"{row['name']} {row['names']}") else "facility"


def _names(text: str) -> Iterator[tuple[str, str]]:
    for item in text.split("|"):
        lang, _, name = item.partition("=")
        if name and not _CODE.fullmatch(name):
            yield lang, name.strip()
