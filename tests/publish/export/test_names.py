"""Whose names may be published."""

from __future__ import annotations

import pytest
from safe_making import FakeRegistry

from khaldun.publish.export.names import Names
from khaldun.publish.export.sensitive import sensitive

NAMES = Names(sensitive(), FakeRegistry(), frozenset({"Velian", "Velia", "Sudan", "Russian"}))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Teachers", id="several"),
        pytest.param("local sources", id="common-words"),
        pytest.param("Velian army", id="adjective-and-body"),
        pytest.param("Government of Velia", id="registry"),
        pytest.param("governor's office", id="office"),
        pytest.param("Sudan Doctors Union", id="union"),
        pytest.param("defence ministry of the Ostra Republic", id="ministry-of"),
        pytest.param("Russian Defense Ministry's Vesna TV", id="a-body's-body"),
        pytest.param("Human Rights Watch", id="perhaps-a-body-with-common-words"),
        pytest.param("OSCE monitors", id="acronym-known"),
        pytest.param("SDF", id="acronym-without-vowels"),
        pytest.param("President Hadi", id="leader-with-office"),
        pytest.param("Civilians (Velia)", id="a-codebook's"),
        pytest.param("hospital staff", id="site-without-a-name"),
        pytest.param("army spokesman", id="who-speaks-for-a-body"),
    ],
)
def test_a_public_name_may_be_told(name: str) -> None:
    assert NAMES.is_public(name)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Amal Hadi", id="a-person"),
        pytest.param("AMAL", id="a-name-in-capitals"),
        pytest.param("Amal", id="one-word"),
        pytest.param("Mason Baker", id="a-name-of-common-words"),
        pytest.param("Baker", id="one-common-word-with-a-capital"),
        pytest.param("Daniel Church", id="a-name-like-a-body"),
        pytest.param("coordinator Amal Hadi", id="with-a-role"),
        pytest.param("Amal Hadi of the Doctors Union", id="of-a-body"),
        pytest.param("Amal Hadi, Sudan Doctors Union", id="beside-a-body"),
        pytest.param("local sources and Amal Hadi", id="among-others"),
        pytest.param("Amal Hadi's office", id="whose-office"),
        pytest.param("Sheikh Amal Council", id="a-title"),
        pytest.param("mother of Amal", id="kin"),
        pytest.param("أمل هادي", id="another-script"),
        pytest.param("Амаль Хади", id="cyrillic"),
        pytest.param("Al-Noor hospital", id="a-sensitive-site"),
        pytest.param("General Hadid", id="a-title-is-no-leader"),
    ],
)
def test_what_may_be_a_private_persons_name_may_not(name: str) -> None:
    assert not NAMES.is_public(name)


def test_a_leaders_name_alone_is_one_in_his_country_and_never_among_civilians() -> None:
    assert NAMES.is_public("Hadi", country="YEM")
    assert not NAMES.is_public("Hadi", country="SDN")
    assert not NAMES.is_public("Hadi", country="YEM", private=True)


@pytest.mark.parametrize("name", ["a priest", "he", "teacher", "She", "the lawyer"])
def test_a_single_person_is_no_source_to_be_told_even_without_a_name(name: str) -> None:
    assert not NAMES.is_public_source(name)


@pytest.mark.parametrize("name", ["teachers", "women", "rescue workers", "army spokesman", "local officials"])
def test_several_people_and_who_speaks_for_others_are(name: str) -> None:
    assert NAMES.is_public_source(name)


def test_an_id_that_the_registry_lacks_makes_no_name_public() -> None:
    assert NAMES.actor("reb", "whatever", type_=None, country=None) == "Liberation Front of Ostra"
    assert NAMES.actor("made-up", "Amal Hadi", type_=None, country=None) is None
