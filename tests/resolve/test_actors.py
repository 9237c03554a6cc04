"""Who is meant: phrases in context, each with the actor and the rule that finds it."""

from __future__ import annotations

import pytest
from actors_making import Made

from khaldun.records.facts import ActorFact
from khaldun.resolve.actors import resolve_actors
from khaldun.tools.registry import load_registry

REGISTRY = load_registry()
SYRIA = "{Idlib|SYR} and {Aleppo|SYR} were calm. "


def ask(made: Made) -> ActorFact:
    """The fact for the mention asked about."""
    return resolve_actors(made.article, made.annotated, REGISTRY, places=made.places)[made.asked]


def answer(marked: str) -> tuple[str, str]:
    """(id or name, first rule) of the mention asked about."""
    fact = ask(Made(marked))
    return fact.id or fact.name, fact.rules[0].removeprefix("actors/")


@pytest.mark.parametrize(
    ("text", "actor", "rule"),
    [
        ("[>HTS|named] fired.", "hts", "alias"),
        ("[>_HTS_ fighters|named] fired.", "hts", "alias"),
        ("[>Hay’at Tahrir al-Sham|named] fired.", "hts", "alias"),
        ("[>Syrian Democratic Forces (SDF)|named] fired.", "sdf", "alias"),
        ("{Idlib|SYR} fell. [>SNA|named] fired.", "sna", "alias"),
        ("{Mogadishu|SOM} fell. [>SNA|named] fired.", "som-military", "alias"),
        ("{Mosul|IRQ} fell. [>_Daesh_ gangs|named] fired.", "is-iraq", "alias"),
        ("{Raqqa|SYR} fell. [>ISIS|named] fired.", "is-syria", "alias"),
        ("{Lima|PER} fell. [>ISIS|named] fired.", "islamic-state", "alias"),
        ("[>_Syrian Army_ units|named] fired.", "syr-military", "alias"),
        ("Free [>Syrian Army factions|generic] fired.", "fsa", "alias"),
        ("[>Nusra Front|named] fired.", "hts", "alias"),
        ("[>IDF|named] troops fired.", "isr-military", "alias"),
        ("[>Russian Aerospace Forces|named] struck.", "rus-military", "alias"),
    ],
)
def test_named(text: str, actor: str, rule: str) -> None:
    assert answer(text) == (actor, rule)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("[>Russian warplanes|force] struck.", "rus-military"),
        ("[>Syrian|force] and [Russian warplanes|force] struck.", "syr-military"),
        ("[>US military|force] expands.", "usa-military"),
        ("[>Jordanian police officers|force] fired.", "jor-police"),
        ("[>Lebanese government forces|force] fired.", "lbn-military"),
        ("[>South Sudanese soldiers|force] fired.", "ssd-military"),
        ("[>Nigerien gendarmes|force] fired.", "ner-gendarmerie"),
        ("{Goma|COD} fell. [>Congolese soldiers|force] fired.", "cod-military"),
        ("{Brazzaville|COG} slept. [>Congolese soldiers|force] fired.", "cog-military"),
        ("The [>Russians|force] use the airport.", "rus-military"),
        ("[>Russia|force|doer:0] struck.", "rus-military"),
        ("Turkey's general [>staff|civilian] said so.", "tur-military"),
        ("Kiev’s [>gunners|force] fired.", "ukr-military"),
        ("Assad’s [>army|force] fired.", "syr-military"),
        ("Myanmar [>troops|force] fired.", "mmr-military"),
        ("[>forces of the Saleh regime|force] fired.", "yem-military"),
        ("The Russian Defense [>Ministry|person] said so.", "rus-government"),
    ],
)
def test_nationality_and_force(text: str, actor: str) -> None:
    assert answer(text) == (actor, "nationality-force")


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The [>Syrian Observatory for Human Rights|named] said so.", "sohr"),
        ("The [>Syrian Network of Bakers|named] said so.", "Syrian Network of Bakers"),
        ("The [>Colombian Truth Commission|named] said so.", "Colombian Truth Commission"),
        ("A blast killed [>two Jordanians|force|target:0].", "civ-jor"),
        ("Mines hurt [>Iraqis|force|target:0].", "civ-irq"),
        ("[>two Jordanians|force|doer:0] fired.", "jor-military"),
        ("A [>Jordanian|force|doer:0] fired.", "uag-jor"),
        ("An [>Israeli|force|target:0] died.", "civ-isr"),
        ("Mines are a danger to [>Iraqis|force].", "civ-irq"),
    ],
)
def test_a_nation_in_a_name_is_not_its_army(text: str, actor: str) -> None:
    assert answer(text)[0] == actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        (SYRIA + "[>Two men|civilian|target:0] died.", "civ-syr"),
        (SYRIA + "[>Officials|person] marched through the town.", "prot-syr"),
        (SYRIA + "[>members of the Shabak minority|civilian] live there.", "civ-syr"),
        (SYRIA + "[>a group of farmers|civilian] left.", "civ-syr"),
        (SYRIA + "The [>anti-IS coalition|force] fired.", "coalition-inherent-resolve"),
        ("Russia said so. {Homs|SYR} fell. The [>army|force] fired.", "syr-military"),
    ],
)
def test_who_people_are(text: str, actor: str) -> None:
    assert answer(text)[0] == actor


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        pytest.param(SYRIA + "[>Gunmen|generic] fired.", 0.65, id="little-is-told"),
        pytest.param(SYRIA + "[>Farmers|civilian] left.", 0.8, id="civilians"),
        pytest.param("[>Russian soldiers|force] fired.", 0.9, id="a-nation"),
        pytest.param("[>Russia|named] wept.", 0.6, id="a-nation-that-does-nothing"),
        pytest.param("[>Turkish-backed rebels|generic] fired.", 0.65, id="a-proxy"),
    ],
)
def test_how_sure_it_is_who_is_meant(text: str, confidence: float) -> None:
    assert ask(Made(text)).confidence == confidence


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        (SYRIA + "[>Government forces|force] fired.", "syr-military"),
        (SYRIA + "The [>army|force] fired.", "syr-military"),
        (SYRIA + "[>army troops|force] fired.", "syr-military"),
        (SYRIA + "[>regime forces|force] fired.", "syr-military"),
        (SYRIA + "[>Security forces|force] fired.", "syr-military"),
        (SYRIA + "[>Police|force] fired.", "syr-police"),
        (SYRIA + "[>Warplanes|force] fired.", "syr-military"),
        (SYRIA + "[Turkish troops|force] fired. [>Government troops|force] fled.", "syr-military"),
        (SYRIA + "The {Niamey|NER} [>junta|force] fired.", "ner-military"),
        ("The [>army|force] fired at Yemenis.", "yem-military"),
        (SYRIA + "[>pro-government forces|force] fired.", "syr-military"),
        (SYRIA + "[>government fighters|generic] fired.", "syr-military"),
        (SYRIA + "An army [>checkpoint|generic] fell.", "syr-military"),
        (SYRIA + "A [>colonel|force] fell.", "syr-military"),
    ],
)
def test_forces_of_the_country_spoken_of(text: str, actor: str) -> None:
    assert answer(text) == (actor, "force")


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        (SYRIA + "[Russian troops|force] came. The [>troops|force] left.", "rus-military"),
        (SYRIA + "The [Russian military|force] sent [>helicopters|force].", "rus-military"),
        (SYRIA + "A [US military convoy|force] came. These [>forces|force] stay.", "usa-military"),
        (SYRIA + "[Turkish troops|force|doer:0] killed [>soldiers|force|killed:0].", "syr-military"),
        (SYRIA + "[Russian troops|force] came. [>Troops|force] left.", "syr-military"),
    ],
)
def test_forces_spoken_of_before(text: str, actor: str) -> None:
    assert answer(text)[0] == actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("[HTS|named] came. The [>militants|generic] left.", "hts"),
        ("[HTS|named] came. [>Militants|generic] left.", "hts"),
        ("[HTS|named] came. The [>group|generic] left.", "hts"),
        ("[HTS|named] came. A. B. C. D. E. F. The [>rebels|generic] left.", "hts"),
        ("# [>Militants|generic] storm town\n\n[HTS|named] came. [SDF|named] went.", "hts"),
        (SYRIA + "[HTS|named] and its [>allies|generic] left.", "uag-syr"),
        (SYRIA + "[HTS|named] and its [Turkish-backed allies|generic] came. "
         "[HTS|named] and its [>allies|generic] left.", "proxy-tur"),
        (SYRIA + "[SDF|named|doer:0] came upon [Turkish-backed militants|generic]. "
         "[>militants|generic|killed:1] died as the [SDF|named|doer:1] came.", "proxy-tur"),
        (SYRIA + "[HTS|named] came. [>Unidentified militants|generic] left.", "uag-syr"),
        (SYRIA + "[HTS|named] and other [>radical groups|generic] left.", "uag-syr"),
        (SYRIA + "[>Militants|generic] left.", "uag-syr"),
        (SYRIA + "[>Rebels|generic] left.", "opposition-rebels-syria"),
        (SYRIA + "[HTS|named] came. [>Gunmen|generic] left.", "uag-syr"),
        (SYRIA + "[HTS|named] came. [>unknown assailants|generic] left.", "uag-syr"),
        (SYRIA + "[HTS|named] came. The [>assailants|generic] left.", "hts"),
        (SYRIA + "[HTS|named] came. A [>suicide bomber|generic] left.", "hts"),
        (SYRIA + "[HTS|named] came. [YPG|named] came.\n\nA. B. C. [>Militants|generic] left.", "uag-syr"),
        (SYRIA + "[HTS|named] came. [>Iraqi insurgents|generic] left.", "uag-irq"),
        (SYRIA + "[HTS|named] came. [NDF|named] came. The [>militia|generic] left.", "ndf"),
        (SYRIA + "[HTS|named] came. [NDF|named] came. The [>rebels|generic] left.", "hts"),
        ("{Mali|MLI} is calm. [Russian mercenaries|generic] came. A. B. C. D. E. F. "
         "The [>mercenaries|generic] left.", "wagner"),
        (SYRIA + "[>Gunmen|generic] from [HTS|named] left.", "hts"),
        (SYRIA + "[>Fighters|generic] of the [Nusra Front|named] left.", "hts"),
        ("{Mosul|IRQ} slept. [>Aircraft|force] of the [coalition|force] came.", "coalition-inherent-resolve"),
        (SYRIA + "[>Gunmen|generic] from [villagers|civilian] left.", "uag-syr"),
        (SYRIA + "[>Militias|generic] loyal to [Turkey|force] left.", "uag-syr"),
        (SYRIA + "[>Troops|force] of [Turkey|force] left.", "tur-military"),
        (SYRIA + "[NDF|named] came. Near {Aden|YEM} and {Taiz|YEM} [>fighters|generic] left.", "uag-yem"),
        (SYRIA + "The [>warring sides|generic] met.", "warring sides"),
    ],
)  # fmt: skip
def test_common_nouns_for_armed_groups(text: str, actor: str) -> None:
    assert answer(text)[0] == actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("[>Turkish-backed militants|generic] came.", "proxy-tur"),
        ("[>pro-Turkish forces|force] came.", "proxy-tur"),
        ("[>Iran-backed militias|generic] came.", "proxy-irn"),
        ("[>US-backed fighters|generic] came.", "proxy-usa"),
        ("[>Saudi-backed government forces|force] came. {Aden|YEM} slept.", "yem-military"),
        (SYRIA + "[>pro-government militiamen|generic] came.", "progov-syr"),
        (SYRIA + "[>anti-government protesters|generic] came.", "prot-syr"),
        ("[>Houthi-backed militants|generic] came.", "houthi"),
        ("{Aden|YEM} is calm. [>al-Qaeda-linked militants|generic] came.", "aqap"),
        ("{Lima|PER} is calm. [>al-Qaeda-linked militants|generic] came.", "al-qaeda"),
    ],
)
def test_proxies(text: str, actor: str) -> None:
    assert answer(text)[0] == actor


