"""Buildings and quarters that no gazetteer holds are coded by the town told of around or before them."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.assemble.setting import Setting
from khaldun.assemble.town import _in_town
from khaldun.records.annotations import Annotated, Mention, Sentence
from khaldun.records.base import Span
from khaldun.records.facts import PlaceFact, Resolved

TEXT = "Rebels shelled Harmut. A bomb hit the Snobar hotel."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start=start, end=start + len(words), quote=words)


HARMUT = Mention(id=0, kind="place", span=span("Harmut"), head=span("Harmut"), sentence=0, sense="")
HOTEL = Mention(id=1, kind="place", span=span("Snobar hotel"), head=span("Snobar"), sentence=1, sense="facility")
TOWN = PlaceFact(
    quote="Harmut",
    name="Harmut",
    latitude=1.0,
    longitude=2.0,
    precision=1,
    evidence=(HARMUT.span,),
    rules=("places/x",),
)
UNFOUND = PlaceFact(quote="Snobar hotel", unresolved=True, evidence=(HOTEL.span,), rules=("places/unknown",))


def coded(hotel: Mention, *, block: int = 0, town: PlaceFact = TOWN) -> PlaceFact:
    """What becomes of the hotel; `block` is its paragraph (the town's is 0)."""
    first, second = "Rebels shelled Harmut.", "A bomb hit the Snobar hotel."
    annotated = Annotated(
        report_id="r",
        method="test/1",
        sentences=(Sentence(span=span(first), block=0), Sentence(span=span(second), block=block)),
        mentions=(HARMUT, hotel),
        triggers=(),
        links=(),
        dispositions=(),
    )
    resolved = Resolved(dates={}, places={0: town, 1: UNFOUND}, actors={}, counts={})
    return _in_town(hotel, UNFOUND, Setting(annotated, resolved))


def test_the_town_before_in_the_paragraph() -> None:
    place = coded(HOTEL)
    assert (place.name, place.latitude, place.precision, place.quote) == ("Harmut", 1.0, 2, "Snobar hotel")
    assert "assemble/town-of-building" in place.rules
    assert {HOTEL.span, HARMUT.span} <= set(place.evidence)


def test_the_town_it_is_said_to_lie_in_wherever_that_stands() -> None:
    inside = msgspec.structs.replace(HOTEL, container=0)
    assert coded(inside, block=1).name == "Harmut"


@pytest.mark.parametrize(
    ("hotel", "block", "town"),
    [
        (HOTEL, 1, TOWN),
        (msgspec.structs.replace(HOTEL, sense="village"), 0, TOWN),
        (HOTEL, 0, msgspec.structs.replace(TOWN, precision=3)),
    ],
    ids=["another-paragraph", "a-village-of-its-own", "a-region"],
)
def test_else_it_stays_unresolved(hotel: Mention, block: int, town: PlaceFact) -> None:
    assert coded(hotel, block=block, town=town) == UNFOUND


QUARTER_TEXT = "A missile hit the neighbourhood of Marib. The city was quiet. The Ansari quarter was not."


@pytest.mark.parametrize(
    ("phrase", "head", "expected"),
    [
        pytest.param("neighbourhood of Marib", "Marib", "Marib", id="told-of-by-the-towns-name"),
        pytest.param("Ansari quarter", "Ansari", None, id="a-name-of-its-own"),
    ],
)
def test_a_part_of_a_town_says_which_town(phrase: str, head: str, expected: str | None) -> None:
    start, at = QUARTER_TEXT.index(phrase), QUARTER_TEXT.index(head)
    part = Mention(
        id=0,
        kind="place",
        span=Span.of(QUARTER_TEXT, start, start + len(phrase)),
        head=Span.of(QUARTER_TEXT, at, at + len(head)),
        sentence=0,
        sense="quarter",
    )
    city = Mention(
        id=1, kind="place", span=Span.of(QUARTER_TEXT, 42, 50), head=Span.of(QUARTER_TEXT, 46, 50), sentence=0
    )
    annotated = Annotated(
        report_id="r",
        method="test/1",
        sentences=(Sentence(span=Span.of(QUARTER_TEXT, 0, len(QUARTER_TEXT)), block=0),),
        mentions=(part, city),
        triggers=(),
        links=(),
    )
    found = PlaceFact(quote=phrase, name=head, latitude=1.0, longitude=2.0, precision=1)
    resolved = Resolved(dates={}, places={0: found, 1: UNFOUND}, actors={}, counts={})
    town = Setting(annotated, resolved).town_of(city)
    assert (town[1].name if town is not None else None) == expected
