"""The queue's order: doubt times consequence."""

from __future__ import annotations

import pytest

from khaldun.records.lines import ClaimLine, CodingLine, ConfidenceLine, DeathLine, ReportRef
from khaldun.review.priority import consequence, doubt, priority

SURE, UNSURE = ConfidenceLine(claim=0.9, place=0.9), ConfidenceLine(claim=0.9, place=0.2)


def claim(**values: object) -> ClaimLine:
    return ClaimLine(report=ReportRef(id="r", name="r"), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param(claim(confidence=UNSURE), claim(confidence=SURE), id="an-unsure-place-before-a-sure-one"),
        pytest.param(
            claim(confidence=SURE, deaths=(DeathLine(low=20),)), claim(confidence=SURE), id="many-deaths-before-none"
        ),
        pytest.param(
            claim(confidence=SURE, coding=CodingLine(codebook="x", civilian_targeting="Civilians targeted")),
            claim(confidence=SURE),
            id="civilians-hit-before-others",
        ),
        pytest.param(
            claim(confidence=SURE), claim(confidence=SURE, status="planned"), id="what-happened-before-what-is-planned"
        ),
        pytest.param(
            claim(confidence=SURE), claim(confidence=SURE, background=True), id="what-is-new-before-background"
        ),
    ],
)
def test_the_order(first: ClaimLine, then: ClaimLine) -> None:
    assert priority(first) > priority(then)


def test_doubt_and_consequence_have_their_ranges() -> None:
    assert doubt(claim(confidence=ConfidenceLine(claim=1.0))) == 0.0
    assert doubt(claim()) == 0.5
    assert consequence(claim()) == 1.0