def test_a_proxy_has_one_name_and_one_type() -> None:
    made = Made(SYRIA + "[>pro-Turkish forces|force] came. [Turkish-backed militiamen|generic] left.")
    facts = resolve_actors(made.article, made.annotated, REGISTRY, places=made.places)
    assert {(fact.name, fact.type, fact.home) for fact in facts.values()} == {
        ("Turkish-backed militants", "Political militia", None)
    }


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        (SYRIA + "[>civilians|civilian] died.", "civ-syr"),
        (SYRIA + "Two [>aid workers|civilian] died.", "civ-syr"),
        (SYRIA + "[>people|civilian] died.", "civ-syr"),
        (SYRIA + "[>Turkish journalists|civilian] died.", "civ-tur"),
        ("{Kilis|TUR} was hit and [>people|civilian] died. {Idlib|SYR}, {Hama|SYR} and {Homs|SYR} slept.", "civ-tur"),
        (SYRIA + "[>Protesters|generic] marched.", "prot-syr"),
        (SYRIA + "[>Demonstrators|generic] marched.", "prot-syr"),
        (SYRIA + "A [>mob|generic] came.", "riot-syr"),
        (SYRIA + "[HTS|named] freed [>_HTS_ hostages|named].", "civ-syr"),
        ("[>Civilians|civilian] died.", "Civilians"),
        ("[>Gunmen|generic] came.", "Unidentified Armed Group"),
        ("{Mopti|MLI} slept. [>Fulani herders|generic|doer:0] came.", "communal-fulani-mli"),
        ("{Mopti|MLI} slept. [>herders|generic|target:0] died.", "civ-mli"),
        ("{Idlib|SYR} slept. [>a former rebel commander|generic|target:0] died.", "civ-syr"),
        ("{Idlib|SYR} slept. [>a retired army officer|generic|target:0] died.", "civ-syr"),
        ("{Jos|NGA} slept. [>vigilantes|generic] came.", "vig-nga"),
        ("{Port-au-Prince|HTI} slept. [>gang members|generic] came.", "gang-hti"),
        ("{Hebron|PSE} slept. [>settlers|civilian] came.", "settlers-pse"),
    ],
)
def test_people_without_a_name(text: str, actor: str) -> None:
    assert answer(text)[0] == actor


