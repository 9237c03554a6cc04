"""Who governed a country on a day, for those whose government changed by force: data/governments.yaml."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.records.base import Record
from khaldun.tools.countries import Countries

TERMS = DATA / "governments.yaml"


class TermEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A government as written in the file, from its first day on."""

    since: dt.date = msgspec.field(name="from")
    name: str


class Term(Record, frozen=True, kw_only=True):
    """A government on the days [`start`, `end`), None: it still governs."""

    name: str
    start: dt.date
    end: dt.date | None

    @property
    def years(self) -> str:
        """Its years as ACLED writes them behind a force's name: "(2000-2024)", "(2024-)"."""
        return f"({self.start.year}-{self.end.year if self.end else ''})"


class Governments:
    """The governments of each country, in their order."""

    def __init__(self, terms: dict[str, tuple[Term, ...]]) -> None:
        self._terms = terms

    def on(self, country: str, day: dt.date) -> Term | None:
        """Who governed on that day; None where that is not known, or not kept."""
        for term in self._terms.get(country, ()):
            if term.start <= day and (term.end is None or day < term.end):
                return term
        return None


def load_terms(countries: Countries, path: Path = TERMS) -> Governments:
    """The governments of the file at `path`.

    Raises:
        DataError: the file is missing or wrong: no country, or governments that do not follow one another; names file
            and country.
    """
    terms: dict[str, tuple[Term, ...]] = {}
    for country, entries in load_yaml(path, dict[str, tuple[TermEntry, ...]]).items():
        if countries.get(country) is None:
            raise DataError(f"{path}: there is no country {country!r}.")
        for one, other in pairwise(entries):
            if one.since >= other.since:
                raise DataError(f"{path}, {country}: {other.name} is not later than {one.name}.")
        ends = (*(entry.since for entry in entries[1:]), None)
        terms[country] = tuple(
            Term(name=entry.name, start=entry.since, end=end) for entry, end in zip(entries, ends, strict=True)
        )
    return Governments(terms)
