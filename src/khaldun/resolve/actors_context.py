"""Which country a report, a paragraph or a sentence speaks of: what "the army" and "civilians" are read by."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from khaldun.records.annotations import Annotated, Mention, Sentence
from khaldun.records.base import Record, Span
from khaldun.records.facts import PlaceFact
from khaldun.records.reports import Article
from khaldun.resolve.actors_words import ActorWords
from khaldun.resolve.registry_protocol import Actors, CountryHit, NameHit

# How much a piece of evidence says about where a report's events are.
_PLACE, _NAME, _ADJECTIVE, _ACTOR, _TAG, _TITLE = 2.0, 1.0, 0.5, 1.0, 1.0, 1.0
_IN_ACTOR, _RULER = 0.2, 0.3
_REACH = 24  # code points before a name in which words speak of it
# A country with less of the report's evidence is more likely a place misread than where a sentence is.
_SHARE = 0.20
_STRONG = 0.6
# An unresolved place says in which country it lies where its candidates agree on it.
_AGREED, _CANDIDATES = 0.6, 1.0
# What a sentence before says counts for a country that the report speaks of nearly as much as of its main one.
_CARRIED = 0.6
# Below this much evidence in all, or with rivals in the sentence, the country is a guess.
_THIN, _PLAIN = 1.0, 1.0
_SURE, LIKELY, _GUESS = 0.8, 0.7, 0.6


class Country(Record, frozen=True, kw_only=True):
    """A country read from the context: ISO alpha-3, how sure, and words that speak of it."""

    iso3: str
    confidence: float
    evidence: tuple[Span, ...] = ()
    scope: str = "report"


class Context:
    """The countries of a report, by what its places, its words, its tags and its actors say."""

    def __init__(
        self, article: Article, annotated: Annotated, registry: Actors, places: dict[int, PlaceFact],
        names: Iterable[NameHit], countries: Iterable[CountryHit], leaders: Iterable[CountryHit] = (),
    ) -> None:  # fmt: skip
        self._words = registry.words
        self._sentences = annotated.sentences
        self._starts = [sentence.span.start for sentence in annotated.sentences]
        self._by_sentence: dict[int, list[tuple[str, float, Span]]] = {}
        self._weights: defaultdict[str, float] = defaultdict(float)
        self._seen: dict[str, Span] = {}
        self._sections = _sections(annotated.sentences, registry)
        self._add_places(article.text, annotated, places, registry)
        self._add_words(article, annotated, countries)
        for ruler in leaders:
            if _ruling(article.text, ruler, registry.words):
                self._count(ruler.countries[0], _RULER, Span.of(article.text, ruler.start, ruler.end))
        for hit in names:
            actor = registry.get(hit.actor_ids[0]) if len(hit.actor_ids) == 1 else None
            if actor and actor.home and not actor.kind:
                self._count(actor.home, _ACTOR, Span.of(article.text, hit.start, hit.end))
        self._add_metadata(article, registry)
        self.total = sum(self._weights.values())

    def weight(self, iso3: str) -> float:
        """The share of the report's evidence that speaks of a country, 0 to 1."""
        return self._weights.get(iso3, 0.0) / self.total if self.total else 0.0

    def of_report(self) -> Country | None:
        """The country of most of the evidence, None where there is no evidence."""
        if not self._weights:
            return None
        iso3 = max(self._weights, key=lambda key: (self._weights[key], key))
        seen = (self._seen[iso3],) if iso3 in self._seen else ()
        sure = self.weight(iso3) >= _STRONG and self.total >= _THIN
        return Country(iso3=iso3, confidence=_SURE if sure else _GUESS, evidence=seen)

    def of_mention(self, mention: Mention) -> Country | None:
        """The country of the mention's sentence, else of the sentences before it in its block, else of the section that
        a country's name heads, else of the report."""
        block = self._sentences[mention.sentence].block if mention.sentence < len(self._sentences) else None
        for index in range(mention.sentence, -1, -1):
            if index < len(self._sentences) and self._sentences[index].block != block:
                break
            found = self._of_sentence(index)
            if found and (index == mention.sentence or self.weight(found.iso3) >= _CARRIED * self._most()):
                return found
        return self._section(mention.sentence) or self.of_report()

    def _section(self, index: int) -> Country | None:
        headed = self._sections[index] if index < len(self._sections) else None
        if headed is None:
            return None
        iso3, span = headed
        return Country(iso3=iso3, confidence=LIKELY, evidence=(span,), scope="sentence")

    def _most(self) -> float:
        return max(map(self.weight, self._weights), default=0.0)

    def sentence_at(self, start: int) -> int:
        """The index of the sentence in which a code point lies."""
        return max(bisect_right(self._starts, start) - 1, 0)

    def _of_sentence(self, index: int) -> Country | None:
        weights: defaultdict[str, float] = defaultdict(float)
        headed = self._sections[index] if index < len(self._sections) else None
        for iso3, weight, _ in self._by_sentence.get(index, ()):
            if self.weight(iso3) >= _SHARE or (headed is not None and iso3 == headed[0]):
                weights[iso3] += weight
        if not weights:
            return None
        iso3 = max(weights, key=lambda key: (weights[key] * (0.2 + self.weight(key)), key))
        evidence = next(span for country, _, span in self._by_sentence[index] if country == iso3)
        alone = len(weights) == 1 and self.total >= _THIN and weights[iso3] >= _PLAIN
        confidence = (_SURE if self.weight(iso3) >= _STRONG else LIKELY) if alone else _GUESS
        return Country(iso3=iso3, confidence=confidence, evidence=(evidence,), scope="sentence")

    def _add_places(self, text: str, annotated: Annotated, places: dict[int, PlaceFact], registry: Actors) -> None:
        spans = {mention.id: mention for mention in annotated.mentions if mention.kind == "place"}
        counted: set[tuple[str, str]] = set()
        for mention_id, place in places.items():
            mention = spans.get(mention_id)
            if mention is None or mention.head.quote.lower() in registry.words.not_names:
                continue
            if registry.scan_leaders(mention.head.quote):
                continue
            country, weight = _agreed(place) if place.unresolved else (place.country, _PLACE * place.confidence)
            if country is None:
                continue
            if registry.countries_of(mention.head.quote) and not is_there(text, mention.span.start, registry.words):
                self._count(country, _ADJECTIVE, mention.span)
                continue
            self._by_sentence.setdefault(mention.sentence, []).append((country, weight, mention.span))
            if (country, place.name or place.quote) not in counted:
                counted.add((country, place.name or place.quote))
                self._count(country, weight, mention.span)

    def _add_words(self, article: Article, annotated: Annotated, countries: Iterable[CountryHit]) -> None:
        actors = _Covered(mention.span for mention in annotated.mentions if mention.kind == "actor")
        taken = _Covered(mention.span for mention in annotated.mentions if mention.kind in {"place", "source"})
        for hit in countries:
            span = Span.of(article.text, hit.start, hit.end)
            inside, name = hit.start in actors, len(hit.countries) == 1 and hit.name
            there = name and is_there(article.text, hit.start, self._words)
            weight = _IN_ACTOR if inside else (_NAME if there else _ADJECTIVE)
            for iso3 in hit.countries:
                self._count(iso3, weight / len(hit.countries), span)
            if there and not inside and hit.start not in taken:
                self._by_sentence.setdefault(self.sentence_at(hit.start), []).append((hit.countries[0], weight, span))

    def _add_metadata(self, article: Article, registry: Actors) -> None:
        for tag in article.tags:
            for iso3 in {iso3 for hit in registry.scan_countries(tag.value) for iso3 in hit.countries}:
                self._count(iso3, _TAG, *tag.evidence[:1])
        if article.title:
            for hit in registry.scan_countries(article.title.value):
                for iso3 in hit.countries:
                    weight = _TITLE if hit.name else _IN_ACTOR
                    self._count(iso3, weight, *article.title.evidence[:1])

    def _count(self, iso3: str, weight: float, *span: Span) -> None:
        self._weights[iso3] += weight
        for each in span:
            self._seen.setdefault(iso3, each)


