"""Ranking the actors that a typed name may mean: exact, folded, nationality and force, then alike."""

from __future__ import annotations

import datetime as dt
import re

from khaldun.records.base import Record
from khaldun.resolve.actors_words import ActorWords
from khaldun.resolve.registry_protocol import Actor
from khaldun.tools.countries import Countries
from khaldun.tools.registry.scanning import is_abbreviation, plain

_EXACT, _ABBREVIATION, _FOLDED, _FORCE, _ALIKE = 1.0, 0.95, 0.9, 0.85, 0.8
_ELSEWHERE, _ANOTHER_TIME = 0.7, 0.6
_LEAST_ALIKE = 72
_ARTICLES = frozenset({"the", "al", "el", "ash", "as", "ad", "ar", "of", "and"})
_word = re.compile(r"[^\W_]+").findall


class Match(Record, frozen=True, kw_only=True):
    """An actor that a name may mean, with a score in [0, 1] and the reasons for it, in words."""

    actor: Actor
    score: float
    reasons: tuple[str, ...]


def fold(name: str) -> str:
    """The name without case, accents, apostrophes, hyphens, articles and spaces: equal for habits of spelling."""
    words = _word(plain(name).replace("'", ""))
    return "".join(word for word in words if word not in _ARTICLES) or "".join(words)


class NameIndex:
    """Every name of every actor, prepared for `lookup`."""

    def __init__(self, actors: dict[str, Actor], words: ActorWords, countries: Countries) -> None:
        self._actors = actors
        self._words = words
        self._countries = countries
        self._exact: dict[str, list[str]] = {}
        self._fold: dict[str, list[tuple[str, str]]] = {}
        for actor in actors.values():
            for name in (actor.name, *actor.aliases, *actor.local):
                self._exact.setdefault(name, []).append(actor.id)
                self._fold.setdefault(fold(name), []).append((actor.id, name))

    def lookup(
        self, name: str, *, country: str | None, date: dt.date | None, limit: int, alike: bool = True
    ) -> list[Match]:
        """See `Registry.lookup`."""
        name = re.sub(r"^the\s+", "", " ".join(name.split()), flags=re.IGNORECASE)
        if not name:
            return []
        found: dict[str, tuple[float, str]] = {}
        for actor_id, score, reason in (*self._named(name), *self._force(name)):
            if score > found.get(actor_id, (0.0, ""))[0]:
                found[actor_id] = (score, reason)
        if not found and alike:
            found = self._alike(name, limit * 3)
        matches = [self._match(actor_id, score, reason, country, date) for actor_id, (score, reason) in found.items()]
        matches.sort(key=lambda match: (-match.score, bool(match.actor.kind), bool(match.actor.end), match.actor.id))
        return matches[:limit]

    def _named(self, name: str) -> list[tuple[str, float, str]]:
        found = []
        score, what = (_ABBREVIATION, "abbreviation") if is_abbreviation(name) else (_EXACT, "name or alias")
        for actor_id in self._exact.get(name, ()):
            own = self._actors[actor_id].name == name
            found.append((actor_id, _EXACT if own else score, "name" if own else f"{what} {name!r}"))
        for actor_id, alias in self._fold.get(fold(name), ()):
            found.append((actor_id, _FOLDED, f"spelled like {alias!r}"))
        return found

    def _force(self, name: str) -> list[tuple[str, float, str]]:
        """'Russian warplanes': a nationality and a word for a force."""
        words = name.split()
        for cut in range(len(words) - 1, 0, -1):
            kind = self._words.kinds.get(" ".join(words[cut:]).lower())
            made = self._words.made_by_kind.get(kind or "")
            if made is None:
                continue
            place = " ".join(words[:cut])
            countries = self._countries.all_by_adjective(place)
            by_name = self._countries.by_name(place)
            return [
                (made.id.replace("{iso}", each.iso3.lower()), _FORCE, f"{place} + word for {made.kind}")
                for each in countries or ((by_name,) if by_name else ())
            ]
        return []

    def _alike(self, name: str, limit: int) -> dict[str, tuple[float, str]]:
        """Names alike by letters, where nothing else was found."""
        from rapidfuzz import fuzz, process

        found: dict[str, tuple[float, str]] = {}
        for _, score, key in process.extract(
            fold(name), {key: key for key in self._fold}, scorer=fuzz.ratio, limit=limit, score_cutoff=_LEAST_ALIKE
        ):
            for actor_id, alias in self._fold[key]:
                reason = f"{score:.0f} % like {alias!r}"
                if score / 100 * _ALIKE > found.get(actor_id, (0.0, ""))[0]:
                    found[actor_id] = (score / 100 * _ALIKE, reason)
        return found

    def _match(self, actor_id: str, score: float, reason: str, country: str | None, date: dt.date | None) -> Match:
        actor = self._actors[actor_id]
        reasons = [reason]
        if country and actor.countries:
            here = country in actor.countries
            reasons.append(f"{'at home or active' if here else 'not known'} in {country}")
            score *= 1.0 if here else _ELSEWHERE
        if date:
            then = actor.overlaps(date)
            reasons.append(f"{'so called' if then else 'not so called'} on {date}")
            score *= 1.0 if then else _ANOTHER_TIME
        return Match(actor=actor, score=round(score, 3), reasons=tuple(reasons))
