"""Places: which place of the gazetteer each mention means, judged over the whole report at once.

Candidates come by name (exact, folded, consonants, one letter off). They are weighed by what the report states
(countries, regions, what lies in what), by the kind of place that the words ask for, by the distance to the report's
other places (neighbours in a sentence count most), and by population last. A name that no evidence places stays
unresolved, with its candidates and a fallback by a named rule (ACLED codebook, geo precision).
"""

from __future__ import annotations

from collections.abc import Sequence

from khaldun.records.annotations import Annotated, Mention, Sentence
from khaldun.records.base import Span
from khaldun.records.facts import PlaceFact
from khaldun.records.reports import Article
from khaldun.resolve.gazetteer_protocol import Places
from khaldun.resolve.places_context import anchored_names, read_context
from khaldun.resolve.places_ends import with_ends
from khaldun.resolve.places_extent import Areas, with_area
from khaldun.resolve.places_facts import chosen, resolved_fact, stand_in, unresolved_fact
from khaldun.resolve.places_named import Choice, Named, cut_choices, group_names, place_mentions
from khaldun.resolve.places_rank import rank_together, score_alone, score_containers


def resolve_places(article: Article, annotated: Annotated, gazetteer: Places) -> dict[int, PlaceFact]:
    """The fact for each mention of a place, by the mention's id."""
    mentions, ends = with_ends(place_mentions(annotated, article.text, gazetteer), gazetteer)
    names = group_names(mentions, gazetteer)
    by_mention = {mention.id: named for named in names for mention in named.mentions}
    _rank(article, annotated, names, by_mention, gazetteer)
    choices = {id(named): chosen(named) for named in names}
    known = [
        (mention, choice)
        for mention in mentions
        if (named := by_mention.get(mention.id)) is not None and (choice := choices[id(named)]) is not None
    ]
    facts = {
        mention.id: _fact(mention, mentions, by_mention, known, annotated.sentences, gazetteer)
        for mention in mentions
        if mention.id not in ends
    }
    made: Areas = {}
    for mention, choice in known:
        if mention.id in ends or mention.sentence >= len(annotated.sentences):  # of the metadata: not in the text
            continue
        sentence = annotated.sentences[mention.sentence].span
        facts[mention.id] = with_area(
            facts[mention.id], mention, choice, article.text, sentence, known, made, gazetteer
        )
    return facts


def _rank(
    article: Article, annotated: Annotated, names: Sequence[Named], by_mention: dict[int, Named], gazetteer: Places
) -> None:
    """Find and rank the candidates of all names, together."""
    strict = [gazetteer.find(named.name, sense=named.senses) for named in names]
    context = read_context(article, annotated, names, strict, gazetteer)
    anchored = anchored_names(names, strict, context.countries)
    for named, hits in zip(names, strict, strict=True):
        if context.countries and id(named) not in anchored:
            near = gazetteer.find(named.name, sense=named.senses, countries=context.countries, loose=True)
            found = {hit.place.same for hit in near}
            hits = near + tuple(hit for hit in hits if hit.place.same not in found)
        named.choices = cut_choices(hits, context.countries)
        score_alone(named, context)
    for named in names:
        container = _container(named, by_mention)
        if container is not None and container is not named:
            score_containers(named, container)
    rank_together(names)


def _container(named: Named, by_mention: dict[int, Named]) -> Named | None:
    stated = (mention.container for mention in named.mentions if mention.container is not None)
    return next((by_mention[id_] for id_ in stated if id_ in by_mention), None)


def _fact(
    mention: Mention, mentions: Sequence[Mention], by_mention: dict[int, Named],
    known: Sequence[tuple[Mention, Choice]], sentences: Sequence[Sentence], gazetteer: Places,
) -> PlaceFact:  # fmt: skip
    named = by_mention.get(mention.id)
    choice = next((choice for one, choice in known if one.id == mention.id), None)
    evidence = _evidence(mention, mentions)
    if named is not None and choice is not None:
        return resolved_fact(mention, named, choice, evidence, gazetteer)
    inside = next((item for item in known if item[0].id == mention.container), None)
    return unresolved_fact(mention, named, evidence, stand_in(mention, inside, known, sentences, gazetteer), gazetteer)


def _evidence(mention: Mention, mentions: Sequence[Mention]) -> tuple[Span, ...]:
    """The mention's words and those of what it is said to lie in."""
    spans = [mention.span]
    by_id = {one.id: one for one in mentions}
    at = mention.container
    while at is not None and at in by_id and by_id[at].span not in spans:
        spans.append(by_id[at].span)
        at = by_id[at].container
    return tuple(spans)
