"""Names in other spellings, and points in other notations: found, and nothing else taken for them."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.publish.export.notations import area, corners, tells_point, without_points
from khaldun.publish.export.spellings import Spellings

NAMES = Spellings(["Yusuf al-Mazri", "سميرة القاضي", "Abd al-Rahman Tigani", "Иван Гадин", "Amal Hadi", "Tigani"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("the Youssef El Mazry Brigade", "Youssef El Mazry", id="transliteration"),
        pytest.param("Almazri, Yousef", "Almazri, Yousef", id="family-first-article-joined"),
        pytest.param("يوسف المزري", "يوسف المزري", id="in-arabic"),
        pytest.param("Samira al-Qadi Street", "Samira al-Qadi", id="from-arabic"),
        pytest.param("Abdelrahman Tigani's men", "Abdelrahman Tigani", id="parts-joined"),
        pytest.param("улица Ивана Гадина", "Ивана Гадина", id="inflected"),
        pytest.param("Yusuf at Mazar", "", id="other-words"),
        pytest.param("Emile Hade", "", id="too-few-consonants"),
        pytest.param("Tigani", "", id="a-single-word"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_name_is_found_in_whatever_spelling(text: str, found: str) -> None:
    spans = NAMES.spans(text)
    assert NAMES.stand_in(text) is bool(found)
    assert [text[start:end] for start, end in spans][:1] == ([found] if found else [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("13.612847, 25.351962", True),
        ("13°36'46.2\"N", True),
        ("36'46.2\"", True),
        ("POINT (25.3 13.6)", True),
        ("8G73J972+4Q", True),
        ("35PNC1234567890", True),
        ("s7g3kq9w", True),
        ("pin:13.612847,25.351962", True),
        ("filled.count.soap", True),
        ("geonames:166227", False),
        ("region:SDN:Gezira", False),
        ("Checkpoint 17", False),
        ("Kilometre 40", False),
        ("N'Djamena", False),
        ("Block 5.2", False),
        (None, False),
    ],
)
def test_words_that_write_a_point_are_known(words: str | None, told: bool) -> None:
    assert tells_point(words) is told


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("They met at 13.612847, 25.351962 and left.", "They met at [withheld], [withheld] and left."),
        ("At 13°36'46\"N 25°21'07\"E it burnt.", "At [withheld] [withheld] it burnt."),
        ("POINT(25.3 13.6) was hit.", "[withheld] was hit."),
        (
            "250,000 people, 3.5 km and 12.50 pounds on 3.4.2026.",
            "250,000 people, 3.5 km and 12.50 pounds on 3.4.2026.",
        ),
    ],
)
def test_sentences_lose_their_points_and_nothing_else(text: str, left: str) -> None:
    assert without_points(text) == left


def shape(kind: str, coordinates: object, **more: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode({"type": kind, "coordinates": coordinates, **more}))


RING = [[[25.0, 13.0], [25.5, 13.0], [25.5, 13.5], [25.0, 13.0]]]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(shape("Polygon", RING, name="secret"), shape("Polygon", RING), id="nothing-but-corners"),
        pytest.param(shape("Point", [25.0, 13.0]), None, id="point"),
        pytest.param(shape("Polygon", [[[25.0, 13.0], [25.001, 13.0], [25.0, 13.001]]]), None, id="a-house"),
        pytest.param(shape("Polygon", "words"), None, id="no-coordinates"),
        pytest.param(shape("Polygon", [[["a", "b"]]]), None, id="no-numbers"),
        pytest.param(shape("Polygon", []), None, id="empty"),
        pytest.param(shape("LineString", [[25.0], [26.0]]), None, id="half-points"),
        pytest.param(msgspec.Raw(b'"words"'), None, id="no-object"),
        pytest.param(msgspec.Raw(b"null"), None, id="none"),
    ],
)
def test_an_area_tells_its_corners_alone(given: msgspec.Raw, told: msgspec.Raw | None) -> None:
    assert bytes(area(given)) == (b"null" if told is None else bytes(told))
    assert list(corners(msgspec.Raw(b"null"))) == []
