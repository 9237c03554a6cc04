"""Tolls that a report says of several places or days together, where not all of these are published.

Each place and day has its part of the total, as a codebook divides it that must: the first in the text take one more
each of a remainder. Who publishes some publishes their parts, so that no toll grows or shrinks because of a profile. A
claim that is told apart from its report leaves its part to the others, else its toll would lead back to them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from khaldun.publish.columns import place_name
from khaldun.publish.select import HAPPENED
from khaldun.records.lines import ClaimLine, CodingLine, CountLine, DeathLine, QuantityLine

PART = "publish/part-of-shared-toll"
DIVIDED = "acled/deaths-divided"
Counted = TypeVar("Counted", CountLine, DeathLine)
Grouped = TypeVar("Grouped", CountLine, DeathLine, QuantityLine)
_NOTE = re.compile(r"(\d+) deaths were reported for (\d+) places or days together; (\d+) counted here\.")
_FIGURES = ("low", "best", "high")


class Settled(msgspec.Struct, frozen=True):
    """The claims with the tolls that each may tell, and what a note must say of it, by the claim's index."""

    claims: tuple[ClaimLine, ...]
    notes: Mapping[int, str]


class _Group(msgspec.Struct, frozen=True):
    """One total: the claims that have a part of it in the order of the text, each with the number of its place and day;
    `count` is how many of these there are, `here` which of them are published with their report."""

    numbers: dict[int, int]
    count: int
    here: frozenset[int]

    def part(self, total: int | None, numbers: Iterable[int]) -> int | None:
        """What places and days have of a total."""
        if total is None:
            return None
        share, rest = divmod(total, self.count)
        return sum(share + (number < rest) for number in numbers)


def settle(claims: tuple[ClaimLine, ...], *, omitted: frozenset[int], alone: frozenset[int]) -> Settled:
    """The claims of a report, of which `omitted` are not published and `alone` are told apart (indices both)."""
    if not omitted and not alone:
        return Settled(claims, {})
    members: dict[str, list[int]] = defaultdict(list)
    named: dict[str, list[int]] = defaultdict(list)
    for at, claim in enumerate(claims):
        for name in dict.fromkeys(count.group for count in _counts(claim) if count.group):
            members[name].append(at)
        for name in dict.fromkeys(_groups(claim)):
            named[name].append(at)
    made, notes = list(claims), dict[int, list[str]]()
    for name, found in members.items():
        if len(found) > 1 and (omitted | alone).intersection(found):
            _settle(name, found, made, notes, omitted=omitted, alone=alone)
    for name, found in named.items():
        here = [at for at in found if at not in omitted and at not in alone]
        if len(here) == 1 < len(found):
            made[here[0]] = _without_group(made[here[0]], name)
    return Settled(tuple(made), {at: " ".join(dict.fromkeys(said)) for at, said in notes.items()})


def _settle(
    name: str,
    found: list[int],
    made: list[ClaimLine],
    notes: dict[int, list[str]],
    *,
    omitted: frozenset[int],
    alone: frozenset[int],
) -> None:
    sharing = [at for at in found if at not in alone] or found
    group = _group(made, sharing, omitted)
    if sharing is not found:
        _leave_coded([at for at in found if at in alone], made, sharing)
    for at in found:
        if at in alone:
            first = next((one for one, number in group.numbers.items() if number == group.numbers.get(at)), None)
            own = (group.numbers[at],) if at in group.numbers and first == at else ()
            made[at] = _parted(made[at], name, group, own, keep=False)
        elif at not in omitted and len(group.here) < group.count:
            said = _said(made[at], name, group)
            made[at] = _parted(made[at], name, group, group.here, keep=True)
            notes.setdefault(at, []).append(said)


def _group(claims: Sequence[ClaimLine], sharing: list[int], omitted: frozenset[int]) -> _Group:
    taking = [at for at in sharing if _happened(claims[at])] or sharing
    known: dict[Hashable, int] = {}
    numbers = {at: known.setdefault(_setting(claims[at], at), len(known)) for at in taking}
    here = frozenset(number for at, number in numbers.items() if at not in omitted)
    return _Group(numbers, len(known), here)


def _happened(claim: ClaimLine) -> bool:
    return claim.status in HAPPENED and not claim.background and claim.place is not None and claim.date is not None


def _setting(claim: ClaimLine, at: int) -> Hashable:
    place, date = claim.place, claim.date
    if place is None or date is None:
        return at
    return place.gazetteer_id or (place.quote or place_name(place) or "").casefold(), date.start, date.end


def _counts(claim: ClaimLine) -> Iterator[CountLine | DeathLine]:
    yield from (count for count in (claim.fatalities, *claim.deaths, claim.injured) if count is not None)


def _groups(claim: ClaimLine) -> Iterator[str]:
    groups = (claim.group, *(count.group for count in (*_counts(claim), *claim.quantities)))
    yield from (group for group in groups if group)


