"""Gathers what a reader and the resolver found around each trigger."""

from __future__ import annotations

from collections import defaultdict

from khaldun.assemble.event import Event, Harmed
from khaldun.assemble.mutual import is_mutual
from khaldun.records.annotations import Annotated, Mention, Trigger
from khaldun.records.base import Span
from khaldun.records.facts import ActorFact, CountFact, QuantityFact, Resolved, SourceFact, WeaponFact

_OUTCOMES = frozenset({"killed", "wounded", "captured"})
_PLURALS = ("s", "people", "children", "men", "women", "police", "troops", "personnel")
_DISPLACED = "Other"
_CLASH = "Armed clash"
_OF_BOTH_SIDES = frozenset({_CLASH, "Agreement"})
_GROUPS = frozenset({"named", "force"})
_GAP = 1  # code points between a count and those it counts: "11 fighters"


def gather(annotated: Annotated, resolved: Resolved) -> list[Event]:
    """One event a trigger, in the order of the text."""
    roles: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for link in annotated.links:
        if link.mention not in roles[link.trigger][link.role]:
            roles[link.trigger][link.role].append(link.mention)
    ordered = sorted(annotated.triggers, key=lambda trigger: trigger.span.start)
    return [_event(annotated, resolved, trigger, roles[trigger.id]) for trigger in ordered]


def _event(annotated: Annotated, resolved: Resolved, trigger: Trigger, roles: dict[str, list[int]]) -> Event:
    sentence = annotated.sentences[trigger.sentence]
    mentions = annotated.mentions
    event = Event(
        trigger=trigger,
        block=sentence.block,
        sentence=trigger.sentence,
        heading=sentence.heading,
        type=trigger.sub_event_type,
        status=trigger.status,
        ongoing=trigger.ongoing,
        background=trigger.background,
        tellings=[trigger.span],
        sentences=[trigger.sentence],
        rules=list(trigger.rules),
        place_of_sentence="read/place-of-sentence" in trigger.rules,
        date_of_sentence="read/date-of-sentence" in trigger.rules,
        numbers=set() if trigger.event is None else {trigger.event},
    )
    event.doers = _actors(resolved, [*roles["doer"], *roles["associated"]])
    event.targets = [actor for actor in _actors(resolved, roles["target"]) if actor not in event.doers]
    if (
        trigger.sub_event_type in _OF_BOTH_SIDES
        and not event.targets
        and len(event.doers) > 1
        and ("read/frame-clash" in trigger.rules or (trigger.event is not None and _is_of_two(trigger)))
    ):
        event.doers, event.targets = event.doers[:1], event.doers[1:]
    event.places = [(mentions[at], resolved.places[at]) for at in _where(trigger, roles) if at in resolved.places]
    event.dates = [resolved.dates[at] for at in roles["date"] if at in resolved.dates]
    event.day_unknown = bool(roles["date"]) and not event.dates
    event.weapons = [_weapon(mentions[at]) for at in roles["weapon"] if mentions[at].kind == "weapon"]
    event.sources = [_source(mentions[at].span) for at in roles["source"]]
    event.harmed = [harm for outcome in sorted(_OUTCOMES) for harm in _harmed(resolved, mentions, outcome, roles)]
    counted = {at for outcome in _OUTCOMES for at in roles[outcome]}
    event.quantities = [
        _quantity(mentions[at], resolved.counts[at])
        for at in roles["quantity"]
        if at in resolved.counts and at not in counted
    ]
    return event


def _is_of_two(trigger: Trigger) -> bool:
    """Whether those whom a trained reader gives alike did it to each other: agreements are, fights by their words."""
    return trigger.sub_event_type != _CLASH or is_mutual(trigger.span.quote)


def _where(trigger: Trigger, roles: dict[str, list[int]]) -> list[int]:
    """The places; of a movement that a trained reader gives none, where it goes to, of people who flee, where from
    (docs/annotation.md, Events)."""
    if roles["place"] or trigger.event is None:
        return roles["place"]
    if trigger.sub_event_type == _DISPLACED:
        return roles["from"] or roles["to"]
    return roles["to"] or roles["from"]


def _actors(resolved: Resolved, ids: list[int]) -> list[ActorFact]:
    """The actors, each once: a second mention of the same adds its words to the first's evidence."""
    found: list[ActorFact] = []
    for at in ids:
        actor = resolved.actors.get(at)
        if actor is not None and not any(same_actor(actor, other) for other in found):
            found.append(actor)
    return found


def same_actor(one: ActorFact, other: ActorFact) -> bool:
    """Whether two facts name one actor: by registry id, else by name."""
    if one.id and other.id:
        return one.id == other.id
    return one.name.casefold() == other.name.casefold()


def _weapon(mention: Mention) -> WeaponFact:
    return WeaponFact(quote=mention.span.quote, class_=mention.sense, evidence=(mention.span,), rules=("read/weapon",))


def _source(span: Span) -> SourceFact:
    return SourceFact(name=span.quote, evidence=(span,), rules=("read/source",))


def _quantity(mention: Mention, count: CountFact) -> QuantityFact:
    return QuantityFact(
        what=mention.sense,
        low=count.low,
        best=count.best,
        high=count.high,
        unbounded=count.unbounded,
        evidence=count.evidence or (mention.span,),
        rules=count.rules,
    )


def _harmed(
    resolved: Resolved, mentions: tuple[Mention, ...], outcome: str, roles: dict[str, list[int]]
) -> list[Harmed]:
    """The counts of one outcome, each with its victims: the people named right behind the number."""
    found = []
    for at in roles[outcome]:
        mention = mentions[at]
        if mention.kind == "count":
            count = resolved.counts.get(at)
            if count is None:
                continue
            victim = _victim(mentions, at, roles["target"])
        else:
            if mention.sense in _GROUPS:
                continue  # "PKK", "the army": how many of them is not said
            count = _uncounted(mention)
            victim = at
        found.append(Harmed(outcome, count, resolved.actors.get(victim) if victim is not None else None))
    return found


def _victim(mentions: tuple[Mention, ...], at: int, targets: list[int]) -> int | None:
    count = mentions[at].span
    near = [
        target
        for target in targets
        if 0 <= mentions[target].span.start - count.start <= 60 and mentions[target].span.end >= count.end
    ]
    if near:
        return min(near, key=lambda target: mentions[target].span.start)
    counted = (
        other.id
        for other in mentions
        if other.kind == "actor"
        and 0 <= other.span.start - count.end <= _GAP
        and other.sentence == mentions[at].sentence
    )
    before = [target for target in targets if mentions[target].span.start <= count.start]
    return next(counted, before[-1] if before else None)


def _uncounted(mention: Mention) -> CountFact:
    """People named without a number: one if the words are singular, else an open count that the codebook settles."""
    if mention.head.quote.lower().endswith(_PLURALS):
        return CountFact(
            low=1, best=None, high=None, unbounded=True, evidence=(mention.span,), rules=("counts/vague-plural",)
        )
    return CountFact(low=1, best=1, high=1, evidence=(mention.span,), rules=("counts/one-person",))
