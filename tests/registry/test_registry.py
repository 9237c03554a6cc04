"""The registry: what the files must hold, how names are found and ranked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from khaldun.errors import DataError
from khaldun.resolve.registry_protocol import TYPES
from khaldun.tools.registry import Registry, load_registry

GOOD = """
- id: dawn-front
  name: Dawn Front
  aliases: [DF]
  type: Rebel group
  home: SYR
"""


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("- id: x\n  name: [", "not valid YAML", id="not-yaml"),
        pytest.param("- id: X Y\n  name: A\n  type: Rebel group", "field id", id="id-with-capitals-and-space"),
        pytest.param("- id: x\n  type: Rebel group", "field name", id="no-name"),
        pytest.param("- id: x\n  name: A", "field type", id="no-type"),
        pytest.param("- id: x\n  name: A\n  type: Rebels", "'Rebels' is none of", id="unknown-type"),
        pytest.param("- id: x\n  name: A\n  type: Rebel group\n  home: XXX", "no country 'XXX'", id="unknown-home"),
        pytest.param(
            "- id: x\n  name: A\n  type: Rebel group\n  areas: [SYR, QQQ]", "no country 'QQQ'", id="unknown-area"
        ),
        pytest.param(
            "- id: x\n  name: A\n  type: Rebel group\n  parent: y", "there is no actor 'y'", id="unknown-parent"
        ),
        pytest.param(
            "- id: x\n  name: A\n  type: Rebel group\n  from: 2015\n  to: 2014", "2015 is after", id="ends-first"
        ),
        pytest.param("- id: x\n  name: A\n  type: Rebel group\n  colour: red", "colour", id="unknown-field"),
        pytest.param(
            "- id: x\n  name: A\n  type: Rebel group\n  aliases: [NO]", "Expected `str`, got `bool`", id="yaml-no"
        ),
        pytest.param("- id: x\n  name: A\n  type: Rebel group\n  aliases: ['']", "an alias is empty", id="empty-alias"),
        pytest.param(GOOD + GOOD, "stands in war.yaml too", id="id-twice"),
        pytest.param("- name: A\n  type: Rebel group", "id", id="no-id"),
        pytest.param(
            "- {id: x, name: A, type: Rebel group, parent: y}\n- {id: y, name: B, type: Rebel group, parent: z}\n"
            "- id: z\n  name: C\n  type: Rebel group\n  parent: x",
            "grew out of itself: ",
            id="a-loop-of-renames",
        ),
        pytest.param(
            "- {id: x, name: A, type: Rebel group, to: 2015}\n- id: y\n  name: A\n  type: Rebel group\n  from: 2015",
            "bears the name of x (A) on the same days",
            id="one-name-on-the-same-days",
        ),
        pytest.param("- {id: x, name: A, type: Rebel group, members: [y]}", "no actor or country 'y'", id="no-member"),
        pytest.param("- {id: x, name: A, type: Rebel group, members: [x]}", "is a member of itself", id="own-member"),
        pytest.param(
            "- {id: x, name: A, type: Rebel group, members: [y]}\n- {id: y, name: B, type: Rebel group, members: [x]}",
            "is a member of itself: ",
            id="members-in-a-loop",
        ),
        pytest.param(
            "- {id: x, name: A, type: Rebel group, members: [SYR, {who: SYR, from: 2015}]}",
            "SYR stands twice on the same days",
            id="member-twice",
        ),
        pytest.param(
            "- {id: x, name: A, type: Rebel group, members: [{who: SYR, from: 2015, to: 2014}]}",
            "SYR: 2015 is after to: 2014",
            id="member-goes-before-it-comes",
        ),
        pytest.param(
            "- {id: x, name: A, type: Rebel group, ucdp: 9001}\n- {id: y, name: B, type: Rebel group, ucdp: [9001]}",
            "line 2, field ucdp: y: 9001 stands under x too, no kin of it",
            id="one-ucdp-id-of-two",
        ),
        pytest.param(
            "- {id: x, name: A, type: Rebel group, ucdp: 118}",
            "118 is the government of SYR",
            id="ucdp-of-a-government",
        ),
        pytest.param(
            "- {id: x, name: A, type: State forces, home: LBN, ucdp: 118}",
            "118 is the government of SYR",
            id="ucdp-of-another-state",
        ),
        pytest.param("- {id: x, name: A, type: Rebel group, sector: RBL}", "'RBL' is none of GOV", id="no-sector"),
    ],
)
def test_a_wrong_file_is_named_with_line_and_field(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "war.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_registry(tmp_path)
    assert "war.yaml, line" in str(raised.value)
    assert words in str(raised.value)


def test_an_error_gives_the_line_of_the_entry(tmp_path: Path) -> None:
    (tmp_path / "war.yaml").write_text(GOOD + "- id: other\n  name: O\n  type: Nobody\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"war\.yaml, line 7, field type: other"):
        load_registry(tmp_path)


def test_several_files_add_to_one_army(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- id: fra-military\n  aliases: [Operation Dawn]\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("- id: fra-military\n  aliases: [Operation Dusk]\n", encoding="utf-8")
    army = load_registry(tmp_path).get("fra-military")
    assert army is not None
    assert army.name == "Military Forces of France"
    assert {"Operation Dawn", "Operation Dusk", "Armed Forces of France"} <= set(army.aliases)


def test_a_name_may_come_again(tmp_path: Path) -> None:
    entry = "- id: {id}\n  name: A\n  type: Rebel group\n  {days}\n"
    text = entry.format(id="x", days="to: 2014") + entry.format(id="y", days="from: 2015")
    (tmp_path / "war.yaml").write_text(text, encoding="utf-8")
    registry = load_registry(tmp_path)
    for year, id_ in ((2013, "x"), (2016, "y")):
        assert registry.lookup("A", date=dt.date(year, 5, 1))[0].actor.id == id_


RENAMES = [
    ("Jabhat al-Nusra", 2015, "al-nusra"), ("Nusra Front", 2013, "al-nusra"), ("HTS", 2018, "hts"),
    ("Tahrir al-Sham", 2019, "hts"), ("Wagner", 2022, "wagner"), ("Africa Corps", 2024, "africa-corps"),
    ("YPG", 2014, "ypg"), ("Syrian Democratic Forces", 2017, "sdf"), ("AMISOM", 2015, "atmis"),
    ("ATMIS", 2023, "atmis"),
]  # fmt: skip


def test_of_equals_the_one_that_goes_on_is_first(registry: Registry) -> None:
    assert [match.actor.id for match in registry.lookup("RSF")][:2] == ["rsf", "military-rsf"]


@pytest.mark.parametrize(("name", "year", "actor_id"), RENAMES, ids=[f"{name}-{year}" for name, year, _ in RENAMES])
def test_names_are_those_of_their_day(registry: Registry, name: str, year: int, actor_id: str) -> None:
    assert registry.lookup(name, date=dt.date(year, 6, 1))[0].actor.id == actor_id


KIN = """
- {id: front, name: Dawn Front, type: Rebel group, ucdp: 9001, members: [ally]}
- {id: new-front, name: New Dawn Front, type: Rebel group, parent: wing, ucdp: 9001}
- {id: wing, name: Dawn Wing, type: Rebel group, parent: front}
- {id: ally, name: Dusk Front, type: Rebel group, ucdp: [9001, 9002]}
- {id: fra-division, name: 1st Division, type: State forces, home: FRA, parent: fra-military}
- {id: fra-brigade, name: 2nd Brigade, type: State forces, home: FRA, parent: fra-division}
- {id: fra-guard, name: Guard, type: State forces, home: FRA, parent: fra-military, ucdp: []}
- {id: fra-rebels, name: Mutineers, type: Rebel group, home: FRA, parent: fra-military}
"""


def test_kin_share_an_id_of_ucdp_and_a_states_forces_that_of_their_government(tmp_path: Path) -> None:
    (tmp_path / "war.yaml").write_text(KIN, encoding="utf-8")
    registry = load_registry(tmp_path)
    for actor_id, ids in {
        "front": (9001,), "new-front": (9001,), "wing": (), "ally": (9001, 9002), "fra-division": (33,),
        "fra-brigade": (33,), "fra-guard": (), "fra-rebels": (), "fra-police": (33,), "civ-fra": (),
    }.items():  # fmt: skip
        actor = registry.get(actor_id)
        assert actor is not None
        assert actor.ucdp == ids


def test_members_come_and_go(tmp_path: Path) -> None:
    (tmp_path / "war.yaml").write_text(
        GOOD + "  members: [FRA, {who: QAT, from: 2015, to: 2017-06-05}, {who: QAT, from: 2021}]\n", encoding="utf-8"
    )
    registry = load_registry(tmp_path)
    front = registry.get("dawn-front")
    assert front is not None
    for day, members in (
        (dt.date(2014, 1, 1), ["FRA"]), (dt.date(2017, 6, 5), ["FRA", "QAT"]), (dt.date(2017, 6, 6), ["FRA"]),
        (None, ["FRA", "QAT", "QAT"]),
    ):  # fmt: skip
        assert [member.who for member in front.members if member.on(day)] == members
    assert [actor.id for actor in registry.coalitions("QAT")] == ["dawn-front"]
    assert registry.coalitions("USA") == ()


COALITIONS = [
    ("saudi-led-coalition", "QAT", dt.date(2016, 5, 1), True),
    ("saudi-led-coalition", "QAT", dt.date(2018, 5, 1), False), ("coalition-inherent-resolve", "USA", None, True),
    ("mnjtf", "NER", dt.date(2020, 1, 1), True),
    ("mnjtf", "NER", dt.date(2025, 6, 1), False), ("g5-sahel", "MLI", dt.date(2023, 1, 1), False),
    ("isaf", "GBR", None, True), ("sdf", "ypg", None, True), ("sna", "nlf", dt.date(2018, 9, 1), False),
    ("jaish-al-fatah", "al-nusra", dt.date(2015, 5, 1), True), ("jaish-al-fatah", "ahrar-al-sham", None, True),
    ("islamic-state", "iswap", None, True),
]  # fmt: skip


@pytest.mark.parametrize(("coalition", "who", "day", "belongs"), COALITIONS)
def test_coalitions_have_their_members(
    registry: Registry, coalition: str, who: str, day: dt.date | None, belongs: bool
) -> None:
    actor = registry.get(coalition)
    assert actor is not None
    assert any(member.who == who and member.on(day) for member in actor.members) is belongs


def test_years_are_whole_years_and_days_are_inclusive(tmp_path: Path) -> None:
    (tmp_path / "war.yaml").write_text(GOOD + "  from: 2015\n  to: 2017-03-04\n", encoding="utf-8")
    actor = load_registry(tmp_path).get("dawn-front")
    assert actor is not None
    assert (actor.start, actor.end) == (dt.date(2015, 1, 1), dt.date(2017, 3, 5))
    assert actor.overlaps(dt.date(2017, 3, 4))
    assert not actor.overlaps(dt.date(2017, 3, 5))


@pytest.mark.parametrize(
    ("actor_id", "name", "kind"),
    [
        ("syr-military", "Military Forces of Syria", "State forces"),
        ("usa-military", "Military Forces of the United States", "State forces"),
        ("cod-police", "Police Forces of the Democratic Republic of Congo", "State forces"),
        ("rus-government", "Government of Russia", "State forces"),
        ("civ-usa", "Civilians (United States)", "Civilians"),
        ("prot-mmr", "Protesters (Myanmar)", "Protesters"),
        ("riot-nga", "Rioters (Nigeria)", "Rioters"),
        ("uag-mli", "Unidentified Armed Group (Mali)", "Political militia"),
        ("aid-workers-afg", "Aid Workers (Afghanistan)", "Civilians"),
        ("journalists-syr", "Journalists (Syria)", "Civilians"),
        ("health-workers-sdn", "Health Workers (Sudan)", "Civilians"),
        ("women-mmr", "Women (Myanmar)", "Civilians"),
        ("children-yem", "Children (Yemen)", "Civilians"),
        ("ner-gendarmerie", "Police Forces of Niger - Gendarmerie", "State forces"),
    ],
)
def test_every_country_has_its_forces_and_people(registry: Registry, actor_id: str, name: str, kind: str) -> None:
    actor = registry.get(actor_id)
    assert actor is not None
    assert (actor.name, actor.type, registry.type_of(actor_id)) == (name, kind, kind)


@pytest.mark.parametrize("actor_id", ["qqq-military", "syr-", "civ-", "military", "SYR-military", ""])
def test_no_actor_is_made_up(registry: Registry, actor_id: str) -> None:
    assert registry.get(actor_id) is None
    assert registry.type_of(actor_id) is None


def test_the_packaged_files_hold_what_the_issue_asks_for(registry: Registry) -> None:
    from khaldun.tools.registry.registry import FOLDER

    assert len(list(FOLDER.glob("*.yaml"))) >= 12
    assert sum(not actor.kind for actor in registry) >= 600
    assert registry.version.startswith("actors/")


def test_packaged_actors_are_of_known_types(registry: Registry) -> None:
    wrong = [actor.id for country in ("SYR", "IRQ", "YEM", "UKR", "MLI") for actor in registry.members(country)
             if actor.type not in TYPES]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "country", "date", "first"),
    [
        pytest.param("HTS", None, None, "hts", id="abbreviation"),
        pytest.param("hayat tahrir el sham", None, None, "hts", id="folded"),
        pytest.param("the SDF", "SYR", None, "sdf", id="with-the"),
        pytest.param("Hayat Tahrer al Shaam", None, None, "hts", id="misspelled"),
        pytest.param("Russian warplanes", None, None, "rus-military", id="nationality-and-platform"),
        pytest.param("Iraqi police", None, None, "irq-police", id="nationality-and-police"),
        pytest.param("SNA", "SYR", dt.date(2019, 11, 14), "sna", id="by-country"),
        pytest.param("هيئة تحرير الشام", None, None, "hts", id="arabic"),
        pytest.param("Military Forces of Syria", None, None, "syr-military", id="made"),
        pytest.param("Civilians (Mali)", None, None, "civ-mli", id="made-unnamed"),
        pytest.param("Journalists (Mali)", None, None, "journalists-mli", id="civilians-of-a-kind"),
        pytest.param("Daesh", "IRQ", None, "is-iraq", id="branch-by-country"),
    ],
)
def test_lookup_ranks(registry: Registry, name: str, country: str | None, date: dt.date | None, first: str) -> None:
    matches = registry.lookup(name, country=country, date=date)
    assert matches[0].actor.id == first
    assert all(match.reasons and 0 <= match.score <= 1 for match in matches)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


def test_lookup_says_what_counts_against_a_candidate(registry: Registry) -> None:
    match = registry.lookup("Jabhat al-Nusra", country="UKR", date=dt.date(2024, 1, 1))[0]
    assert match.actor.id == "al-nusra"
    assert match.score < 0.5
    assert "not known in UKR" in match.reasons
    assert "not so called on 2024-01-01" in match.reasons


@pytest.mark.parametrize("name", ["", "   ", "the ", "qzxwv"])
def test_lookup_of_nothing_finds_nothing(registry: Registry, name: str) -> None:
    assert registry.lookup(name) == []


@pytest.mark.parametrize(
    ("word", "countries"),
    [("Russian", ("RUS",)), ("Congolese", ("COD", "COG")), ("US", ("USA",)), ("Iran", ("IRN",)), ("Utopian", ())],
)
def test_countries_of_words(registry: Registry, word: str, countries: tuple[str, ...]) -> None:
    assert tuple(sorted(registry.countries_of(word))) == countries


def test_capitals_speak_for_their_countries(registry: Registry) -> None:
    assert registry.capital_of("Ankara") == "TUR"
    assert registry.capital_of("Aleppo") is None
