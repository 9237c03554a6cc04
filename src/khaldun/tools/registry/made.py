"""The actors that every country has, made by rule: its forces, its police, its civilians."""

from __future__ import annotations

from khaldun.resolve.actors_words import ActorWords, Made
from khaldun.resolve.registry_protocol import Actor
from khaldun.tools.countries import Countries, Country


def made_actors(words: ActorWords, countries: Countries) -> dict[str, Actor]:
    """The actors of actor_words.yaml's `made` for every country, by id."""
    actors = [_make(made, country, words.with_article) for country in countries.all for made in words.made]
    return {actor.id: actor for actor in actors}


def _make(made: Made, country: Country, with_article: frozenset[str]) -> Actor:
    iso = country.iso3.lower()
    names = []
    for pattern in made.names:
        if "{adjective}" in pattern and not country.adjectives:
            continue
        inside = f"the {country.acled_name}" if country.iso3 in with_article else country.acled_name
        names.append(
            pattern.replace("{country}", inside)
            .replace("{Country}", country.acled_name)
            .replace("{adjective}", country.adjective)
        )
    return Actor(
        id=made.id.replace("{iso}", iso),
        name=names[0],
        type=made.type,
        home=country.iso3,
        aliases=tuple(names[1:]),
        kind=made.kind,
    )
