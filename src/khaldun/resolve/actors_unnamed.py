"""Phrases that name nobody: who is meant by the noun, the country spoken of, the role, and what was named before."""

from __future__ import annotations

import math

import msgspec

from khaldun.records.facts import ActorFact
from khaldun.resolve.actors_build import Builder
from khaldun.resolve.actors_phrase import ARMED, FORCES, Phrase
from khaldun.resolve.actors_reference import Antecedent, References
from khaldun.resolve.actors_state import state_fact
from khaldun.resolve.actors_words import ActorWords, LocalName
from khaldun.resolve.registry_protocol import EXTERNAL, REBEL, Actor

_ANOTHER_TYPE = 2.0
_ANYBODY = 0.5
_HARMING = frozenset(
    {
        "Attack",
        "Abduction/forced disappearance",
        "Sexual violence",
        "Arrests",
        "Mob violence",
        "Looting/property destruction",
        "Remote explosive/landmine/IED",
        "Suicide bomb",
        "Grenade",
        "Air/drone strike",
        "Shelling/artillery/missile attack",
        "Chemical weapon",
    }
)
_QUIET = 0.6
"""How sure it is that a nation that takes part in nothing is its government, not its people or its land."""
_NOT_COMMUNAL = frozenset({"civilians", "protesters", "rioters"})
_PEOPLES = ("s", "ese", "men")
"""How a people's name ends: Syrians, Iraqis, Lebanese, Frenchmen."""
_PART_OF_NAME = frozenset({"gang", "ranks", "military", *ARMED})
_OWNED = frozenset({"unknown", "ranks", "gang", *FORCES, *ARMED})
_IRREGULAR = frozenset({"unknown", "gang", *ARMED})
_PEOPLE = frozenset({"civilians", "rioters", "protesters", "officials"})
_MARCHERS = frozenset({"", "civilians", "officials", "military", "fighting", "armed"})
_CAN_BE_EXTERNAL = frozenset({"mercenary", "mercenaries", "contractor", "contractors", "private security contractor"})


def unnamed_fact(phrase: Phrase, builder: Builder, references: References, every: tuple[Antecedent, ...]) -> ActorFact:
    """The actor that the phrase means; unresolved (no type) where nothing says it."""
    local = _local(phrase, builder, builder.registry.words.local_names, "actors/local-name")
    if local:
        return local
    kind = _in_role(phrase, builder, references)
    beside = references.adjacent(phrase) if kind in _PART_OF_NAME else None
    if beside:
        return _again(phrase, beside, before=True)
    if kind in FORCES:
        return state_fact(phrase, builder, references, kind=kind)
    again = references.so_called(phrase) if kind == "communal" or phrase.kind == "communal" else None
    if again:
        return _again(phrase, again, before=True)
    if phrase.people and (kind not in _NOT_COMMUNAL or "doer" in references.roles(phrase.mention)):
        return builder.communal(phrase)
    if kind in ARMED:
        return _referred(phrase, builder, references, every)
    if kind == "unknown":
        return builder.made(phrase, "unidentified")
    if kind == "ranks":
        return _rank(phrase, builder, references)
    if kind in builder.registry.words.made_by_kind:
        return builder.made(phrase, kind)
    return _of_nation(phrase, builder, references)


def takes_owner(phrase: Phrase) -> bool:
    """Whether words behind it may say whose they are: "gunmen from HTS", "aircraft of the coalition"."""
    return not phrase.nations and phrase.kind in _OWNED


def may_own(owner: Phrase, phrase: Phrase) -> bool:
    """Whether they may be the owner's own: a militia that is loyal to a nation is not its army."""
    return not (owner.nations and _ends_in_nation(owner) and phrase.kind in _IRREGULAR)


def owned_fact(phrase: Phrase, owner: ActorFact) -> ActorFact:
    """The phrase's actor where the words behind it say whose they are."""
    return msgspec.structs.replace(
        owner,
        quote=phrase.mention.span.quote,
        stance=phrase.stance,
        evidence=(phrase.mention.span, owner.evidence[0]),
        rules=("actors/of", *owner.rules),
    )


