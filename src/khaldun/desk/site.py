"""What the desk's pages need: the workspace, the desk that decides, and the tools that know places and actors."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from khaldun.desk.depot import Depot
from khaldun.desk.forgetting import Forgetting
from khaldun.desk.pieces import Pieces
from khaldun.errors import UsageError
from khaldun.export.world import World
from khaldun.pipeline import Tools
from khaldun.resolve.gazetteer_protocol import Hit, Place
from khaldun.resolve.registry_protocol import Actor
from khaldun.store import queue
from khaldun.workspace.deciding import Desk
from khaldun.workspace.locking import Locks
from khaldun.workspace.open import Workspace
from khaldun.workspace.people import People

_MOST = 12
_COUNT_EVERY = 60.0  # seconds


def nothing_to_ask(day: dt.date) -> World:
    """The world of a desk that was opened without one.

    Raises:
        UsageError: always.
    """
    raise UsageError("This desk was opened without what exports ask.", advice="Use the command: khaldun export.")


@dataclass(frozen=True, slots=True)
class Site:
    """One desk over one workspace."""

    workspace: Workspace
    desk: Desk
    tools: Tools
    beginning: Callable[[str], Sequence[Place]]  # places with a name that begins so
    actors: Sequence[Actor]  # of the registry, to be searched while a name is typed
    people: People | None = None  # null: the one local user
    world: Callable[[dt.date], World] = nothing_to_ask  # what exports ask, of the day on which one is made
    jobs: int = 1  # processes that make an export of many claims; `world` is asked in each
    _choices: dict[str, tuple[float, list[tuple[str, int]]]] = field(default_factory=dict)
    pieces: Pieces = field(default_factory=Pieces)
    depot: Depot = field(default_factory=Depot)
    forgetting: Forgetting = field(init=False)
    _searching: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        drops = [self.pieces.clear, self._choices.clear, self.depot.clear]
        object.__setattr__(self, "forgetting", Forgetting(self.workspace.store, drops))

    @property
    def locks(self) -> Locks | None:
        """Who is at which report; null for the one local user, who is in nobody's way."""
        if self.people is None:
            return None
        return Locks(self.workspace.store, self.desk.clock, self.workspace.config.desk.lock_minutes)

    def choices(self, column: str) -> list[tuple[str, int]]:
        """The values of a column to filter by; over a large store they are counted no more often than every minute."""
        kept = self._choices.get(column)
        if kept is None or monotonic() - kept[0] > _COUNT_EVERY:
            with self.workspace.store.read() as connection:
                kept = monotonic(), queue.choices(connection, column)
            self._choices[column] = kept
        return kept[1]

    def complete_places(self, words: str) -> Sequence[Place]:
        """What a name that is being typed may become; where no name begins so, what is spelled much like it."""
        with self._searching:
            begun = self.beginning(words)
            return begun or [hit.place for hit in self.tools.gazetteer.find(words, loose=True)[:_MOST]]

    def find_places(self, words: str, *, loose: bool = False) -> Sequence[Hit]:
        """The places so called, best first. The gazetteer is asked by one thread at a time."""
        with self._searching:
            return self.tools.gazetteer.find(words, loose=loose)[:_MOST]
