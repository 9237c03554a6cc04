"""Facts about actors: the values, words, rules and confidence that each way of resolving gives."""

from __future__ import annotations

from khaldun.records.base import Span
from khaldun.records.facts import ActorFact
from khaldun.records.reports import Article
from khaldun.resolve.actors_context import LIKELY, Context, Country
from khaldun.resolve.actors_naming import Names, type_of_new
from khaldun.resolve.actors_phrase import Phrase
from khaldun.resolve.registry_protocol import EXTERNAL, REBEL, Actor, Actors

_KIND_RULES = {
    "civilians": "actors/civilians",
    "protesters": "actors/protesters",
    "rioters": "actors/rioters",
    "unidentified": "actors/generic-unidentified",
    "communal": "actors/communal",
    "progovernment": "actors/pro-government",
}


_OF_STATES = frozenset({"military", "police", "gendarmerie", "government"})
_ABROAD = 0.65
"""How sure it is that people of one nation in another's country are coded by their nation."""
_ANYWHERE, _RICH = _OF_STATES | {"unidentified"}, 5.0
"""Forces and gunmen may be another country's: with less evidence in all than this they are no sure thing."""
_EITHER = 0.15
"""How much less sure a noun is that may mean the army or the police."""


class Builder:
    """Makes facts from phrases, within one report."""

    def __init__(self, article: Article, registry: Actors, context: Context, names: Names) -> None:
        self._article = article
        self.registry = registry
        self.context = context
        self.names = names

    def known(
        self,
        phrase: Phrase,
        actor: Actor,
        rules: tuple[str, ...],
        confidence: float,
        *,
        evidence: tuple[Span, ...] = (),
    ) -> ActorFact:
        """An actor of the registry."""
        return ActorFact(
            quote=phrase.mention.span.quote,
            id=actor.id,
            name=actor.name,
            type=actor.type,
            home=actor.home,
            stance=phrase.stance,
            evidence=(phrase.mention.span, *evidence),
            rules=rules,
            confidence=confidence,
        )

    def made(self, phrase: Phrase, kind: str, rules: tuple[str, ...] = ()) -> ActorFact:
        """An actor that every country has, of the phrase's nation, else of the country spoken of, else of none."""
        rules = rules or (_KIND_RULES.get(kind, f"actors/{kind}"),)
        nation = self.nation(phrase)
        country = self.country(phrase)
        if nation:
            abroad = kind not in _OF_STATES and country is not None and country.iso3 != nation
            return self._of_country(phrase, kind, nation, rules, _ABROAD if abroad else 0.9, ())
        if country is None:
            return self._of_none(phrase, kind, rules)
        confidence = country.confidence - (_EITHER if phrase.noun in self.registry.words.either_nouns else 0.0)
        if kind in _ANYWHERE and self.context.total < _RICH:
            confidence = min(confidence, _ABROAD)
        return self._of_country(phrase, kind, country.iso3, (*rules, _scope(country)), confidence, country.evidence)

    def _of_country(
        self,
        phrase: Phrase,
        kind: str,
        iso3: str,
        rules: tuple[str, ...],
        confidence: float,
        evidence: tuple[Span, ...],
    ) -> ActorFact:
        made = self.registry.words.made_by_kind[kind]
        actor = self.registry.get(made.id.replace("{iso}", iso3.lower()))
        if actor is None:
            return self._of_none(phrase, kind, rules)
        return self.known(phrase, actor, rules, confidence, evidence=evidence)

    def _of_none(self, phrase: Phrase, kind: str, rules: tuple[str, ...]) -> ActorFact:
        made = self.registry.words.made_by_kind[kind]
        return ActorFact(
            quote=phrase.mention.span.quote,
            name=made.bare,
            type=made.type,
            stance=phrase.stance,
            evidence=(phrase.mention.span,),
            rules=(*rules, "actors/no-country"),
            confidence=0.5,
        )

    def country(self, phrase: Phrase) -> Country | None:
        """The country that the report speaks of where the phrase stands."""
        return self.context.of_mention(phrase.mention)

    def country_among(self, phrase: Phrase, countries: tuple[str, ...]) -> Country | None:
        """The country that the report speaks of there if it is one of these, else if it is that of the report."""
        for found in (self.country(phrase), self.context.of_report()):
            if found is not None and found.iso3 in countries:
                return found
        return None

    def nation(self, phrase: Phrase) -> str | None:
        """The country of the phrase's adjective; of several with one adjective, the one the report speaks of most."""
        if not phrase.nations:
            return None
        return max(phrase.nations[0].countries, key=self.context.weight)

    def placed_in(self, phrase: Phrase) -> str | None:
        """The country that the phrase's own sentence, or its paragraph before it, speaks of surely; null where none."""
        found = self.country(phrase)
        return found.iso3 if found is not None and found.scope == "sentence" and found.confidence >= LIKELY else None

    def proxy(self, phrase: Phrase) -> ActorFact | None:
        """'Turkish-backed militants', 'pro-Turkish forces': one actor, whatever the words; None if no country backs."""
        for backer in phrase.backers:
            countries = self.registry.countries_of(backer)
            if not countries:
                continue
            iso3 = max(countries, key=self.context.weight)
            return ActorFact(
                quote=phrase.mention.span.quote,
                id=f"proxy-{iso3.lower()}",
                name=f"{self.registry.adjective(iso3)}-backed militants",
                type=REBEL,
                stance=phrase.stance,
                evidence=(phrase.mention.span,),
                rules=("actors/proxy",),
                confidence=0.65,
            )
        return None

    def linked(self, phrase: Phrase) -> ActorFact | None:
        """'Al-Qaeda-linked militants': the one group of the country that belongs to al-Qaeda, else al-Qaeda itself."""
        for backer in phrase.backers:
            chosen = self.names.choose(self.registry.called(backer), phrase.mention)
            if chosen is None:
                continue
            head, rules, _ = chosen
            country = self.country(phrase)
            members = [
                actor
                for actor in self.registry.members(country.iso3 if country else "")
                if actor.parent == head.id and self.names.valid(actor)
            ]
            if len(members) == 1:
                return self.known(phrase, members[0], (*rules, "actors/affiliate-in-country"), 0.6)
            return self.known(phrase, head, (*rules, "actors/affiliate"), 0.5)
        return None

    def publisher(self, phrase: Phrase) -> ActorFact | None:
        """'Our fighters': whoever publishes the report, where that is an actor."""
        article = self._article
        for stated in (article.original_publisher, article.publisher, article.byline, article.title):
            for hit in self.registry.scan(stated.value) if stated else ():
                chosen = self.names.choose(hit.actor_ids, phrase.mention)
                if stated and chosen:
                    return self.known(phrase, chosen[0], ("actors/publisher-voice",), 0.7, evidence=stated.evidence[:1])
        return None

    def communal(self, phrase: Phrase) -> ActorFact:
        """'Fulani herders': the militia of a people, in the country spoken of."""
        iso3 = self.nation(phrase)
        country = None if iso3 else self.country(phrase)
        where = iso3 or (country.iso3 if country else None)
        made = self.registry.get(f"ucm-{where.lower()}") if where else None
        inside = f" ({made.name.rpartition('(')[2]}" if made else ""
        return ActorFact(
            quote=phrase.mention.span.quote,
            id=f"communal-{phrase.people.lower().replace(' ', '-')}-{where.lower()}" if where else None,
            name=f"{phrase.people} Ethnic Militia{inside}",
            type="Identity militia",
            home=where,
            stance=phrase.stance,
            evidence=(phrase.mention.span, *(country.evidence if country else ())),
            rules=("actors/communal", *((_scope(country),) if country else ())),
            confidence=0.7,
        )

    def new(self, phrase: Phrase) -> ActorFact:
        """A group in no registry: its name as the report has it, in full where the report has defined a short form."""
        words = phrase.name or phrase.mention.head
        head = words.quote
        full = self.names.defined(head) if head.isupper() else None
        if full:
            chosen = self.names.choose(self.registry.called(full), phrase.mention)
            if chosen:
                return self.known(phrase, chosen[0], (*chosen[1], "actors/defined-abbreviation"), 0.85)
        name = full or head
        kind = type_of_new(name, self.registry.words)
        country = self.country(phrase) if kind and kind != EXTERNAL else None
        return ActorFact(
            quote=phrase.mention.span.quote,
            name=name,
            type=kind,
            home=country.iso3 if country else None,
            stance=phrase.stance,
            evidence=(phrase.mention.span, *((words,) if phrase.name else ())),
            rules=("actors/new", *(("actors/defined-abbreviation",) if full else ())),
            confidence=0.5,
        )

    def unresolved(self, phrase: Phrase) -> ActorFact:
        """Somebody of whom nothing is known but the words."""
        return ActorFact(
            quote=phrase.mention.span.quote,
            name=phrase.mention.span.quote,
            stance=phrase.stance,
            evidence=(phrase.mention.span,),
            rules=("actors/unresolved",),
            confidence=0.3,
        )


def _scope(country: Country) -> str:
    return "actors/context-sentence" if country.scope == "sentence" else "actors/context-country"