def _without_group(claim: ClaimLine, name: str) -> ClaimLine:
    """A claim that is the only one left of a group: nothing tells that there were others."""

    def alone(count: Grouped) -> Grouped:
        return replace(count, group=None) if count.group == name else count

    return replace(
        claim,
        group=None if claim.group == name else claim.group,
        fatalities=None if claim.fatalities is None else alone(claim.fatalities),
        deaths=tuple(map(alone, claim.deaths)),
        injured=None if claim.injured is None else alone(claim.injured),
        quantities=tuple(map(alone, claim.quantities)),
    )


def _parted(claim: ClaimLine, name: str, group: _Group, numbers: Iterable[int], *, keep: bool) -> ClaimLine:
    """A claim with its part of the totals of a group, and none of them where it has no part."""
    numbers = tuple(numbers)

    def part(count: Counted) -> Counted | None:
        if count.group != name:
            return count
        if not numbers:
            return None
        figures = {each: group.part(getattr(count, each), numbers) for each in _FIGURES}
        return replace(count, **figures, group=name if keep else None, rules=(*count.rules, PART))

    deaths = tuple(one for each in claim.deaths if (one := part(each)) is not None)
    whole = None if claim.fatalities is None else part(claim.fatalities)
    if whole is not None and claim.fatalities is not None and whole is not claim.fatalities:
        sums = {each: _sum(deaths, each) for each in _FIGURES if _sum(claim.deaths, each) is not None}
        fits = all(_sum(claim.deaths, each) == getattr(claim.fatalities, each) for each in sums)
        whole = replace(whole, **sums) if sums and fits else whole
    hurt = None if claim.injured is None else part(claim.injured)
    return replace(claim, fatalities=whole, deaths=deaths, injured=hurt)


def _sum(deaths: Iterable[DeathLine], figure: str) -> int | None:
    figures = [getattr(death, figure) for death in deaths]
    return None if not figures or None in figures else sum(figures)


def _said(claim: ClaimLine, name: str, group: _Group) -> str:
    """What a note says of the part of a total that is not published."""
    whole = next((one for one in (claim.fatalities, *claim.deaths) if one is not None and one.group == name), None)
    total = None if whole is None else whole.low if whole.best is None else whole.best
    places = f"{group.count} places or days together"
    if total is None:
        return f"A part of a toll that is said of {places} is left out with rows that are not published."
    left = total - (group.part(total, group.here) or 0)
    return f"{left} of {total} deaths that are said of {places} are left out with rows that are not published."


# ---- The codebook's own division ----
def _leave_coded(leaving: list[int], made: list[ClaimLine], staying: list[int]) -> None:
    """Leaves to the rows that stay with their report what those that are told apart have of a total, by the notes in
    which the coding says how it was divided."""
    rows = {claim.id: at for at, claim in enumerate(made)}

    def row(at: int) -> int:
        coding = made[at].coding
        return rows.get(coding.merged_into, at) if coding is not None and coding.merged_into else at

    going = dict.fromkeys(own for at in leaving if (own := row(at)) in leaving)
    left = [at for at in dict.fromkeys(row(at) for at in staying) if at not in going]
    totals = {_total(note) for at in going for note in _notes(made[at]) if _NOTE.fullmatch(note)}
    for total in totals:
        sharing = [at for at in left if any(_total(note) == total for note in _notes(made[at]))]
        if not sharing:
            continue
        for at in going:
            made[at] = _recoded(made[at], total, 0, 0)
        share, rest = divmod(total[0], len(sharing))
        for position, at in enumerate(sharing):
            made[at] = _recoded(made[at], total, share + (position < rest), len(sharing))


def _notes(claim: ClaimLine) -> tuple[str, ...]:
    return claim.coding.notes if claim.coding is not None else ()


def _total(note: str) -> tuple[int, int]:
    met = _NOTE.fullmatch(note)
    return (int(met[1]), int(met[2])) if met is not None else (-1, -1)


def _recoded(claim: ClaimLine, total: tuple[int, int], part: int, rows: int) -> ClaimLine:
    """A claim whose codebook's toll has another part of a total that now `rows` rows share."""
    coding = claim.coding
    note = next((each for each in _notes(claim) if _total(each) == total), None)
    met = _NOTE.fullmatch(note) if note is not None else None
    if coding is None or met is None:
        return claim
    said = f"{total[0]} deaths were reported for {rows} places or days together; {part} counted here."
    notes = tuple(said if each == note and rows > 1 else each for each in coding.notes if each != note or rows > 1)
    fatalities = max((coding.fatalities or 0) - int(met[3]) + part, 0)
    return replace(claim, coding=_with_rules(replace(coding, fatalities=fatalities, notes=notes)))


def _with_rules(coding: CodingLine) -> CodingLine:
    if any(_NOTE.fullmatch(note) for note in coding.notes):
        return coding
    return replace(coding, rules=tuple(rule for rule in coding.rules if rule != DIVIDED))
