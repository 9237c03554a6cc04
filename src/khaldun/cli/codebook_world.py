"""The codebooks that come with Khaldun, and what running the cases of a codebook asks of the world."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from khaldun.code.codebook import Codebook
from khaldun.code.schema import CastActor, CodebookFile
from khaldun.code.schema import Rule as CodingRule
from khaldun.codebook.builtin import Builtin
from khaldun.datafile import DATA
from khaldun.errors import UsageError
from khaldun.publish.export.acled import AcledTable
from khaldun.publish.export.book import Book, RuleText
from khaldun.publish.export.flat import FlatTable
from khaldun.publish.export.ged.book import GedBook
from khaldun.publish.export.ged.table import GedTable
from khaldun.publish.export.plover.book import PloverBook
from khaldun.publish.export.plover.book import Rule as PloverRule
from khaldun.publish.export.plover.table import PloverTable
from khaldun.publish.export.tables import Table
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.countries import Countries, packaged_countries
from khaldun.tools.registry import load_registry

FOLDER = DATA / "codebooks"
# What each is called, and its files: ACLED's are the one by which claims are coded, and its table's.
PACKAGED: dict[str, tuple[str, ...]] = {
    "acled": ("acled.yaml", "acled_table.yaml"),
    "ged": ("ged.yaml",),
    "plover": ("plover.yaml",),
    "claims": ("flat.yaml",),
    "health-care": ("../examples/health_care.yaml",),
}
CODING = "coding"
_TODAY = dt.date(2026, 1, 1)


class Coding(msgspec.Struct, frozen=True, kw_only=True):
    """What codes the claims of cases."""

    book: Codebook
    countries: Countries


def builtins() -> dict[str, Builtin]:
    """What the program makes rows by, under the name that a codebook of Khaldun's calls it."""
    coded = tuple(rule.name for rule in packaged_codebook().file.rules)
    every = (
        Builtin(name=CODING, model=CodebookFile, rule=CodingRule, about="codes what a reader found"),
        Builtin(name="acled", model=Book, rule=RuleText, given=coded, about="writes each coded claim as a row"),
        Builtin(name="ged", model=GedBook, rule=RuleText, about="joins claims into dyads' events, and counts deaths"),
        Builtin(name="plover", model=PloverBook, rule=PloverRule, about="names source and target, and joins claims"),
        Builtin(name="claims", model=Book, rule=RuleText, about="writes each claim as it is"),
    )
    return {each.name: each for each in every}


def coding() -> Coding:
    """The packaged coding, and the countries."""
    return Coding(book=packaged_codebook(), countries=packaged_countries())


def packaged_cast() -> dict[str, CastActor]:
    """The actors that any codebook's cases may name."""
    return dict(packaged_codebook().file.cast)


def packaged_files(name: str) -> list[Path]:
    """The files of a codebook that comes with Khaldun.

    Raises:
        UsageError: there is none so called.
    """
    if name not in PACKAGED:
        raise UsageError(
            f"{name}: there is no such file, and no codebook of Khaldun's so called.",
            advice=f"Give a YAML file, or one of {', '.join(PACKAGED)}.",
        )
    return [FOLDER / file for file in PACKAGED[name]]


def builtin_table(name: str) -> Table | None:
    """The table of a built-in codebook; null for the one by which claims are coded."""
    countries, actors = packaged_countries().get, load_registry().get
    if name == "acled":
        return AcledTable(find_country=countries, today=_TODAY)
    if name == "ged":
        return GedTable(find_country=countries, find_actor=actors)
    if name == "plover":
        return PloverTable(find_actor=actors)
    return FlatTable() if name == "claims" else None
