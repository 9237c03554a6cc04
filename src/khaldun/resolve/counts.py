"""Count mentions to intervals."""

from __future__ import annotations

from khaldun.records.annotations import Annotated, Mention
from khaldun.records.facts import CountFact
from khaldun.records.reports import Article
from khaldun.text.numbers import Count, find_counts, parse_count


def resolve_counts(article: Article, annotated: Annotated) -> dict[int, CountFact]:
    """Mention id → how many, for the count mentions whose words say a number.

    The number's words are the mention's head. A mention is left out where its words say no number, or several: no
    count is ever guessed. The kind of a loose number stands in its rules ("counts/vague-dozens").
    """
    found: dict[int, CountFact] = {}
    for mention in annotated.mentions:
        if mention.kind == "count":
            count = _read(article, annotated, mention)
            if count is not None:
                found[mention.id] = _fact(mention, count)
    return found


def _read(article: Article, annotated: Annotated, mention: Mention) -> Count | None:
    """The number in the head, else in the whole phrase, else as the words around it make it one."""
    for quote in dict.fromkeys((mention.head.quote, mention.span.quote)):
        count = parse_count(quote)
        if count is not None:
            return count
    sentence = annotated.sentences[mention.sentence].span
    head = mention.head
    near = [
        match.value
        for match in find_counts(article.text, sentence.start, sentence.end)
        if match.start < head.end and head.start < match.end
    ]
    return near[0] if len(near) == 1 else None


def _fact(mention: Mention, count: Count) -> CountFact:
    return CountFact(
        low=count.low,
        best=count.best,
        high=count.high,
        unbounded=count.unbounded,
        evidence=(mention.head,),
        rules=(count.rule,),
    )
