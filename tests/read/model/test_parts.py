"""Which counts of a sentence are of some of those whom another counts."""

from __future__ import annotations

import re

import pytest

from khaldun.read.model.parts import Parts
from khaldun.records.base import Span

PARTS = Parts(("including", "among them", "mostly"))


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        pytest.param("<12> civilians, including <three> children, died", ["three"], id="including"),
        pytest.param("<12> civilians, <three> of them children, died", ["three"], id="of-them"),
        pytest.param("<nine> villagers, <four> of whom were women", ["four"], id="of-whom"),
        pytest.param("<8> people, among them a teacher and <two> pupils", ["two"], id="after-somebody-else"),
        pytest.param("<8> people, including <three> women and <two> men", ["three", "two"], id="several-parts"),
        pytest.param("<two> soldiers and <three> rebels were killed", [], id="side-by-side"),
        pytest.param("<9> civilians, including <3> children, and <2> soldiers", ["3"], id="more-after-a-part"),
        pytest.param("including <three> children", [], id="a-part-of-nothing-told"),
    ],
)
def test_parts_of_what_is_told(told: str, parts: list[str]) -> None:
    text = re.sub("[<>]", "", told)
    counts, shift = [], 0
    for match in re.finditer("<([^>]+)>", told):
        start = match.start() - shift
        counts.append(Span.of(text, start, start + len(match[1])))
        shift += 2
    assert sorted(span.quote for span in PARTS.of(counts, text)) == sorted(parts)
