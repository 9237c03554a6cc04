"""A table's data file (data/codebooks): its columns and its named rules, as its tables read them.

The cases of the rules stand in the same files; the tests run them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.publish.export.tables import Column, LeftOut
from khaldun.records.lines import ClaimLine

CODEBOOKS = DATA / "codebooks"


class RuleText(msgspec.Struct, frozen=True, kw_only=True):
    """A named rule, in our own words, with the section of the codebook that it rests on."""

    name: str
    text: str
    section: str


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A table's codebook. `left_out` names, for each status that is no event, and for "background",
    the rule that leaves it out."""

    name: str
    version: str
    source: str
    columns: tuple[Column, ...] = ()
    left_out: dict[str, str] = {}
    rules: tuple[RuleText, ...] = ()

    @property
    def edition(self) -> str:
        """The versioned name that stands in provenance, as "ged/22.1"."""
        return f"{self.name}/{self.version}"

    @property
    def texts(self) -> dict[str, str]:
        """What each rule says."""
        return {rule.name: rule.text for rule in self.rules}


B = TypeVar("B", bound=Book)


def load_book(path: Path, type_: type[B]) -> B:
    """The table's codebook of the file at `path`.

    Raises:
        DataError: the file is missing or wrong (file, line, field), or a column or a rule stands twice.
    """
    book = load_yaml(path, type_)
    for what, names in (("column", [each.name for each in book.columns]), ("rule", [each.name for each in book.rules])):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise DataError(f"{path}: the {what} {twice} stands twice.")
    return book


class Reasons:
    """Why claims have no row: the texts of the rules that leave them out."""

    def __init__(self, *books: Book) -> None:
        self._texts = {name: text for book in books for name, text in book.texts.items()}

    def left_out(self, claim: ClaimLine, rule: str, *, into: str = "", why: str = "", more: str = "") -> LeftOut:
        """The claim, left out by the rule; `why` where the rule's own text does not say it, `more`: a second rule."""
        words = why or " ".join(text for name in (rule, more) if (text := self._texts.get(name)))
        return LeftOut(claim=claim.id, report=claim.report.name, rule=rule, why=words, into=into)
