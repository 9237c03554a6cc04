"""Who is who under the codebook: the type of an actor in the event's country on that day, and the actors' order."""

from __future__ import annotations

import datetime as dt

import msgspec
from msgspec.structs import replace

from khaldun.code.codebook import GOVERNMENT, NOBODY, UNKNOWN, Codebook
from khaldun.code.schema import DefaultSide
from khaldun.records.claims import Claim
from khaldun.records.facts import ActorFact

CIVILIANS = "Civilians"
PROTESTERS = "Protesters"
RIOTERS = "Rioters"
STATE = "State forces"
EXTERNAL = "External/Other forces"


class Side(msgspec.Struct, frozen=True):
    """An actor with its type in the event (`inter`; None unknown), and whether it acts for the country's government.

    `actor` is None where the codebook names the actor and the report does not; `name` is then the codebook's word.
    """

    actor: ActorFact | None
    id: str | None
    name: str
    inter: str | None
    rule: str
    government: bool = False

    @property
    def key(self) -> str:
        """What makes two actors the same: the registry id, else the name."""
        return self.id or self.name.casefold()


class Land(msgspec.Struct, frozen=True):
    """The event's country (ISO alpha-3) and the codebook's name for it; None unknown."""

    code: str | None
    name: str | None


class Actors(msgspec.Struct, frozen=True):
    """The actors in the codebook's order, and the rules that put them there."""

    actor1: Side | None
    assoc1: tuple[Side, ...]
    actor2: Side | None
    assoc2: tuple[Side, ...]
    rules: tuple[str, ...] = ()


def side(actor: ActorFact, country: str | None, day: dt.date | None, book: Codebook) -> Side:
    """The actor in an event in `country` on `day` (ACLED: inter depends on actor, country and date)."""
    kind, rule = actor.type, "acled/inter-type"
    power = _in_power(actor, day, book)
    if power is not None:
        home, kind, rule = *power, "acled/inter-change-of-government"
    else:
        home = actor.home or ""
    if kind is None:
        return Side(actor, actor.id, actor.name, None, "acled/inter-unknown")
    if kind == STATE:
        if country is None or not home:
            rule = "acled/inter-home-assumed" if power is None else rule
        elif home != country and country not in book.territories.get(home, ()):
            return Side(actor, actor.id, actor.name, EXTERNAL, "acled/inter-state-abroad")
        elif power is None:
            rule = "acled/inter-state-at-home"
    words = f"{actor.quote} {actor.name}"
    affiliate = kind in book.armed and book.affiliates is not None and book.affiliates.search(words) is not None
    return Side(actor, actor.id, actor.name, kind, rule, kind == STATE or affiliate)


def _in_power(actor: ActorFact, day: dt.date | None, book: Codebook) -> tuple[str, str] | None:
    """(home, type) of an actor that took power before `day`."""
    if day is None:
        return None
    for name in (actor.id, actor.name):
        changes = book.governments.get(name.casefold()) if name else None
        for since, country, kind in changes or ():
            if since <= day.isoformat():
                return country, kind
    return None


def tokens(sides: tuple[Side, ...]) -> frozenset[str]:
    """What a rule may ask of a side: the types of its actors, "government", "unknown"; "nobody" where it is empty."""
    if not sides:
        return frozenset((NOBODY,))
    found = {each.inter or UNKNOWN for each in sides}
    if any(each.government for each in sides):
        found.add(GOVERNMENT)
    return frozenset(found)


def arrange(
    claim: Claim, doers: tuple[Side, ...], targets: tuple[Side, ...], kind: str, land: Land, book: Codebook
) -> Actors:
    """The two principals and those associated with them, for an event of the type `kind`."""
    rules: list[str] = []
    if kind == "Battles":
        kept = tuple(tuple(each for each in sides if each.inter != CIVILIANS) for sides in (doers, targets))
        if kept != (doers, targets):
            rules.append("acled/no-civilians-in-battles")
        doers, targets = kept
    elif kind == "Riots" and any(each.inter == PROTESTERS for each in doers):
        doers = tuple(
            msgspec.structs.replace(each, inter=RIOTERS) if each.inter == PROTESTERS else each for each in doers
        )
        rules.append("acled/violent-demonstrators")
    elif kind == "Violence against civilians":
        targets = _civilians(targets, first=True)
    elif kind == "Explosions/Remote violence" and tokens(targets) & {CIVILIANS}:
        targets, rule = _struck(claim, targets, book)
        rules += rule
    for default in book.default_sides.get(kind, ()):
        if default.type in tokens(doers) | tokens(targets) or (targets if default.side == "actor2" else doers):
            continue
        made = (_default(default, land),)
        doers, targets = (doers, made) if default.side == "actor2" else (made, targets)
        rules.append(default.rule)
    return Actors(_head(doers), doers[1:], _head(targets), targets[1:], tuple(rules))


def _default(default: DefaultSide, land: Land) -> Side:
    """The unnamed actor of its kind in the event's country, named as the registry does."""
    if land.code is None or land.name is None:
        return Side(None, None, default.name, default.type, default.rule)
    code = f"{default.id}-{land.code.lower()}"
    return Side(None, code, f"{default.name} ({land.name})", default.type, default.rule)


def unidentified(side: Side, book: Codebook) -> bool:
    """Whether the actor is some armed group that nobody names."""
    return side.name.startswith(book.file.unidentified.name)


def _struck(claim: Claim, targets: tuple[Side, ...], book: Codebook) -> tuple[tuple[Side, ...], tuple[str, ...]]:
    """The side hit by a strike: civilians first where the armed target is vague and civilians are those who died."""
    armed = tuple(each for each in targets if each.inter in book.armed)
    hurt = {death.of for death in claim.deaths if death.low or death.best or death.high}
    vague = all(unidentified(each, book) for each in armed)
    if armed and vague and "civilians" in hurt and not hurt & {"actor1", "actor2"}:
        return _civilians(targets, first=True), ("acled/civilians-mainly-hit",)
    return _civilians(targets, first=False), ()


def _civilians(sides: tuple[Side, ...], *, first: bool) -> tuple[Side, ...]:
    """The same actors with the civilians put first or last; the order is kept otherwise."""
    return tuple(sorted(sides, key=lambda each: (each.inter == CIVILIANS) != first))


def _head(sides: tuple[Side, ...]) -> Side | None:
    return sides[0] if sides else None


def interaction(actor1: str | None, actor2: str | None, book: Codebook) -> str | None:
    """The pair of types in the codebook's order ("State forces-Rebel group"), or "… only" for one; None for none."""
    found = sorted((each for each in (actor1, actor2) if each), key=book.interaction_rank.__getitem__)
    if not found:
        return None
    return "-".join(found) if len(found) == 2 else f"{found[0]} only"
