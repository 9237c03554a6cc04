"""UCDP GED's table: its 49 columns, one row an event with at least one death.

Columns and codes after the UCDP GED Codebook, version 22.1. The rows are not UCDP's data; conflicts and dyads have no
ids, and those of rows are negative, which UCDP's are not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from khaldun.publish.export.acled import row_id
from khaldun.publish.export.book import Reasons
from khaldun.publish.export.cells import ruled, standing, stated, told
from khaldun.publish.export.figures import Figure
from khaldun.publish.export.ged.book import FindActor, FindCountry, ged_book, ged_states
from khaldun.publish.export.ged.dyads import NON_STATE, ONE_SIDED, Dyad, Side, Sides
from khaldun.publish.export.ged.events import OVER_PLACES, SAME_EVENT, Event, date_lines, events
from khaldun.publish.export.ged.places import Places, Where
from khaldun.publish.export.ged.tolls import Toll, toll_of
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.marks import ENEMY
from khaldun.publish.export.tables import NOTHING, Column, LeftOut, Row, Value
from khaldun.publish.select import HAPPENED
from khaldun.records.lines import ClaimLine, ReportLine

COLUMNS_OF_DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
_LEAST_ID, _IDS = 10**14, 9 * 10**14


class GedTable:
    """UCDP GED's table. `find_country` and `find_actor` know countries by ISO alpha-3 code and actors by id."""

    name = "ucdp"

    def __init__(self, *, find_country: FindCountry, find_actor: FindActor) -> None:
        self.book = ged_book()
        self.columns: tuple[Column, ...] = self.book.columns
        self._states = ged_states()
        self._reasons = Reasons(self.book)
        self._sides = Sides(self.book, self._states, find_actor)
        self._places = Places(self.book, find_country)
        self._find_country = find_country

    def code(self, told: Told) -> Iterator[Row | LeftOut]:
        """A row for each event of the report, and the claims that have none or share another's."""
        happened: list[Item] = []
        for item in told.items:
            rule = self._not_happened(item.claim)
            if rule is None:
                happened.append(item)
            else:
                yield self._reasons.left_out(item.claim, rule)
        dyads = {item.claim.id: self._sides.dyad(item.claim) for item in happened}
        for found in events(happened, dyads, self.book, self._places):
            if isinstance(found, Event):
                yield from self._rows(found, told.report)
            else:
                more = "ged/told-once" if found.elsewhere else ""
                yield from (self._reasons.left_out(claim, found.rule, more=more) for claim in found.claims)

    def _not_happened(self, claim: ClaimLine) -> str | None:
        if claim.status not in HAPPENED:
            return self.book.left_out[claim.status]
        return self.book.left_out["background"] if claim.background else None

    def _rows(self, event: Event, report: ReportLine | None) -> Iterator[Row | LeftOut]:
        row = self._row(event, report)
        yield row
        for claim in event.claims[1:]:
            shared = event.shared and any(death.group is not None for death in claim.deaths)
            yield self._reasons.left_out(claim, OVER_PLACES if shared else SAME_EVENT, into=row.id)

    def _row(self, event: Event, report: ReportLine | None) -> Row:
        own, where = row_id(event.claims[0].id), event.where
        values = {
            "id": ruled(event_id(event.claims[0].id), "ged/row-id"),
            "relid": ruled(own, "ged/row-id"),
            "code_status": ruled(standing(event.items), "ged/code-status"),
            **_dyad(event.dyad),
            **_sources(event, report),
            **_where(where),
            **self._country(where),
            **_when(event),
            **self._deaths(event),
        }
        return Row(
            id=own,
            claims=tuple(claim.id for claim in event.claims),
            values={column.name: values.get(column.name, NOTHING) for column in self.columns},
            longitude=where.longitude,
            latitude=where.latitude,
        )

    def _country(self, where: Where) -> dict[str, Value]:
        state = self._states.get(where.country or "")
        country = self._find_country(where.country) if where.country else None
        region = self.book.regions_of.get(where.country or "") or self.book.regions.get(
            country.region if country else ""
        )
        rules = (*where.rules, "ged/country")
        return {
            "country": told(
                state.name if state else country.name if country else where.country,
                evidence=where.evidence,
                rules=rules,
            ),
            "country_id": told(state.number if state else None, evidence=where.evidence, rules=rules),
            "region": told(region, evidence=where.evidence, rules=rules),
        }

    def _deaths(self, event: Event) -> dict[str, Value]:
        """Deaths by side, and their sums."""
        by_column: dict[str, list[Figure]] = {column: [] for column in COLUMNS_OF_DEATHS}
        for figure in event.figures:
            by_column[_column(figure, event, self.book.civilians)].append(figure)
        partisan = frozenset(item.claim.id for item in event.items if ENEMY in item.marks)
        tolls = {name: toll_of(found, partisan, self.book.unnumbered) for name, found in by_column.items()}
        always = ("ged/told-once",) if event.again else ()
        cells = {
            name: told(
                sum(toll.best for toll in found),
                *(figure.death for figure in by_column[name]),
                rules=(*_marks(by_column[name]), "ged/deaths-by-side", *_differ(found), *always),
            )
            for name, found in tolls.items()
        }
        every = [toll for found in tolls.values() for toll in found]
        whole = [figure.death for figure in event.figures]
        sums = (*_marks(list(event.figures)), "ged/best", *_differ(every), *always)
        open_ended = ("ged/high-finite",) if any(death.high is None for death in whole) else ()
        return {
            **cells,
            "best": told(sum(toll.best for toll in every), *whole, rules=sums),
            "high": told(sum(toll.high for toll in every), *whole, rules=(*sums, *open_ended)),
            "low": told(sum(toll.low for toll in every), *whole, rules=sums),
        }


