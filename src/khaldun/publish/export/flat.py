"""The claims as a flat table: every claim a row, with the columns of the contract's CSV and the reason of each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from khaldun.publish import flat
from khaldun.publish.columns import all_rules
from khaldun.publish.export.acled import row_id
from khaldun.publish.export.book import CODEBOOKS, Book, load_book
from khaldun.publish.export.cells import Valued, ruled, sentence_of, standing, stated, told
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.tables import Column, Kind, Row, Value
from khaldun.records.lines import CodingLine, ReportLine

REVIEWED = Column(name="reviewed", meaning="how far it was reviewed, and what else to mind of it", required=True)
_BOOLEANS = frozenset({"ongoing", "background", "unresolved", "deaths_unbounded"})
_DATES = frozenset({"date_start", "date_end", "event_date"})
_NUMBERS = frozenset({"latitude", "longitude", "confidence"})
_INTEGERS = frozenset({
    "time_precision", "geo_precision", "deaths_low", "deaths_best", "deaths_high", "fatalities", "injured_low",
    "injured_high", "trigger_start",
})  # fmt: skip
_REQUIRED = frozenset({"report", "claim_id", "status", "ongoing", "background"})
_TAGS = {
    "date_start": "#date+start", "date_end": "#date+end", "event_type": "#event+type",
    "sub_event_type": "#event+type+sub", "place": "#loc+name", "country": "#country+code",
    "admin1": "#adm1+name", "admin2": "#adm2+name", "latitude": "#geo+lat", "longitude": "#geo+lon",
    "fatalities": "#affected+killed", "publisher": "#meta+source",
}  # fmt: skip
_METADATA = frozenset({"title", "publisher", "original_publisher", "published", "url"})
_IDS = frozenset({"report", "report_id", "claim_id"})
# Cells that are the codebook's, and those of one fact of the claim, by how their names begin.
_CODED = frozenset({
    "disorder_type", "event_date", "time_precision", "geo_precision", "inter1", "inter2", "civilian_targeting",
    "fatalities", "excluded", "merged_into", "rules",
})  # fmt: skip
_PLACED = frozenset({
    "place", "place_quote", "gazetteer_id", "country", "admin1", "admin2", "latitude", "longitude", "unresolved",
    "fallback", "fallback_rule",
})  # fmt: skip
_WORDS = frozenset(
    {"event_type", "sub_event_type", "status", "ongoing", "background", "trigger", "trigger_start", "notes"}
)
_NO_CODING = CodingLine(codebook="")

Facts = Callable[[flat.Row], tuple[Valued | None, ...]]
_FACTS: dict[str, Facts] = {
    "date_start": lambda row: (row.date,),
    "date_end": lambda row: (row.date,),
    "actor1": lambda row: (row.claim.actor1,),
    "actor1_id": lambda row: (row.claim.actor1,),
    "inter1": lambda row: (row.claim.actor1,),
    "assoc_actor1": lambda row: row.claim.assoc_actor1,
    "actor2": lambda row: (row.claim.actor2,),
    "actor2_id": lambda row: (row.claim.actor2,),
    "inter2": lambda row: (row.claim.actor2,),
    "assoc_actor2": lambda row: row.claim.assoc_actor2,
    "event_date": lambda row: (row.date,),
    "time_precision": lambda row: (row.date,),
    "geo_precision": lambda row: (row.claim.place,),
    "fatalities": lambda row: (row.claim.fatalities,),
    "injured_low": lambda row: (row.claim.injured,),
    "injured_high": lambda row: (row.claim.injured,),
    "weapons": lambda row: row.claim.weapons,
    "sources": lambda row: row.claim.sources,
    **{name: lambda row: (row.claim.place,) for name in _PLACED},
    **{f"deaths_{name}": lambda row: (row.claim.fatalities,) for name in ("low", "best", "high", "unbounded", "group")},
}


@lru_cache(maxsize=1)
def flat_book() -> Book:
    """The rules of the flat table, read once."""
    return load_book(CODEBOOKS / "flat.yaml", Book)


class FlatTable:
    """The claims as they are, a row each."""

    name = "claims"

    def __init__(self) -> None:
        self.book = flat_book()
        self.columns: tuple[Column, ...] = (*(_column(each) for each in flat.COLUMNS), REVIEWED)

    def code(self, told: Told) -> Iterator[Row]:
        """A row for each claim, in their order."""
        for item in told.items:
            yield _row(item, told.report)


def _row(item: Item, report: ReportLine | None) -> Row:
    claim = item.claim
    found = flat.row_of(claim, report)
    values = {column.name: _value(column, found) for column in flat.COLUMNS}
    place = claim.place
    return Row(
        id=row_id(claim.id),
        claims=(claim.id,),
        values={**values, REVIEWED.name: ruled(standing((item,)), "claims/reviewed")},
        longitude=place.longitude if place else None,
        latitude=place.latitude if place else None,
    )


def _value(column: flat.Column, row: flat.Row) -> Value:
    name, cell, claim = column.name, column.cell(row), row.claim
    if name in _IDS:
        return ruled(cell, "claims/every-claim")
    if name in _METADATA:
        return stated(row.report, cell, name, rule="claims/report")
    if name == "confidence":
        return ruled(cell, "claims/confidence")
    coding = claim.coding or _NO_CODING
    coded = (*coding.rules, "claims/coding") if name in _CODED else ()
    if name in _WORDS:
        rules = (*claim.rules, *(coding.rules if name.endswith("event_type") else ()), "claims/status")
        return told(cell, evidence=sentence_of(claim), rules=rules)
    facts = _FACTS.get(name)
    return told(
        cell,
        *(facts(row) if facts is not None else ()),
        rules=coded if name != "rules" else (*all_rules(claim), "claims/coding"),
    )


def _column(column: flat.Column) -> Column:
    return Column(
        name=column.name,
        meaning=column.meaning,
        kind=_kind(column.name),
        required=column.name in _REQUIRED,
        unique=column.name == "claim_id",
        tag=_TAGS.get(column.name, ""),
    )


def _kind(name: str) -> Kind:
    if name in _BOOLEANS:
        return "boolean"
    if name in _DATES:
        return "date"
    if name in _NUMBERS:
        return "number"
    return "integer" if name in _INTEGERS else "string"
