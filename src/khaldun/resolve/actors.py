"""Actors: each mention of people who act or are acted on, resolved to the registry by named rules."""

from __future__ import annotations

import msgspec

from khaldun.records.annotations import Annotated
from khaldun.records.facts import ActorFact, PlaceFact
from khaldun.records.reports import Article
from khaldun.resolve.actors_build import Builder
from khaldun.resolve.actors_context import Context
from khaldun.resolve.actors_naming import Names
from khaldun.resolve.actors_phrase import Phrase, read_phrase
from khaldun.resolve.actors_reference import Antecedent, References
from khaldun.resolve.actors_state import state_fact
from khaldun.resolve.registry_protocol import IDENTITY, POLITICAL, REBEL, Actor, Actors

_GROUPS = frozenset({REBEL, POLITICAL, IDENTITY})
_STATE = frozenset({"military", "police", "government"})
_HARMLESS = frozenset({"civilians", "protesters", "rioters", "gang", "vigilantes", "settlers", "progovernment"})
_HELD_BY_NAME = frozenset({"civilians", "protesters"})


def resolve_actors(
    article: Article, annotated: Annotated, registry: Actors, *, places: dict[int, PlaceFact]
) -> dict[int, ActorFact]:
    """Mention id → actor, for every mention of kind "actor".

    `places` are the report's resolved places: they say of which country "the army" and "civilians" are. An actor that
    is in no registry keeps its name from the text and a null id.
    """
    read = [block for block in article.blocks if block.reason is None]
    names = [hit for block in read for hit in registry.scan(article.text, block.start, block.end)]
    countries = [hit for block in read for hit in registry.scan_countries(article.text, block.start, block.end)]
    context = Context(article, annotated, registry, places, names, countries)
    present = (hit.actor_ids[0] for hit in names if len(hit.actor_ids) == 1)
    builder = Builder(registry, context, Names(article, registry, context, present))
    phrases = [
        read_phrase(
            mention,
            article.text,
            registry,
            (hit for hit in names if mention.span.start <= hit.start and hit.end <= mention.span.end),
            (hit for hit in countries if mention.span.start <= hit.start and hit.end <= mention.span.end),
        )
        for mention in sorted(annotated.mentions, key=lambda mention: (mention.span.start, mention.id))
        if mention.kind == "actor"
    ]
    return _Resolver(builder, References(annotated)).resolve(phrases)


