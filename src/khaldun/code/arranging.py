"""The actors in the codebook's order: two principals and those associated with them (ACLED, Event aggregation)."""

from __future__ import annotations

import msgspec

from khaldun.code.codebook import Codebook
from khaldun.code.schema import DefaultSide
from khaldun.code.sides import CIVILIANS, Side, tokens, unidentified
from khaldun.records.claims import Claim

PROTESTERS = "Protesters"
RIOTERS = "Rioters"

Sides = tuple[Side, ...]
Arranged = tuple[Sides, Sides, tuple[str, ...]]


class Land(msgspec.Struct, frozen=True):
    """The event's country (ISO alpha-3) and the codebook's name for it; None unknown."""

    code: str | None
    name: str | None


class Actors(msgspec.Struct, frozen=True):
    """The actors in the codebook's order, and the rules that put them there."""

    actor1: Side | None
    assoc1: Sides
    actor2: Side | None
    assoc2: Sides
    rules: tuple[str, ...] = ()


def arrange(claim: Claim, doers: Sides, targets: Sides, kind: str, land: Land, book: Codebook) -> Actors:
    """The principals and those associated with them, for an event of the sub-event type `kind`."""
    event_type = book.event_type[kind]
    rules: tuple[str, ...] = ()
    if event_type == "Battles":
        doers, targets, rules = _battle(doers, targets)
    elif event_type in ("Protests", "Riots"):
        doers, targets, rules = _demonstration(doers, targets, kind, land, book)
    elif event_type == "Violence against civilians":
        targets = _civilians(targets, first=True)
    elif event_type == "Explosions/Remote violence":
        targets, rules = _struck(claim, targets, book)
    for default in book.default_sides[event_type]:
        if _lacking(default, claim, doers, targets):
            targets = (_default(default, land),)
            rules = (*rules, default.rule)
    unnamed = None if doers else book.perpetrators.get(kind)
    if unnamed is not None:
        doers, rules = (_default(unnamed, land),), (*rules, unnamed.rule)
    return Actors(doers[0] if doers else None, doers[1:], targets[0] if targets else None, targets[1:], rules)


def _battle(doers: Sides, targets: Sides) -> Arranged:
    kept = tuple(tuple(each for each in sides if each.inter != CIVILIANS) for sides in (doers, targets))
    return kept[0], kept[1], ("acled/no-civilians-in-battles",) if kept != (doers, targets) else ()


def _demonstration(doers: Sides, targets: Sides, kind: str, land: Land, book: Codebook) -> Arranged:
    """Puts the crowd among the actors under its own name; whom a peaceful protest is against takes no part in it."""
    rules: list[str] = []
    riot = book.event_type[kind] == "Riots"
    if riot and PROTESTERS in tokens(doers):
        doers = tuple(
            msgspec.structs.replace(each, inter=RIOTERS) if each.inter == PROTESTERS else each for each in doers
        )
        rules.append("acled/violent-demonstrators")
    if kind == "Peaceful protest" and any(each.inter not in (PROTESTERS, RIOTERS) for each in targets):
        targets = tuple(each for each in targets if each.inter in (PROTESTERS, RIOTERS))
        rules.append("acled/protest-without-opponent")
    if not (tokens(doers) | tokens(targets)) & {PROTESTERS, RIOTERS}:
        crowd = book.crowds[book.event_type[kind]]
        made = _default(crowd, land)
        if doers and all(each.inter in book.armed for each in doers):
            targets = (made, *targets)
        else:
            doers = (made, *doers)
        rules.append(crowd.rule)
    return doers, targets, tuple(rules)


def _struck(claim: Claim, targets: Sides, book: Codebook) -> tuple[Sides, tuple[str, ...]]:
    """The side hit by a strike: civilians first where the armed target is vague and civilians are those who died."""
    if CIVILIANS not in tokens(targets):
        return targets, ()
    armed = tuple(each for each in targets if each.inter in book.armed)
    hurt = {death.of for death in claim.deaths if death.low or death.best or death.high}
    vague = all(unidentified(each, book) for each in armed)
    if armed and vague and "civilians" in hurt and not hurt & {"actor1", "actor2"}:
        return _civilians(targets, first=True), ("acled/civilians-mainly-hit",)
    return _civilians(targets, first=False), ()


def _civilians(sides: Sides, *, first: bool) -> Sides:
    """The same actors with the civilians put first or last; the order is kept otherwise."""
    return tuple(sorted(sides, key=lambda each: (each.inter == CIVILIANS) != first))


def _lacking(default: DefaultSide, claim: Claim, doers: Sides, targets: Sides) -> bool:
    """Whether the event needs the actor: nobody is named as hit, and civilians died where that is asked for."""
    if targets or default.type in tokens(doers):
        return False
    return not default.if_died or any(death.of == "civilians" and death.low != 0 for death in claim.deaths)


def _default(default: DefaultSide, land: Land) -> Side:
    """The unnamed actor of its kind in the event's country, named as the registry does."""
    if land.code is None or land.name is None:
        return Side(None, None, default.name, default.type, default.rule)
    code = f"{default.id}-{land.code.lower()}"
    return Side(None, code, f"{default.name} ({land.name})", default.type, default.rule)
