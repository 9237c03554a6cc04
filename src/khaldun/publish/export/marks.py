"""What a reader is warned of in a claim: one source, another telling otherwise, a party counting its enemy's dead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from msgspec.structs import replace

from khaldun.publish.export.items import Told
from khaldun.publish.export.names import Registry
from khaldun.publish.export.plover.book import plover_book
from khaldun.publish.export.sensitive import folded
from khaldun.publish.select import HAPPENED
from khaldun.records.lines import ActorLine, ClaimLine, SourceLine

SINGLE = "single source"
CONTESTED = "contested"
ENEMY = "a party's claim about its enemy's dead"
MARKS = frozenset({SINGLE, CONTESTED, ENEMY})
_UNARMED = frozenset({"Civilians", "Protesters", "Rioters"})
_FORCES = ("military", "police", "government", "gendarmerie")
_SHORT = 4
Thing = tuple[str, str, str]


def marked(told: Told, registry: Registry) -> Told:
    """The report with the marks of each claim. They are told by the report as it is: before anything is withheld."""
    told_of: dict[Thing, list[ClaimLine]] = defaultdict(list)
    for item in told.items:
        for thing in _things(item.claim):
            told_of[thing].append(item.claim)
    open_to_doubt = {thing: claims for thing, claims in told_of.items() if _may_differ(claims)}
    return Told(
        report=told.report,
        items=tuple(
            replace(
                item,
                marks=tuple(dict.fromkeys((*_known(item.marks, MARKS), *_marks(item.claim, open_to_doubt, registry)))),
                read=None if item.read is None else _known(item.read, _rules()),
            )
            for item in told.items
        ),
    )


def _known(words: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    """Those that are ours: what else a file brings along may say anything."""
    return tuple(word for word in words if word in known)


@cache
def _rules() -> frozenset[str]:
    return frozenset(rule.name for rule in plover_book().book.rules)


def _marks(claim: ClaimLine, told_of: dict[Thing, list[ClaimLine]], registry: Registry) -> Iterable[str]:
    if len({folded(source.name) for source in claim.sources}) < 2:
        yield SINGLE
    others = (other for thing in _things(claim) for other in told_of.get(thing, ()) if other is not claim)
    if claim.status == "denied" or any(_against(claim, other) for other in others):
        yield CONTESTED
    if _of_enemy(claim, registry):
        yield ENEMY


def _things(claim: ClaimLine) -> tuple[Thing, ...]:
    """What a claim tells of, so that only claims of one thing are held against each other: its kind and place, by the
    place's id and by its words."""
    place, kind = claim.place, claim.event_type or ""
    if place is None or claim.date is None:
        return ()
    words = (kind, "words", folded(place.quote or place.name or ""))
    return (words, (kind, "id", place.gazetteer_id)) if place.gazetteer_id else (words,)


def _may_differ(claims: list[ClaimLine]) -> bool:
    denied = any(claim.status == "denied" for claim in claims)
    return len(claims) > 1 and (denied or len({_side(claim.actor1) for claim in claims}) > 1)


def _against(claim: ClaimLine, other: ClaimLine) -> bool:
    """Whether another claim of the report tells otherwise of one thing: denies it, or lays it at another's door by
    another source."""
    if claim.event_type != other.event_type or not same_place(claim, other) or not same_days(claim, other):
        return False
    if other.status == "denied":
        return True
    doers = {actor.id or folded(actor.name or "") for actor in (claim.actor1, other.actor1) if actor is not None}
    same = claim.sub_event_type == other.sub_event_type and _side(claim.actor2) == _side(other.actor2)
    said = ({folded(source.name) for source in one.sources} for one in (claim, other))
    mine, theirs = said
    happened = claim.status in HAPPENED and other.status in HAPPENED
    return happened and same and len(doers) > 1 and bool(mine) and bool(theirs) and not mine & theirs


def _side(actor: ActorLine | None) -> str:
    return "" if actor is None else actor.id or folded(actor.name or actor.quote or "")


def same_place(claim: ClaimLine, other: ClaimLine) -> bool:
    """Whether two claims of a report name one place, by its id, else by its words."""
    one, two = claim.place, other.place
    if one is None or two is None:
        return False
    if one.gazetteer_id and two.gazetteer_id:
        return one.gazetteer_id == two.gazetteer_id
    return folded(one.quote or one.name or "") == folded(two.quote or two.name or "")


def same_days(claim: ClaimLine, other: ClaimLine) -> bool:
    """Whether two claims may be of one day."""
    one, two = claim.date, other.date
    return one is not None and two is not None and one.start <= two.end and two.start <= one.end


def _of_enemy(claim: ClaimLine, registry: Registry) -> bool:
    """Whether a side, or who speaks for it, says how many of the other side died."""
    first, second = (claim.actor1, *claim.assoc_actor1), (claim.actor2, *claim.assoc_actor2)
    dead = {death.of for death in claim.deaths if death.high != 0}
    if not dead and claim.fatalities is not None and claim.fatalities.high != 0:
        dead = {"unknown"}
    for speakers, victims, of in ((first, second, "actor2"), (second, first, "actor1")):
        armed = any(actor is not None and actor.type and actor.type not in _UNARMED for actor in victims)
        if armed and dead & {of, "unknown"} and any(_speaks(one, speakers, registry) for one in claim.sources):
            return True
    return False


def _speaks(source: SourceLine, side: Iterable[ActorLine | None], registry: Registry) -> bool:
    """Whether a source is one of a side, by the registry, by the very words, or by a name that is part of the other."""
    ids = set(registry.called(source.name))
    said = f" {folded(source.name)} "
    for actor in side:
        if actor is None or (actor.type in _UNARMED):
            continue
        if actor.id is not None and (actor.id in ids or _shares_state(actor.id, ids)):
            return True
        names = {folded(name) for name in (actor.quote, actor.name) if name}
        if any(len(name) >= _SHORT and (f" {name} " in said or said.strip() in f" {name} ") for name in names):
            return True
        spans = {(span.start, span.end) for span in actor.evidence}
        if spans & {(span.start, span.end) for span in source.evidence}:
            return True
    return False


def _shares_state(actor_id: str, ids: set[str]) -> bool:
    """Whether both are a state's own ("rus-military", "rus-government")."""
    state, dash, kind = actor_id.partition("-")
    own = {f"{state}-{each}" for each in _FORCES}
    return bool(dash) and kind in _FORCES and bool(own & ids)