def event_id(claim_id: str) -> int:
    """The id of a row as an integer of 15 digits below zero."""
    return -(_LEAST_ID + int.from_bytes(hashlib.sha256(claim_id.encode()).digest()[:8]) % _IDS)


def _column(figure: Figure, event: Event, civilians: str) -> str:
    """The column whose deaths a figure tells."""
    of = figure.death.of
    if of in ("civilians", "unknown"):
        return f"deaths_{of}"
    dyad = event.dyads.get(figure.claim.id)
    if dyad is None:  # merged into another's event, and without a dyad of its own
        return "deaths_unknown"
    second = "b" if dyad.first == "a" else "a"
    side = dyad.a if (dyad.first if of == "actor1" else second) == "a" else dyad.b
    if side.name == civilians:
        return "deaths_civilians"
    return "deaths_a" if side.name == event.dyad.a.name else "deaths_b"


def _differ(tolls: Sequence[Toll]) -> tuple[str, ...]:
    return ("ged/tolls-differ",) if any(toll.differ for toll in tolls) else ()


def _marks(found: list[Figure]) -> tuple[str, ...]:
    bare = any(figure.death.low is None and figure.death.best is None for figure in found)
    return ("ged/unnumbered",) if bare else ()


def _dyad(dyad: Dyad) -> dict[str, Value]:
    both = (*dyad.a.evidence, *dyad.b.evidence)
    rules = (*dyad.a.rules, *dyad.b.rules)
    named = told(dyad.name, evidence=both, rules=(*rules, "ged/dyad-name"))
    return {
        "type_of_violence": told(dyad.violence, evidence=both, rules=(*rules, "ged/type-of-violence")),
        "conflict_name": named if dyad.violence in (NON_STATE, ONE_SIDED) else NOTHING,
        "dyad_name": named,
        **_side("a", dyad.a),
        **_side("b", dyad.b),
    }


def _side(letter: str, side: Side) -> dict[str, Value]:
    known = ("ged/ucdp-id",)
    number = None if side.number is None else str(side.number)
    return {
        f"side_{letter}": told(side.name, evidence=side.evidence, rules=(*side.rules, "ged/sides")),
        f"side_{letter}_new_id": told(side.ucdp, evidence=side.evidence, rules=(*side.rules, *known)),
        f"side_{letter}_dset_id": told(
            None if side.ucdp is None else str(side.ucdp), evidence=side.evidence, rules=(*side.rules, *known)
        ),
        f"gwno{letter}": told(number, evidence=side.evidence, rules=(*side.rules, "ged/government")),
    }


def _sources(event: Event, report: ReportLine | None) -> dict[str, Value]:
    rule = "ged/source"
    office = (report.publisher or report.original_publisher) if report else None
    day = report.published[:10] if report and report.published else None
    title = report.title if report else None
    said = list({source.name: source for claim in event.claims for source in claim.sources}.values())
    names = "; ".join(source.name for source in said)
    spans = tuple(span for source in said for span in source.evidence)
    rules = tuple(name for source in said for name in source.rules)
    article = ",".join(part or "" for part in (office, day, title))
    fields = ("publisher", "published", "title")
    return {
        "number_of_sources": ruled(1, rule),
        "source_article": stated(report, f'"{article}"', *fields, rule=rule),
        "source_office": stated(report, office, "publisher", rule=rule),
        "source_date": stated(report, day, "published", rule=rule),
        "source_headline": stated(report, title, "title", rule=rule),
        "source_original": told(names, evidence=spans, rules=(*rules, rule))
        if names
        else stated(report, report.original_publisher if report else None, "original_publisher", rule=rule),
    }


def _where(where: Where) -> dict[str, Value]:
    def cell(found: str | float | None, *rules: str) -> Value:
        return told(found, evidence=where.evidence, rules=(*where.rules, *rules))

    return {
        "where_prec": cell(where.prec),
        "where_coordinates": cell(where.name),
        "where_description": cell(where.words),
        "adm_1": cell(where.admin1),
        "adm_2": cell(where.admin2),
        "latitude": cell(where.latitude),
        "longitude": cell(where.longitude),
        "geom_wkt": cell(f"POINT ({where.longitude} {where.latitude})"),
        "priogrid_gid": cell(where.cell, "ged/priogrid"),
    }


def _when(event: Event) -> dict[str, Value]:
    dates = date_lines(event)
    clarity = 2 if event.shared else 1
    words = [span for figure in event.figures for span in figure.death.evidence]
    rules = ("ged/event-clarity", *((OVER_PLACES,) if event.shared else ()))
    return {
        "year": told(event.start.year, *dates, rules=("ged/dates",)),
        "date_prec": told(event.date_prec, *dates, rules=("ged/dates",)),
        "date_start": told(event.start.isoformat(), *dates, rules=("ged/dates",)),
        "date_end": told(event.end.isoformat(), *dates, rules=("ged/dates",)),
        "event_clarity": told(clarity, evidence=words, rules=rules),
    }
