"""The one real report that must work whole (design §2)."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from seed_rules import differences, expected_rows, fits, is_event

from khaldun.code.receipts import unsupported
from khaldun.records.lines import ClaimLine, ContractLine, ReportLine

pytestmark = [pytest.mark.shared, pytest.mark.slow]

EXPECTED = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "seed" / "expected.jsonl"


@pytest.fixture(scope="session")
def report(seed_lines: list[ContractLine]) -> ReportLine:
    return next(line for line in seed_lines if isinstance(line, ReportLine))


@pytest.fixture(scope="session")
def claims(seed_lines: list[ContractLine]) -> list[ClaimLine]:
    return [line for line in seed_lines if isinstance(line, ClaimLine)]


def test_every_required_row_is_found_as_it_is_told(claims: list[ClaimLine]) -> None:
    wrong = {}
    for row in expected_rows(EXPECTED, "required"):
        found = [claim for claim in claims if is_event(claim) and fits(row, claim)]
        if len(found) != 1:
            wrong[row["place"]] = f"{len(found)} claims"
        elif problems := differences(row, found[0]):
            wrong[row["place"]] = "; ".join(problems)
    assert wrong == {}


def test_nothing_is_invented(claims: list[ClaimLine]) -> None:
    rows = [*expected_rows(EXPECTED, "required"), *expected_rows(EXPECTED, "optional")]
    invented = [claim for claim in claims if is_event(claim) and not any(fits(row, claim, slack=1) for row in rows)]
    assert [(claim.trigger, claim.place) for claim in invented] == []


def test_words_of_plans_habits_and_furniture_yield_no_event(report: ReportLine, claims: list[ClaimLine]) -> None:
    for row in expected_rows(EXPECTED, "not an asserted or reported event"):
        start = report.text.index(row["words"])
        end = start + len(row["words"])
        told = [claim for claim in claims if claim.trigger and start <= claim.trigger.start < end and is_event(claim)]
        assert told == [], row["words"]


def test_struck_villages_lie_where_they_lie(claims: list[ClaimLine]) -> None:
    right = 0
    rows = [row for row in expected_rows(EXPECTED, "required") if row["sub_event_type"] == "Air/drone strike"]
    for row in rows:
        claim = next(claim for claim in claims if is_event(claim) and fits(row, claim))
        place = claim.place
        assert place is not None
        points = [(place.latitude, place.longitude)] if place.latitude is not None else []
        points += [(candidate.latitude, candidate.longitude) for candidate in place.candidates[:1]]
        if row["latitude"] is not None and any(_km(row, lat, lon) < 3 for lat, lon in points):  # type: ignore[arg-type]
            right += 1
        assert place.latitude is None or row["latitude"] is None or _km(row, place.latitude, place.longitude) < 10
    assert right >= 12


def test_one_name_of_two_villages_is_told_apart_by_its_neighbours(claims: list[ClaimLine]) -> None:
    rows = [row for row in expected_rows(EXPECTED, "required") if row["place"] in {"Misherfah", "al-Mshairfeh"}]
    for row in rows:
        place = next(claim for claim in claims if is_event(claim) and fits(row, claim)).place
        assert place is not None and place.latitude is not None and place.longitude is not None
        assert _km(row, place.latitude, place.longitude) < 3
        assert len(place.candidates) > 1


def test_metadata_and_furniture(report: ReportLine) -> None:
    assert report.publisher == "Global Research"
    assert report.original_publisher == "South Front"
    assert report.published == "2019-11-16"
    assert report.republished
    assert {"share", "donation", "disclaimer", "copyright", "video"} <= {block.reason for block in report.blocks}


def test_every_value_has_its_receipt(report: ReportLine, claims: list[ClaimLine]) -> None:
    assert {claim.id: unsupported(claim, report.text) for claim in claims if unsupported(claim, report.text)} == {}


def test_every_sentence_has_its_disposition(report: ReportLine) -> None:
    assert {sentence.disposition for sentence in report.sentences} <= {"claims", "excluded", "none"}
    covered = sorted((sentence.start, sentence.end) for sentence in report.sentences)
    assert all(first[1] <= second[0] for first, second in zip(covered, covered[1:], strict=False))


def _km(row: dict[str, float], latitude: float, longitude: float) -> float:
    x = math.radians(longitude - row["longitude"]) * math.cos(math.radians(row["latitude"]))
    y = math.radians(latitude - row["latitude"])
    return 6371 * math.hypot(x, y)
