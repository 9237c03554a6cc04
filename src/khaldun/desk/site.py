"""What the desk's pages need: the workspace, the desk that decides, and the tools that know places and actors."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from khaldun.pipeline import Tools
from khaldun.resolve.gazetteer_protocol import Hit, Place
from khaldun.resolve.registry_protocol import Actor
from khaldun.workspace.deciding import Desk
from khaldun.workspace.open import Workspace
from khaldun.workspace.people import People

_MOST = 12


@dataclass(frozen=True, slots=True)
class Site:
    """One desk over one workspace."""

    workspace: Workspace
    desk: Desk
    tools: Tools
    beginning: Callable[[str], Sequence[Place]]  # places with a name that begins so
    actors: Sequence[Actor]  # of the registry, to be searched while a name is typed
    people: People | None = None  # null: the one local user
    _searching: threading.Lock = field(default_factory=threading.Lock)

    def complete_places(self, words: str) -> Sequence[Place]:
        """What a name that is being typed may become; where no name begins so, what is spelled much like it."""
        with self._searching:
            begun = self.beginning(words)
            return begun or [hit.place for hit in self.tools.gazetteer.find(words, loose=True)[:_MOST]]

    def find_places(self, words: str, *, loose: bool = False) -> Sequence[Hit]:
        """The places so called, best first. The gazetteer is asked by one thread at a time."""
        with self._searching:
            return self.tools.gazetteer.find(words, loose=loose)[:_MOST]
