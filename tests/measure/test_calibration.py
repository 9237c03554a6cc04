"""Confidence held against what is right."""

from __future__ import annotations

import math

import pytest

from khaldun.code.confidence import Calibration, settle_confidence, share
from khaldun.measure.calibration import Judged, calibration_error, error_by_chance, reliability, risk_coverage
from khaldun.records.base import Span
from khaldun.records.claims import Claim
from khaldun.tools.calibration import load_calibration


def judged(sure: float, right: int, wrong: int) -> list[Judged]:
    return [
        Judged(field="claim", features={}, sure=sure, right=at < right, whole=at == 0) for at in range(right + wrong)
    ]


def test_confidence_that_holds_has_no_error() -> None:
    found = [*judged(0.75, 3, 1), *judged(0.25, 1, 3)]
    assert calibration_error(found) == pytest.approx(0.0)
    assert [(one.count, one.right) for one in reliability(found)] == [(4, 0.25), (4, 0.75)]


def test_confidence_that_is_too_high_is_as_far_off_as_it_is() -> None:
    assert calibration_error(judged(0.9, 1, 1)) == pytest.approx(0.4)
    assert math.isnan(calibration_error([]))


def test_few_claims_err_by_chance() -> None:
    assert 0.05 < error_by_chance(judged(0.5, 5, 5)) < 0.25
    assert error_by_chance(judged(0.5, 500, 500)) < 0.03


def test_the_surest_come_first() -> None:
    curve = risk_coverage([*judged(0.9, 5, 0), *judged(0.1, 0, 5)], steps=2)
    assert [(one.coverage, one.found) for one in curve] == [(0.5, 1.0), (1.0, 0.5)]
    assert risk_coverage([]) == []


def test_weights_make_a_share() -> None:
    assert share({"bias": 1.0}, {"bias": 0.0}) == 0.5
    assert share({"bias": 1.0, "toll": 1.0}, {"bias": 0.0, "toll": 2.0}) == pytest.approx(1 / (1 + math.exp(-2)))
    assert share({"unheard-of": 1.0}, {}) == 0.5


def claim(confidence: float, *rules: str) -> Claim:
    return Claim(
        id="1", report_id="r", report_name="r", trigger=Span(start=0, end=1, quote="x"), sub_event_type="Attack",
        status="asserted", confidence=confidence, rules=rules,
    )  # fmt: skip


def test_confidence_falls_where_the_two_disagree() -> None:
    agreed, differ = claim(0.7, "read/both-agree"), claim(0.7, "read/types-differ")
    surer, less = settle_confidence([agreed, differ], load_calibration("auto"))
    assert surer.confidence > less.confidence


@pytest.mark.parametrize("reader", ["rules", "model", "auto"])
def test_confidence_rises_with_the_readers_own(reader: str) -> None:
    sure, unsure = settle_confidence([claim(0.9), claim(0.4)], load_calibration(reader))
    assert sure.confidence > unsure.confidence


@pytest.mark.parametrize("reader", ["rules", "model", "auto", "/some/folder"])
def test_every_reader_is_weighed(reader: str) -> None:
    assert isinstance(load_calibration(reader), Calibration)
