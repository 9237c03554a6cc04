"""Two kinds of tables made into entries: Who's On First's CSV, and any CSV with name, lat, lon."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.entries import Entry
from khaldun.tools.gazetteer.read_table import Row, need_columns, read_count, read_degrees, read_rows

FindCountry = Callable[[str], str | None]
"""The ISO alpha-3 code of a country's name or code, null if it is none."""

WOF_LICENCE = "Who's On First (https://whosonfirst.org), CC BY 4.0 and the licences of its sources"
OWN_LICENCE = "the user's own table"
_WOF_COLUMNS = {"wof_id", "name", "placetype", "lat", "lon", "region_id", "county_id", "names"}
_PLACETYPES = {
    "locality": "settlement", "localadmin": "district", "county": "district", "region": "region",
    "country": "country", "neighbourhood": "neighbourhood",
}  # fmt: skip
_AIRPORT = re.compile(r"\b(?:air ?(?:port|base|field)|aerodrome)\b", re.IGNORECASE)
_CODE = re.compile(r"[A-Z0-9]{2,5}")
_NAMES = {
    "name": ("name",),
    "latitude": ("lat", "latitude", "y"),
    "longitude": ("lon", "lng", "long", "longitude", "x"),
}
_FEATURES = {
    "village": "settlement", "town": "settlement", "city": "settlement", "locality": "settlement",
    "hamlet": "settlement", "camp": "facility", "province": "region", "governorate": "region", "state": "region",
    "airbase": "airport", "": "settlement",
}  # fmt: skip


def is_wof(columns: Iterable[str]) -> bool:
    """Whether these are the columns of a Who's On First table."""
    return set(columns) >= _WOF_COLUMNS


def read_entries(path: Path, text: str, country: str | None, find_country: FindCountry) -> Iterator[Entry]:
    """The entries of a table; `country` (ISO alpha-3) is said of all its places, else it is found in the table.

    Raises:
        GazetteerError: what is wrong, with file, line and field.
    """
    columns, rows = read_rows(path, text)
    if is_wof(columns):
        return _read_wof(path, list(rows), country, find_country)
    return _read_plain(path, columns, rows, country, find_country)


def stem_of(path: Path) -> str:
    """The file's name without its endings ("sy.csv.gz": "sy")."""
    return path.name.split(".", 1)[0]


def _read_wof(
    path: Path, rows: list[tuple[int, Row]], country: str | None, find_country: FindCountry
) -> Iterator[Entry]:
    names = {row["wof_id"]: row["name"] for _, row in rows if row["placetype"] in ("region", "county")}
    country = country or _wof_country(path, rows, find_country)
    for line, row in rows:
        gone = row.get("current") == "0" and row["placetype"] in ("country", "region", "county")
        if gone or not row["name"].strip():
            continue
        latitude, longitude = read_degrees(path, line, row, "lat", "lon")
        others = list(_wof_names(row["names"]))
        shown = _in_latin(row["name"].strip(), others)
        region = row["name"] if row["placetype"] == "region" else names.get(row["region_id"])
        yield Entry(
            gid=f"wof:{row['wof_id']}",
            name=shown,
            latitude=latitude,
            longitude=longitude,
            country=country,
            admin1=region,
            admin2=None if row["placetype"] == "county" else names.get(row["county_id"]),
            feature=_wof_feature(row),
            population=read_count(path, line, row, "population"),
            names=(("", row["name"].strip()), *others),
            twin=f"geonames:{row['gn_id']}" if row.get("gn_id") else None,
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


def _wof_country(path: Path, rows: list[tuple[int, Row]], find_country: FindCountry) -> str | None:
    stated = [row["name"] for _, row in rows if row["placetype"] == "country" and row.get("current") != "0"]
    return next(filter(None, map(find_country, [*stated, stem_of(path)])), None)


def _wof_feature(row: Row) -> str:
    feature = _PLACETYPES.get(row["placetype"])
    if feature:
        return feature
    return "airport" if _AIRPORT.search(f"{row['name']} {row['names']}") else "facility"


def _wof_names(text: str) -> Iterator[tuple[str, str]]:
    for item in text.split("|"):
        lang, _, name = item.partition("=")
        if name and not _CODE.fullmatch(name):
            yield lang, name.strip()


def _read_plain(
    path: Path, columns: list[str], rows: Iterator[tuple[int, Row]], country: str | None, find_country: FindCountry
) -> Iterator[Entry]:
    where = need_columns(path, columns, _NAMES)
    aliases = next((column for column in ("names", "aliases", "alternatenames") if column in columns), None)
    stem = stem_of(path)
    for line, row in rows:
        name = row[where["name"]].strip()
        if not name:
            raise GazetteerError(f"{path}, line {line}, field {where['name']}: the place has no name.")
        latitude, longitude = read_degrees(path, line, row, where["latitude"], where["longitude"])
        feature = row.get("feature", "").strip().casefold()
        yield Entry(
            gid=f"{stem}:{row.get('id', '').strip() or line}",
            name=name,
            latitude=latitude,
            longitude=longitude,
            country=_stated_country(path, line, row, find_country) or country,
            admin1=row.get("admin1", "").strip() or None,
            admin2=row.get("admin2", "").strip() or None,
            feature=_FEATURES.get(feature, feature),
            population=read_count(path, line, row, "population"),
            names=tuple(_aliases(row[aliases])) if aliases else (),
        )


def _stated_country(path: Path, line: int, row: Row, find_country: FindCountry) -> str | None:
    stated = (row.get("country") or row.get("iso3") or "").strip()
    if not stated:
        return None
    found = find_country(stated)
    if found is None:
        raise GazetteerError(
            f"{path}, line {line}, field country: {stated!r} is no country.",
            advice="Use a name or an ISO code (SYR, SY).",
        )
    return found


def _aliases(text: str) -> Iterator[tuple[str, str]]:
    for item in re.split(r"[|;]", text):
        lang, equals, name = item.partition("=")
        if equals and len(lang.strip()) <= 3:
            yield lang.strip(), name.strip()
        elif item.strip():
            yield "", item.strip()
