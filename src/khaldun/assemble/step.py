"""Tellings into claims: merged, with the day and place carried on, and fanned out over the places of a list."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import msgspec

from khaldun.assemble.allies import settle_allies
from khaldun.assemble.carry import carry
from khaldun.assemble.event import Event, Harmed
from khaldun.assemble.fold import fold
from khaldun.assemble.gather import gather, same_actor
from khaldun.assemble.merge import merge
from khaldun.assemble.opponents import settle_opponents
from khaldun.assemble.setting import Setting
from khaldun.assemble.sides import settle_sides
from khaldun.assemble.tolled import tolls_of_places
from khaldun.assemble.town import settle_towns
from khaldun.assemble.where import choose_places
from khaldun.records.annotations import Annotated, Mention
from khaldun.records.base import Span
from khaldun.records.claims import Claim
from khaldun.records.facts import CountFact, DateFact, DeathFact, DeathsOf, PlaceFact, QuantityFact, Resolved
from khaldun.records.reports import Article

_LIST_GAP = 16
# Whoever is killed by violence against civilians, and is told of as no one's fighter, is one (ACLED codebook).
_ON_CIVILIANS = frozenset({"Attack", "Sexual violence", "Abduction/forced disappearance"})
_ANYONE = frozenset(
    {"people", "person", "persons", "others", "other", "body", "bodies", "men", "man", "dead", "victim", "victims"}
)


def assemble(article: Article, annotated: Annotated, resolved: Resolved) -> tuple[Claim, ...]:
    """The claims of a report, in the order of the text.

    A list of places makes a claim each; what is counted of them together gets one `group` with the total on each.
    """
    setting = Setting(annotated, resolved)
    told = gather(annotated, resolved)
    for event in told:
        choose_places(event, setting)
    settle_allies(told, article.text)
    events = merge(told)
    carry(events, article, setting)
    settle_towns(events, setting)
    settle_sides(events)
    settle_opponents(events)
    claims: list[Claim] = []
    for event in events:
        claims.extend(_fan_out(article, annotated, event, tolls_of_places(event, annotated, resolved, article.text)))
    return tuple(_named(claim, ordinal) for ordinal, claim in enumerate(fold(claims)))


def _fan_out(article: Article, annotated: Annotated, event: Event, tolled: list[PlaceFact] | None) -> list[Claim]:
    """A claim for each place and day; what is counted of all together gets one group, what is counted of one place
    (`tolled`, of each toll) stands there alone."""
    places: list[tuple[Mention, PlaceFact] | None] = [*_distinct(event.places)] or [None]
    dates: list[DateFact | None] = [*_days(event)] or [None]
    spread = [(place, date) for place in places for date in dates]
    group = f"g{event.trigger.span.start}" if len(spread) > 1 else None
    found = [place[1] for place in places if place is not None]
    if tolled is None or len(dates) > 1 or not all(any(at is one for one in found) for at in tolled):
        return [_claim(article, annotated, event, place, date, group, group) for place, date in spread]
    event.rules.append("assemble/toll-of-a-place")
    own = [
        replace(event, harmed=[harm for harm, at in zip(event.harmed, tolled, strict=True) if place and at is place[1]])
        for place, _ in spread
    ]
    return [
        _claim(article, annotated, part, place, date, group, None)
        for part, (place, date) in zip(own, spread, strict=True)
    ]


def _distinct(places: list[tuple[Mention, PlaceFact]]) -> list[tuple[Mention, PlaceFact]]:
    found: dict[str, tuple[Mention, PlaceFact]] = {}
    for mention, place in places:
        found.setdefault(place.gazetteer_id or mention.head.quote.casefold(), (mention, place))
    return list(found.values())


def _days(event: Event) -> list[DateFact]:
    """The event's day; several only where the words list single days ("on 3, 4 and 7 June")."""
    if _is_list(event.dates):
        return sorted(event.dates, key=lambda date: date.start)
    return [min(event.dates, key=lambda date: date.end - date.start)] if event.dates else []


def _is_list(dates: list[DateFact]) -> bool:
    """Whether several single days stand side by side: "on 3, 4 and 7 June", "on Saturday and again on Wednesday"."""
    if len(dates) < 2 or any((date.end - date.start).days != 1 or not date.evidence for date in dates):
        return False
    spans = sorted((date.evidence[0] for date in dates), key=lambda span: span.start)
    near = all(0 <= after.start - before.end <= _LIST_GAP for before, after in zip(spans, spans[1:], strict=False))
    return near and len({date.start for date in dates}) == len(dates)


