"""Countries: codes, names, adjectives, ACLED's country and region names (data/countries.csv; ISO 3166-1 and Kosovo)."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import msgspec

from khaldun.datafile import DATA
from khaldun.errors import DataError

COUNTRIES = DATA / "countries.csv"
FIELDS = (
    "iso3", "iso2", "numeric", "name", "acled_name", "region", "adjectives", "other_names", "capital", "latitude",
    "longitude",
)  # fmt: skip


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """One country or territory.

    `iso3`, `iso2`: ISO 3166-1 codes (Kosovo: XKX, XK, numeric 0). `name` is the common name, `acled_name` and
    `region` are ACLED's. `adjectives` holds adjectives and demonyms, singular and plural ("Russian", "Russians");
    the first is the adjective, "" where there is none. `latitude`, `longitude` (degrees) are of the middle of the
    country, not of its capital.
    """

    iso3: str
    iso2: str
    numeric: int
    name: str
    acled_name: str
    region: str
    adjectives: tuple[str, ...]
    other_names: tuple[str, ...]
    capital: str
    latitude: float
    longitude: float

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the common one first, none twice."""
        return tuple(dict.fromkeys((self.name, self.acled_name, *self.other_names)))

    @property
    def adjective(self) -> str:
        """The adjective ("Russian"), the common name where there is none."""
        return self.adjectives[0] if self.adjectives else self.name


class Countries:
    """All countries, found by code, by name or by adjective.

    Where two countries share a word ("Congolese", "Korean", "Dominican") the lookups give the one that stands first
    in the file; `all_by_adjective` gives both.
    """

    def __init__(self, countries: tuple[Country, ...]) -> None:
        self.all = countries
        self._by_iso3 = {country.iso3: country for country in countries}
        self._by_iso2 = {country.iso2: country for country in countries}
        self._by_name: dict[str, Country] = {}
        self._by_adjective: dict[str, tuple[Country, ...]] = {}
        for country in countries:
            for name in country.names:
                self._by_name.setdefault(_key(name), country)
            for word in country.adjectives:
                self._by_adjective[word] = (*self._by_adjective.get(word, ()), country)

    def get(self, iso3: str) -> Country | None:
        """The country with this ISO 3166-1 alpha-3 code."""
        return self._by_iso3.get(iso3)

    def by_iso2(self, iso2: str) -> Country | None:
        """The country with this ISO 3166-1 alpha-2 code."""
        return self._by_iso2.get(iso2)

    def by_name(self, name: str) -> Country | None:
        """The country so called; any case, but short forms ("US", "UK", "CAR", "oPt") as they are written."""
        return self._by_name.get(_key(name))

    def by_adjective(self, word: str) -> Country | None:
        """The country that the adjective or demonym speaks of; case matters ("Polish" is not "polish")."""
        found = self._by_adjective.get(word)
        return found[0] if found else None

    def all_by_adjective(self, word: str) -> tuple[Country, ...]:
        """Every country that shares the adjective or demonym."""
        return self._by_adjective.get(word, ())

    def words(self) -> dict[str, str]:
        """Every name and adjective as written → iso3 (names win over adjectives): the vocabulary for scanning."""
        words = {word: found[0].iso3 for word, found in self._by_adjective.items()}
        for country in reversed(self.all):
            words.update(dict.fromkeys(country.names, country.iso3))
        return words


def load_countries(path: Path = COUNTRIES) -> Countries:
    """The countries of the CSV file at `path`.

    Raises:
        DataError: a column is missing, or a row is wrong; names file, line and field.
    """
    countries: list[Country] = []
    seen: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        if tuple(header) != FIELDS:
            raise DataError(f"{path}, line 1: the columns must be {', '.join(FIELDS)}.")
        for row in reader:
            country = _country(row, f"{path}, line {reader.line_num}")
            if country.iso3 in seen:
                raise DataError(f"{path}, line {reader.line_num}, field iso3: {country.iso3} stands twice.")
            seen.add(country.iso3)
            countries.append(country)
    return Countries(tuple(countries))


@lru_cache(maxsize=1)
def packaged_countries() -> Countries:
    """The countries that come with Khaldun, read once."""
    return load_countries()


def _country(row: list[str], where: str) -> Country:
    if len(row) != len(FIELDS):
        raise DataError(f"{where}: {len(row)} fields instead of {len(FIELDS)}.")
    iso3, iso2, numeric, name, acled_name, region, adjectives, other_names, capital, latitude, longitude = row
    for field, value in (("iso3", iso3), ("iso2", iso2), ("name", name), ("region", region)):
        if not value.strip():
            raise DataError(f"{where}, field {field}: empty.")
    return Country(
        iso3=iso3,
        iso2=iso2,
        numeric=int(_number(numeric, "numeric", where)),
        name=name,
        acled_name=acled_name or name,
        region=region,
        adjectives=_words(adjectives),
        other_names=_words(other_names),
        capital=capital,
        latitude=_number(latitude, "latitude", where),
        longitude=_number(longitude, "longitude", where),
    )


def _number(value: str, field: str, where: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise DataError(f"{where}, field {field}: {value!r} is not a number.") from error


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("|") if word)


def _key(name: str) -> str:
    """Names compare without case, unless they are short forms."""
    plain = name.replace(".", "")
    return name if len(plain) <= 4 and plain != plain.capitalize() else name.casefold()
