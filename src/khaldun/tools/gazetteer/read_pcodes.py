"""Tables with P-codes, as OCHA publishes them on HDX (administrative divisions, populated places), made into entries.

Their columns follow no one scheme but a few habits, which this module knows: `ADM1_EN`, `admin1Name_en`, `adm1_name`;
`ADM1_PCODE`, `admin1Pcode`; `featureName_en`, `featureRefName_ar`, `NAME_EN`. All names are compared in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.entries import Entry, FindCountry
from khaldun.tools.gazetteer.read_plain import read_aliases, stated_country
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

_PLACE = 9
"""The level of what is no division but a place in one."""
_THING = "(?:feature|place|settlement|village|ppl)?_?"
_LEVEL = r"adm(?:in)?(?P<level>\d)_?"
_KIND = r"(?P<kind>name|ref_?name|ref|alt_?name|alt)?\d?"
_LANG = r"(?:_?(?P<lang>[a-z]{2}))?"
_LEVEL_NAME = re.compile(f"{_LEVEL}{_KIND}{_LANG}")
_PLACE_NAME = re.compile(rf"{_THING}(?P<kind>name|ref_?name|alt_?name)\d?{_LANG}")
_CODE = re.compile(rf"(?:{_LEVEL}|{_THING})p_?code")
_FEATURES = {0: "country", 1: "region", 2: "district", 3: "district"}
"""By level; below them come communities, which reports name as places."""
_ADVICE = (
    "Take the populated places, the table of centroids, or the GeoJSON of the same data set: they have coordinates."
)
_PREFIX = re.compile(r"[A-Za-z]{2,3}(?=\d|$)")


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """Which columns hold what, by level: `names` as (language or "", column), the one to show first; `codes`."""

    names: dict[int, tuple[tuple[str, str], ...]]
    codes: dict[int, str]


@lru_cache(64)
def layout_of(columns: tuple[str, ...]) -> Layout | None:
    """The layout of a table with P-codes, null if these are not the columns of one."""
    codes = {_level(found): column for column in columns if (found := _CODE.fullmatch(column))}
    if not codes:
        return None
    names: dict[int, list[tuple[int, str, str]]] = {}
    for column in columns:
        found = _LEVEL_NAME.fullmatch(column) or _PLACE_NAME.fullmatch(column)
        if found:
            kind, lang = found["kind"] or "name", found["lang"] or ""
            order = (0 if kind == "name" else 3) + ("en", "").index(lang) if lang in ("en", "") else 9
            names.setdefault(_level(found), []).append((order, lang, column))
    ordered = {level: sorted(found, key=lambda one: one[0]) for level, found in names.items()}
    return Layout(names={level: tuple(one[1:] for one in found) for level, found in ordered.items()}, codes=codes)


def read_pcodes(file: SourceFile, country: str | None, find_country: FindCountry) -> Iterator[Entry]:
    """The entries of a table with P-codes; a row's own country counts before `country`.

    Raises:
        GazetteerError: what is wrong, with file, line and field.
    """
    columns, rows = read_rows(file)
    layout = layout_of(tuple(columns))
    if layout is None or not layout.names:
        raise GazetteerError(
            f"{file}, line 1: no column for the names (looked for ADM1_EN, admin1Name_en, featureName_en, name, …; has"
            f" {', '.join(columns)}).",
            advice="Take the table that has names beside its P-codes.",
        )
    latitude, longitude = (
        need_column(file, field, columns, names, _ADVICE)
        for field, names in (("latitude", LATITUDES), ("longitude", LONGITUDES))
    )
    for line, row in rows:
        where = f"{file}, line {line}"
        degrees = read_degrees(where, (latitude, row[latitude]), (longitude, row[longitude]))
        yield pcode_entry(where, line, row, layout, degrees, country, find_country, f"{file.stem}:{line}")


def pcode_entry(
    where: str, line: int, row: Row, layout: Layout, degrees: tuple[float, float], country: str | None,
    find_country: FindCountry, own: str,
) -> Entry:  # fmt: skip
    """The entry of a row: the place it names, else the deepest division; `own` is its id if it has no P-code.

    Raises:
        GazetteerError: it names nothing, or its country or population is wrong.
    """
    level = _deepest(row, layout)
    names = _names(row, layout, level)
    if not names:
        fields = "/".join(column for _, column in layout.names[level])
        raise GazetteerError(f"{where}, field {fields}: the place has no name.", advice="Name it, or remove the line.")
    code = row[layout.codes[level]].strip() if level in layout.codes else ""
    return Entry(
        gid=f"pcode:{code}" if code else own,
        name=names[0][1],
        latitude=degrees[0],
        longitude=degrees[1],
        country=_country(where, row, layout, find_country) or country or _by_prefix(row, layout, find_country),
        admin1=_shown(row, layout, 1) if level >= 1 else None,
        admin2=_shown(row, layout, 2) if level > 2 else None,
        feature=_FEATURES.get(level, "settlement"),
        population=read_count(where, "population", row.get("population", "")),
        names=(*names[1:], *read_aliases(row)),
        line=line,
    )


def _level(found: re.Match[str]) -> int:
    return int(found.groupdict().get("level") or _PLACE)


def _deepest(row: Row, layout: Layout) -> int:
    if _PLACE in layout.names:
        return _PLACE
    return max((level for level in layout.names if _names(row, layout, level)), default=max(layout.names))


def _names(row: Row, layout: Layout, level: int) -> list[tuple[str, str]]:
    """The names of the row's place at a level, as (language or "", name); numbers are no names."""
    texts = ((lang, row[column].strip()) for lang, column in layout.names.get(level, ()))
    return [(lang, text) for lang, text in texts if text and not text.isdecimal()]


def _shown(row: Row, layout: Layout, level: int) -> str | None:
    return next((name for _, name in _names(row, layout, level)), None)


def _country(where: str, row: Row, layout: Layout, find_country: FindCountry) -> str | None:
    """The country by the code and names of level 0, else by a column of our own.

    Raises:
        GazetteerError: none of what is stated is a country.
    """
    columns = [layout.codes[0]] if 0 in layout.codes else []
    columns += [column for _, column in layout.names.get(0, ())]
    stated = [(column, row[column].strip()) for column in columns if row[column].strip()]
    found = _first(find_country, [text for _, text in stated])
    if stated and found is None:
        raise GazetteerError(
            f"{where}, field {stated[0][0]}: {stated[0][1]!r} is no country.",
            advice="Use a name or an ISO code (SYR, SY).",
        )
    return found or stated_country(where, row, find_country)


def _by_prefix(row: Row, layout: Layout, find_country: FindCountry) -> str | None:
    """P-codes begin with the country's ISO code."""
    starts = (_PREFIX.match(row[column].strip()) for column in layout.codes.values())
    return _first(find_country, [start[0] for start in starts if start])


def _first(find_country: FindCountry, texts: Sequence[str]) -> str | None:
    return next(filter(None, map(find_country, texts)), None)
