"""Names in texts: what counts as one, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.tools.registry import Registry, load_registry
from khaldun.tools.registry.scanning import Scanner, plain

REGISTRY = load_registry()


@pytest.fixture(scope="module")
def registry() -> Registry:
    return REGISTRY


def names(registry: Registry, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in registry.scan(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("HTS fired on the town.", ["HTS"], id="abbreviation"),
        pytest.param("the hts of the region", [], id="abbreviation-in-small-letters"),
        pytest.param("It is a group", [], id="is-is-no-group"),
        pytest.param("IS claimed the attack in Iraq.", ["IS"], id="is-in-capitals"),
        pytest.param("Fighters of Hayat Tahrir al-Sham left", ["Hayat Tahrir al-Sham"], id="name"),
        pytest.param("HAYAT TAHRIR AL-SHAM LEAVES", ["HAYAT TAHRIR AL-SHAM"], id="all-capitals"),
        pytest.param("hayat tahrir al-sham left", [], id="no-capitals"),
        pytest.param("Hayat Tahrir al‑Sham", ["Hayat Tahrir al‑Sham"], id="another-hyphen"),
        pytest.param("Hay’at Tahrir al-Sham", ["Hay’at Tahrir al-Sham"], id="curly-apostrophe"),
        pytest.param("Hayat Tahrir\nal-Sham left", ["Hayat Tahrir\nal-Sham"], id="over-a-line-break"),
        pytest.param("Hayat Taḥrir al-Sham", ["Hayat Taḥrir al-Sham"], id="accents"),
        pytest.param("The Syrian Democratic Forces (SDF) said", ["Syrian Democratic Forces (SDF)"], id="longest-wins"),
        pytest.param("the Free Syrian army shelled", ["Free Syrian army"], id="small-last-noun"),
        pytest.param("an Islamic state is its aim", [], id="small-noun-that-matters"),
        pytest.param("the HTS-controlled town", [], id="controlled"),
        pytest.param("anti-Houthi fighters", [], id="anti"),
        pytest.param("SDF-HTS clashes", ["SDF", "HTS"], id="two-with-a-hyphen"),
        pytest.param("the SDFX unit", [], id="inside-a-word"),
        pytest.param("(HTS)", ["HTS"], id="in-brackets"),
        pytest.param("HTS's men", ["HTS"], id="possessive"),
        pytest.param("The Houthis seized it", ["Houthis"], id="without-the"),
        pytest.param("قصفت هيئة تحرير الشام البلدة", ["هيئة تحرير الشام"], id="arabic"),
        pytest.param("😀 HTS 😀 SDF", ["HTS", "SDF"], id="code-points-beyond-the-plane"),
        pytest.param("İ HTS", ["HTS"], id="letter-whose-small-form-is-longer"),
        pytest.param("", [], id="empty"),
    ],
)
def test_names_found(registry: Registry, text: str, found: list[str]) -> None:
    assert names(registry, text) == found


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        pytest.param("Near Sanaa in Yemen, the STC and NRF met.", {"stc", "nrf-yemen"}, id="country-named"),
        pytest.param("The NRF met.", set(), id="local-alias-alone"),
        pytest.param("The NRF, the National Resistance Forces, met.", {"nrf-yemen"}, id="other-alias-named"),
        pytest.param("The NRF met in Peru.", set(), id="another-country"),
    ],
)
def test_local_aliases_need_their_country(registry: Registry, text: str, ids: set[str]) -> None:
    found = {actor_id for hit in registry.scan(text) for actor_id in hit.actor_ids}
    assert found & {"stc", "nrf-yemen"} == ids


def test_a_shared_alias_gives_every_bearer(registry: Registry) -> None:
    (hit,) = registry.scan("The SNA attacked in Syria and Somalia.")
    assert {"sna", "som-military"} <= set(hit.actor_ids)


def test_countries_and_adjectives_are_told_apart(registry: Registry) -> None:
    text = "Russian jets left Syria; pro-Turkish, US and South Sudanese troops stayed."
    found = [(text[hit.start : hit.end], hit.countries, hit.name) for hit in registry.scan_countries(text)]
    assert found == [
        ("Russian", ("RUS",), False),
        ("Syria", ("SYR",), True),
        ("US", ("USA",), True),
        ("South Sudanese", ("SSD",), False),
    ]


WORDS = st.sampled_from(
    [
        "HTS",
        "the SDF",
        "Hayat Tahrir al-Sham",
        "Houthi",
        "é",
        "İ",
        "😀",
        "ß",
        "-",
        "’s",
        "\n",
        " ",
        "Ḥ",
        "هيئة تحرير الشام",
        "x",
    ]
)


@settings(max_examples=200)
@given(pieces=st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=12), cut=st.integers(0, 20))
def test_offsets_are_code_points_of_the_text(pieces: list[str], cut: int) -> None:
    text = " ".join(pieces)
    start = min(cut, len(text))
    hits = REGISTRY.scan(text, start)
    assert all(start <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(before.end <= after.start for before, after in zip(hits, hits[1:], strict=False))
    for hit in hits:
        known = {plain(name) for actor_id in hit.actor_ids for name in names_of(actor_id)}
        assert plain(text[hit.start : hit.end]) in known


@given(text=st.text())
def test_plain_text_has_the_same_offsets(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


def names_of(actor_id: str) -> set[str]:
    actor = REGISTRY.get(actor_id)
    assert actor is not None
    return {actor.name, *actor.aliases, *actor.local}


def test_tails_may_be_small_only_where_allowed() -> None:
    strict, lax = Scanner(["Dawn Brigade"]), Scanner(["Dawn Brigade"], frozenset({"brigade"}))
    text = "the Dawn brigade"
    assert strict.find(text, 0, len(text)) == []
    assert [hit[:2] for hit in lax.find(text, 0, len(text))] == [(4, 16)]
