"""Actors: each mention of people who act or are acted on, resolved to the registry by named rules."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from khaldun.records.annotations import Annotated, Mention
from khaldun.records.facts import ActorFact, PlaceFact
from khaldun.records.reports import Article
from khaldun.resolve.actors_build import Builder
from khaldun.resolve.actors_context import Context, is_there
from khaldun.resolve.actors_extent import full_name, owner_before, owners_after
from khaldun.resolve.actors_named import named_fact
from khaldun.resolve.actors_naming import Names
from khaldun.resolve.actors_phrase import ARMED, Phrase, read_phrase
from khaldun.resolve.actors_reference import ARMED_TYPES, GROUPS, Antecedent, References
from khaldun.resolve.actors_unnamed import may_own, owned_fact, takes_owner, unnamed_fact
from khaldun.resolve.actors_words import ActorWords
from khaldun.resolve.registry_protocol import POLITICAL, Actors, CountryHit, NameHit

_Hit = TypeVar("_Hit", NameHit, CountryHit)
_AGAINST = re.compile(r"\b(?:anti|counter)[-‐‑– ]$", re.IGNORECASE)
_BEFORE, _BESIDE = (
    10,
    2,
)  # code points: "counter-" is looked for so far before a name, a ruler's name so far before a noun


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
    leaders = [hit for block in read for hit in registry.scan_leaders(article.text, block.start, block.end)]
    context = Context(article, annotated, registry, places, names, countries, leaders)
    present = (hit.actor_ids[0] for hit in names if len(hit.actor_ids) == 1)
    builder = Builder(article, registry, context, Names(article, registry, context, present))
    references = References(annotated)
    mentions = sorted(
        (mention for mention in annotated.mentions if mention.kind == "actor"),
        key=lambda mention: (mention.span.start, mention.id),
    )
    phrases = [_phrase(mention, article, annotated, registry, names, countries, leaders) for mention in mentions]
    return _resolve(phrases, builder, references, owners_after(mentions, article.text))


def _phrase(
    mention: Mention, article: Article, annotated: Annotated, registry: Actors, names: Sequence[NameHit],
    countries: Sequence[CountryHit], leaders: Sequence[CountryHit],
) -> Phrase:  # fmt: skip
    inside = _for(_within(names, mention.span.start, mention.span.end), article.text)
    nations = _for(_within(countries, mention.span.start, mention.span.end), article.text)
    nations = (
        nations or _owner(mention, article.text, registry) or _before(countries, mention, article.text, registry.words)
    )
    ruled = () if nations else _within(leaders, mention.span.start - _BESIDE, mention.span.end)
    name = None
    if not inside and not nations and mention.sentence < len(annotated.sentences):
        name = full_name(mention, article.text, annotated.sentences[mention.sentence], registry.words.not_names)
        if name is not None:
            nations = _within(countries, name.start, name.end)
    phrase = read_phrase(mention, article.text, registry, inside, nations or ruled, name=name)
    if ruled and not nations and (phrase.kind in ARMED or not phrase.kind):
        return dataclasses.replace(phrase, nations=())  # whose fighters they are the ruler's name does not say
    return phrase


def _before(countries: Sequence[CountryHit], mention: Mention, text: str, words: ActorWords) -> tuple[CountryHit, ...]:
    """The nation named just before: "Myanmar troops"; not where something is there: "in Niger soldiers …"."""
    start = mention.span.start
    return tuple(
        hit
        for hit in _within(countries, start - _BESIDE, start)
        if hit.end == start - 1 and not is_there(text, hit.start, words)
    )


def _for(hits: tuple[_Hit, ...], text: str) -> tuple[_Hit, ...]:
    """The hits without those whom the phrase is against: "anti-IS coalition", "counter-ISIL mission"."""
    return tuple(hit for hit in hits if not _AGAINST.search(text, max(hit.start - _BEFORE, 0), hit.start))


def _owner(mention: Mention, text: str, registry: Actors) -> tuple[CountryHit, ...]:
    """The nation whose possessive stands before the mention: "Turkey's general staff", "Kiev's", "Assad's army"."""
    found = owner_before(mention, text)
    if found is None:
        return ()
    word = text[slice(*found)]
    capital = registry.capital_of(word)
    ruled = registry.scan_leaders(word)
    countries = registry.countries_of(word) or ((capital,) if capital else ()) or (ruled[0].countries if ruled else ())
    return (CountryHit(*found, countries, name=True),) if countries else ()


def _within(hits: Sequence[_Hit], start: int, end: int) -> tuple[_Hit, ...]:
    """The hits that share a code point with a stretch; `hits` are in the order of the text and do not overlap."""
    first = bisect_right(hits, start, key=lambda hit: hit.end)
    last = bisect_left(hits, end, lo=first, key=lambda hit: hit.start)
    return tuple(hits[first:last])


def _resolve(
    phrases: list[Phrase], builder: Builder, references: References, owners: dict[int, int]
) -> dict[int, ActorFact]:
    """First those that name somebody, then, in the order of the text, those that refer to them."""
    named = {phrase.mention.id: named_fact(phrase, builder, references) for phrase in phrases}
    militia = _militia_proxies(phrases, named, builder.registry.words.militia)
    every = tuple(
        Antecedent(phrase, fact, 0)
        for phrase in phrases
        if (fact := named[phrase.mention.id]) is not None and fact.type in GROUPS
    )
    references.know((mention, fact) for mention, fact in named.items() if fact is not None)
    by_id = {phrase.mention.id: phrase for phrase in phrases}
    facts: dict[int, ActorFact] = {}
    for phrase in phrases:
        own = named[phrase.mention.id]
        if not builder.registry.words.former.isdisjoint(phrase.words) and references.roles(phrase.mention) == {
            "target"
        }:
            # Who has laid down arms is a civilian (ACLED codebook, Actors: former combatants, off-duty soldiers).
            facts[phrase.mention.id] = builder.made(phrase, "civilians")
            continue
        owner = by_id.get(owners.get(phrase.mention.id, -1))
        if own is None and owner is not None and takes_owner(phrase):
            whose = named[owner.mention.id] or unnamed_fact(owner, builder, references, every)
            own = owned_fact(phrase, whose) if whose.type in ARMED_TYPES and may_own(owner, phrase) else None
        fact = own or unnamed_fact(phrase, builder, references, every)
        if fact.id in militia:
            fact = msgspec.structs.replace(fact, type=POLITICAL)
        facts[phrase.mention.id] = fact
        references.add(phrase, fact, named=own is not None)
    return facts


def _militia_proxies(
    phrases: list[Phrase], named: dict[int, ActorFact | None], militia: frozenset[str]
) -> frozenset[str]:
    """The proxies that the report calls a militia: one actor has one type."""
    return frozenset(
        fact.id
        for phrase in phrases
        if (fact := named[phrase.mention.id]) and fact.id and "actors/proxy" in fact.rules
        if phrase.noun.rpartition(" ")[2] in militia
    )
