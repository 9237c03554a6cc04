"""An event of a report while it is being assembled from its tellings."""

from __future__ import annotations

from dataclasses import dataclass, field

from khaldun.records.annotations import Mention, Status, Trigger
from khaldun.records.base import Span
from khaldun.records.facts import (
    ActorFact,
    CountFact,
    DateFact,
    DeathFact,
    PlaceFact,
    QuantityFact,
    SourceFact,
    WeaponFact,
)


@dataclass(slots=True)
class Harmed:
    """A count of people killed, wounded or captured, with who they are."""

    outcome: str
    count: CountFact
    victim: ActorFact | None = None


@dataclass(slots=True)
class Event:
    """What one or more tellings say of one event. `block` and `sentence` are those of the principal telling.

    `numbers` are the reader's of the events that its tellings are of, where it says so.
    `day_unknown`: the words name a day that cannot be worked out ("on Thursday" in a report of unknown publication).
    """

    trigger: Trigger
    block: int
    sentence: int
    heading: bool
    type: str
    status: Status
    ongoing: bool
    background: bool
    doers: list[ActorFact] = field(default_factory=list)
    targets: list[ActorFact] = field(default_factory=list)
    places: list[tuple[Mention, PlaceFact]] = field(default_factory=list)
    dates: list[DateFact] = field(default_factory=list)
    harmed: list[Harmed] = field(default_factory=list)
    quantities: list[QuantityFact] = field(default_factory=list)
    weapons: list[WeaponFact] = field(default_factory=list)
    sources: list[SourceFact] = field(default_factory=list)
    tellings: list[Span] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    deaths: tuple[DeathFact, ...] = ()
    place_of_sentence: bool = False
    date_of_sentence: bool = False
    day_unknown: bool = False
    numbers: set[int] = field(default_factory=set)

    def has(self, rule: str) -> bool:
        """Whether the reader's rule fired on the principal telling."""
        return rule in self.trigger.rules
