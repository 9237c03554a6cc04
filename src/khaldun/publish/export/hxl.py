"""HXL's table: one row an event as ACLED's codebook takes them, in the columns that have a hashtag."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from khaldun.publish.export.book import CODEBOOKS, Book, load_book
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import NOTHING, Column, LeftOut, Row, Table, Value
from khaldun.records.loose import country_of

FindRegion = Callable[[str, str], str | None]
RULE = "hxl/region-code"


class HxlTable:
    """The tagged columns of ACLED's table. `find_region` gives the code of a country's (ISO alpha-3) division."""

    name = "hxl"

    def __init__(self, acled: Table, *, find_region: FindRegion) -> None:
        self.book = load_book(CODEBOOKS / "hxl.yaml", Book)
        (self._code,) = self.book.columns
        self._acled, self._find_region = acled, find_region
        columns: list[Column] = []
        for column in acled.columns:
            if column.tag:
                columns.append(column)
            if column.name == "admin1":
                columns.append(self._code)
        self.columns = tuple(columns)

    def code(self, told: Told) -> Iterator[Row | LeftOut]:
        """ACLED's rows, and what it leaves out."""
        countries = {item.claim.id: country_of(item.claim) for item in told.items}
        for each in self._acled.code(told):
            if isinstance(each, LeftOut):
                yield each
                continue
            values = {**each.values, self._code.name: self._region(each, countries.get(each.claims[0]))}
            yield replace(each, values={column.name: values[column.name] for column in self.columns})

    def _region(self, row: Row, country: str | None) -> Value:
        region = row.values["admin1"]
        if not country or not isinstance(region.cell, str):
            return NOTHING
        code = self._find_region(country, region.cell)
        return NOTHING if code is None else Value(cell=code, evidence=region.evidence, rules=(*region.rules, RULE))
