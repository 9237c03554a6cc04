"""Reading the registry's files: data/actors/*.yaml, one list of actors per conflict, checked as a whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from khaldun.datafile import load_yaml
from khaldun.resolve.registry_protocol import STATE, TYPES, Actor, Member
from khaldun.tools.countries import Countries
from khaldun.tools.registry.checks import check_all, entry_error
from khaldun.tools.registry.made import MadeActors
from khaldun.tools.registry.sectors import Sectors

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class MemberEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member of a coalition that came or went: an actor's id or a country's code, and the days or years."""

    who: str
    since: dt.date | int | None = msgspec.field(name="from", default=None)
    until: dt.date | int | None = msgspec.field(name="to", default=None)


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
    members: tuple[str | MemberEntry, ...] = ()
    ucdp: int | tuple[int, ...] | None = None
    sector: str | None = None


def read_entries(folder: Path, made: MadeActors, countries: Countries, sectors: Sectors) -> dict[str, Actor]:
    """The actors of every YAML file in `folder`, by id; any number may extend a made actor.

    Raises:
        DataError: a file is not valid, an id stands twice, a parent, a member, a country or a sector does not exist,
            actors grew out of each other in a loop, two bear one name on the same days, or two that have nothing to
            do with each other one UCDP id; names file, line and field.
    """
    found: dict[str, Actor] = {}
    where: dict[str, Path] = {}
    without: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        for entry in load_yaml(path, tuple[Entry, ...]):
            if entry.id in found and made.get(entry.id) is None:
                raise entry_error(path, entry.id, "id", f"stands in {where[entry.id].name} too")
            if entry.sector is not None and entry.sector not in sectors.codes:
                raise entry_error(path, entry.id, "sector", f"{entry.sector!r} is none of {', '.join(sectors.codes)}")
            found[entry.id] = _actor(entry, found.get(entry.id) or made.get(entry.id), path, countries)
            where[entry.id] = path
            without |= {entry.id} if entry.ucdp == () else set()
    check_all(found, where, made, countries)
    return {actor.id: _filled(actor, found, made, sectors, without) for actor in found.values()}


def _filled(actor: Actor, found: dict[str, Actor], made: MadeActors, sectors: Sectors, without: Iterable[str]) -> Actor:
    """The actor with its sector, and as part of a state's forces with their UCDP ids, unless it has its own or none."""
    line = list(_line(actor, found, made))
    state = [each for each in line if each.type == STATE]
    if actor.type == STATE and not actor.ucdp and actor.id not in without:
        ids = next((each.ucdp for each in state if each.ucdp), ())
        actor = msgspec.structs.replace(actor, ucdp=ids)
    return sectors.filled(actor, [each.kind for each in state])


def _line(actor: Actor, found: dict[str, Actor], made: MadeActors) -> Iterable[Actor]:
    """What the actor belongs to or grew out of, the nearest first."""
    at = actor.parent
    while at is not None:
        above = found.get(at) or made.get(at)
        if above is None:
            return
        yield above
        at = above.parent


def _actor(entry: Entry, made: Actor | None, path: Path, countries: Countries) -> Actor:
    _check(entry, made, path, countries)
    name = entry.name or (made.name if made else "")
    base = made or Actor(id=entry.id, name=name, type=entry.type or "")
    aliases = dict.fromkeys((*base.aliases, *entry.aliases))
    aliases.pop(name, None)
    ids = (entry.ucdp,) if isinstance(entry.ucdp, int) else entry.ucdp
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
        members=(*base.members, *(_member(member, entry.id, path) for member in entry.members)),
        ucdp=base.ucdp if ids is None else ids,
        sector=entry.sector or base.sector,
        sector_rule="" if entry.sector else base.sector_rule,
    )


def _member(given: str | MemberEntry, actor_id: str, path: Path) -> Member:
    if isinstance(given, str):
        return Member(who=given)
    start, end = _first(given.since), _after(given.until)
    if start and end and start >= end:
        raise entry_error(path, actor_id, "members", f"{given.who}: {given.since} is after to: {given.until}")
    return Member(who=given.who, start=start, end=end)


def _check(entry: Entry, made: Actor | None, path: Path, countries: Countries) -> None:
    if not _ID.fullmatch(entry.id):
        raise entry_error(path, entry.id, "id", "an id has small letters, digits and hyphens only")
    if made is None and not (entry.name and entry.type):
        raise entry_error(
            path, entry.id, "name" if not entry.name else "type", "missing (only state forces may leave it out)"
        )
    if entry.type is not None and entry.type not in TYPES:
        raise entry_error(path, entry.id, "type", f"{entry.type!r} is none of {', '.join(sorted(TYPES))}")
    for country in (entry.home, *entry.areas):
        if country is not None and countries.get(country) is None:
            raise entry_error(path, entry.id, "home or areas", f"there is no country {country!r}")
    if any(not alias.strip() for alias in (*entry.aliases, *entry.local)):
        raise entry_error(path, entry.id, "aliases", "an alias is empty")
    start, end = _first(entry.since), _after(entry.until)
    if start and end and start >= end:
        raise entry_error(path, entry.id, "from", f"{entry.since} is after to: {entry.until}")


def _first(day: dt.date | int | None) -> dt.date | None:
    return dt.date(day, 1, 1) if isinstance(day, int) else day


def _after(day: dt.date | int | None) -> dt.date | None:
    """The first day after."""
    if isinstance(day, int):
        return dt.date(day + 1, 1, 1)
    return day + dt.timedelta(days=1) if day else None
