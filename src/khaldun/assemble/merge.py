"""Merges tellings of one event: a toll and what caused it, a headline and its story, a list that fills in a region."""

from __future__ import annotations

from khaldun.assemble.compare import (
    BATTLES,
    CROWDS,
    EXPLOSIONS,
    VIOLENT,
    dates_agree,
    places_agree,
    same_place,
    same_type,
    sides_agree,
)
from khaldun.assemble.event import Event, Harmed
from khaldun.assemble.gather import same_actor
from khaldun.assemble.setting import is_common

_REACH, _REACH_OF_NUMBERS = 3, 6
_GROUND = BATTLES - {"Armed clash"}
_TAKEN = frozenset({"Arrests", "Abduction/forced disappearance"})
_RAIDS = frozenset({"raid", "raids", "operation", "operations", "sweep", "sweeps"})
_ENTRIES = frozenset({"raided", "stormed", "raiding", "storming", "searched", "entered"})
_DYING = frozenset({"died", "dies", "dying", "succumbed", "perished"})


def merge(events: list[Event]) -> list[Event]:
    """The events without repetition, in the order of the text; what a telling adds goes to the event it joins."""
    kept: list[Event] = []
    events = [event for event in events if not _names_nothing(event)]
    for event in (event for event in events if not _is_recap(event)):
        home = _home(event, kept)
        if home is None:
            kept.append(event)
        else:
            _join(home, event)
    for event in (event for event in events if _is_recap(event)):
        home = _told(event, kept) or (_story(event, kept) if event.heading or event.places or event.doers else None)
        if home is not None:
            _join(home, event, rule="assemble/headline")
        elif _is_precise(event) if not event.heading else (event.doers or event.targets or event.harmed):
            kept.append(event)
    kept.sort(key=lambda item: item.trigger.span.start)
    return [event for event in kept if not _hollow(event, alone=len(kept) == 1)]


def _is_recap(event: Event) -> bool:
    """A headline, or a line of the highlights above the report."""
    return event.heading or event.has("read/recap")


def _is_precise(event: Event) -> bool:
    return (
        bool(event.dates and event.places)
        and not event.date_of_sentence
        and all((place.precision or 1) == 1 for _, place in event.places)
    )


def _names_nothing(event: Event) -> bool:
    """Told by the network alone, of nobody, with no toll and no day: it adds nothing, and others are not of it."""
    said = event.doers or event.targets or event.harmed or event.quantities or event.dates
    return event.has("read/model-alone") and not said


def _hollow(event: Event, *, alone: bool) -> bool:
    """'the attack' that found no event to be a telling of, and adds nothing; a toll counts where it is all there is."""
    if event.has("read/cared-for"):
        return True
    zero = event.harmed and all(harm.count.high == 0 for harm in event.harmed)
    if "read/toll" in event.rules and zero and not event.doers:
        return True
    if "read/toll" in event.rules and not (event.doers or event.places or event.dates or alone):
        return True
    return event.has("read/definite") and not (event.doers or event.targets or event.harmed)


def _home(event: Event, kept: list[Event]) -> Event | None:
    """The event told before that this telling is of, None if it is a new one."""
    if event.has("read/model-alone"):
        return _told(event, kept) or _home_by_rule(event, kept)
    return _home_by_rule(event, kept) or _told(event, kept)


def _home_by_rule(event: Event, kept: list[Event]) -> Event | None:
    near = [other for other in reversed(kept) if event.sentence - other.sentence <= _REACH]
    for other in near:
        if (
            _is_toll_of(event, other)
            or _elaborates(event, other)
            or _fills_in(event, other)
            or _intervenes(event, other)
            or _moves_there(event, other)
            or _spoils(event, other)
            or _refers_to(event, other)
            or _same_sentence(event, other)
        ):
            return other
    for other in reversed(kept):
        if _repeats(event, other):
            return other
    return None


def _told(event: Event, kept: list[Event]) -> Event | None:
    """The event that the reader says this telling is of, unless the two name other places or sides, or the telling is
    far off and names a day of its own. Other days near by do not part them: a sentence's day is often that of something
    else in it."""
    for other in kept:
        near = event.sentence - other.sentence <= _REACH_OF_NUMBERS or event.heading or other.heading
        alike = _may_be_one_place(event, other) and sides_agree(event, other) and not _is_ground_of(event, other)
        if other.numbers & event.numbers and (near or not (event.dates or event.day_unknown)) and alike:
            return other
    return None


def _is_ground_of(event: Event, other: Event) -> bool:
    """Whether one tells of ground won and the other of the wider fight for it: "an offensive in Ambar … took Sadi"."""
    if len({event.type, other.type} & _GROUND) != 1 or not (event.places and other.places):
        return False
    return not any(same_place(one, two) for _, one in event.places for _, two in other.places)


def _may_be_one_place(event: Event, other: Event) -> bool:
    """Whether their places agree, or those of one are words that name none ("the station")."""
    return places_agree(event, other) or any(
        bool(one.places) and all(place.latitude is None and is_common(mention) for mention, place in one.places)
        for one in (event, other)
    )