class _Resolver:
    """Resolves the phrases of one report: first those that name somebody, then those that refer to them."""

    def __init__(self, builder: Builder, references: References) -> None:
        self._builder = builder
        self._registry = builder.registry
        self._words = builder.registry.words
        self._references = references

    def resolve(self, phrases: list[Phrase]) -> dict[int, ActorFact]:
        """Mention id → fact."""
        named = {phrase.mention.id: self._named(phrase) for phrase in phrases}
        militia = self._militia_proxies(phrases, named)
        every = [
            Antecedent(phrase, fact, 0)
            for phrase in phrases
            if (fact := named[phrase.mention.id]) is not None and fact.type in _GROUPS
        ]
        facts: dict[int, ActorFact] = {}
        for phrase in phrases:
            fact = named[phrase.mention.id] or self._unnamed(phrase, every, facts)
            if fact.id in militia:
                fact = msgspec.structs.replace(fact, type=POLITICAL)
            facts[phrase.mention.id] = fact
            if named[phrase.mention.id] is not None and fact.type in _GROUPS:
                self._references.add(phrase, fact)
            self._references.note(phrase, fact)
        return facts

    def _militia_proxies(self, phrases: list[Phrase], named: dict[int, ActorFact | None]) -> set[str]:
        """The proxies that the report calls a militia: one actor has one type."""
        found = set()
        for phrase in phrases:
            fact = named[phrase.mention.id]
            if (
                fact
                and fact.id
                and fact.rules == ("actors/proxy",)
                and phrase.noun.split()[-1:]
                and self._is_militia(phrase)
            ):
                found.add(fact.id)
        return found

    def _is_militia(self, phrase: Phrase) -> bool:
        return phrase.noun.split()[-1] in self._words.militia

    def _named(self, phrase: Phrase) -> ActorFact | None:
        """The actor that the phrase itself names, None where it names none."""
        if phrase.names and not (phrase.kind in _HELD_BY_NAME and phrase.noun in self._words.held):
            return self._by_name(phrase)
        if phrase.backers and phrase.kind not in _HARMLESS and not (phrase.kind in _STATE and phrase.government):
            found = self._builder.proxy(phrase, militia=False) or self._builder.linked(phrase)
            if found:
                return found
        if phrase.mention.sense == "named" and not phrase.nations:
            chosen = self._builder.names.choose(self._registry.called(phrase.mention.head.quote))
            if chosen:
                return self._builder.known(phrase, *chosen)
            return self._builder.new(phrase)
        return None

    def _by_name(self, phrase: Phrase) -> ActorFact | None:
        head = phrase.mention.head
        hit = next((hit for hit in phrase.names if hit.start < head.end and head.start < hit.end), phrase.names[0])
        chosen = self._builder.names.choose(hit.actor_ids)
        if chosen is None:
            return None
        actor, rules, confidence = chosen
        if actor.kind == "government" and phrase.kind in _STATE - {"government"}:
            made = self._words.made_by_kind[phrase.kind]
            force = self._registry.get(made.id.replace("{iso}", (actor.home or "").lower()))
            actor, rules = force or actor, ("actors/nationality-force",)
        elif actor.kind == "government":
            return state_fact(phrase, self._builder, self._references, nation=actor.home)
        return self._builder.known(phrase, actor, rules, confidence)

    def _unnamed(self, phrase: Phrase, every: list[Antecedent], facts: dict[int, ActorFact]) -> ActorFact:
        local = self._local(phrase)
        if local:
            return local
        kind = self._in_role(phrase)
        if kind in _STATE:
            return state_fact(phrase, self._builder, self._references, kind=kind)
        if phrase.people and kind not in {"civilians", "protesters", "rioters"}:
            return self._builder.communal(phrase)
        if kind in {"armed", "fighting"}:
            return self._referred(phrase, every)
        if kind == "unknown":
            return self._builder.made(phrase, "unidentified")
        if kind == "ranks":
            return self._rank(phrase)
        if kind in self._words.made_by_kind:
            return self._builder.made(phrase, kind)
        if phrase.nations:
            return state_fact(phrase, self._builder, self._references, kind="military")
        return self._builder.unresolved(phrase)

    def _in_role(self, phrase: Phrase) -> str:
        """The kind, where it depends on whether they act or are harmed: officials, herders."""
        roles = self._references.roles(phrase.mention)
        if phrase.kind == "officials":
            return "civilians" if "target" in roles and "doer" not in roles else "government"
        if phrase.kind == "communal" and phrase.noun in self._words.civil_when_harmed and roles == {"target"}:
            return "civilians"
        return phrase.kind

    def _local(self, phrase: Phrase) -> ActorFact | None:
        """'Peacekeepers' in Mali, 'the coalition' in Yemen."""
        words = f" {' '.join(phrase.words)} "
        for rule in self._words.local_names:
            if rule.kinds and phrase.kind not in rule.kinds:
                continue
            if rule.phrases and not any(f" {each} " in words for each in rule.phrases):
                continue
            if not rule.phrases and (phrase.nations or phrase.backers):
                continue
            country = self._builder.country(phrase)
            actor = self._registry.get(rule.id)
            if actor and (not rule.countries or (country is not None and country.iso3 in rule.countries)):
                evidence = country.evidence if country else ()
                return self._builder.known(phrase, actor, ("actors/local-name",), 0.75, evidence=evidence)
        return None

    def _referred(self, phrase: Phrase, every: list[Antecedent]) -> ActorFact:
        """The group named before that the common noun means, else an unidentified one."""
        if phrase.unidentified or phrase.apart:
            return self._builder.made(phrase, "unidentified")
        group = self._references.find(phrase, every)
        if group is None or not self._fits(phrase, group.fact):
            return self._builder.made(phrase, "unidentified")
        return self._again(phrase, group.fact, group.mention.span.start < phrase.mention.span.start)

    def _fits(self, phrase: Phrase, fact: ActorFact) -> bool:
        """Whether the nation said of the group may be its own."""
        nation = self._builder.nation(phrase)
        actor: Actor | None = self._registry.get(fact.id) if fact.id else None
        return nation is None or actor is None or not actor.countries or nation in actor.countries

    def _again(self, phrase: Phrase, fact: ActorFact, before: bool) -> ActorFact:
        rule = "actors/coreference" if before else "actors/coreference-report"
        return msgspec.structs.replace(
            fact,
            quote=phrase.mention.span.quote,
            stance=phrase.stance,
            evidence=(phrase.mention.span, fact.evidence[0]),
            rules=(rule,),
            confidence=round(min(fact.confidence, 0.95) * (0.8 if before else 0.6), 2),
        )

    def _rank(self, phrase: Phrase) -> ActorFact:
        """A commander or a pilot: of a nation's forces, else of the force named last."""
        if phrase.nations:
            return state_fact(phrase, self._builder, self._references, kind="military")
        last = self._references.last_force(phrase)
        return self._again(phrase, last, before=True) if last else self._builder.unresolved(phrase)
