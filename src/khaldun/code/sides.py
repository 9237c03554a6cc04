"""Who is who under the codebook: the type of an actor in the event's country on that day, and of a pair."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, Protocol

import msgspec

from khaldun.code.codebook import GOVERNMENT, NOBODY, UNKNOWN, Codebook
from khaldun.code.schema import Government
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


class Who(Protocol):
    """An actor as the type depends on it: one that a report names, or one of the registry."""

    @property
    def id(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str | None: ...
    @property
    def home(self) -> str | None: ...


class Inter(NamedTuple):
    """An actor's type in an event (None: unknown), and the named rule that gave it."""

    type: str | None
    rule: str


def inter(actor: Who, country: str | None, day: dt.date | None, book: Codebook) -> Inter:
    """The actor's type in an event in `country` on `day`: ACLED's inter is a function of these three.

    Forces of a state are external outside its country and its territories, whatever they fight for; an actor in power
    is a state's forces on those days; all others are of one type everywhere.
    """
    power = _in_power(actor, day, book)
    kind, home = (power.type, power.country) if power is not None else (actor.type, actor.home)
    if kind is None:
        return Inter(None, "acled/inter-unknown")
    if kind != STATE:
        return Inter(kind, "acled/inter-type" if power is None else "acled/inter-change-of-government")
    if country is not None and home and home != country and country not in book.territories.get(home, ()):
        return Inter(EXTERNAL, "acled/inter-state-abroad")
    if power is not None:
        return Inter(kind, "acled/inter-change-of-government")
    return Inter(kind, "acled/inter-state-at-home" if country is not None and home else "acled/inter-home-assumed")


def side(actor: ActorFact, country: str | None, day: dt.date | None, book: Codebook) -> Side:
    """The actor in an event in `country` on `day`."""
    kind, rule = inter(actor, country, day, book)
    acts = kind == STATE or (kind is not None and _affiliate(actor, kind, book))
    return Side(actor, actor.id, actor.name, kind, rule, acts)


def _affiliate(actor: ActorFact, kind: str, book: Codebook) -> bool:
    """Whether the words for an armed group say that it fights for the government."""
    if kind not in book.armed or book.affiliates is None:
        return False
    return book.affiliates.search(actor.name) is not None or book.affiliates.search(actor.quote) is not None


def _in_power(actor: Who, day: dt.date | None, book: Codebook) -> Government | None:
    """The actor's time in power that `day` falls in."""
    if day is None:
        return None
    for name in (actor.id, actor.name):
        for time in book.governments.get(name.casefold(), ()) if name else ():
            if (time.since is None or time.since <= day) and (time.until is None or day < time.until):
                return time
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
