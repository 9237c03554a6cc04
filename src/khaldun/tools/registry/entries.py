"""Reading the registry's files: data/actors/*.yaml, one list of actors per conflict, checked as a whole."""

from __future__ import annotations

import datetime as dt
import graphlib
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import msgspec

from khaldun.datafile import load_yaml
from khaldun.errors import DataError
from khaldun.resolve.registry_protocol import TYPES, Actor
from khaldun.tools.countries import Countries
from khaldun.tools.registry.made import MadeActors

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One actor as written in a file; see data/actors/README.md. `until` and `since` are days or years."""

    id: str
    name: str | None = None
    aliases: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    type: str | None = None
    home: str | None = None
    areas: tuple[str, ...] = ()
    since: dt.date | int | None = msgspec.field(name="from", default=None)
    until: dt.date | int | None = msgspec.field(name="to", default=None)
    parent: str | None = None


def read_entries(folder: Path, made: MadeActors, countries: Countries) -> dict[str, Actor]:
    """The actors of every YAML file in `folder`, by id; any number may extend a made actor.

    Raises:
        DataError: a file is not valid, an id stands twice, a parent or a country does not exist, actors grew out
            of each other in a loop, or two bear one name on the same days; names file, line
            and field.
    """
    found: dict[str, Actor] = {}
    where: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        for entry in load_yaml(path, tuple[Entry, ...]):
            if entry.id in found and made.get(entry.id) is None:
                raise _error(path, entry.id, "id", f"stands in {where[entry.id].name} too")
            found[entry.id] = _actor(entry, found.get(entry.id) or made.get(entry.id), path, countries)
            where[entry.id] = path
    for actor in found.values():
        if actor.parent and actor.parent not in found and made.get(actor.parent) is None:
            raise _error(where[actor.id], actor.id, "parent", f"there is no actor {actor.parent!r}")
    _check_lines(found, where)
    _check_days(found, where)
    return found


def _check_lines(found: Mapping[str, Actor], where: Mapping[str, Path]) -> None:
    """No actor grew out of itself, over whatever others."""
    parents = {actor.id: [actor.parent] for actor in found.values() if actor.parent}
    try:
        graphlib.TopologicalSorter(parents).prepare()
    except graphlib.CycleError as error:
        loop = error.args[1]
        raise _error(where[loop[0]], loop[0], "parent", f"grew out of itself: {' → '.join(reversed(loop))}") from error


def _check_days(found: Mapping[str, Actor], where: Mapping[str, Path]) -> None:
    """No two actors of one home bear one name on one day; of an actor that comes again, the days part."""
    named: dict[tuple[str, str | None], list[Actor]] = defaultdict(list)
    for actor in found.values():
        for other in named[actor.name, actor.home]:
            apart = (actor.end and other.start and actor.end <= other.start) or (
                other.end and actor.start and other.end <= actor.start
            )
            if not apart:
                raise _error(
                    where[actor.id], actor.id, "from", f"bears the name of {other.id} ({actor.name}) on the same days"
                )
        named[actor.name, actor.home].append(actor)


def _actor(entry: Entry, made: Actor | None, path: Path, countries: Countries) -> Actor:
    _check(entry, made, path, countries)
    name = entry.name or (made.name if made else "")
    base = made or Actor(id=entry.id, name=name, type=entry.type or "")
    aliases = dict.fromkeys((*base.aliases, *entry.aliases))
    aliases.pop(name, None)
    return msgspec.structs.replace(
        base,
        name=name,
        type=entry.type or base.type,
        aliases=tuple(aliases),
        local=(*base.local, *entry.local),
        home=entry.home or base.home,
        areas=tuple(dict.fromkeys((*base.areas, *entry.areas))),
        start=_first(entry.since) or base.start,
        end=_after(entry.until) or base.end,
        parent=entry.parent or base.parent,
    )


def _check(entry: Entry, made: Actor | None, path: Path, countries: Countries) -> None:
    if not _ID.fullmatch(entry.id):
        raise _error(path, entry.id, "id", "an id has small letters, digits and hyphens only")
    if made is None and not (entry.name and entry.type):
        raise _error(
            path, entry.id, "name" if not entry.name else "type", "missing (only state forces may leave it out)"
        )
    if entry.type is not None and entry.type not in TYPES:
        raise _error(path, entry.id, "type", f"{entry.type!r} is none of {', '.join(sorted(TYPES))}")
    for country in (entry.home, *entry.areas):
        if country is not None and countries.get(country) is None:
            raise _error(path, entry.id, "home or areas", f"there is no country {country!r}")
    if any(not alias.strip() for alias in (*entry.aliases, *entry.local)):
        raise _error(path, entry.id, "aliases", "an alias is empty")
    start, end = _first(entry.since), _after(entry.until)
    if start and end and start >= end:
        raise _error(path, entry.id, "from", f"{entry.since} is after to: {entry.until}")


def _first(day: dt.date | int | None) -> dt.date | None:
    return dt.date(day, 1, 1) if isinstance(day, int) else day


def _after(day: dt.date | int | None) -> dt.date | None:
    """The first day after."""
    if isinstance(day, int):
        return dt.date(day + 1, 1, 1)
    return day + dt.timedelta(days=1) if day else None


def _error(path: Path, actor_id: str, field: str, message: str) -> DataError:
    """An error with the line on which the actor's entry begins (the last one, where an id stands twice)."""
    line = 0
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if re.fullmatch(r"-\s+id:\s*[\"']?" + re.escape(actor_id) + r"[\"']?\s*(#.*)?", text.strip()):
            line = number
    return DataError(f"{path}, line {line}, field {field}: {actor_id}: {message}.")