def _sections(sentences: Sequence[Sentence], registry: Actors) -> list[tuple[str, Span] | None]:
    """Of each sentence the country, with its words, that the last heading before it names alone: "NIGER"."""
    found: list[tuple[str, Span] | None] = []
    headed: tuple[str, Span] | None = None
    for sentence in sentences:
        if sentence.heading:
            countries = registry.countries_of(sentence.span.quote.strip(" \n#*:"))
            headed = (countries[0], sentence.span) if len(countries) == 1 else headed
        found.append(headed)
    return found


def is_there(text: str, start: int, words: ActorWords) -> bool:
    """Whether the words before a country's name say that something is there."""
    return words.before_where.search(text, max(start - _REACH, 0), start) is not None


def _ruling(text: str, hit: CountryHit, words: ActorWords) -> bool:
    """Whether the words beside a ruler's name say that somebody who rules is meant."""
    titled = words.before_ruler.search(text, max(hit.start - _REACH, 0), hit.start)
    return titled is not None or words.behind_ruler.match(text, hit.end) is not None


def _agreed(place: PlaceFact) -> tuple[str | None, float]:
    """The country on which an unresolved place's candidates agree, and how much that says."""
    scores: defaultdict[str, float] = defaultdict(float)
    for candidate in place.candidates:
        if candidate.country is not None:
            scores[candidate.country] += candidate.score
    country = max(scores, key=lambda key: (scores[key], key), default=None)
    if country is None or scores[country] < _AGREED * sum(scores.values()):
        return None, 0.0
    return country, _CANDIDATES * min(scores[country], 1.0)


class _Covered:
    """Whether a code point lies in one of the spans."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._points = {point for span in spans for point in range(span.start, span.end)}

    def __contains__(self, point: int) -> bool:
        return point in self._points