def _in_role(phrase: Phrase, builder: Builder, references: References) -> str:
    """The kind, where it depends on what they do or what is done to them: officials, herders, farmers who march."""
    words = builder.registry.words
    roles = references.roles(phrase.mention)
    events = references.kinds_of_event(phrase.mention)
    if phrase.marches and roles != {"target"} and phrase.kind in _MARCHERS:
        return "protesters"
    if phrase.nations and not phrase.noun and not phrase.nations[0].name and phrase.kind != "officials":
        return _of_people(phrase, roles)
    if phrase.noun in words.anybody_nouns and roles == {"doer"} and not words.armed_events.isdisjoint(events):
        return "unknown"
    if phrase.kind in _PEOPLE or (phrase.kind == "military" and roles == {"doer"}):
        for event in events:
            demonstrators = words.demonstrators.get(event)
            if demonstrators and (roles == {"target"}) == event.startswith("Excessive force"):
                return demonstrators
    return _harmed(phrase, words, roles)


def _harmed(phrase: Phrase, words: ActorWords, roles: frozenset[str]) -> str:
    """The kind of those to whom something is done, or who do nothing: officials, herders, a tribe, a crowd."""
    harmed = roles == {"target"}
    if phrase.kind == "officials":
        return "civilians" if harmed else "government"
    if phrase.kind == "communal":
        still = phrase.noun in words.communities and "doer" not in roles
        return "civilians" if still or (harmed and phrase.noun in words.civil_when_harmed) else phrase.kind
    return "protesters" if harmed and phrase.noun in words.protest_when_harmed else phrase.kind


def _of_people(phrase: Phrase, roles: frozenset[str]) -> str:
    """What the people of a nation are: who acts as "Germans" is its army, who acts as "a German" nobody knows."""
    many = phrase.mention.span.quote.casefold().endswith(_PEOPLES)
    if not _ends_in_nation(phrase):
        return phrase.kind
    if "doer" in roles:
        return "unknown" if phrase.single else phrase.kind
    harmed = roles and (many or phrase.single)
    return "civilians" if harmed or (many and not phrase.definite) else phrase.kind


def _ends_in_nation(phrase: Phrase) -> bool:
    return max(hit.end for hit in phrase.nations) >= phrase.mention.span.end


def _local(phrase: Phrase, builder: Builder, table: tuple[LocalName, ...], rule: str) -> ActorFact | None:
    """'Peacekeepers' in Mali, 'the coalition' in Yemen."""
    words = f" {' '.join(phrase.words)} "
    for local in table:
        if local.kinds and phrase.kind not in local.kinds:
            continue
        if local.phrases and not any(each in words and f" {each} " in words for each in local.phrases):
            continue
        if not local.phrases and (phrase.nations or phrase.backers):
            continue
        actor = builder.registry.get(local.id)
        country = builder.country_among(phrase, local.countries) if local.countries else None
        if actor and builder.names.valid(actor) and (not local.countries or country is not None):
            return builder.known(phrase, actor, (rule,), 0.75, evidence=country.evidence if country else ())
    return None


def _referred(phrase: Phrase, builder: Builder, references: References, every: tuple[Antecedent, ...]) -> ActorFact:
    """The group named before that the common noun means, else an unidentified one."""
    writer = builder.publisher(phrase) if phrase.noun in builder.registry.words.opponents else None
    opponent = references.opponent(phrase, writer.id) if writer else None
    if opponent:
        return _again(phrase, opponent, before=True)
    if not (phrase.unidentified or phrase.apart):
        group = references.find(phrase, every, lambda fact: _unlike(phrase, fact, builder.registry.words))
        if group is not None and _fits(phrase, builder, group.fact):
            return _again(phrase, group.fact, before=group.mention.span.start < phrase.mention.span.start)
    nation = builder.nation(phrase)
    groups = builder.registry.words.unnamed_groups
    here = tuple(group for group in groups if nation is None or nation in group.countries)
    return _local(phrase, builder, here, "actors/unnamed-group") or builder.made(phrase, "unidentified")