def _settled(one: Event, other: Event) -> bool:
    statuses = {one.status, other.status}
    return len(statuses) == 1 or statuses == {"asserted", "reported"}


def _is_toll_of(event: Event, other: Event) -> bool:
    """A toll without a cause of its own belongs to the violent event told just before it."""
    if _is_aftermath(event) and other.type in VIOLENT | CROWDS | _TAKEN and _settled(event, other):
        return event.block == other.block and event.sentence - other.sentence <= 2
    if "read/toll" not in event.rules or other.type not in VIOLENT or not _settled(event, other):
        return False
    if event.has("read/pronoun") and event.sentence - other.sentence <= 1 and event.block == other.block:
        return True
    bare = event.block == other.block and not event.places and not event.dates
    if event.sentence - other.sentence > (_REACH if bare else 2) or (
        event.block != other.block and event.places and not event.place_of_sentence
    ):
        return False
    return places_agree(event, other) and dates_agree(event, other) and not _clashing_victims(event, other)


def _is_aftermath(event: Event) -> bool:
    """Somebody died later, elsewhere: "the driver died of his wounds on Wednesday at the hospital"."""
    word = event.trigger.span.quote.casefold().split()[0]
    return "read/toll" in event.rules and not event.doers and word in _DYING


def _clashing_victims(event: Event, other: Event) -> bool:
    """A later event of its own: both give the dead of the same people."""
    mine = {harm.outcome for harm in event.harmed}
    theirs = {harm.outcome for harm in other.harmed}
    return (
        bool(mine & theirs) and event.sentence - other.sentence > 0 and bool(event.dates) and not event.date_of_sentence
    )


def _elaborates(event: Event, other: Event) -> bool:
    """'In particular, ...': a list of places that fills in what was told of a region."""
    if "read/elaboration" not in event.rules or event.sentence - other.sentence > 1:
        return False
    return same_type(event.type, other.type) and _settled(event, other) and dates_agree(event, other)


def _fills_in(event: Event, other: Event) -> bool:
    """'The raids struck X, Y and Z.': the places of what was told of a region, a count of towns, or nowhere."""
    if not event.has("read/definite") or event.sentence - other.sentence > 1 or not event.places:
        return False
    wide = all((place.precision or 2) >= 2 or mention.near or mention.part for mention, place in other.places)
    return wide and same_type(event.type, other.type) and _settled(event, other) and dates_agree(event, other)


def _intervenes(event: Event, other: Event) -> bool:
    """'Police broke up the procession …': what became of the demonstration just told of."""
    beside = event.sentence == other.sentence and places_agree(event, other)
    elsewhere = event.places and not beside
    if other.type not in CROWDS or event.sentence - other.sentence > 2 or elsewhere:
        return False
    later = event.type in CROWDS and event.type != "Peaceful protest"
    taken = event.type == "Arrests" or (event.type in _TAKEN and event.sentence - other.sentence <= 1)
    arrests = taken and (not event.dates or event.date_of_sentence or beside) and dates_agree(event, other)
    return (later or arrests) and _settled(event, other)


def _moves_there(event: Event, other: Event) -> bool:
    """'… entered the facility': a movement into the place just told of is part of that event."""
    moves = event.type == "Change to group/activity" and event.has("read/anaphoric-place")
    return (
        moves
        and event.sentence - other.sentence <= 1
        and bool(other.places)
        and _settled(event, other)
        and sides_agree(event, other)
    )


def _spoils(event: Event, other: Event) -> bool:
    """'We seized 26 rifles at the site': arms taken in the fight just told of are part of it."""
    arms = event.type == "Disrupted weapons use" and event.has("read/frame-seize")
    own = event.places and not event.place_of_sentence
    return arms and not own and other.type in BATTLES and event.block == other.block and dates_agree(event, other)


def _refers_to(event: Event, other: Event) -> bool:
    """'the attack', 'these strikes', 'clashes … in the area': the event told of before."""
    anaphoric = event.has("read/definite") or (event.ongoing and not event.dates and not event.places)
    if not anaphoric or event.sentence - other.sentence > 2:
        return False
    pair = {event.type, other.type}
    alike = same_type(event.type, other.type) or pair <= BATTLES or (event.has("read/definite") and pair <= EXPLOSIONS)
    return (
        alike
        and _settled(event, other)
        and places_agree(event, other)
        and dates_agree(event, other)
        and sides_agree(event, other)
    )


def _same_sentence(event: Event, other: Event) -> bool:
    """One fight told by two of its words: "seized X after clashes", "attacked X, killing", "ambushed and killed"."""
    if event.sentence != other.sentence or not _settled(event, other):
        return False
    pair = {event.type, other.type}
    if pair <= CROWDS and places_agree(event, other):
        return True
    if (
        "Change to group/activity" in pair
        and pair & BATTLES
        and places_agree(event, other)
        and sides_agree(event, other)
    ):
        return True
    if _is_means(event, other) or _is_means(other, event):
        return True
    alike = same_type(event.type, other.type) or pair <= BATTLES
    own_place = event.places and other.places and not event.place_of_sentence and not other.place_of_sentence
    if not alike or (own_place and not places_agree(event, other)):
        return False
    if event.dates and other.dates and not dates_agree(event, other):
        return False
    return sides_agree(event, other) and ("Armed clash" in pair or "violence" in pair or event.type == other.type)


