"""Ids and groups of claims that hold nothing withheld: those that do are made anew from what is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TypeVar

from msgspec.structs import replace

from khaldun.publish.export.hiding import id_of
from khaldun.publish.export.items import Item
from khaldun.publish.export.survivors import APART
from khaldun.records.lines import ClaimLine, CountLine, DeathLine, QuantityLine, ReportRef

Counted = TypeVar("Counted", CountLine, DeathLine, QuantityLine)


def renamed(items: list[Item], hidden: Callable[[str | None], bool], *, gone: set[str]) -> list[Item]:
    """The items with ids and groups that hold nothing withheld; none is part of a row that is told apart."""
    held = {group for item in items for group in _groups(item.claim)}
    held |= {id_ for item in items for id_ in (item.claim.id, _merged(item.claim)) if id_}
    if not gone and not any(map(hidden, held)):
        return items
    held = {name for name in held if hidden(name)}
    found = dict.fromkeys(group for item in items for group in _groups(item.claim) if group in held)
    groups = {group: f"withheld-{at}" for at, group in enumerate(found, 1)}
    items = [replace(item, claim=_grouped(item.claim, groups)) for item in items]
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for claim in (item.claim for item in items if item.claim.id in held):
        bare = replace(claim, id="", report=ReportRef(id=None, name=""), coding=None)
        new = next(one for at in count() if (one := id_of(bare, at)) not in taken)
        taken.add(new)
        ids[claim.id] = new
    return [replace(item, claim=_with_ids(item.claim, ids, gone, held)) for item in items]


def _counts(claim: ClaimLine) -> Iterator[CountLine | DeathLine | QuantityLine]:
    yield from (one for one in (claim.fatalities, *claim.deaths, claim.injured, *claim.quantities) if one is not None)


def _groups(claim: ClaimLine) -> Iterator[str]:
    yield from (group for group in (claim.group, *(one.group for one in _counts(claim))) if group)


def _grouped(claim: ClaimLine, names: dict[str, str]) -> ClaimLine:
    def named(one: Counted) -> Counted:
        return replace(one, group=names.get(one.group, one.group)) if one.group else one

    return replace(
        claim,
        group=names.get(claim.group, claim.group) if claim.group else None,
        fatalities=named(claim.fatalities) if claim.fatalities else None,
        deaths=tuple(named(one) for one in claim.deaths),
        injured=named(claim.injured) if claim.injured else None,
        quantities=tuple(named(one) for one in claim.quantities),
    )


def _merged(claim: ClaimLine) -> str | None:
    return claim.coding.merged_into if claim.coding is not None else None


def _with_ids(claim: ClaimLine, ids: dict[str, str], gone: set[str], held: set[str]) -> ClaimLine:
    coding = claim.coding
    if coding is not None and coding.merged_into is not None:
        into = None if coding.merged_into in gone else ids.get(coding.merged_into, coding.merged_into)
        coding = replace(coding, merged_into=APART if into in held else into)
    return replace(claim, id=ids.get(claim.id, claim.id), coding=coding)
