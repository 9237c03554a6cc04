"""Who is who under the codebook: the type of an actor in the event's country on that day, and of a pair."""

from __future__ import annotations

import datetime as dt

import msgspec

from khaldun.code.codebook import GOVERNMENT, NOBODY, UNKNOWN, Codebook
from khaldun.records.facts import ActorFact

CIVILIANS = "Civilians"
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
    return Side(actor, actor.id, actor.name, kind, rule, kind == STATE or _affiliate(actor, kind, book))


def _affiliate(actor: ActorFact, kind: str, book: Codebook) -> bool:
    """Whether the words for an armed group say that it fights for the government."""
    if kind not in book.armed or book.affiliates is None:
        return False
    return book.affiliates.search(actor.name) is not None or book.affiliates.search(actor.quote) is not None


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


def unidentified(side: Side, book: Codebook) -> bool:
    """Whether the actor is some armed group that nobody names."""
    return side.name.startswith(book.file.unidentified.name)


def interaction(actor1: str | None, actor2: str | None, book: Codebook) -> str | None:
    """The pair of types in the codebook's order ("State forces-Rebel group"), or "… only" for one; None for none."""
    found = sorted((each for each in (actor1, actor2) if each), key=book.interaction_rank.__getitem__)
    if not found:
        return None
    return "-".join(found) if len(found) == 2 else f"{found[0]} only"
