"""One row for the tactics of the same actors at one place on one day, by the codebook's hierarchy (Event aggregation).

Merging compares only values and orders only by rank and text, so it depends on no order of the input, and merging
what is merged changes nothing.
"""

from __future__ import annotations

from collections import defaultdict

from msgspec.structs import replace

from khaldun.code.codebook import Codebook
from khaldun.code.drafts import Draft
from khaldun.code.sides import CIVILIANS, unidentified

Where = tuple[str, str, str]
HIERARCHY = "acled/hierarchy"
TWO_WAY = "acled/two-way-fire"
CLASH = "Armed clash"


def merge(
    drafts: tuple[Draft, ...], book: Codebook, *, settled: bool = False
) -> tuple[tuple[Draft, ...], tuple[int, ...]]:
    """The drafts, some with another type by a rule of merging (none where types are `settled`), and for each the index
    of the draft whose row it is."""
    places: dict[Where, list[int]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        where = _where(draft)
        if where is not None:
            places[where].append(index)
    made = list(drafts)
    roots = list(range(len(drafts)))
    for indices in places.values():
        if len(indices) > 1:
            _merge_place(indices, made, roots, book, settled=settled)
    return tuple(made), tuple(roots)


def _merge_place(indices: list[int], drafts: list[Draft], roots: list[int], book: Codebook, *, settled: bool) -> None:
    """Merges the drafts of one place and day: first those of the same two actors, then those that name one of them."""
    pairs: dict[frozenset[str], list[int]] = defaultdict(list)
    for index in indices:
        actors = _known(drafts[index], book)
        if actors:
            pairs[actors].append(index)
    winners: list[int] = []
    for actors, found in pairs.items():
        if len(actors) == 2:
            if not settled:
                _two_way(found, drafts, book)
            winners.append(_settle(found, drafts, roots, book))
    winners.sort(key=lambda index: _strength(drafts[index], book))
    for actors, found in pairs.items():
        if len(actors) == 1:
            _merge_partial(next(iter(actors)), found, winners, drafts, roots, book)


def _merge_partial(
    actor: str, found: list[int], winners: list[int], drafts: list[Draft], roots: list[int], book: Codebook
) -> None:
    """Drafts that name one actor only: into the highest row that has it, if its type ranks as high."""
    for index in found:
        mine = drafts[index]
        for winner in winners:
            theirs = drafts[winner]
            if book.rank[theirs.kind] <= book.rank[mine.kind] and actor in _taking_part(theirs):
                roots[index] = winner
                drafts[index] = replace(mine, rules=(*mine.rules, HIERARCHY))
                break
    left = [index for index in found if roots[index] == index]
    if len(left) > 1 and len({drafts[index].kind for index in left}) > 1:
        _settle(left, drafts, roots, book)


def _settle(found: list[int], drafts: list[Draft], roots: list[int], book: Codebook) -> int:
    """Gives all of `found` the row of the highest in rank, the first in the text among equals; returns its index."""
    turned = book.file.turned_violent
    kinds = {book.event_type[drafts[index].kind] for index in found}
    riot = turned[1] if set(turned) <= kinds else None
    best = min(found, key=lambda index: (book.event_type[drafts[index].kind] != riot, *_strength(drafts[index], book)))
    for index in found:
        if index != best:
            roots[index] = best
            rule = HIERARCHY if riot is None else "acled/protest-turned-violent"
            drafts[index] = replace(drafts[index], rules=(*drafts[index].rules, rule))
    return best


def _two_way(found: list[int], drafts: list[Draft], book: Codebook) -> None:
    """Long-range fire both ways between two armed groups is one armed clash."""
    fire = [index for index in found if drafts[index].kind in book.long_range and _both_armed(drafts[index], book)]
    shooters = {one.key for index in fire if (one := drafts[index].actors.actor1) is not None}
    if len(shooters) == 2:
        for index in fire:
            drafts[index] = replace(drafts[index], kind=CLASH, rules=(*drafts[index].rules, TWO_WAY))


def _both_armed(draft: Draft, book: Codebook) -> bool:
    one, two = draft.actors.actor1, draft.actors.actor2
    return one is not None and two is not None and one.inter in book.armed and two.inter in book.armed


def _strength(draft: Draft, book: Codebook) -> tuple[int, int, int, int, str]:
    return *book.rank[draft.kind], *draft.order


def _where(draft: Draft) -> Where | None:
    """Place and days as a key; None where the claim is in no row of its own."""
    date, place = draft.claim.date, draft.claim.place
    if draft.excluded is not None or date is None or place is None:
        return None
    name = place.gazetteer_id if place.gazetteer_id and not place.unresolved else place.quote.casefold()
    return name, date.start.isoformat(), date.end.isoformat()


def _known(draft: Draft, book: Codebook) -> frozenset[str]:
    """The principals that the report tells of, where one at least is a group one can tell from others; else two rows
    may well be two attacks."""
    both = (draft.actors.actor1, draft.actors.actor2)
    sides = [each for each in both if each is not None and not (each.actor is None and unidentified(each, book))]
    if not any(each.inter != CIVILIANS and not unidentified(each, book) for each in sides):
        return frozenset()
    return frozenset(each.key for each in sides)


def _taking_part(draft: Draft) -> frozenset[str]:
    actors = draft.actors
    sides = (actors.actor1, actors.actor2, *actors.assoc1, *actors.assoc2)
    return frozenset(each.key for each in sides if each is not None)
