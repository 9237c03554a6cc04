"""CSV for people: one row a claim, every status, with the words it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from khaldun.publish.cells import Cell, csv_row
from khaldun.publish.columns import actor_name, actor_names, all_rules, place_name
from khaldun.records.lines import ClaimLine, CodingLine, ContractLine, CountLine, DateLine, PlaceLine, ReportLine

_NO_CODING = CodingLine(codebook="")
_NO_COUNT = CountLine()


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with its report, and empty stand-ins for what it lacks."""

    claim: ClaimLine
    report: ReportLine | None
    coding: CodingLine
    date: DateLine | None
    place: PlaceLine
    deaths: CountLine
    injured: CountLine


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: its name, what its cells mean, and how to get one."""

    name: str
    meaning: str
    cell: Callable[[Row], Cell]


def _column(name: str, meaning: str, cell: Callable[[Row], Cell]) -> Column:
    return Column(name=name, meaning=meaning, cell=cell)


COLUMNS: tuple[Column, ...] = (
    _column("report", "name of the report", lambda r: r.claim.report.name),
    _column("report_id", "SHA-256 of the report's bytes", lambda r: r.claim.report.id),
    _column("title", "title of the report", lambda r: r.report.title if r.report else None),
    _column("publisher", "who published the text", lambda r: r.report.publisher if r.report else None),
    _column("original_publisher", "whose text it was", lambda r: r.report.original_publisher if r.report else None),
    _column("published", "day or instant of publication", lambda r: r.report.published if r.report else None),
    _column("url", "address of the report", lambda r: r.report.url if r.report else None),
    _column("claim_id", "id of the claim", lambda r: r.claim.id),
    _column("disorder_type", "ACLED disorder type", lambda r: r.coding.disorder_type),
    _column("event_type", "ACLED event type", lambda r: r.claim.event_type),
    _column("sub_event_type", "ACLED sub-event type", lambda r: r.claim.sub_event_type),
    _column(
        "status", "asserted, reported, possible, planned, denied or habitual", lambda r: r.claim.status
    ),
    _column("ongoing", "true where it is told as going on", lambda r: r.claim.ongoing),
    _column("background", "true where it is told as history", lambda r: r.claim.background),
    _column("date_start", "first day", lambda r: r.date.start if r.date else None),
    _column("date_end", "last day (inclusive)", lambda r: r.date.end if r.date else None),
    _column("event_date", "ACLED's one day of the row", lambda r: r.coding.event_date),
    _column("time_precision", "ACLED time precision, 1 to 3", lambda r: r.coding.time_precision),
    _column("place", "name in the gazetteer, else the report's words", lambda r: place_name(r.place)),
    _column("place_quote", "the report's words for the place", lambda r: r.place.quote),
    _column("gazetteer_id", "id of the place in its gazetteer", lambda r: r.place.gazetteer_id),
    _column("country", "ISO 3166-1 alpha-3 code", lambda r: r.place.country),
    _column("admin1", "first-order division", lambda r: r.place.admin1),
    _column("admin2", "second-order division", lambda r: r.place.admin2),
    _column("latitude", "degrees north; empty where the place is unresolved", lambda r: r.place.latitude),
    _column("longitude", "degrees east; empty where the place is unresolved", lambda r: r.place.longitude),
    _column("geo_precision", "ACLED geo precision, 1 to 3", lambda r: r.coding.geo_precision or r.place.precision),
    _column("unresolved", "true where no place of the gazetteer was chosen", lambda r: r.place.unresolved or None),
    _column("fallback", "place that a rule gives", lambda r: r.place.fallback.name if r.place.fallback else None),
    _column("fallback_rule", "the rule's name", lambda r: r.place.fallback.rule if r.place.fallback else None),
    _column("actor1", "name in the registry, else the report's words", lambda r: actor_name(r.claim.actor1)),
    _column("actor1_id", "id in the registry", lambda r: r.claim.actor1.id if r.claim.actor1 else None),
    _column("inter1", "ACLED actor type in this country on this day", lambda r: r.coding.inter1),
    _column("assoc_actor1", "who acted with actor1", lambda r: actor_names(r.claim.assoc_actor1)),
    _column("actor2", "name in the registry, else the report's words", lambda r: actor_name(r.claim.actor2)),
    _column("actor2_id", "id in the registry", lambda r: r.claim.actor2.id if r.claim.actor2 else None),
    _column("inter2", "ACLED actor type in this country on this day", lambda r: r.coding.inter2),
    _column("assoc_actor2", "who acted with actor2", lambda r: actor_names(r.claim.assoc_actor2)),
    _column("civilian_targeting", "\"Civilians targeted\" or empty", lambda r: r.coding.civilian_targeting),
    _column("deaths_low", "fewest deaths; empty where nothing is said", lambda r: r.deaths.low),
    _column("deaths_best", "best figure", lambda r: r.deaths.best),
    _column("deaths_high", "most deaths; empty where open or unknown", lambda r: r.deaths.high),
    _column("deaths_unbounded", "true where the words leave the top open", lambda r: r.deaths.unbounded or None),
    _column("deaths_group", "claims that share one total", lambda r: r.deaths.group),
    _column("fatalities", "ACLED's figure for this row", lambda r: r.coding.fatalities),
    _column("injured_low", "fewest injured", lambda r: r.injured.low),
    _column("injured_high", "most injured", lambda r: r.injured.high),
    _column("weapons", "weapons and platforms", lambda r: "; ".join(w.quote for w in r.claim.weapons) or None),
    _column("sources", "who says so inside the report", lambda r: "; ".join(s.name for s in r.claim.sources) or None),
    _column("trigger", "the words that tell of it", lambda r: r.claim.trigger.quote if r.claim.trigger else None),
    _column("trigger_start", "offset (code points)", lambda r: r.claim.trigger.start if r.claim.trigger else None),
    _column("notes", "the sentences it is told in", lambda r: r.claim.notes),
    _column("excluded", "the rule that keeps it out of the event table", lambda r: r.coding.excluded),
    _column("merged_into", "id of the claim whose row it is part of", lambda r: r.coding.merged_into),
    _column("rules", "every rule that made or changed a value", lambda r: "; ".join(all_rules(r.claim)) or None),
    _column("confidence", "how sure the claim is, 0 to 1", lambda r: r.claim.confidence.claim),
)  # fmt: skip


def publish_csv(lines: Iterable[ContractLine]) -> Iterator[bytes]:
    """CSV (UTF-8, a header, one row a claim)."""
    yield csv_row([column.name for column in COLUMNS]).encode()
    report: ReportLine | None = None
    for line in lines:
        if isinstance(line, ReportLine):
            report = line
        elif isinstance(line, ClaimLine):
            row = row_of(line, report)
            yield csv_row([column.cell(row) for column in COLUMNS]).encode()


def row_of(claim: ClaimLine, report: ReportLine | None) -> Row:
    """The claim with its report, if it is its own."""
    return Row(
        claim=claim,
        report=report if report is not None and report.name == claim.report.name else None,
        coding=claim.coding or _NO_CODING,
        date=claim.date,
        place=claim.place or PlaceLine(),
        deaths=claim.fatalities or _NO_COUNT,
        injured=claim.injured or _NO_COUNT,
    )
