"""Fields: what makes two values the same, and values that a field cannot take."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.records.lines import ActorLine, ClaimLine, DateLine, DeathLine, PlaceLine, ReportRef
from khaldun.review.edit import set_part
from khaldun.review.fields import FIELDS, FieldError, decoded, differing, encoded, key, part

PLACE = PlaceLine(quote="Sadi", name="Sadi", gazetteer_id="gn:1", latitude=1.0, longitude=2.0, country="SYR")

DAY = DateLine(start="2020-01-01", end="2020-01-01")
MINE, THEIRS = DeathLine(of="actor1", low=1), DeathLine(of="actor2", low=2)


def claim(**values: object) -> ClaimLine:
    return ClaimLine(report=ReportRef(id="r", name="r"), sub_event_type="Attack", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        pytest.param("place", PLACE, msgspec.structs.replace(PLACE, quote="the town", rules=("x",)), True, id="words"),
        pytest.param("place", PLACE, msgspec.structs.replace(PLACE, gazetteer_id="gn:2"), False, id="namesake"),
        pytest.param("place", PLACE, None, False, id="no-place"),
        pytest.param(
            "place",
            PlaceLine(latitude=1.00001, longitude=2.0),
            PlaceLine(latitude=1.00002, longitude=2.0),
            True,
            id="a-pin-dropped-beside",
        ),
        pytest.param("date", DAY, DateLine(start="2020-01-01", end="2020-01-02"), False, id="days"),
        pytest.param("actor1", ActorLine(name="The Front"), ActorLine(name="the front", quote="x"), True, id="case"),
        pytest.param("actor1", ActorLine(id="a", name="X"), ActorLine(id="b", name="X"), False, id="ids"),
        pytest.param("deaths", (MINE, THEIRS), (THEIRS, MINE), True, id="order"),
        pytest.param("deaths", (DeathLine(low=1),), (DeathLine(low=1, unbounded=True),), False, id="at-least"),
        pytest.param("status", "asserted", "reported", False, id="status"),
    ],
)
def test_two_values_are_the_same_by_what_they_mean(name: str, one: object, other: object, same: bool) -> None:
    left, right = claim(**{name: one}), claim(**{name: other})
    assert (key(left, name) == key(right, name)) is same
    assert (name in differing(left, right)) is not same


@pytest.mark.parametrize("name", FIELDS)
def test_a_part_goes_into_json_and_back(name: str) -> None:
    line = claim(
        place=PLACE, date=DateLine(start="2020-01-01", end="2020-01-02"), deaths=(DeathLine(low=1, high=None),)
    )
    assert decoded(name, encoded(line, name)) == part(line, name)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        pytest.param("status", b'"certain"', "Status", id="no-such-status"),
        pytest.param("deaths", b'[{"low": "six"}]', "Deaths", id="words-for-a-number"),
        pytest.param("place", b"{", "Place", id="no-json"),
        pytest.param("colour", b"1", "There is no field", id="no-such-field"),
    ],
)
def test_what_a_field_cannot_hold_is_told(name: str, data: bytes, told: str) -> None:
    with pytest.raises(FieldError, match=told):
        decoded(name, data)


def test_what_a_person_sets_says_so_and_is_no_longer_more_or_less_sure() -> None:
    line = msgspec.structs.replace(
        claim(place=PLACE), confidence=msgspec.structs.replace(claim().confidence, place=0.3, claim=0.4)
    )
    edited = set_part(line, "place", msgspec.structs.replace(PLACE, name="Other"))
    assert edited.place is not None and edited.place.name == "Other" and "review/edited" in edited.place.rules
    assert edited.confidence.place is None and edited.confidence.claim == 0.4
    assert edited.rules == ("review/edited",)


def test_of_several_items_those_alone_are_marked_that_somebody_has_changed() -> None:
    told = msgspec.structs.replace(MINE, rules=("read/count",))
    line = set_part(claim(deaths=(told, THEIRS)), "deaths", (MINE, msgspec.structs.replace(THEIRS, low=3)))
    assert [death.rules for death in line.deaths] == [("read/count",), ("review/edited",)]
    assert "review/edited" in line.rules
