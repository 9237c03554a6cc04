"""PLOVER's table: categories with modes, contexts and flags, source and target by country and sector, one row an event.

After the PLOVER manual (2021) and CAMEO2PLOVER-2021; the columns are PLOVER's JSON fields, laid flat.
"""

from __future__ import annotations

from collections.abc import Iterator

from khaldun.publish.columns import place_name
from khaldun.publish.export.acled import row_id
from khaldun.publish.export.book import Reasons
from khaldun.publish.export.cells import ruled, sentence_of, standing, stated, told
from khaldun.publish.export.items import Told
from khaldun.publish.export.plover.actors import Coder
from khaldun.publish.export.plover.book import FindActor, plover_book
from khaldun.publish.export.plover.events import IN_ASSAULT, Part, Sum, dead, injured, inside, joined, part_of
from khaldun.publish.export.tables import NOTHING, Column, LeftOut, Row, Value
from khaldun.records.lines import ClaimLine, ReportLine

FLAGS = ("historical", "future", "hypothetical", "negated")
SAME = "plover/same-event"


class PloverTable:
    """PLOVER's table. `find_actor` knows actors by their id in the registry."""

    name = "plover"

    def __init__(self, *, find_actor: FindActor) -> None:
        self._plover = plover_book()
        self.book = self._plover.book
        self.columns: tuple[Column, ...] = self._plover.columns
        self._reasons = Reasons(self.book)
        self._coder = Coder(self.book, find_actor)

    def code(self, told: Told) -> Iterator[Row | LeftOut]:
        """A row for each event of the report, and the claims that have none or share another's."""
        found = {item.claim.id: part_of(item, told.report, self._plover) for item in told.items}
        parts = [part for part in found.values() if isinstance(part, Part)]
        dropped = inside(parts, told.report)
        events = joined(part for part in parts if part.item.claim.id not in dropped)
        rows = {part.item.claim.id: row_id(event[0].item.claim.id) for event in events for part in event}
        yield from self._rows(events, told.report)
        for item in told.items:
            claim, part = item.claim, found[item.claim.id]
            if isinstance(part, str):
                yield self._reasons.left_out(claim, part)
            elif claim.id in dropped:
                assault = dropped[claim.id]
                yield self._reasons.left_out(claim, IN_ASSAULT, into=rows[assault.item.claim.id] if assault else "")
            elif rows[claim.id] != row_id(claim.id):
                yield self._reasons.left_out(claim, SAME, into=rows[claim.id])

    def _rows(self, events: list[tuple[Part, ...]], report: ReportLine | None) -> Iterator[Row]:
        killed, hurt = dead(events), injured(events)
        for number, event in enumerate(events):
            claim = event[0].item.claim
            place = claim.place
            where = place.evidence if place else ()
            values = {
                "id": ruled(row_id(claim.id), "plover/row-id"),
                **_kind(event, self._plover.quad),
                **self._coder.cells("source", event[0].parties.source, event[0].parties.rules, where),
                **self._coder.cells("target", event[0].parties.target, event[0].parties.rules, where),
                **_where(claim),
                "dead": _number(killed.get(number)),
                "injured": _number(hurt.get(number)),
                "link": told(_link(claim), evidence=sentence_of(claim), rules=("plover/link",)),
                "text": told(claim.trigger.quote if claim.trigger else None, evidence=sentence_of(claim)),
                **_report(report),
                "coder": ruled(claim.method or None, "plover/coder"),
                "codebook": ruled(self.book.edition, "plover/coder"),
                "comment": ruled(standing(part.item for part in event), "plover/coder"),
            }
            yield Row(
                id=row_id(claim.id),
                claims=tuple(part.item.claim.id for part in event),
                values={column.name: values[column.name] for column in self.columns},
                longitude=place.longitude if place else None,
                latitude=place.latitude if place else None,
            )


def _kind(event: tuple[Part, ...], quad: dict[str, int]) -> dict[str, Value]:
    """Days, category, modes, contexts and flags, of all the claims that tell of the event."""
    first = event[0]
    words = tuple(span for part in event for span in sentence_of(part.item.claim))
    modes = "; ".join(dict.fromkeys(mode for part in event for mode in part.kind.modes)) or None
    contexts = "; ".join(dict.fromkeys(context for part in event for context in part.kind.contexts)) or None
    mode_rules = [rule for part in event for rule in part.kind.mode_rules]
    context_rules = [rule for part in event for rule in part.kind.context_rules]
    date = first.item.claim.date
    weapons = tuple(span for part in event for weapon in part.item.claim.weapons for span in weapon.evidence)
    return {
        "date": told(first.date[0], date, rules=first.date_rules),
        "enddate": told(first.date[1], date, rules=first.date_rules),
        "event": told(first.kind.event, evidence=words, rules=first.kind.rules),
        "quad": told(quad[first.kind.event], evidence=words, rules=first.kind.rules),
        "mode": told(modes, evidence=(*words, *weapons), rules=mode_rules),
        "context": told(contexts, evidence=words, rules=context_rules),
        **{flag: told(flag in first.flags, evidence=words, rules=("plover/flags",)) for flag in FLAGS},
    }


def _where(claim: ClaimLine) -> dict[str, Value]:
    place, rule = claim.place, ("plover/location",)
    country = (place.country if place else None) or (claim.coding.country if claim.coding and place else None)
    coded = claim.coding.rules if claim.coding else ()
    return {
        "location": told(place_name(place), place, rules=rule),
        "location_id": told(place.gazetteer_id if place else None, place, rules=rule),
        "latitude": told(place.latitude if place else None, place, rules=rule),
        "longitude": told(place.longitude if place else None, place, rules=rule),
        "cc3": told(
            country, place, rules=(*(each for each in coded if each.startswith("acled/country-of-")), "plover/location")
        ),
        "admin1": told(place.admin1 if place else None, place, rules=rule),
        "admin2": told(place.admin2 if place else None, place, rules=rule),
    }


def _link(claim: ClaimLine) -> str | None:
    """What the events that one telling tells of have in common."""
    return row_id(f"{claim.report.id or claim.report.name} {claim.group}") if claim.group else None


def _number(found: Sum | None) -> Value:
    return NOTHING if found is None else told(found.number, *found.figures, rules=found.rules)


def _report(report: ReportLine | None) -> dict[str, Value]:
    rule = "plover/report"
    publisher = (report.publisher or report.original_publisher) if report else None
    return {
        "publication": stated(report, publisher, "publisher", "original_publisher", rule=rule),
        "published": stated(
            report, report.published[:10] if report and report.published else None, "published", rule=rule
        ),
        "url": stated(report, report.url if report else None, "url", rule=rule),
        "language": stated(report, report.language if report else None, "language", rule=rule),
    }
