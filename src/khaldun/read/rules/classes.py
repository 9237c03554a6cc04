"""What kind of actor a chunk is, for the rules that go by it."""

from __future__ import annotations

from khaldun.read.protocols import ActorNames
from khaldun.read.rules.chunk import Chunk

ARMED = frozenset(
    {
        "member",
        "nationals",
        "state",
        "armed",
        "gunman",
        "nonstate",
        "aircraft",
        "artillery",
        "named",
        "force",
        "nationality",
    }
)
_BY_TYPE = {
    "State forces": "state",
    "Civilians": "civilian",
    "Protesters": "protester",
    "Rioters": "crowd",
    "External/Other forces": "state",
}


class Classes:
    """Tells state, nonstate, gunman, civilian, protester, crowd, aircraft, … by the registry and by the words."""

    def __init__(self, names: ActorNames) -> None:
        self._names = names

    def of(self, chunk: Chunk) -> str:
        """What kind of actor a chunk is: state, nonstate, civilian, protester, crowd, aircraft, …"""
        if chunk.actor_ids:
            types = {self._names.type_of(actor_id) or "" for actor_id in chunk.actor_ids}
            type_ = types.pop() if len(types) == 1 else "several"
            if type_ == "several" and chunk.class_ not in {"aircraft", "artillery"}:
                return "named"
            found = _BY_TYPE.get(type_, "nonstate")
            return chunk.class_ if chunk.class_ in {"aircraft", "artillery"} else found
        if chunk.kind == "PLC" or chunk.class_ in {"force", "nationality"}:
            return "state"
        if chunk.class_ == "armed":
            return "nonstate"
        return chunk.class_