def _claim(
    article: Article,
    annotated: Annotated,
    event: Event,
    place: tuple[Mention, PlaceFact] | None,
    date: DateFact | None,
    group: str | None,
    tolls: str | None,
) -> Claim:
    """The claim; `group` is that of what is counted of the event's places and days together, `tolls` that of people."""
    injured = _total([harm for harm in event.harmed if harm.outcome == "wounded"], tolls)
    captured = _total([harm for harm in event.harmed if harm.outcome == "captured"], tolls)
    quantities = [msgspec.structs.replace(item, group=group) for item in event.quantities]
    if captured is not None:
        quantities.append(_as_quantity(captured, "captured"))
    return Claim(
        id="",
        report_id=article.report_id,
        report_name=article.name,
        trigger=event.trigger.span,
        sub_event_type=event.type,
        status=event.status,
        ongoing=event.ongoing,
        background=event.background,
        tellings=tuple(event.tellings),
        sentences=tuple(_sentences(annotated, event)),
        sources=tuple(event.sources),
        date=date,
        place=place[1] if place else None,
        doers=tuple(event.doers),
        targets=tuple(event.targets),
        deaths=_deaths(event, tolls),
        injured=injured,
        quantities=tuple(quantities),
        weapons=tuple(event.weapons),
        group=group,
        rules=tuple(dict.fromkeys(event.rules)),
        method=annotated.method,
        confidence=event.trigger.confidence,
    )


def _named(claim: Claim, ordinal: int) -> Claim:
    """The claim with its id (design §3): a hash of report id, trigger start, place start and ordinal."""
    place = claim.place.evidence[0].start if claim.place and claim.place.evidence else -1
    told = f"{claim.report_id}:{claim.trigger.start}:{place}:{ordinal}"
    return msgspec.structs.replace(claim, id=hashlib.sha256(told.encode()).hexdigest()[:16])


def _sentences(annotated: Annotated, event: Event) -> list[Span]:
    return [annotated.sentences[at].span for at in sorted(set(event.sentences))]


def _deaths(event: Event, group: str | None) -> tuple[DeathFact, ...]:
    """Deaths by side, each side's counts added up."""
    by_side: dict[DeathsOf, list[Harmed]] = {}
    for harm in event.harmed:
        if harm.outcome == "killed":
            by_side.setdefault(_side(event, harm), []).append(harm)
    found = []
    for side, harms in by_side.items():
        total = _total(harms, group)
        if total is not None:
            found.append(
                DeathFact(
                    of=side,
                    low=total.low,
                    best=total.best,
                    high=total.high,
                    unbounded=total.unbounded,
                    group=total.group,
                    evidence=total.evidence,
                    rules=total.rules,
                )
            )
    return tuple(found)


def _side(event: Event, harm: Harmed) -> DeathsOf:
    victim = harm.victim
    if victim is None or victim.quote.casefold().split()[-1] in _ANYONE:
        unarmed = all(actor.type == "Civilians" for actor in event.targets)
        return "civilians" if event.type in _ON_CIVILIANS and unarmed else "unknown"
    if any(same_actor(victim, actor) for actor in event.doers):
        return "actor1"
    if victim.type == "Civilians":
        return "civilians"
    return "actor2" if any(same_actor(victim, actor) for actor in event.targets) else "unknown"


def _total(harms: list[Harmed], group: str | None) -> CountFact | None:
    """Counts said side by side ("a mother and her two children") added up; open if any of them is."""
    if not harms:
        return None
    counts = [harm.count for harm in harms]
    highs = [count.high for count in counts]
    bests = [count.best for count in counts]
    return CountFact(
        low=sum(count.low or 0 for count in counts),
        best=None if None in bests else sum(best or 0 for best in bests),
        high=None if None in highs else sum(high or 0 for high in highs),
        unbounded=any(count.unbounded for count in counts),
        group=group,
        evidence=tuple(dict.fromkeys(span for count in counts for span in count.evidence)),
        rules=tuple(
            dict.fromkeys(
                [
                    *(rule for count in counts for rule in count.rules),
                    *(["assemble/added-up"] if len(counts) > 1 else []),
                ]
            )
        ),
    )


def _as_quantity(count: CountFact, what: str) -> QuantityFact:
    return QuantityFact(
        what=what,
        low=count.low,
        best=count.best,
        high=count.high,
        unbounded=count.unbounded,
        group=count.group,
        evidence=count.evidence,
        rules=count.rules,
    )
