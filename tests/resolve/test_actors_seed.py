"""The report that must work whole: who its actors are, read by the rules reader, without a gazetteer."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from khaldun.clean.step import clean
from khaldun.read.rules.reader import RulesReader
from khaldun.records.facts import ActorFact
from khaldun.records.reports import Report
from khaldun.resolve.actors import resolve_actors
from khaldun.tools.countries import packaged_countries
from khaldun.tools.lexicon import load_lexicon
from khaldun.tools.registry import load_registry

SEED = Path(__file__).parents[3] / "shared/data/seed/south_idlib_2019-11-16.txt"


class NoPlaces:
    def known(self, name: str) -> str | None:
        return None


@pytest.fixture(scope="module")
def found() -> dict[str, set[str | None]]:
    """Words of a mention → the ids of all mentions of those words."""
    data = SEED.read_bytes()
    report = Report(id=hashlib.sha256(data).hexdigest(), name=SEED.stem, reader="text/1", data=data, origin=str(SEED))
    article = clean(report, today=dt.date(2026, 1, 1))
    registry = load_registry()
    adjectives = [word for country in packaged_countries().all for word in country.adjectives]
    annotated = RulesReader(load_lexicon(adjectives), registry, NoPlaces()).read(article)
    facts: list[ActorFact] = list(resolve_actors(article, annotated, registry, places={}).values())
    words: dict[str, set[str | None]] = {}
    for fact in facts:
        words.setdefault(fact.quote, set()).add(fact.id)
    return words


@pytest.mark.shared
@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("Syrian Army", "syr-military"),
        ("Government forces", "syr-military"),
        ("army troops", "syr-military"),
        ("Syrian", "syr-military"),
        ("Russian warplanes", "rus-military"),
        ("Russian troops", "rus-military"),
        ("Russian military", "rus-military"),
        ("US military", "usa-military"),
        ("Hayat Tahrir al-Sham", "hts"),
        ("HTS", "hts"),
        ("militants", "hts"),
        ("SDF", "sdf"),
        ("Turkish-backed militants", "proxy-tur"),
        ("pro-Turkish forces", "proxy-tur"),
    ],
)
def test_actors_of_the_seed(found: dict[str, set[str | None]], words: str, actor: str) -> None:
    assert found[words] == {actor}
