"""A claim being coded: what the codebook made of it so far."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import msgspec

from khaldun.code.arranging import Actors, Land, arrange
from khaldun.code.codebook import Codebook
from khaldun.code.kinds import Searches, sub_event_type
from khaldun.code.places import Placing, countries_of_report, country_name, country_of, is_country, placing
from khaldun.code.protocols import Countries
from khaldun.code.sides import Side, side
from khaldun.code.times import Timing, timing
from khaldun.records.claims import Claim
from khaldun.records.facts import ActorFact


class Known(msgspec.Struct, frozen=True):
    """What one claim's coding found that the next can use: claims fanned out share sentences and actors."""

    searches: Searches
    sides: dict[tuple[int, str | None, dt.date | None], Side]


class Draft(msgspec.Struct, frozen=True):
    """A claim with its sides, type, day and place under the codebook, before rows are merged and deaths counted."""

    claim: Claim
    country: str | None
    country_name: str | None
    actors: Actors
    kind: str
    timing: Timing | None
    placing: Placing | None
    excluded: str | None
    rules: tuple[str, ...]

    @property
    def order(self) -> tuple[int, int, str]:
        """The order of the text: trigger, then place, then id."""
        place = self.claim.place
        at = place.evidence[0].start if place is not None and place.evidence else -1
        return self.claim.trigger.start, at, self.claim.id


def drafts(
    claims: tuple[Claim, ...], book: Codebook, countries: Countries, *, settled: bool = False
) -> tuple[Draft, ...]:
    """The claims of a report, each under the codebook on its own; types that are `settled` stay.

    Raises:
        ValueError: a claim has a sub-event type that the codebook has not (a fault of the reader).
    """
    known = Known(Searches(), {})
    shared = countries_of_report(claims)
    return tuple(_draft(claim, shared, book, countries, known, settled=settled) for claim in claims)


def _sides(
    actors: tuple[ActorFact, ...], country: str | None, day: dt.date | None, book: Codebook, known: Known
) -> tuple[Side, ...]:
    found = []
    for actor in actors:
        key = id(actor), country, day
        made = known.sides.get(key)
        if made is None:
            made = known.sides[key] = side(actor, country, day, book)
        found.append(made)
    return tuple(found)


def _draft(
    claim: Claim, shared: Counter[str], book: Codebook, countries: Countries, known: Known, *, settled: bool
) -> Draft:
    country, rules = country_of(claim, shared)
    day = claim.date.start if claim.date else None
    doers = _sides(claim.doers, country, day, book, known)
    targets = _sides(claim.targets, country, day, book, known)
    if claim.sub_event_type not in book.type_rules:
        raise ValueError(f"claim {claim.id} of {claim.report_name}: no sub-event type {claim.sub_event_type!r}")
    kind, changed = (
        (claim.sub_event_type, ()) if settled else sub_event_type(claim, doers, targets, book, known.searches)
    )
    event_type = book.event_type[kind]
    name = country_name(country, countries)
    actors = arrange(claim, doers, targets, kind, Land(country, name), book)
    when = timing(claim.date, book) if claim.date else None
    where = placing(claim.place) if claim.place else None
    return Draft(
        claim=claim,
        country=country,
        country_name=name,
        actors=actors,
        kind=kind,
        timing=when,
        placing=where,
        excluded=_exclusion(claim, event_type, when, countries),
        rules=(*rules, *changed, "acled/event-type", *actors.rules),
    )


def _exclusion(claim: Claim, event_type: str, when: Timing | None, countries: Countries) -> str | None:
    """The rule that keeps the claim out of the table; None where nothing does."""
    if claim.status not in ("asserted", "reported"):
        return f"acled/not-asserted-{claim.status}"
    if claim.background:
        return "acled/background"
    if when is None:
        return "acled/no-date"
    if when.precision is None:
        return when.rule
    if claim.place is None:
        return "acled/no-place"
    if is_country(claim.place, countries) and event_type != "Strategic developments":
        return "acled/whole-country"
    return None
