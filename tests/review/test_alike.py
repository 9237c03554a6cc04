"""What is loose in a claim, and which of it is alike."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.records.lines import ActorLine, ClaimLine, CodingLine, PlaceLine, ReportRef, SourceLine
from khaldun.records.loose import loose_of
from khaldun.review.alike import Alike, End
from khaldun.review.fields import EDITED
from khaldun.tools.gazetteer.rules import load_folding

LOOSE = PlaceLine(quote="town of Misherfah", unresolved=True)
SYRIA = CodingLine(codebook="acled", country="SYR")


@pytest.fixture(scope="module")
def alike() -> Alike:
    return Alike(load_folding().fold)


def claim(**values: object) -> ClaimLine:
    return ClaimLine(report=ReportRef(id="r", name="r"), **values)  # type: ignore[arg-type]


def place(words: str, **values: object) -> ClaimLine:
    return claim(place=PlaceLine(quote=words, unresolved=True, **values), coding=SYRIA)  # type: ignore[arg-type]


def keys(alike: Alike, line: ClaimLine, kind: str) -> list[str]:
    return [end.key for end in alike.ends(line) if end.kind == kind and not end.settled]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Misherfah", "town of Misherfah", True, id="the-kind-of-place-beside-it"),
        pytest.param("Al-Kadhah village", "al Kadhah", True, id="kind-behind-and-article"),
        pytest.param("Ma'aret Hurmah", "Maaret Hurma", True, id="habits-of-spelling"),
        pytest.param("المشيرفة", "al-Mshairfa", False, id="consonants-alone-are-not-enough"),
        pytest.param("near Misherfah", "Misherfah", False, id="near-it-is-another-place"),
        pytest.param("northern Misherfah", "Misherfah", False, id="a-part-of-it-is-another-place"),
        pytest.param("Misherfah, Homs", "Misherfah, Idlib", False, id="in-another-region"),
        pytest.param("Misherfah, Homs", "village of Misherfah, Homs", True, id="in-the-same-region"),
    ],
)
def test_places_are_alike_by_their_folded_name(alike: Alike, one: str, other: str, same: bool) -> None:
    left, right = keys(alike, place(one), "place"), keys(alike, place(other), "place")
    assert len(left) == len(right) == 1
    assert (left == right) is same


def test_places_of_two_countries_are_not_alike(alike: Alike) -> None:
    here = claim(place=LOOSE, coding=SYRIA)
    there = claim(place=LOOSE, coding=CodingLine(codebook="acled", country="IRQ"))
    stated = claim(place=PlaceLine(quote="Misherfah", country="IRQ", unresolved=True), coding=SYRIA)
    nowhere = claim(place=LOOSE)
    assert [keys(alike, line, "place") for line in (here, there, stated, nowhere)] == [
        ["SYR:misherfa"], ["IRQ:misherfa"], ["IRQ:misherfa"], [":misherfa"]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param(claim(), 0, id="nothing-said"),
        pytest.param(claim(place=PlaceLine(name="X", latitude=1.0, longitude=2.0)), 0, id="place-with-coordinates"),
        pytest.param(claim(place=PlaceLine(name="X")), 1, id="place-without-coordinates"),
        pytest.param(claim(place=PlaceLine(name="X", rules=(EDITED,))), 0, id="place-that-a-person-set"),
        pytest.param(claim(place=PlaceLine(unresolved=True)), 0, id="place-without-words"),
        pytest.param(claim(place=PlaceLine(quote="—", unresolved=True)), 1, id="no-letter-in-it"),
        pytest.param(claim(actor1=ActorLine(quote="rebels", id="a")), 0, id="actor-of-the-registry"),
        pytest.param(claim(actor1=ActorLine(quote="rebels")), 1, id="actor-of-none"),
        pytest.param(claim(actor1=ActorLine(name="Protesters")), 0, id="actor-that-the-codebook-adds"),
        pytest.param(claim(actor2=ActorLine(quote="rebels", rules=(EDITED,))), 0, id="actor-that-a-person-set"),
        pytest.param(
            claim(actor1=ActorLine(quote="Rebels"), assoc_actor2=(ActorLine(quote="the rebels"),)), 1, id="once-each"
        ),
        pytest.param(
            claim(assoc_actor1=(ActorLine(quote="A band"),), actor2=ActorLine(quote="B band")), 2, id="every-role"
        ),
        pytest.param(claim(sources=(SourceLine(name="a monitor"), SourceLine(name="A Monitor"))), 1, id="sources"),
    ],
)
def test_what_is_loose(alike: Alike, line: ClaimLine, found: int) -> None:
    assert len(alike.ends(line)) == found
    told = {(one.kind, alike.key(one.kind, one.words, one.country)) for one in loose_of(line)}
    assert told == {(end.kind, end.key) for end in alike.ends(line)}  # the store groups by what it has noted


def test_a_source_that_a_person_has_set_is_settled(alike: Alike) -> None:
    line = claim(sources=(SourceLine(name="SANA", rules=(EDITED,)), SourceLine(name="a monitor")))
    assert {(end.key, end.settled) for end in alike.ends(line)} == {("sana", True), ("a monitor", False)}
    assert alike.has(line, "source", "a monitor") and not alike.has(line, "source", "sana")


def test_a_claim_has_what_is_loose_in_it(alike: Alike) -> None:
    line = claim(actor1=ActorLine(quote="Sons of the Hill", name=None), coding=SYRIA)
    (end,) = alike.ends(line)
    assert end == End("actor", end.key, "Sons of the Hill", "SYR")
    assert alike.has(line, "actor", end.key) and not alike.has(line, "place", end.key)
    assert line.actor1 is not None
    assert alike.end(line, msgspec.structs.replace(line.actor1, id="x")) is None
