"""The registry of actors: read from data/actors, searched by name, found in texts."""

from khaldun.tools.registry.lookup import Match
from khaldun.tools.registry.registry import Registry, load_registry

__all__ = ["Match", "Registry", "load_registry"]
