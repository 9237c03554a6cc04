"""Whether two tellings can speak of the same event."""

from __future__ import annotations

from khaldun.assemble.event import Event
from khaldun.assemble.gather import same_actor
from khaldun.records.facts import PlaceFact

BATTLES = frozenset(
    {"Armed clash", "territory-taken", "Government regains territory", "Non-state actor overtakes territory"}
)
EXPLOSIONS = frozenset(
    {
        "Air/drone strike",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Suicide bomb",
        "Grenade",
        "Chemical weapon",
    }
)
CROWDS = frozenset(
    {"Peaceful protest", "Protest with intervention", "Excessive force against protesters", "Violent demonstration"}
)
VIOLENT = (
    BATTLES
    | EXPLOSIONS
    | {
        "violence",
        "Attack",
        "Mob violence",
        "Excessive force against protesters",
        "Violent demonstration",
        "Sexual violence",
    }
)


def same_type(one: str, other: str) -> bool:
    """Whether the types can be one event's: equal, both of a crowd, or one only says "violence"."""
    if one == other:
        return True
    if "violence" in (one, other):
        return one in VIOLENT | {"Attack"} and other in VIOLENT | {"Attack"}
    if one in CROWDS and other in CROWDS:
        return True
    return one in {"violence", "Attack"} and other in {"violence", "Attack"}


def same_place(one: PlaceFact, other: PlaceFact) -> bool:
    """Whether two places are one: by gazetteer, or by the name in the text where one is not found."""
    if one.gazetteer_id and other.gazetteer_id:
        return one.gazetteer_id == other.gazetteer_id
    first, second = (one.name or one.quote).casefold(), (other.name or other.quote).casefold()
    return first == second or first.endswith(f" {second}") or second.endswith(f" {first}")


def places_agree(one: Event, other: Event) -> bool:
    """Whether nothing in their places keeps the two apart: one has none, they share one, or one lies in another."""
    if not one.places or not other.places:
        return True
    return any(
        same_place(a, b) or lies_within(a, b) or lies_within(b, a) for _, a in one.places for _, b in other.places
    )


def lies_within(inner: PlaceFact, outer: PlaceFact) -> bool:
    """Whether `outer` is the region or country that `inner` lies in."""
    if (outer.precision or 0) < 2:
        return False
    name = outer.name or ""
    return (
        bool(name)
        and name in {inner.admin1, inner.admin2, inner.country}
        or (outer.precision == 3 and bool(outer.country) and outer.country == inner.country and name == outer.country)
    )


def dates_agree(one: Event, other: Event) -> bool:
    """Whether their days overlap, or one has none."""
    if not one.dates or not other.dates:
        return True
    return any(a.start < b.end and b.start < a.end for a in one.dates for b in other.dates)


def sides_agree(one: Event, other: Event) -> bool:
    """Whether no side of one contradicts the other's: doers shared, or one has none."""
    mine, theirs = [*one.doers, *one.targets], [*other.doers, *other.targets]
    if not mine or not theirs:
        return True
    if "Armed clash" in (one.type, other.type) and (one.numbers or other.numbers):  # who began it is not always said
        return any(_alike(a.name, b.name) or same_actor(a, b) for a in mine for b in theirs)
    if one.doers and other.doers:
        return any(_alike(a.name, b.name) or same_actor(a, b) for a in one.doers for b in other.doers)
    return any(same_actor(a, b) for a in mine for b in theirs) or not (one.targets and other.targets)


def _alike(one: str, other: str) -> bool:
    vague = ("Unidentified", "Civilians")
    return one.startswith(vague) or other.startswith(vague)