def _is_means(raid: Event, deed: Event) -> bool:
    """ "arrested in overnight raids": the raid is how it was done."""
    words = raid.trigger.span.quote.casefold().split()
    entry = words[0] in _ENTRIES and not raid.harmed and sides_agree(raid, deed)
    stormed = raid.type == "Armed clash" and entry and not raid.targets
    means = stormed or (raid.type == "violence" and (words[-1] in _RAIDS or entry))
    return means and deed.type in {*_TAKEN, "Disrupted weapons use", "Looting/property destruction"}


def _repeats(event: Event, other: Event) -> bool:
    """The same type at the same place on the same day, told again further down."""
    if not (event.places and other.places and event.dates and other.dates) or event.place_of_sentence:
        return False
    if event.type != other.type or not _settled(event, other):
        return False
    return (
        places_agree(event, other)
        and dates_agree(event, other)
        and sides_agree(event, other)
        and len(event.places) == len(other.places)
    )


def _story(event: Event, kept: list[Event]) -> Event | None:
    """The event of the body that a headline tells of."""
    for other in kept:
        alike = same_type(event.type, other.type) or {event.type, other.type} <= BATTLES
        vague = all(mention.near or (place.precision or 1) > 1 for mention, place in event.places)
        if alike and _settled(event, other) and (vague or places_agree(event, other)) and sides_agree(event, other):
            return other
    return None


def _join(home: Event, event: Event, *, rule: str = "") -> None:
    """Adds to `home` what `event` tells: what it lacked, and the words as evidence."""
    if rule:
        home.rules.append(rule)
    elaborates = (
        "read/elaboration" in event.rules or (event.has("read/definite") and _fills_in(event, home))
    ) and event.places
    if elaborates:
        home.rules.append("assemble/elaboration")
        home.places = event.places
    elif not home.places or (event.numbers and _says_where(event) > _says_where(home)):
        home.places = event.places
    if not home.dates or (event.numbers and _says_when(event) < _says_when(home)):
        home.dates = event.dates or home.dates
    _join_sides(home, event)
    _join_type(home, event)
    known = {(harm.outcome, harm.victim.name if harm.victim else "") for harm in home.harmed}
    outcomes = {outcome for outcome, _ in known}
    home.harmed.extend(harm for harm in event.harmed if _adds(harm, known, outcomes))
    home.quantities.extend(item for item in event.quantities if item not in home.quantities)
    home.weapons.extend(item for item in event.weapons if item not in home.weapons)
    if not home.sources and event.sentence == home.sentence:
        home.sources = event.sources
    home.numbers |= event.numbers
    home.ongoing = home.ongoing or event.ongoing
    home.tellings.extend(event.tellings)
    home.sentences.extend(at for at in event.sentences if at not in home.sentences)
    home.rules.extend(item for item in event.rules if item not in home.rules)


def _says_where(event: Event) -> int:
    """How exactly a telling says where: 2 a settlement that is found, 1 a region, 0 words found nowhere."""
    return max((0 if place.latitude is None else 3 - (place.precision or 1) for _, place in event.places), default=-1)


def _says_when(event: Event) -> int:
    """The days that a telling leaves open."""
    return min(((date.end - date.start).days for date in event.dates), default=10_000)


def _adds(harm: Harmed, known: set[tuple[str, str]], outcomes: set[str]) -> bool:
    """Whether a toll is of people not yet counted: another outcome, or the other side's dead."""
    if harm.outcome not in outcomes:
        return True
    return harm.victim is not None and (harm.outcome, harm.victim.name) not in known and (harm.outcome, "") not in known


def _join_sides(home: Event, event: Event) -> None:
    if not home.doers:
        home.doers = [actor for actor in event.doers if not any(same_actor(actor, other) for other in home.targets)]
    if event.type in CROWDS and home.type in CROWDS and not home.targets:
        home.targets = [actor for actor in event.doers if actor.type not in {"Civilians", "Protesters", "Rioters"}]
    if not home.targets:
        home.targets = [actor for actor in event.targets if not any(same_actor(actor, other) for other in home.doers)]


def _join_type(home: Event, event: Event) -> None:
    """The more telling type stays: land taken over the fight for it, a bomb over "violence"."""
    if event.type in CROWDS and home.type == "Peaceful protest":
        home.type = event.type
    elif event.type in _TAKEN and home.type == "Peaceful protest":
        home.type = "Protest with intervention"
    elif _is_means(home, event):
        home.type, home.trigger = event.type, event.trigger
    elif home.type == "violence" and not _is_means(event, home) and event.type != "violence":
        home.type = event.type
    elif (
        home.type in {"Armed clash", "Change to group/activity"}
        and event.type in BATTLES
        and event.sentence == home.sentence
    ):
        home.type = event.type
        home.trigger = event.trigger
        home.places = event.places or home.places
