"""From a name to one actor: among several so called, by country and date; groups in no registry; abbreviations."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from khaldun.records.annotations import Mention
from khaldun.records.reports import Article
from khaldun.resolve.actors_context import Context, Country
from khaldun.resolve.actors_words import ActorWords
from khaldun.resolve.registry_protocol import Actor, Actors

_YEAR = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORD = r"(?:[A-Z][\w'’-]*|of|for|the|and|to|in|al|de|du|des|la|el)"
_DEFINED = re.compile(
    rf"({_WORD}(?:[ \n-]{_WORD}){{1,9}})\s+\(\s*(?:the\s+|or\s+)?[\"“']?([A-Z][A-Za-z0-9]*[A-Z0-9](?:-[A-Z0-9]+)?)\b"
)


def published_on(article: Article) -> dt.date | None:
    """The day of publication, None where it is unknown."""
    if article.published is None or not _YEAR.match(article.published.value):
        return None
    try:
        return dt.date.fromisoformat(article.published.value[:10])
    except ValueError:
        return None


class Names:
    """Chooses actors for names, within one report."""

    def __init__(self, article: Article, registry: Actors, context: Context, present: Iterable[str]) -> None:
        self._article = article
        self._registry = registry
        self._context = context
        self._present = frozenset(present)
        self._day = published_on(article)
        self._year = dt.date(self._day.year, 1, 1) if self._day else None
        self._definitions: dict[str, str] | None = None

    def choose(self, ids: tuple[str, ...], mention: Mention) -> tuple[Actor, tuple[str, ...], float] | None:
        """The actor meant by a name that `ids` share, the rules used, and how sure; None if there is none."""
        actors = [actor for actor in map(self._registry.get, ids) if actor is not None]
        if not actors:
            return None
        best = actors[0]
        if len(actors) > 1:
            country = self._context.of_mention(mention)
            best = max(actors, key=lambda actor: (self._score(actor, country), not actor.countries, actor.id))
        rules: tuple[str, ...] = ("actors/alias",)
        confidence = 0.95
        if len(actors) > 1:
            rules, confidence = (*rules, "actors/alias-by-context"), 0.8
        if self.valid(best):
            return best, rules, confidence
        later = self._successor(best)
        if later is not None:
            return later, (*rules, "actors/successor"), 0.7
        return best, (*rules, "actors/outside-validity"), 0.6

    def valid(self, actor: Actor) -> bool:
        """Whether the actor bore its name in the report's year, up to its day."""
        return actor.overlaps(self._year, self._day)

    def _score(self, actor: Actor, country: Country | None) -> float:
        here = 0.5 if country is not None and country.iso3 in actor.countries else 0.0
        here += sum(self._context.weight(country) for country in actor.countries)
        named_alone = 0.5 if actor.id in self._present else 0.0
        return here + named_alone + (1.0 if self.valid(actor) else 0.0)

    def _successor(self, actor: Actor) -> Actor | None:
        """What the actor had become by the day of the report, through a chain of parents that ended."""
        if actor.end is None or self._day is None or self._day < actor.end:
            return None
        now: Actor | None = actor
        seen: set[str] = set()
        while now is not None and not self.valid(now) and now.id not in seen:
            seen.add(now.id)
            now = self._next(now)
        return now if now is not actor else None

    def _next(self, actor: Actor) -> Actor | None:
        near = dt.timedelta(days=3)
        return next(
            (
                other
                for country in actor.countries
                for other in self._registry.members(country)
                if other.parent == actor.id and other.start and actor.end and abs(other.start - actor.end) <= near
            ),
            None,
        )

    def defined(self, abbreviation: str) -> str | None:
        """The name that the report gives an abbreviation: "Front for X (FX)"."""
        if self._definitions is None:
            self._definitions = {}
            for match in _DEFINED.finditer(self._article.text):
                name = _fitting(match.group(1), match.group(2))
                if name:
                    self._definitions.setdefault(match.group(2), name)
        return self._definitions.get(abbreviation)


def _fitting(words: str, abbreviation: str) -> str | None:
    """The end of `words` whose capitals begin as the abbreviation does."""
    pieces = words.split()
    for start in range(len(pieces)):
        if pieces[start][0].isupper() and pieces[start][0] == abbreviation[0] and len(pieces) - start > 1:
            return " ".join(pieces[start:])
    return None


def type_of_new(name: str, words: ActorWords) -> str | None:
    """What a group in no registry is likely to be, by the words of its name; None where they say nothing."""
    lower = f" {name.lower().replace('-', ' ')} "
    for rule in words.new_types:
        if any(f" {word.replace('-', ' ')} " in lower for word in rule.words):
            return rule.type
    return None
