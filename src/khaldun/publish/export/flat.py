"""The claims as a flat table: every claim a row, with the columns of the contract's CSV and the reason of each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from khaldun.publish import flat
from khaldun.publish.columns import all_rules
from khaldun.publish.export.acled import row_id
from khaldun.publish.export.book import CODEBOOKS, Book, load_book
from khaldun.publish.export.cells import Reason, Valued, reason, ruled, sentence_of, standing, stated
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.tables import NOTHING, Column, Kind, Row, Value
from khaldun.records.lines import ReportLine

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
_CODED_TOO = ", coded"
# Cells that are the codebook's, and those of one fact of the claim, by how their names begin.
_CODED = frozenset({
    "disorder_type", "event_type", "sub_event_type", "event_date", "time_precision", "geo_precision", "inter1",
    "inter2", "civilian_targeting", "fatalities", "excluded", "merged_into", "rules",
})  # fmt: skip
_PLACED = frozenset({
    "place", "place_quote", "gazetteer_id", "country", "admin1", "admin2", "latitude", "longitude", "unresolved",
    "fallback", "fallback_rule",
})  # fmt: skip
_WORDS = frozenset({
    "disorder_type", "event_type", "sub_event_type", "status", "ongoing", "background", "trigger", "trigger_start",
    "notes",
})  # fmt: skip
# What facts of a claim cells rest on, by their columns; those of a place rest on it.
Facts = Callable[[flat.Row], tuple[Valued | None, ...]]
_FACTS: dict[str, Facts] = {
    "place": lambda row: (row.claim.place,),
    "date": lambda row: (row.date,),
    "actor1": lambda row: (row.claim.actor1,),
    "actor2": lambda row: (row.claim.actor2,),
    "sides": lambda row: (row.claim.actor1, row.claim.actor2),
    "assoc_actor1": lambda row: row.claim.assoc_actor1,
    "assoc_actor2": lambda row: row.claim.assoc_actor2,
    "deaths": lambda row: (row.claim.fatalities,),
    "injured": lambda row: (row.claim.injured,),
    "weapons": lambda row: row.claim.weapons,
    "sources": lambda row: row.claim.sources,
    "nothing": lambda row: (),
}
_OF = {
    **dict.fromkeys(_PLACED | {"geo_precision"}, "place"),
    **dict.fromkeys(("date_start", "date_end", "event_date", "time_precision"), "date"),
    **dict.fromkeys(("actor1", "actor1_id", "inter1"), "actor1"),
    **dict.fromkeys(("actor2", "actor2_id", "inter2"), "actor2"),
    **{f"deaths_{name}": "deaths" for name in ("low", "best", "high", "unbounded", "group")},
    "fatalities": "deaths",
    "civilian_targeting": "sides",
    "injured_low": "injured",
    "injured_high": "injured",
    **{name: name for name in ("assoc_actor1", "assoc_actor2", "weapons", "sources")},
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
        of_report: dict[str, Value] = {}
        for item in told.items:
            yield _row(item, told.report, of_report)


def _row(item: Item, report: ReportLine | None, of_report: dict[str, Value]) -> Row:
    """A claim's row; `of_report` holds the cells that all claims of the report have."""
    claim = item.claim
    found = flat.row_of(claim, report)
    reasons: dict[str, Reason] = {}
    values: dict[str, Value] = {}
    for name, cell_of, kind, reason_of in _CELLS:
        cell = cell_of(found)
        if cell is None or cell == "":
            values[name] = NOTHING
        elif reason_of is None:
            value = of_report.get(name)
            if value is None:
                value = of_report[name] = stated(found.report, cell, name, rule="claims/report")
            values[name] = value
        else:
            why = reasons.get(kind)
            if why is None:
                why = reasons[kind] = reason_of(found)
            values[name] = Value(cell=cell, evidence=why[0], rules=why[1])
    values[REVIEWED.name] = ruled(standing((item,)), "claims/reviewed")
    place = claim.place
    return Row(
        id=row_id(claim.id),
        claims=(claim.id,),
        values=values,
        longitude=place.longitude if place else None,
        latitude=place.latitude if place else None,
    )


def _kind_of_reason(name: str) -> str:
    """What a column's cells rest on: those of one kind have one reason in a row."""
    if name in _IDS:
        return "id"
    if name in _METADATA:
        return "report"
    if name in ("confidence", "rules"):
        return name
    if name in _WORDS:
        return "words" + (_CODED_TOO if name in _CODED else "")
    return _OF.get(name, "nothing") + (_CODED_TOO if name in _CODED else "")


def _of_words(row: flat.Row) -> Reason:
    claim = row.claim
    return reason(evidence=sentence_of(claim), rules=(*claim.rules, "claims/status"))


def _of_words_coded(row: flat.Row) -> Reason:
    claim = row.claim
    return reason(evidence=sentence_of(claim), rules=(*claim.rules, *row.coding.rules, "claims/status"))


def _reason_of(kind: str) -> Callable[[flat.Row], Reason] | None:
    """What says the words and rules that cells of a kind rest on; null where the report says them."""
    if kind == "report":
        return None
    if kind in _ALONE:
        return _ALONE[kind]
    facts = _FACTS[kind.removesuffix(_CODED_TOO)]
    if kind.endswith(_CODED_TOO):
        return lambda row: reason(*facts(row), rules=(*row.coding.rules, "claims/coding"))
    return lambda row: reason(*facts(row))


_ALONE: dict[str, Callable[[flat.Row], Reason]] = {
    "id": lambda row: ((), ("claims/every-claim",)),
    "confidence": lambda row: ((), ("claims/confidence",)),
    "rules": lambda row: reason(rules=(*all_rules(row.claim), "claims/coding")),
    "words": _of_words,
    "words" + _CODED_TOO: _of_words_coded,
}
_CELLS = [
    (column.name, column.cell, kind, _reason_of(kind))
    for column in flat.COLUMNS
    for kind in (_kind_of_reason(column.name),)
]


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