@pytest.mark.parametrize(
    ("sub_event", "words", "actor"),
    [
        ("Peaceful protest", "[>Farmers|civilian|doer:0] marched.", "prot-syr"),
        ("Mob violence", "A [>crowd|generic|doer:0] came.", "riot-syr"),
        ("Violent demonstration", "[>youths|civilian|doer:0] came.", "riot-syr"),
        ("Excessive force against protesters", "the [>crowd|generic|target:0] fled.", "prot-syr"),
        ("Attack", "[>Farmers|civilian|target:0] died.", "civ-syr"),
        ("Attack", "[>Two men|civilian|doer:0] fired.", "uag-syr"),
        ("Attack", "[>Someone|person|doer:0] fired.", "uag-syr"),
        ("Attack", "They shot [>someone|person|target:0].", "civ-syr"),
        ("Arrests", "They held [>Bilal Tarek|named|target:0].", "civ-syr"),
        ("Arrests", "They held [>a clerk|person|target:0].", "civ-syr"),
        ("Air/drone strike", "It hit [>a tea seller|person|target:0].", "civ-syr"),
        ("Attack", "They shot [>Dawn Brigade|named|target:0].", None),
        ("Armed clash", "They shot [>Bilal Tarek|named|target:0].", None),
        ("Attack", "[>Two men|civilian|target:0] died.", "civ-syr"),
        ("Attack", "the [>governor|person|target:0] died.", "civ-syr"),
        ("Agreement", "the [>government|person|doer:0] agreed.", "syr-government"),
        ("Air/drone strike", "the [>government|person|doer:0] struck.", "syr-military"),
        ("Arrests", "the [>authorities|person|doer:0] came.", "syr-police"),
        ("Attack", "[>Syrians|force|killed:0] died.", "civ-syr"),
        ("Excessive force against protesters", "[>Soldiers|generic|doer:0] fired.", "syr-military"),
        ("Disrupted weapons use", "army [>engineers|civilian|doer:0] came.", "syr-military"),
        ("Disrupted weapons use", "the [>engineers|civilian|doer:0] came.", "civ-syr"),
        ("Attack", "a militia [>guard|force|doer:0] fired.", "uag-syr"),
        ("Attack", "the [>Third Division|named|doer:0] came.", "syr-military"),
        ("Attack", "the [>88th Infantry Battalion|named|doer:0] came.", "syr-military"),
    ],
)
def test_the_role_decides(sub_event: str, words: str, actor: str | None) -> None:
    assert ask(Made(SYRIA + words, triggers={0: sub_event})).id == actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The [coalition|force] bombed. {Sanaa|YEM} slept, and the [>coalition|force] left.", "saudi-led-coalition"),
        ("{Mosul|IRQ} slept. The [>coalition|force] came.", "coalition-inherent-resolve"),
        ("{Gao|MLI} slept. [>Peacekeepers|force] came.", "minusma"),
        ("{Lima|PER} slept. [>Peacekeepers|force] came.", "united-nations"),
        (SYRIA + "[>Kurdish forces|force] came.", "sdf"),
        ("{Jenin|PSE} slept. [>Troops|force] came.", "isr-military"),
    ],
)
def test_local_names(text: str, actor: str) -> None:
    assert answer(text) == (actor, "local-name")
