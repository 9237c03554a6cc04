"""One fix for all that are alike: each keeps its own words, and nothing else is touched."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.records.base import Span
from khaldun.records.facts import Candidate, Fallback
from khaldun.records.lines import ActorLine, ClaimLine, ConfidenceLine, PlaceLine, ReportRef, SourceLine
from khaldun.review.alike import Alike
from khaldun.review.fields import EDITED, FieldError
from khaldun.review.fix import Fix, changed_fields, checked, fixed
from khaldun.tools.gazetteer.rules import load_folding

WORDS = (Span(start=3, end=9, quote="Sadi so"),)
FOUND = PlaceLine(
    name="As Sadi", gazetteer_id="gn:1", country="SYR", admin1="Idlib", latitude=35.0, longitude=36.0, precision=1
)
HILL = ActorLine(id="sons", name="Sons of the Hill", type="Rebel group")
CANDIDATE = Candidate(name="Sadi", gazetteer_id="gn:2", latitude=1.0, longitude=2.0, score=0.1)


@pytest.fixture(scope="module")
def alike() -> Alike:
    return Alike(load_folding().fold)


def claim(**values: object) -> ClaimLine:
    return ClaimLine(report=ReportRef(id="r", name="r"), confidence=ConfidenceLine(place=0.3, actor1=0.4), **values)  # type: ignore[arg-type]


def test_a_place_is_set_with_its_own_words_and_evidence(alike: Alike) -> None:
    fallback = Fallback(rule="x", name="Idlib", latitude=35.1, longitude=36.1, precision=3)
    own = PlaceLine(quote="town of Sadi", unresolved=True, evidence=WORDS, candidates=(CANDIDATE,), fallback=fallback,
                    rules=("places/unknown",))  # fmt: skip
    line = claim(place=own, actor1=ActorLine(quote="Sadi"))
    new = fixed(line, Fix(kind="place", key=":sadi", part=FOUND), alike)
    assert new.place == msgspec.structs.replace(
        FOUND, quote="town of Sadi", evidence=WORDS, candidates=(CANDIDATE,), rules=(EDITED,)
    )
    assert new.rules == (EDITED,) and new.confidence == ConfidenceLine(actor1=0.4)
    assert new.actor1 == line.actor1
    assert changed_fields(line, new, "place") == ("place",)
    assert alike.ends(new) == alike.ends(msgspec.structs.replace(line, place=FOUND))


def test_an_actor_is_set_in_every_role_that_has_it_and_nowhere_else(alike: Alike) -> None:
    mine, other = ActorLine(quote="The Hill", stance="gang", evidence=WORDS), ActorLine(quote="police", evidence=WORDS)
    line = claim(actor1=other, assoc_actor1=(mine, other), actor2=mine, assoc_actor2=(other,))
    new = fixed(line, Fix(kind="actor", key="hil", part=HILL), alike)
    put = msgspec.structs.replace(HILL, quote="The Hill", stance="gang", evidence=WORDS, rules=(EDITED,))
    assert (new.actor1, new.assoc_actor1, new.actor2, new.assoc_actor2) == (other, (put, other), put, (other,))
    assert changed_fields(line, new, "actor") == ("assoc_actor1", "actor2")
    assert new.confidence.actor1 == 0.4


def test_a_source_is_renamed_and_what_has_become_one_is_one(alike: Alike) -> None:
    more = (Span(start=20, end=24, quote="SANA"),)
    line = claim(
        sources=(SourceLine(name="Syrian news agency", evidence=WORDS), SourceLine(name="SANA", evidence=more))
    )
    key = next(end.key for end in alike.ends(line) if end.words != "SANA")
    new = fixed(line, Fix(kind="source", key=key, part=SourceLine(name="SANA")), alike)
    (source,) = new.sources
    assert (source.name, source.evidence, source.rules) == ("SANA", (*WORDS, *more), (EDITED,))


def test_letting_a_name_stand_settles_it(alike: Alike) -> None:
    line = claim(sources=(SourceLine(name="a monitor"), SourceLine(name="police")))
    new = fixed(line, Fix(kind="source", key="a monitor", part=SourceLine(name="a monitor")), alike)
    assert [(source.name, source.rules) for source in new.sources] == [("a monitor", (EDITED,)), ("police", ())]


@pytest.mark.parametrize(
    ("kind", "key", "line", "left"),
    [
        pytest.param("place", ":sadi", claim(place=PlaceLine(quote="Sadi", unresolved=True)), (), id="place"),
        pytest.param("actor", "same", claim(actor1=ActorLine(quote="same")), (), id="actor"),
        pytest.param(
            "actor", "same", claim(assoc_actor2=(ActorLine(quote="same"), HILL)), (), id="one-of-several-actors"
        ),
        pytest.param("source", "he", claim(sources=(SourceLine(name="He"),)), (), id="source"),
    ],
)
def test_what_is_none_is_taken_out(alike: Alike, kind: str, key: str, line: ClaimLine, left: object) -> None:
    new = fixed(line, checked(kind, key, None), alike)
    assert new != line and alike.ends(new) == left
    assert new.place is None and new.actor1 is None and new.sources == ()
    assert new.assoc_actor2 == line.assoc_actor2[1:]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(claim(place=PlaceLine(quote="Sadi", unresolved=True, country="IRQ")), id="another-country"),
        pytest.param(claim(place=PlaceLine(quote="Sado", unresolved=True)), id="another-name"),
        pytest.param(claim(place=PlaceLine(quote="Sadi", unresolved=True, rules=(EDITED,))), id="set-by-a-person"),
        pytest.param(claim(place=PlaceLine(quote="Sadi", latitude=1.0, longitude=1.0)), id="resolved"),
        pytest.param(claim(), id="no-place"),
    ],
)
def test_what_is_not_alike_stays_the_very_same(alike: Alike, line: ClaimLine) -> None:
    assert fixed(line, Fix(kind="place", key=":sadi", part=FOUND), alike) is line


@pytest.mark.parametrize(
    ("kind", "part", "told"),
    [
        pytest.param("place", PlaceLine(name="X"), "coordinates", id="place-without-coordinates"),
        pytest.param("place", PlaceLine(name="X", latitude=91.0, longitude=0.0), "coordinates", id="off-the-earth"),
        pytest.param("place", PlaceLine(name="X", latitude=1.0, longitude=-181.0), "coordinates", id="too-far-west"),
        pytest.param("actor", ActorLine(name=" "), "no name", id="actor-without-a-name"),
        pytest.param("source", SourceLine(name=""), "no name", id="source-without-a-name"),
        pytest.param("place", HILL, "no fix", id="an-actor-for-a-place"),
        pytest.param("weapon", HILL, "no fix", id="no-such-kind"),
    ],
)
def test_what_is_no_fix_is_told(kind: str, part: object, told: str) -> None:
    with pytest.raises(FieldError, match=told):
        checked(kind, "x", part)  # type: ignore[arg-type]
