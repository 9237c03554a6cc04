"""Claims into events (UCDP GED): one dyad, one place, the same days; a total over several places stays one event."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

import msgspec

from khaldun.publish.columns import place_name
from khaldun.publish.export.figures import Figure, figures, high_of
from khaldun.publish.export.ged.book import GedBook
from khaldun.publish.export.ged.dyads import Dyad
from khaldun.publish.export.ged.places import Places, Where
from khaldun.publish.export.items import Item
from khaldun.records.lines import ClaimLine, DateLine

SAME_EVENT, OVER_PLACES = "ged/same-event", "ged/total-over-places"
NO_DEATHS, NO_DATE, TOO_VAGUE, NO_PLACE = "ged/no-deaths", "ged/no-date", "ged/date-too-vague", "ged/no-place"
Root = str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event: the claims that tell of it in the order of the text, and the figures that count for it.

    `shared`: one total is said of several of its places or days. `again`: a figure of its claims counts elsewhere.
    """

    items: tuple[Item, ...]
    dyad: Dyad
    dyads: dict[str, Dyad]
    figures: tuple[Figure, ...]
    where: Where
    start: dt.date
    end: dt.date
    date_prec: int
    shared: bool
    again: bool

    @property
    def claims(self) -> tuple[ClaimLine, ...]:
        """The claims that tell of it."""
        return tuple(item.claim for item in self.items)


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Claims that make no event, and the rule. `elsewhere`: a figure of theirs counts for another event."""

    claims: tuple[ClaimLine, ...]
    rule: str
    elsewhere: bool = False


def events(
    items: Sequence[Item], dyads: dict[str, Dyad | str], book: GedBook, places: Places
) -> Iterator[Event | Refused]:
    """The events that claims which happened tell of, and the claims that tell of none. `dyads` are theirs, by id."""
    roots = _joined(items, dyads)
    counted, again = figures(
        ((roots[item.claim.id], item.claim) for item in items),
        prefer=lambda claim: isinstance(dyads[claim.id], Dyad) and claim.date is not None,
    )
    of_root: dict[Hashable, list[Figure]] = defaultdict(list)
    for figure in counted:
        of_root[figure.row].append(figure)
    lost = {figure.row for figure in again}
    members: dict[Root, list[Item]] = defaultdict(list)
    for item in items:
        members[roots[item.claim.id]].append(item)
    for root, found in members.items():
        yield _event(tuple(found), tuple(of_root[root]), dyads, book, places, again=root in lost)


def _event(
    items: tuple[Item, ...], found: tuple[Figure, ...], dyads: dict[str, Dyad | str], book: GedBook, places: Places, *,
    again: bool,
) -> Event | Refused:  # fmt: skip
    claims = tuple(item.claim for item in items)
    if not any(high_of(figure.death, book.unnumbered) for figure in found):
        return Refused(claims=claims, rule=NO_DEATHS, elsewhere=again)
    own = {claim.id: dyad for claim in claims if isinstance(dyad := dyads[claim.id], Dyad)}
    if not own:
        return Refused(claims=claims, rule=str(dyads[claims[0].id]))
    days = [day for claim in claims if claim.date for day in (claim.date.start, claim.date.end)]
    if not days:
        return Refused(claims=claims, rule=NO_DATE)
    start, end = dt.date.fromisoformat(min(days)), dt.date.fromisoformat(max(days))
    length = (end - start).days + 1
    prec = next((longest.code for longest in book.date_prec if length <= longest.days), None)
    if prec is None:
        return Refused(claims=claims, rule=TOO_VAGUE)
    where = places.where(claims)
    if where is None:
        return Refused(claims=claims, rule=NO_PLACE)
    return Event(
        items=items,
        dyad=next(iter(own.values())),
        dyads=own,
        figures=found,
        where=where,
        start=start,
        end=end,
        date_prec=prec,
        shared=_shared(claims, found),
        again=again,
    )


def _shared(claims: tuple[ClaimLine, ...], found: tuple[Figure, ...]) -> bool:
    """Whether one of the totals is said of several places or days."""
    groups = {figure.death.group for figure in found if figure.death.group is not None}
    told = {_setting(claim) for claim in claims if any(death.group in groups for death in claim.deaths)}
    return len(told) > 1


def _setting(claim: ClaimLine) -> Hashable:
    place, date = claim.place, claim.date
    name = None if place is None else place.gazetteer_id or (place.quote or place_name(place) or "").casefold()
    return name, None if date is None else (date.start, date.end)


def _joined(items: Sequence[Item], dyads: dict[str, Dyad | str]) -> dict[str, Root]:
    """The event of each claim, by the id of its first one in the text."""
    roots = {item.claim.id: item.claim.id for item in items}

    def root(claim: str) -> str:
        while roots[claim] != claim:
            claim = roots[claim]
        return claim

    first: dict[Hashable, str] = {}
    for item in items:
        claim = item.claim
        for key in _keys(claim, dyads[claim.id]):
            other = first.setdefault(key, claim.id)
            roots[root(claim.id)] = root(other)
    for item in items:
        into = item.claim.coding.merged_into if item.claim.coding else None
        if into in roots:
            mine, theirs = root(item.claim.id), root(into)
            roots[mine] = theirs
    order = {item.claim.id: index for index, item in enumerate(items)}
    firsts: dict[str, str] = {}
    for name in sorted(roots, key=order.__getitem__):
        firsts.setdefault(root(name), name)
    return {name: firsts[root(name)] for name in roots}


def _keys(claim: ClaimLine, dyad: Dyad | str) -> Iterator[Hashable]:
    """What makes two claims one event: a dyad's place and days, or a total that they share."""
    if isinstance(dyad, str):
        return
    if claim.place is not None and claim.date is not None:
        yield dyad.key, _setting(claim)
    yield from ((dyad.key, "total", death.group) for death in claim.deaths if death.group is not None)


def date_lines(event: Event) -> tuple[DateLine, ...]:
    """The dates of the claims that have one."""
    return tuple(claim.date for claim in event.claims if claim.date is not None)
