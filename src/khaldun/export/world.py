"""What an export asks of the world: countries, actors, the gazetteer, the day."""

from __future__ import annotations

import datetime as dt

import msgspec

from khaldun.publish.export.coarsen import Ground
from khaldun.publish.export.formats import Known
from khaldun.publish.export.names import Registry


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What tables ask (`known`) and what withholding asks; `today` is UTC. `versions` are those of the gazetteer and of
    the registry of actors."""

    known: Known
    registry: Registry
    ground: Ground
    adjectives: frozenset[str]
    today: dt.date
    versions: dict[str, str] = {}
