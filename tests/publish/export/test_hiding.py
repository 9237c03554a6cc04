"""Words are taken out of records wherever they stand, also behind what JSON writes in code; many are asked at once."""

from __future__ import annotations

import pytest

from exporting import claim
from khaldun.publish.export.hiding import Hiding
from khaldun.records.lines import ClaimLine, SourceLine


def said(name: str) -> ClaimLine:
    return claim(1, sources=(SourceLine(name=name),))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Amal Hadi", id="alone"),
        pytest.param("first\nAmal Hadi", id="behind-a-line-break"),
        pytest.param("first\tYousef el-Mazry", id="behind-a-tab-in-another-spelling"),
        pytest.param('the "Amal Hadi" file', id="in-quotes"),
        pytest.param("a\\Amal Hadi", id="behind-a-stroke"),
        pytest.param("#JusticeForAmalHadi", id="inside-a-word"),
    ],
)
def test_words_are_found_wherever_they_stand(words: str) -> None:
    hiding = Hiding(("Amal Hadi", "Yusuf al-Mazri"))
    (swept,) = hiding.all_swept([said(words)])
    assert swept == hiding.swept(said(words)) != said(words)
    assert "Amal" not in swept.sources[0].name and "Mazry" not in swept.sources[0].name


def test_only_what_holds_a_word_is_changed() -> None:
    hiding = Hiding(("Amal Hadi",))
    records = [said("the mayor"), said("Amal Hadi"), said('a "doctor"\nand a nurse')]
    swept = hiding.all_swept(records)
    assert [one == other for one, other in zip(swept, records, strict=True)] == [True, False, True]
    assert hiding.all_swept([records[0], records[2]]) == [records[0], records[2]]
    assert Hiding(()).all_swept(records) == records
