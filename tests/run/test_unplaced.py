"""Places not found, by the country of their report."""

from __future__ import annotations

from khaldun.records.lines import ClaimLine, ContractLine, PlaceLine, ReportLine, ReportRef
from khaldun.run.unplaced import Unplaced


def report(name: str, *places: PlaceLine | None) -> list[ContractLine]:
    ref = ReportRef(name=name)
    return [ReportLine(id=name, name=name, text=""), *(ClaimLine(report=ref, place=place) for place in places)]


def missing(quote: str) -> PlaceLine:
    return PlaceLine(quote=quote, unresolved=True)


def test_what_was_not_found_counts_to_the_country_of_most_places_of_its_report() -> None:
    unplaced = Unplaced()
    syria, turkey = PlaceLine(country="SYR"), PlaceLine(country="TUR")
    lines = [
        *report("one", syria, turkey, missing("Sarjeh"), syria, missing("Sarjeh"), None),
        *report("two", missing("Nowhere")),
        *report("three", turkey, missing("A"), missing("B")),
    ]
    for line in lines:
        unplaced.add(line)
    assert unplaced.by_country() == [("TUR", ["A", "B"]), ("SYR", ["Sarjeh"]), ("", ["Nowhere"])]


def test_where_all_was_found_nothing_is_told() -> None:
    unplaced = Unplaced()
    for line in report("one", PlaceLine(country="SYR"), None):
        unplaced.add(line)
    assert unplaced.by_country() == []
