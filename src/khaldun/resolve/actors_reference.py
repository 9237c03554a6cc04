"""Who "the militants" are: the group named before that fits best, weighed by distance, order and role."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from khaldun.records.annotations import Annotated, Mention
from khaldun.records.facts import ActorFact
from khaldun.resolve.actors_phrase import ARMED, Phrase
from khaldun.resolve.registry_protocol import EXTERNAL, IDENTITY, POLITICAL, REBEL, STATE

_REACH = 5
_NEAR = 2
GROUPS = frozenset({REBEL, POLITICAL, IDENTITY, EXTERNAL})
ARMED_TYPES = GROUPS | {STATE}
_NATION_SAID = frozenset({"actors/nationality-force", "actors/coreference", "actors/alias"})
_PROXY, _SECOND, _OTHER_BLOCK, _SAME_NOUN = 0.6, 0.4, 0.5, 0.7
_CONJOINED = frozenset({"and", "or", ",", "with"})
_FOLLOWERS = frozenset({"ally", "allies", "proxy", "proxies", "affiliate", "affiliates", "partner", "partners"})
_SIDES = {"doer": "doer", "target": "target", "killed": "target", "wounded": "target", "captured": "target"}


@dataclass(frozen=True, slots=True)
class Antecedent:
    """An armed group mentioned by name (or as a proxy), with the fact it was resolved to."""

    phrase: Phrase
    fact: ActorFact
    order: int

    @property
    def mention(self) -> Mention:
        """Where it was mentioned."""
        return self.phrase.mention

    @property
    def key(self) -> str:
        """What makes two antecedents the same actor."""
        return self.fact.id or self.fact.name


class References:
    """The groups a report has named, and which of them a common noun means."""

    def __init__(self, annotated: Annotated) -> None:
        self._blocks = [sentence.block for sentence in annotated.sentences]
        self._headings = {index for index, sentence in enumerate(annotated.sentences) if sentence.heading}
        self._sides: dict[int, dict[int, str]] = {}
        self._at: dict[int, dict[str, set[int]]] = {}
        for link in annotated.links:
            side = _SIDES.get(link.role)
            if side:
                self._sides.setdefault(link.mention, {})[link.trigger] = side
                self._at.setdefault(link.trigger, {}).setdefault(side, set()).add(link.mention)
        self._events = {trigger.id: trigger.sub_event_type for trigger in annotated.triggers}
        self._linked: dict[int, list[int]] = {}
        for link in annotated.links:
            if link.role != "source":
                self._linked.setdefault(link.mention, []).append(link.trigger)
        self._keys: dict[int, str] = {}
        self._forces: list[tuple[Phrase, ActorFact]] = []
        self.groups: list[Antecedent] = []
        self._counts: Counter[str] = Counter()

    def know(self, named: Iterable[tuple[int, ActorFact]]) -> None:
        """Notes who the mentions are that name somebody, wherever in the text they stand."""
        self._keys.update((mention, fact.id or fact.name) for mention, fact in named)

    def roles(self, mention: Mention) -> frozenset[str]:
        """Whether the mention does something ("doer") or has something done to it ("target")."""
        return frozenset(self._sides.get(mention.id, {}).values())

    def kinds_of_event(self, mention: Mention) -> list[str]:
        """The sub-event types of the events that the mention takes part in."""
        return [self._events[trigger] for trigger in self._linked.get(mention.id, ()) if trigger in self._events]

    def last_force(self, phrase: Phrase) -> ActorFact | None:
        """The armed actor mentioned last, in the same sentence or the two before it."""
        for before, fact in reversed(self._forces):
            if phrase.mention.sentence - before.mention.sentence <= _NEAR:
                return fact
        return None

    def opponent(self, phrase: Phrase, own: str | None) -> ActorFact | None:
        """The armed actor mentioned last that is not the writer's own."""
        return next((fact for _, fact in reversed(self._forces) if fact.id != own), None)

    def adjacent(self, phrase: Phrase) -> ActorFact | None:
        """The actor named just before the phrase: "the Daesh" + "gangs"."""
        if not self._forces:
            return None
        before, fact = self._forces[-1]
        return fact if phrase.mention.span.start - before.mention.span.end == 1 else None

    def foreign_force(self, phrase: Phrase) -> ActorFact | None:
        """The state force last mentioned, if its nation was said: "Russian troops …, the troops", "… helicopters".

        Looks into the sentences just before where the phrase is definite, else no further than its own.
        """
        reach = _NEAR if phrase.definite else 0
        across = self._across(phrase.mention)
        for before, fact in reversed(self._forces):
            if phrase.mention.sentence - before.mention.sentence > reach:
                return None
            if fact.type == STATE and before.mention.id not in across:
                return fact if _NATION_SAID & set(fact.rules) else None
        return None

    def add(self, phrase: Phrase, fact: ActorFact, *, named: bool) -> None:
        """Notes an actor, in the order of the text: a group that was named, or an armed one that a noun brought in."""
        if fact.type not in ARMED_TYPES or fact.rules[:1] == ("actors/unresolved",):
            return
        self._forces.append((phrase, fact))
        brought_in = phrase.kind in ARMED and not fact.rules[0].startswith("actors/coreference")
        if fact.type in GROUPS and (named or brought_in):
            in_sentence = sum(group.mention.sentence == phrase.mention.sentence for group in self.groups)
            self.groups.append(Antecedent(phrase, fact, in_sentence))
            self._counts[fact.id or fact.name] += 1

    def find(
        self, phrase: Phrase, every: Iterable[Antecedent], unlike: Callable[[ActorFact], float]
    ) -> Antecedent | None:
        """The group meant: of those before the phrase the nearest that fits, else the most mentioned of `every`.

        `unlike` says how little the noun suits a group, in sentences of distance.
        """
        mention = phrase.mention
        barred = self._barred(phrase)
        near = [
            (self._distance(group, phrase) + unlike(group.fact), -group.mention.span.start, group)
            for group in self.groups
            if group.mention.span.start < mention.span.start
            and group.key not in barred
            and self._in_reach(group, phrase)
        ]
        best = min(near, key=lambda item: item[:2], default=None)
        if best is not None and best[0] < math.inf:
            return best[2]
        others = [group for group in every if group.key not in barred and not unlike(group.fact)]
        several = len({group.key for group in others}) > 1
        if several and not phrase.definite and not self._heading(mention):
            return None
        return max(others, key=lambda group: self._counts[group.key], default=None)

    def so_called(self, phrase: Phrase) -> ActorFact | None:
        """The group that the same noun has meant before: "Dogon hunters …, three hunters"."""
        return next((group.fact for group in reversed(self.groups) if self._same_noun(group, phrase)), None)

    def _in_reach(self, group: Antecedent, phrase: Phrase) -> bool:
        if self._same_noun(group, phrase):
            return True
        if phrase.mention.sentence - group.mention.sentence > _REACH:
            return False
        return phrase.definite or self._at_hand(group, phrase.mention)

    def _at_hand(self, group: Antecedent, mention: Mention) -> bool:
        """Whether a bare noun ("militants") can still mean the group: told of in this paragraph, or just before it."""
        near = mention.sentence - group.mention.sentence <= 1
        return near or self._block(mention) == self._block(group.mention)

    def _distance(self, group: Antecedent, phrase: Phrase) -> float:
        mention = phrase.mention
        distance = float(mention.sentence - group.mention.sentence)
        if group.fact.id is None or group.fact.id.startswith(("proxy-", "uag-")):
            distance += _PROXY
        distance += _SECOND * min(group.order, 2)
        if self._block(mention) != self._block(group.mention):
            distance += _OTHER_BLOCK
        if self._same_noun(group, phrase):
            distance = min(distance, _REACH) - _SAME_NOUN
        return distance

    def _same_noun(self, group: Antecedent, phrase: Phrase) -> bool:
        """Whether the group was called by the same noun before ("Wagner mercenaries …, the mercenaries")."""
        return bool(phrase.noun) and group.phrase.noun.rstrip("s") == phrase.noun.rstrip("s")

    def _heading(self, mention: Mention) -> bool:
        return mention.sentence in self._headings

    def _block(self, mention: Mention) -> int:
        return self._blocks[mention.sentence] if mention.sentence < len(self._blocks) else -1

    def _barred(self, phrase: Phrase) -> set[str]:
        """Groups that the phrase cannot mean: across from it in one event, or named beside it ("X and its allies")."""
        mention = phrase.mention
        across = self._across(mention)
        barred = {self._keys[other] for other in across if other in self._keys}
        if phrase.stance:
            barred |= {group.key for group in self.groups if group.fact.rules == ("actors/publisher-voice",)}
        beside = [
            group for group in self.groups if 0 <= mention.span.start - group.mention.span.end <= len(" and its other ")
        ]
        if beside and (phrase.noun in _FOLLOWERS or phrase.apart):
            barred |= {group.key for group in beside}
        return barred

    def _across(self, mention: Mention) -> set[int]:
        """The mentions on the other side of the events that the mention takes part in."""
        across: set[int] = set()
        for trigger, side in self._sides.get(mention.id, {}).items():
            across |= self._at[trigger].get("target" if side == "doer" else "doer", set())
        return across
