"""What the registry's files must hold as a whole: lines of descent, days of a name, members, ids of UCDP."""

from __future__ import annotations

import graphlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from khaldun.errors import DataError
from khaldun.resolve.registry_protocol import STATE, Actor
from khaldun.tools.countries import Countries
from khaldun.tools.registry.made import MadeActors

Found = Mapping[str, Actor]
Where = Mapping[str, Path]


def check_all(found: Found, where: Where, made: MadeActors, countries: Countries) -> None:
    """Checks the actors of all files, `where` the last file that speaks of each.

    Raises:
        DataError: names file, line and field.
    """
    for actor in found.values():
        if actor.parent and actor.parent not in found and made.get(actor.parent) is None:
            raise entry_error(where[actor.id], actor.id, "parent", f"there is no actor {actor.parent!r}")
    _check_loops(
        {actor.id: [actor.parent] for actor in found.values() if actor.parent}, where, "parent", "grew out of itself"
    )
    _check_days(found, where)
    _check_members(found, where, made, countries)
    _check_ucdp(found, where, made)


def _check_loops(graph: Mapping[str, list[str]], where: Where, field: str, message: str) -> None:
    """No actor comes back to itself, over whatever others."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        loop = error.args[1]
        raise entry_error(where[loop[0]], loop[0], field, f"{message}: {' → '.join(reversed(loop))}") from error


def _check_days(found: Found, where: Where) -> None:
    """No two actors of one home bear one name on one day; of an actor that comes again, the days part."""
    named: dict[tuple[str, str | None], list[Actor]] = defaultdict(list)
    for actor in found.values():
        for other in named[actor.name, actor.home]:
            apart = (actor.end and other.start and actor.end <= other.start) or (
                other.end and actor.start and other.end <= actor.start
            )
            if not apart:
                raise entry_error(
                    where[actor.id], actor.id, "from", f"bears the name of {other.id} ({actor.name}) on the same days"
                )
        named[actor.name, actor.home].append(actor)


def _check_members(found: Found, where: Where, made: MadeActors, countries: Countries) -> None:
    """Every member is an actor or a country, named once (or on days that part), and no coalition is its own member."""
    for actor in found.values():
        seen = sorted(actor.members, key=lambda member: (member.who, str(member.start or "")))
        for one, other in pairwise(seen):
            if one.who == other.who and not (one.end and other.start and one.end <= other.start):
                raise entry_error(where[actor.id], actor.id, "members", f"{one.who} stands twice on the same days")
        for who in (member.who for member in actor.members):
            if not (countries.get(who) or who in found or made.get(who)):
                raise entry_error(where[actor.id], actor.id, "members", f"there is no actor or country {who!r}")
    graph = {actor.id: [member.who for member in actor.members if member.who in found] for actor in found.values()}
    _check_loops(graph, where, "members", "is a member of itself")


def _check_ucdp(found: Found, where: Where, made: MadeActors) -> None:
    """An id is of one actor, and of those only that grew out of it, belong to it, or are its members.

    UCDP keeps an id where a group takes a new name, and sees one group where the registry also has its wings,
    provinces and constituents. A government's id is for forces of that state alone.
    """
    bearers: dict[int, list[Actor]] = defaultdict(list)
    for actor in found.values():
        for ucdp in actor.ucdp if not actor.kind else ():
            bearers[ucdp].append(actor)
    for ucdp, actors in bearers.items():
        country = made.governed(ucdp)
        for actor in actors:
            if country is not None and (actor.type != STATE or actor.home != country):
                raise entry_error(
                    where[actor.id], actor.id, "ucdp", f"{ucdp} is the government of {country}: for its forces only"
                )
        if country is None and not _related(actors, found):
            first, last = actors[0], actors[-1]
            raise entry_error(where[last.id], last.id, "ucdp", f"{ucdp} stands under {first.id} too, no kin of it")


def _related(actors: Iterable[Actor], found: Found) -> bool:
    """Whether all but one of the actors descend from, or are members of, another of them."""
    ids = {actor.id for actor in actors}
    members = {member.who for actor in actors for member in actor.members}
    heads = [actor for actor in actors if actor.id not in members and not ids & set(_ancestors(actor, found))]
    return len(heads) <= 1


def _ancestors(actor: Actor, found: Found) -> Iterable[str]:
    at = actor.parent
    while at is not None:
        yield at
        at = found[at].parent if at in found else None


def entry_error(path: Path, actor_id: str, field: str, message: str) -> DataError:
    """An error with the line on which the actor's entry begins (the last one, where an id stands twice)."""
    line = 0
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if re.fullmatch(r"-\s+\{?\s*id:\s*[\"']?" + re.escape(actor_id) + r"[\"']?\s*([,}#].*)?", text.strip()):
            line = number
    return DataError(f"{path}, line {line}, field {field}: {actor_id}: {message}.")
