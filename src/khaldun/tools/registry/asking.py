"""Whom a typed phrase means: first as a name of the registry, then as a report's words, read as reports are read."""

from __future__ import annotations

import datetime as dt

from khaldun.errors import UsageError
from khaldun.pipeline import Tools
from khaldun.records.facts import ActorFact
from khaldun.records.reports import Article, Block, Stated
from khaldun.resolve.actors_asked import asked_actors
from khaldun.resolve.registry_protocol import Actor
from khaldun.tools.registry.lookup import Match
from khaldun.tools.registry.registry import Registry

_OPEN = frozenset({"actors/new", "actors/unresolved"})
_FULL_STOP = "."


def ask(
    phrase: str, registry: Registry, tools: Tools, *, within: str = "", country: str | None = None,
    date: dt.date | None = None, limit: int = 10,
) -> list[Match]:  # fmt: skip
    """The actors that a phrase may mean, best first: whoever is so called, else whom a report means by it.

    `within` is the passage that the phrase stands in; `country` (ISO alpha-3) is where the events are, `date` when. The
    actor of a match has the id "" where the words say what it is, but nothing says of which country.

    Raises:
        UsageError: the phrase does not stand in the passage.
    """
    named = registry.lookup(phrase, country=country, date=date, limit=limit, alike=False)
    if not phrase.strip() or (named and not within):
        return named
    text = within or phrase + _FULL_STOP
    start = text.find(phrase)
    if start < 0:
        raise UsageError(f"{phrase!r} does not stand in the passage.", advice="Give the words as the passage has them.")
    article = Article(
        report_id="asked",
        name="asked",
        text=text,
        blocks=(Block(start=0, end=len(text)),),
        language="en",
        reader="asked",
        published=Stated(value=date.isoformat()) if date else None,
        tags=(Stated(value=_name(country, registry)),) if country else (),
    )
    annotated = tools.reader.read(article)
    fact, *_ = asked_actors(
        article, annotated, [(start, start + len(phrase))], registry=registry, gazetteer=tools.gazetteer
    )
    if not _OPEN.isdisjoint(fact.rules):
        return named or registry.lookup(phrase, country=country, date=date, limit=limit)
    meant = Match(actor=_actor(fact, registry), score=fact.confidence, reasons=fact.rules)
    return [meant, *(match for match in named if match.actor.id != meant.actor.id)][:limit]


def _name(iso3: str, registry: Registry) -> str:
    country = registry.countries.get(iso3)
    return country.name if country else iso3


def _actor(fact: ActorFact, registry: Registry) -> Actor:
    """The registry's actor, or one made of a country's words ("Turkish-backed militants")."""
    known = registry.get(fact.id) if fact.id else None
    return known or Actor(id=fact.id or "", name=fact.name, type=fact.type or "", home=fact.home)
