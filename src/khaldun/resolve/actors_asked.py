"""Whom given words mean: phrases by their offsets, whether or not the reader saw somebody in them."""

from __future__ import annotations

import re
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

_OF = frozenset({"of", "from", "for"})
_SAID_OF = re.compile(r"(?<=\w) (?:of|from|for|in|at|near|on|outside|inside|around|loyal|backed|with|who|that) ")


def asked_actors(
    article: Article, annotated: Annotated, asked: Iterable[tuple[int, int]], *, registry: Actors, gazetteer: Places
) -> list[ActorFact]:
    """The actor that each asked stretch of the article (code points) means, within the article as it was read."""
    mentions = [
        _mention(start, end, annotated, article.text, registry, number)
        for number, (start, end) in enumerate(asked, start=1)
    ]
    own = {mention.id for mention in mentions}
    others = (mention for mention in annotated.mentions if mention.id not in own)
    whole = msgspec.structs.replace(
        annotated, mentions=(*others, *{mention.id: mention for mention in mentions}.values())
    )
    places = resolve_places(article, whole, gazetteer)
    facts = resolve_actors(article, whole, registry, places=places)
    return [facts[mention.id] for mention in mentions]


def _mention(start: int, end: int, annotated: Annotated, text: str, registry: Actors, number: int) -> Mention:
    """The actor mention that was read there with the phrase's last word, else one of the phrase's own words."""
    span = Span.of(text, start, end)
    head = _head(span, text, registry)
    last = head.end - len(head.quote.split()[-1])
    there = [
        mention
        for mention in annotated.mentions
        if mention.kind == "actor"
        and start <= mention.head.start
        and mention.head.end <= end
        and mention.span.start < head.end
        and last < mention.span.end
    ]
    if there:
        found = max(there, key=lambda one: (min(one.span.end, end) - max(one.span.start, start), -one.span.start))
        first, last = min(start, found.span.start), max(head.end, found.span.end)
        return msgspec.structs.replace(found, span=Span.of(text, first, last))
    sentence = sum(one.span.end <= start for one in annotated.sentences)
    free = max((mention.id for mention in annotated.mentions), default=0) + number
    named = head.quote.split()[-1][:1].isupper() or registry.called(span.quote) != ()
    return Mention(id=free, kind="actor", span=span, head=head, sentence=sentence, sense="named" if named else "")


def _head(span: Span, text: str, registry: Actors) -> Span:
    """The phrase up to what is said of it ("police" in "Mombasa"), the whole of it where it is a name ("Army of X")."""
    found = _SAID_OF.search(span.quote)
    if found is None or registry.called(span.quote):
        return span
    before = span.quote[: found.start()]
    if registry.scan(text, span.start + found.start(), span.end):
        return span  # "ministry of the Free Republic": the name says whose
    word = before.split()[-1].lower()
    if found.group().strip() in _OF and (word not in registry.words.kinds or word in registry.words.measures):
        return span
    return Span.of(text, span.start, span.start + found.start())
