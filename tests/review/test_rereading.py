"""A newer reading: which draft is which, and what is asked again."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine, PlaceLine, ReportRef
from khaldun.review.rereading import asks_again, pair_drafts

TEXT = "Warplanes struck Sadi. Gunmen killed a farmer in Tal Amra."


def claim(
    trigger: str, place: str | None = None, *, identity: str = "", text: str = TEXT, **values: object
) -> ClaimLine:
    start = text.index(trigger)
    sentence = next(one for one in text.split(". ") if trigger in one)
    return ClaimLine(
        id=identity,
        report=ReportRef(id="r", name="r"),
        trigger=Span(start=start, end=start + len(trigger), quote=trigger),
        sub_event_type="Attack",
        place=PlaceLine(name=place, quote=place) if place else None,
        notes=sentence,
    )


STRUCK, KILLED = claim("struck", "Sadi", identity="a"), claim("killed", "Tal Amra", identity="b")


def test_drafts_are_told_by_their_words() -> None:
    assert pair_drafts([STRUCK, KILLED], [KILLED, STRUCK], same_text=True) == [(0, 1), (1, 0)]


def test_of_a_list_each_place_is_its_own() -> None:
    places = [claim("struck", "Sadi"), claim("struck", "Tal Amra")]
    assert pair_drafts(places, places[::-1], same_text=True) == [(0, 1), (1, 0)]


def test_what_is_told_no_more_and_what_is_new_have_no_pair() -> None:
    assert pair_drafts([STRUCK], [KILLED], same_text=True) == []


def test_of_another_text_the_words_count_and_not_where_they_stand() -> None:
    later = "Updated. " + TEXT
    moved = claim("struck", "Sadi", text=later)
    assert pair_drafts([KILLED, STRUCK], [moved], same_text=False) == [(1, 0)]
    changed = msgspec.structs.replace(moved, notes="Warplanes struck Sadi twice")
    assert pair_drafts([STRUCK], [changed], same_text=False) == []


OTHER_TYPE = msgspec.structs.replace(STRUCK, sub_event_type="Air/drone strike")


@pytest.mark.parametrize(
    ("decided", "newer", "asked"),
    [
        pytest.param(STRUCK, OTHER_TYPE, False, id="another-draft-of-the-same-words"),
        pytest.param(STRUCK, msgspec.structs.replace(STRUCK, notes="changed"), False, id="other-words-same-draft"),
        pytest.param(STRUCK, msgspec.structs.replace(OTHER_TYPE, notes="changed"), True, id="other-words-other-draft"),
        pytest.param(
            OTHER_TYPE, msgspec.structs.replace(OTHER_TYPE, notes="changed"), False, id="it-now-says-what-was-decided"
        ),
    ],
)  # fmt: skip
def test_what_is_asked_again(decided: ClaimLine, newer: ClaimLine, asked: bool) -> None:
    assert asks_again(decided, STRUCK, newer) is asked
