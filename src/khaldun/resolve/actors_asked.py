"""Whom given words mean: phrases by their offsets, whether or not the reader saw somebody in them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from khaldun.records.annotations import Annotated, Mention
from khaldun.records.base import Span
from khaldun.records.facts import ActorFact
from khaldun.records.reports import Article
from khaldun.resolve.actors import resolve_actors
from khaldun.resolve.gazetteer_protocol import Places
from khaldun.resolve.places import resolve_places
from khaldun.resolve.registry_protocol import Actors


def asked_actors(
    article: Article, annotated: Annotated, asked: Iterable[tuple[int, int]], *, registry: Actors, gazetteer: Places
) -> list[ActorFact]:
    """The actor that each asked stretch of the article (code points) means, within the article as it was read."""
    mentions = [
        _mention(start, end, annotated, article.text, registry, number)
        for number, (start, end) in enumerate(asked, start=1)
    ]
    known = {mention.id for mention in annotated.mentions}
    more = tuple(mention for mention in mentions if mention.id not in known)
    whole = msgspec.structs.replace(annotated, mentions=(*annotated.mentions, *more))
    places = resolve_places(article, whole, gazetteer)
    facts = resolve_actors(article, whole, registry, places=places)
    return [facts[mention.id] for mention in mentions]


def _mention(start: int, end: int, annotated: Annotated, text: str, registry: Actors, number: int) -> Mention:
    """The actor mention that was read there with the phrase's last word, else one of the phrase's own words."""
    last = end - len(text[start:end].split()[-1])
    there = [
        mention
        for mention in annotated.mentions
        if mention.kind == "actor" and mention.span.start < end and last < mention.span.end
    ]
    if there:
        return max(there, key=lambda one: min(one.span.end, end) - max(one.span.start, start))
    span = Span.of(text, start, end)
    sentence = sum(one.span.end <= start for one in annotated.sentences)
    free = max((mention.id for mention in annotated.mentions), default=0) + number
    named = text[last:last + 1].isupper() or registry.called(span.quote) != ()
    return Mention(
        id=free, kind="actor", span=span, head=span, sentence=sentence, sense="named" if named else ""
    )