def _unlike(phrase: Phrase, fact: ActorFact, words: ActorWords) -> float:
    """How little the noun suits an actor of that type, in sentences of distance; infinite where it cannot mean it."""
    if fact.type == EXTERNAL:
        return 0.0 if phrase.noun in _CAN_BE_EXTERNAL else math.inf
    if phrase.noun in words.rebel_nouns and fact.type != REBEL:
        return _ANOTHER_TYPE
    if phrase.noun in words.militia_nouns and fact.type == REBEL:
        return _ANOTHER_TYPE
    return 0.0


def _fits(phrase: Phrase, builder: Builder, fact: ActorFact) -> bool:
    """Whether the nation said of the group, or the country that the sentence plays in, may be its own."""
    nation = builder.nation(phrase)
    actor: Actor | None = builder.registry.get(fact.id) if fact.id else None
    if nation is not None:
        return actor is not None and (not actor.countries or nation in actor.countries)
    here = builder.placed_in(phrase)
    return here is None or actor is None or not actor.countries or here in actor.countries


def _again(phrase: Phrase, fact: ActorFact, *, before: bool) -> ActorFact:
    """The same actor, meant by other words."""
    return msgspec.structs.replace(
        fact,
        quote=phrase.mention.span.quote,
        stance=phrase.stance,
        evidence=(phrase.mention.span, fact.evidence[0]),
        rules=("actors/coreference" if before else "actors/coreference-report",),
        confidence=round(fact.confidence * (0.8 if before else 0.6), 2),
    )


def _rank(phrase: Phrase, builder: Builder, references: References) -> ActorFact:
    """A commander or a spokesman: of a nation's forces, else of the force named last."""
    if phrase.nations:
        return state_fact(phrase, builder, references, kind="military")
    last = references.last_force(phrase)
    return _again(phrase, last, before=True) if last else builder.unresolved(phrase)


def _of_nation(phrase: Phrase, builder: Builder, references: References) -> ActorFact:
    """A nation alone: 'Russia', 'the Russians', 'Ankara'."""
    capital = builder.registry.capital_of(phrase.mention.head.quote)
    quiet = not references.kinds_of_event(phrase.mention)
    if phrase.nations and _names_a_body(phrase):
        return builder.unresolved(phrase)
    if phrase.nations:
        if "doer" not in references.roles(phrase.mention) and _are_people(phrase):
            return builder.made(phrase, "civilians", ("actors/nationality",))
        fact = state_fact(phrase, builder, references, kind="government" if quiet else "military")
        return msgspec.structs.replace(fact, confidence=_QUIET) if quiet else fact
    if capital and phrase.mention.sense in {"force", "named"}:
        fact = state_fact(phrase, builder, references, nation=capital)
        return msgspec.structs.replace(fact, confidence=_QUIET) if quiet else fact
    if _is_harmed_civilian(phrase, references):
        made = builder.made(phrase, "civilians", ("actors/target-of-violence-against-civilians",))
        return msgspec.structs.replace(made, confidence=min(made.confidence, _ANYBODY))
    return builder.unresolved(phrase)


def _is_harmed_civilian(phrase: Phrase, references: References) -> bool:
    """Who is attacked, carried off, arrested, robbed or hit and is no armed actor is a civilian (ACLED codebook,
    Violence against civilians): "nomads", a tea seller, a person by name."""
    if phrase.kind not in {"", "person"} or phrase.names or references.roles(phrase.mention) != {"target"}:
        return False
    return bool(_HARMING.intersection(references.kinds_of_event(phrase.mention)))


def _names_a_body(phrase: Phrase) -> bool:
    """Whether something else is named by the nation: words follow it ("Syrian Observatory") or belong to it ("Bank of
    Syria")."""
    last = max(phrase.nations, key=lambda hit: hit.end)
    span = phrase.mention.span
    before, after = span.quote[: max(last.start - span.start, 0)], span.quote[last.end - span.start :]
    return any(char.isalpha() for char in after.removeprefix("'s").removeprefix("’s")) or "of" in before.lower().split()


def _are_people(phrase: Phrase) -> bool:
    """Whether the nation's people are named, not the nation: "Syrians", "12 Jordanians"."""
    last = max(phrase.nations, key=lambda hit: hit.end)
    return not last.name and phrase.mention.span.quote.casefold().endswith(_PEOPLES)
