"""Facts as the contract writes them: inclusive days, sides in order, counts with their totals."""

from __future__ import annotations

import datetime as dt

import msgspec

from khaldun.code.sides import Side
from khaldun.code.times import Timing
from khaldun.records.claims import Claim
from khaldun.records.facts import CountFact, DateFact, PlaceFact
from khaldun.records.lines import (
    ActorLine,
    ConfidenceLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    QuantityLine,
    SourceLine,
    WeaponLine,
)

TOTAL = "acled/fatalities-total"
DAY = dt.timedelta(days=1)
_NULL = msgspec.Raw(b"null")


def date_line(date: DateFact, when: Timing) -> DateLine:
    """Half-open days to inclusive ones."""
    return DateLine(
        start=date.start.isoformat(),
        end=(date.end - DAY).isoformat(),
        precision=when.precision,
        anchor=date.anchor,
        evidence=date.evidence,
        rules=_with(date.rules, when.rule),
    )


def place_line(place: PlaceFact) -> PlaceLine:
    """The place, its own coordinates and the fallback side by side."""
    return PlaceLine(
        quote=place.quote,
        name=place.name,
        gazetteer_id=place.gazetteer_id,
        country=place.country,
        admin1=place.admin1,
        admin2=place.admin2,
        latitude=place.latitude,
        longitude=place.longitude,
        precision=place.precision,
        where_prec=place.where_prec,
        geometry=msgspec.Raw(place.geometry.encode()) if place.geometry else _NULL,
        unresolved=place.unresolved,
        fallback=place.fallback,
        candidates=place.candidates,
        evidence=place.evidence,
        rules=place.rules,
    )


def actor_line(side: Side | None) -> ActorLine | None:
    """The actor as the report names it, or as the codebook does, by its rule, where the report does not."""
    if side is None:
        return None
    actor = side.actor
    if actor is None:
        return ActorLine(id=side.id, name=side.name, type=side.inter, rules=(side.rule,))
    return ActorLine(
        quote=actor.quote,
        id=actor.id,
        name=actor.name,
        type=actor.type,
        stance=actor.stance,
        evidence=actor.evidence,
        rules=_with(actor.rules, side.rule),
    )


def actor_lines(sides: tuple[Side, ...]) -> tuple[ActorLine, ...]:
    """Associated actors."""
    return tuple(line for each in sides if (line := actor_line(each)) is not None)


def count_line(count: CountFact | None) -> CountLine | None:
    """A count as it is."""
    if count is None:
        return None
    return CountLine(
        low=count.low,
        best=count.best,
        high=count.high,
        unbounded=count.unbounded,
        group=count.group,
        evidence=count.evidence,
        rules=count.rules,
    )


def death_lines(claim: Claim) -> tuple[DeathLine, ...]:
    """Deaths by side."""
    return tuple(
        DeathLine(
            of=death.of,
            low=death.low,
            best=death.best,
            high=death.high,
            unbounded=death.unbounded,
            group=death.group,
            evidence=death.evidence,
            rules=death.rules,
        )
        for death in claim.deaths
    )


def fatalities(claim: Claim) -> CountLine | None:
    """All sides' deaths as one interval: sums, open where one side's count is; None where no deaths are told of."""
    if len(claim.deaths) <= 1:
        return count_line(claim.deaths[0]) if claim.deaths else None
    groups = {death.group for death in claim.deaths}
    return CountLine(
        low=_sum(tuple(death.low for death in claim.deaths)),
        best=_sum(tuple(death.low if death.best is None else death.best for death in claim.deaths)),
        high=_sum(tuple(death.high for death in claim.deaths)),
        unbounded=any(death.unbounded for death in claim.deaths),
        group=groups.pop() if len(groups) == 1 else None,
        evidence=tuple(dict.fromkeys(span for death in claim.deaths for span in death.evidence)),
        rules=_with(tuple(dict.fromkeys(rule for death in claim.deaths for rule in death.rules)), TOTAL),
    )


def quantity_lines(claim: Claim) -> tuple[QuantityLine, ...]:
    """Other counts."""
    return tuple(
        QuantityLine(
            what=each.what,
            low=each.low,
            best=each.best,
            high=each.high,
            unbounded=each.unbounded,
            group=each.group,
            evidence=each.evidence,
            rules=each.rules,
        )
        for each in claim.quantities
    )


def weapon_lines(claim: Claim) -> tuple[WeaponLine, ...]:
    """Weapons and platforms."""
    return tuple(
        WeaponLine(quote=each.quote, class_=each.class_, evidence=each.evidence, rules=each.rules)
        for each in claim.weapons
    )


def source_lines(claim: Claim) -> tuple[SourceLine, ...]:
    """Who says so."""
    return tuple(SourceLine(name=each.name, evidence=each.evidence, rules=each.rules) for each in claim.sources)


def confidence_line(claim: Claim, actor1: Side | None, actor2: Side | None) -> ConfidenceLine:
    """How sure each part is, to three places."""
    return ConfidenceLine(
        claim=round(claim.confidence, 3),
        date=round(claim.date.confidence, 3) if claim.date else None,
        place=round(claim.place.confidence, 3) if claim.place else None,
        actor1=_sure(actor1),
        actor2=_sure(actor2),
    )


def notes(claim: Claim) -> str:
    """The sentences that the claim is told in, as in the article and in its order, joined by spaces."""
    if len(claim.sentences) == 1:
        return claim.sentences[0].quote
    spans = sorted({(span.start, span.quote) for span in claim.sentences})
    return " ".join(quote for _, quote in spans)


def _sure(side: Side | None) -> float | None:
    return None if side is None or side.actor is None else round(side.actor.confidence, 3)


def _sum(numbers: tuple[int | None, ...]) -> int | None:
    """The sum; None where one of the numbers is unknown."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _with(rules: tuple[str, ...], rule: str) -> tuple[str, ...]:
    return rules if rule in rules else (*rules, rule)
