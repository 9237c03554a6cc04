"""Reading public sets: UCDP GED's place strings, and the articles of GeoWebNews and LGL."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from khaldun.errors import DataError
from khaldun.measure.places.records import Asked, GeoText, Point, Toponym

UCDP = Path("ucdp", "ged_syria_2016_2018.csv.gz")
GWN, LGL = Path("geoparsing", "GWN.xml"), Path("geoparsing", "lgl.xml")
_PRECISE = 2.0
"""UCDP's where_prec up to which a string names a place: 1 the place itself, 2 near it."""


def read_ucdp(path: Path, country: str = "SYR") -> list[Asked]:
    """The distinct pairs of place string and first-order region with where_prec 1 or 2, sorted.

    Raises:
        DataError: the file cannot be read or lacks a column.
    """
    points: dict[tuple[str, str], dict[Point, None]] = {}
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if float(row["where_prec"]) <= _PRECISE:
                    at = (float(row["latitude"]), float(row["longitude"]))
                    points.setdefault((row["where_coordinates"], row["adm_1"]), {})[at] = None
    except (OSError, EOFError, KeyError, ValueError) as error:
        raise DataError(f"{path}: no table of events ({error!r}).", advice="See docs/data.md.") from error
    return [
        Asked(name=name, admin1=region or None, country=country, points=tuple(points[name, region]))
        for name, region in sorted(points)
    ]


def read_gwn(path: Path) -> list[GeoText]:
    """GeoWebNews: the articles with their toponyms that have coordinates.

    Raises:
        DataError: the file cannot be read.
    """
    return [
        GeoText(source="gwn", id=article.get("file", ""), text=text, toponyms=tuple(_gwn(article, text)))
        for article, text in _articles(path)
    ]


def read_lgl(path: Path) -> list[GeoText]:
    """LGL (local news): the articles with their toponyms that have coordinates.

    Raises:
        DataError: the file cannot be read.
    """
    return [
        GeoText(source="lgl", id=article.get("docid", ""), text=text, toponyms=tuple(_lgl(article, text)))
        for article, text in _articles(path)
    ]


def _articles(path: Path) -> Iterator[tuple[etree._Element, str]]:
    try:
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise DataError(f"{path}: no articles ({error}).", advice="See docs/data.md.") from error
    for article in root.iter("article"):
        yield article, article.findtext("text") or ""


def _gwn(article: etree._Element, text: str) -> Iterator[Toponym]:
    for one in article.iter("toponym"):
        if one.find("latitude") is not None:
            yield from _toponym(one, one.findtext("extractedName"), text, one)


def _lgl(article: etree._Element, text: str) -> Iterator[Toponym]:
    for one in article.iter("toponym"):
        tag = one.find("gaztag")
        if tag is not None:
            yield from _toponym(one, one.findtext("phrase"), text, tag)


def _toponym(one: etree._Element, phrase: str | None, text: str, place: etree._Element) -> Iterator[Toponym]:
    """The toponym, unless its offsets do not fit its words (five of GeoWebNews's do not)."""
    start, end = int(one.findtext("start", "0")), int(one.findtext("end", "0"))
    latitude = place.findtext("latitude") or place.findtext("lat")
    longitude = place.findtext("longitude") or place.findtext("lon")
    if latitude and longitude and text[start:end] == phrase:
        yield Toponym(start=start, end=end, latitude=float(latitude), longitude=float(longitude))
