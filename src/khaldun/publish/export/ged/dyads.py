"""The two sides of an event (UCDP GED, type_of_violence, side_a, side_b), or the rule by which there are not two."""

from __future__ import annotations

from typing import Literal

import msgspec

from khaldun.publish.columns import actor_name
from khaldun.publish.export.ged.book import FindActor, GedBook, State
from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, ClaimLine

STATE = "State forces"
CROWD, NO_FORCE = "ged/crowd", "ged/no-use-of-force"
NO_ACTOR, NO_SECOND = "ged/no-organised-actor", "ged/no-second-side"
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3

Letter = Literal["a", "b"]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """A side: UCDP's name and id of it, where there is one; `number` is the state's where it is a government."""

    name: str
    organised: bool = False
    armed: bool = False
    state: bool = False
    ucdp: int | None = None
    number: int | None = None
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class Dyad(msgspec.Struct, frozen=True, kw_only=True):
    """Two sides and the type of violence. `first` is the letter of the side that the claim's actor 1 is on."""

    a: Side
    b: Side
    violence: int
    first: Letter = "a"

    @property
    def key(self) -> frozenset[str]:
        """What makes two dyads the same, whichever side is told of first."""
        return frozenset((self.a.name, self.b.name))

    @property
    def name(self) -> str:
        """The dyad by its sides."""
        return f"{self.a.name} - {self.b.name}"


class Sides:
    """Makes the sides of claims."""

    def __init__(self, book: GedBook, states: dict[str, State], find_actor: FindActor) -> None:
        self._book = book
        self._states = states
        self._find = find_actor

    def dyad(self, claim: ClaimLine) -> Dyad | str:
        """The claim's dyad, or the rule by which it has none."""
        if claim.event_type in self._book.no_force:
            return NO_FORCE
        if claim.event_type in self._book.crowds:
            return CROWD
        coding = claim.coding
        one = self._principal((claim.actor1, *claim.assoc_actor1), coding.inter1 if coding else None, claim)
        two = self._principal((claim.actor2, *claim.assoc_actor2), coding.inter2 if coding else None, claim)
        if not any(side is not None and side.organised for side in (one, two)):
            return NO_ACTOR
        if one is None or two is None:
            return self._against_civilians(claim, one, two)
        return self._of(claim, one, two)

    def _of(self, claim: ClaimLine, one: Side, two: Side) -> Dyad | str:
        if one.name == two.name:
            return NO_SECOND
        if one.armed and two.armed:
            swapped = two.state and not one.state
            violence = STATE_BASED if one.state or two.state else NON_STATE
        else:
            swapped = two.armed
            violence = ONE_SIDED
            if swapped and claim.event_type not in self._book.one_sided:
                return CROWD
        a, b = (two, one) if swapped else (one, two)
        return Dyad(a=a, b=b, violence=violence, first="b" if swapped else "a")

    def _against_civilians(self, claim: ClaimLine, one: Side | None, two: Side | None) -> Dyad | str:
        """One side alone is told of: the other is civilians where it is they who died, or whom the type is against."""
        hit = bool(claim.deaths) and all(death.of == "civilians" for death in claim.deaths)
        side = one or two
        if side is None or not (hit or claim.event_type in self._book.one_sided):
            return NO_SECOND
        spans = tuple(span for death in claim.deaths for span in death.evidence)
        civilians = Side(name=self._book.civilians, evidence=spans, rules=("ged/civilians",))
        return Dyad(a=side, b=civilians, violence=ONE_SIDED, first="a" if one is not None else "b")

    def side(self, actor: ActorLine | None, inter: str | None, claim: ClaimLine) -> Side | None:
        """An actor as a side; null where nothing says whether it is armed. `inter` is its type in this event."""
        name = actor_name(actor)
        if actor is None or name is None:
            return None
        if actor.type in self._book.unarmed:
            rules = (*actor.rules, "ged/civilians")
            return Side(name=self._book.civilians, evidence=actor.evidence, rules=rules)
        facts = self._find(actor.id) if actor.id else None
        if STATE in (actor.type, inter):
            home = facts.home if facts is not None else None
            return self._government(actor, name, home or (claim.coding.country if claim.coding else None))
        if actor.type not in self._book.organised:
            return None
        nobody = (actor.id or "").startswith(self._book.unidentified) or name.startswith(self._book.unidentified_names)
        ids = facts.ucdp if facts is not None else ()
        return Side(
            name=name,
            organised=not nobody,
            armed=True,
            state=actor.type in self._book.states,
            ucdp=ids[0] if len(ids) == 1 else None,
            evidence=actor.evidence,
            rules=(*actor.rules, "ged/sides"),
        )

    def _government(self, actor: ActorLine, name: str, home: str | None) -> Side:
        """Forces of a state: its government. UCDP has one id for all of them, that of the registry's army."""
        state = self._states.get(home or "")
        army = self._find(f"{home.lower()}-military") if home else None
        ids = army.ucdp if army is not None else ()
        return Side(
            name=f"Government of {state.name}" if state else name,
            organised=True,
            armed=True,
            state=True,
            ucdp=ids[0] if len(ids) == 1 else None,
            number=state.number if state else None,
            evidence=actor.evidence,
            rules=(*actor.rules, "ged/government"),
        )

    def _principal(self, actors: tuple[ActorLine | None, ...], inter: str | None, claim: ClaimLine) -> Side | None:
        """The side that actors together are: its first organised one, else its first armed one, else civilians."""
        inters = (inter, *(None for _ in actors[1:]))
        found = [side for a, i in zip(actors, inters, strict=True) if (side := self.side(a, i, claim)) is not None]
        return min(found, key=lambda side: (not side.organised, not side.armed), default=None)
