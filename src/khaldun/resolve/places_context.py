"""What a report says of where it plays: the countries and regions that it states, apart from each name itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from khaldun.records.annotations import Annotated
from khaldun.records.reports import Article
from khaldun.resolve.gazetteer_protocol import EXACT, FOLDED, WIDE, Hit, Place, Places
from khaldun.resolve.places_named import Named

_WORDS = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*")
_CAPITALS = re.compile(r"(?:[A-Z][\w'’-]*)(?:\s+(?:[A-Z][\w'’-]*))*")
_CAPITAL = re.compile(r"[A-Z][a-z]+")
_STATED, _TOWN = 2.0, 1.0
_NATION = 0.25  # an actor may be far from home
_LEAST_SHARE = 0.12
_SPOKEN, _PLAINLY, _CITY = 0.9, 0.8, 100_000
_FEW, _TOWN_SIZE, _NEAR = 4, 10_000, 0.35


@dataclass(slots=True)
class Context:
    """Votes for countries: in all, and by each name (so that a name never speaks for itself); the names of cities."""

    votes: dict[str, float]
    by_name: dict[tuple[str, int], dict[str, float]]
    regions: dict[tuple[str, str], set[tuple[str, int]]]
    cities: dict[str, set[tuple[str, int]]]
    countries: frozenset[str] = frozenset()

    def others(self, key: tuple[str, int], country: str | None) -> float:
        """The share of the other names' votes that a country has, 0…1."""
        if country is None:
            return 0.0
        own = self.by_name.get(key, {})
        total = sum(self.votes.values()) - sum(own.values())
        votes = self.votes.get(country, 0.0) - own.get(country, 0.0)
        return votes / total if total > 0.01 else 0.0

    def is_abroad(self, key: tuple[str, int], country: str | None) -> bool:
        """Whether the other names of the report speak for countries, hardly for this one, and none of them is a city
        or a region of it (small towns abroad are so often namesakes that they vouch for nothing)."""
        total = sum(self.votes.values()) - sum(self.by_name.get(key, {}).values())
        if country is None or total <= _SPOKEN or self.others(key, country) >= _LEAST_SHARE:
            return False
        regions = (names for (where, _), names in self.regions.items() if where == country)
        return not any(names - {key} for names in (*regions, self.cities.get(country, set())))

    def says_region(self, key: tuple[str, int], country: str | None, admin1: str | None) -> bool:
        """Whether another name of the report is this region."""
        if country is None or admin1 is None:
            return False
        return bool(self.regions.get((country, admin1), set()) - {key})


def read_context(
    article: Article, annotated: Annotated, names: Sequence[Named], hits: Sequence[Sequence[Hit]], gazetteer: Places
) -> Context:
    """The votes of tags, title, names and the nations of actors."""
    context = Context(defaultdict(float), {}, {}, defaultdict(set))
    for text in _outside(article):
        for country, weight in _votes(gazetteer.find(text), stated_only=True).items():
            context.votes[country] += weight
    for word in _nations(annotated):
        for country, weight in _votes(gazetteer.find(word), stated_only=True).items():
            context.votes[country] += weight * _NATION
    for named, found in zip(names, hits, strict=True):
        votes = _votes(found, stated_only=False)
        context.by_name[named.key] = votes
        for country, weight in votes.items():
            context.votes[country] += weight
        for hit in found:
            if hit.place.population >= _CITY and votes.get(hit.place.country or "", 0.0) >= _PLAINLY:
                context.cities[str(hit.place.country)].add(named.key)
            if hit.place.feature == "region" and hit.place.country and hit.place.admin1 and hit.fits is not False:
                context.regions.setdefault((hit.place.country, hit.place.admin1), set()).add(named.key)
    total = sum(context.votes.values())
    context.countries = frozenset(
        country for country, votes in context.votes.items() if votes >= 0.5 and votes >= _LEAST_SHARE * total
    )
    return context


def _nations(annotated: Annotated) -> list[str]:
    """The words with a capital in what is said of actors: "Syrian" government forces."""
    actors = (mention.span.quote for mention in annotated.mentions if mention.kind == "actor")
    return list(dict.fromkeys(word for quote in actors for word in _CAPITAL.findall(quote)))


def _outside(article: Article) -> list[str]:
    """What tags and title may name: each tag's pieces, and the runs of capitalised words in the title."""
    pieces = [piece for tag in article.tags for piece in _WORDS.split(tag.value)]
    if article.title is not None:
        for run in _CAPITALS.findall(article.title.value):
            words = run.split()
            pieces += [
                " ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + 3, len(words)) + 1)
            ]
    return [piece.strip() for piece in dict.fromkeys(pieces) if len(piece.strip()) > 2]


def _votes(hits: Sequence[Hit], *, stated_only: bool) -> dict[str, float]:
    """A country votes for itself and a region for its country; a town shares its vote out by population."""
    sure = [hit for hit in hits if hit.step in (EXACT, FOLDED) and hit.place.country]
    sure = [hit for hit in sure if not (hit.near_only and hit.place.feature in WIDE)]  # the Niger River is no country
    for feature in ("country", "region", "area"):
        stated = {hit.place.country for hit in sure if hit.place.feature == feature and hit.step == EXACT}
        if stated:
            return {country: _STATED / len(stated) for country in stated if country}
    if stated_only or not sure:
        return {}
    weights: dict[str, float] = defaultdict(float)
    for hit in sure:
        weights[str(hit.place.country)] += (hit.place.population + 300) * (1.0 if hit.step == EXACT else 0.4)
    total = sum(weights.values())
    return {country: _TOWN * weight / total for country, weight in weights.items()}


def anchored_names(names: Sequence[Named], hits: Sequence[Sequence[Hit]], countries: frozenset[str]) -> frozenset[int]:
    """The names (by `id`) that need no looser search: a country, a region, a town of size, or a place so called
    near a place that another name of the report may mean."""
    homes = [[hit for hit in found if hit.place.country in countries] for found in hits]
    plain = [home if len(home) <= _FEW else [] for home in homes]
    anchored: set[int] = set()
    for at, (named, home) in enumerate(zip(names, homes, strict=True)):
        if any(_is_plain(hit) for hit in home) or any(
            _near(hit.place, other.place)
            for hit in home
            for to, others in enumerate(plain)
            if to != at
            for other in others
        ):
            anchored.add(id(named))
    return frozenset(anchored)


def _is_plain(hit: Hit) -> bool:
    return hit.place.feature in ("country", "region", "area") or hit.place.population >= _TOWN_SIZE


def _near(one: Place, two: Place) -> bool:
    return (
        abs(one.latitude - two.latitude) < _NEAR
        and abs(one.longitude - two.longitude) < _NEAR
        and two.feature not in ("country", "region", "area")
    )
