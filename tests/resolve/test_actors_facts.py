"""What a fact about an actor carries: names no registry has, stances, validity, evidence."""

from __future__ import annotations

import msgspec
import pytest
from actors_making import Made

from khaldun.records.facts import ActorFact
from khaldun.resolve.actors import resolve_actors
from khaldun.tools.registry import load_registry

REGISTRY = load_registry()
SYRIA = "{Idlib|SYR} and {Aleppo|SYR} were calm. "


def facts(made: Made) -> dict[int, ActorFact]:
    return resolve_actors(made.article, made.annotated, REGISTRY, places=made.places)


def ask(made: Made) -> ActorFact:
    return facts(made)[made.asked]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        pytest.param("The [>Dusk Liberation Front|named] came.", "Dusk Liberation Front", "Rebel group", id="front"),
        pytest.param(
            "The [>Dusk Village Defenders|named] came.", "Dusk Village Defenders", "Political militia", id="militia"
        ),
        pytest.param("The [>Dusk Circle|named] came.", "Dusk Circle", None, id="says-nothing"),
        pytest.param(
            "The Dusk Valley [>Brigades|force] came.", "Dusk Valley Brigades", "Rebel group", id="longer-name"
        ),
        pytest.param(
            "The [Front for Xanadu (FX)|named] came. The [>FX|named] left.",
            "Front for Xanadu",
            "Rebel group",
            id="short-form",
        ),
    ],
)
def test_groups_in_no_registry(text: str, name: str, kind: str | None) -> None:
    fact = ask(Made(SYRIA + text))
    assert (fact.id, fact.name, fact.type) == (None, name, kind)
    assert "actors/new" in fact.rules


def test_a_short_form_of_the_report_leads_to_the_registry() -> None:
    fact = ask(Made("The Syrian Democratic Forces (SDFX) came. The [>SDFX|named] left."))
    assert (fact.id, "actors/defined-abbreviation" in fact.rules) == ("sdf", True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# Dusk Valley [>Brigades|force] Come", id="heading"),
        pytest.param("[>Brigades|force] came.", id="first-word"),
        pytest.param("On Thursday [>Brigades|force] came.", id="day-before"),
        pytest.param("the local [>brigades|force] came.", id="no-capital"),
    ],
)
def test_no_name_is_made_of_chance_capitals(text: str) -> None:
    assert "actors/new" not in ask(Made(SYRIA + text)).rules


@pytest.mark.parametrize(
    ("words", "stance"),
    [
        ("[>regime forces|force]", "regime"),
        ("[>terrorists|generic]", "terrorists"),
        ("[>occupation forces|force]", "occupation"),
        ("[>terrorists of _HTS_|named]", "terrorists"),
        ("[>army troops|force]", None),
    ],
)
def test_loaded_words_are_a_stance_and_in_no_name(words: str, stance: str | None) -> None:
    fact = ask(Made(SYRIA + words + " came."))
    assert fact.stance == stance
    assert stance is None or stance not in fact.name.lower()


@pytest.mark.parametrize(
    ("published", "actor", "rule"),
    [
        pytest.param("2014-05-01", "al-nusra", None, id="valid"),
        pytest.param("2016-09-01", "al-nusra", None, id="valid-in-the-year"),
        pytest.param("2019-11-16", "hts", "actors/successor", id="twice-renamed"),
        pytest.param(None, "al-nusra", None, id="undated"),
        pytest.param("not a day", "al-nusra", None, id="unreadable-day"),
        pytest.param("2010-05-01", "al-nusra", "actors/outside-validity", id="before-it-was"),
    ],
)
def test_names_have_their_time(published: str | None, actor: str, rule: str | None) -> None:
    fact = ask(Made(SYRIA + "[>Nusra Front|named] came.", published=published))
    assert fact.id == actor
    assert rule is None or rule in fact.rules


@pytest.mark.parametrize("words", ["our [>fighters|generic]", "[>our units|force]"])
def test_the_publisher_speaks_of_its_own(words: str) -> None:
    fact = ask(Made(SYRIA + words + " came.", publisher="Media office of Hayat Tahrir al-Sham"))
    assert (fact.id, fact.rules) == ("hts", ("actors/publisher-voice",))


def test_the_enemy_of_the_publisher_is_whom_it_fights() -> None:
    marked = SYRIA + "[our fighters|generic] met the [Syrian Army|named]. Losses of the [>enemy|generic] are heavy."
    assert ask(Made(marked, publisher="Media office of Hayat Tahrir al-Sham")).id == "syr-military"


@pytest.mark.parametrize(
    ("tags", "country"), [((), "Civilians"), (("SYRIA",), "Civilians (Syria)"), (("Asia",), "Civilians")]
)
def test_tags_say_the_country_where_nothing_else_does(tags: tuple[str, ...], country: str) -> None:
    assert ask(Made("[>Civilians|civilian] died.", tags=tags)).name == country


def test_a_country_named_in_the_sentence_wins_over_the_report() -> None:
    made = Made(SYRIA + "{Homs|SYR} slept.\n\nIn {Beirut|LBN} the [>army|force] came.")
    fact = ask(made)
    assert fact.id == "lbn-military"
    assert "actors/context-sentence" in fact.rules
    assert [span.quote for span in fact.evidence] == ["army", "Beirut"]


def test_evidence_holds_the_words_and_those_they_lean_on() -> None:
    fact = ask(Made(SYRIA + "[HTS|named] came. The [>militants|generic] left."))
    assert [span.quote for span in fact.evidence] == ["militants", "HTS"]


MIXED = (
    SYRIA + "[HTS|named] and its [Turkish-backed allies|generic] fought the [army|force]. [Gunmen|generic] shot "
    "[civilians|civilian] as [Russian warplanes|force] hit [militants|generic]. The [Dusk Front|named] and a "
    "[commander|person] of [Xanadu|person] met [Fulani herders|generic], the [hospital|person] said."
)


@pytest.mark.parametrize("published", [None, "2019-11-16"])
def test_every_actor_has_a_fact_with_receipt_and_rule(published: str | None) -> None:
    made = Made(MIXED, published=published)
    found = facts(made)
    actors = {mention.id: mention for mention in made.annotated.mentions if mention.kind == "actor"}
    assert found.keys() == actors.keys()
    for number, fact in found.items():
        assert fact.evidence[0] == actors[number].span
        assert all(made.article.text[span.start : span.end] == span.quote for span in fact.evidence)
        assert fact.rules and all(rule.startswith("actors/") for rule in fact.rules)
        assert fact.name and 0 < fact.confidence <= 1
        assert fact.quote == actors[number].span.quote


def test_the_same_report_gives_the_same_facts() -> None:
    assert facts(Made(MIXED)) == facts(Made(MIXED))


def test_words_left_out_of_reading_say_nothing() -> None:
    made = Made("[>Civilians|civilian] died.\n\nMore on Mali, Mali and Mali.")
    assert ask(made).name == "Civilians (Mali)"
    news, furniture = made.article.blocks
    blocks = (news, msgspec.structs.replace(furniture, reason="related"))
    article = msgspec.structs.replace(made.article, blocks=blocks)
    assert resolve_actors(article, made.annotated, REGISTRY, places={})[made.asked].name == "Civilians"
