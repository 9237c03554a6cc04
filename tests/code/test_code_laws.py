"""Laws of coding a report: sums, order, merging."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.code.cases import ARTICLE, claims_of
from khaldun.code.receipts import unsupported
from khaldun.code.schema import CaseClaim, CaseDeaths
from khaldun.code.step import code
from khaldun.records.claims import Claim
from khaldun.records.lines import ClaimLine, CodingLine
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.countries import packaged_countries

BOOK, COUNTRIES = packaged_codebook(), packaged_countries()
TYPES = (*BOOK.event_type, *BOOK.file.neutral_types)
ACTORS = tuple(BOOK.file.cast)

sides = st.lists(st.sampled_from(ACTORS), max_size=2, unique=True).map(tuple)
# A group's total is the same wherever it is repeated.
TOTALS = {"g1": 7, "g2": 1, "g3": 24}
deaths = st.one_of(
    st.builds(CaseDeaths, low=st.integers(0, 30)),
    st.sampled_from(sorted(TOTALS)).map(lambda group: CaseDeaths(low=TOTALS[group], group=group)),
)
specs = st.builds(
    CaseClaim,
    type=st.sampled_from(TYPES),
    doers=sides,
    targets=sides,
    place=st.sampled_from(["Shahba", "Qalb"]),
    days=st.sampled_from([1, 1, 3]),
    deaths=st.lists(deaths, max_size=1).map(tuple),
)
reports = st.lists(specs, max_size=8).map(lambda found: claims_of(tuple(found), BOOK))


def coded(claims: tuple[Claim, ...]) -> tuple[ClaimLine, ...]:
    return code(claims, article=ARTICLE, codebook=BOOK, countries=COUNTRIES)


def coding(line: ClaimLine) -> CodingLine:
    assert line.coding is not None
    return line.coding


@settings(deadline=None, max_examples=150)
@given(reports)
def test_exported_sums_equal_the_totals_of_the_text(report: tuple[tuple[Claim, ...], str]) -> None:
    claims, _ = report
    groups = {death.group for claim in claims for death in claim.deaths if death.group}
    single = sum(death.low or 0 for claim in claims for death in claim.deaths if death.group is None)
    rows = [coding(line).fatalities for line in coded(claims) if coding(line).merged_into is None]
    assert sum(row or 0 for row in rows) == single + sum(TOTALS[group] for group in groups)


@settings(deadline=None, max_examples=150)
@given(reports, st.randoms(use_true_random=False))
def test_the_order_of_the_claims_changes_nothing(report: tuple[tuple[Claim, ...], str], chance: random.Random) -> None:
    claims, _ = report
    shuffled = list(claims)
    chance.shuffle(shuffled)
    again = {line.id: line for line in coded(tuple(shuffled))}
    assert [again[line.id] for line in coded(claims)] == list(coded(claims))


@settings(deadline=None, max_examples=150)
@given(reports)
def test_merging_what_is_merged_changes_nothing(report: tuple[tuple[Claim, ...], str]) -> None:
    claims, _ = report
    lines = coded(claims)
    kept = {line.id for line in lines if coding(line).merged_into is None}
    again = coded(tuple(claim for claim in claims if claim.id in kept))
    assert [line.id for line in again if coding(line).merged_into is not None] == []


@settings(deadline=None, max_examples=150)
@given(reports)
def test_a_row_that_others_merge_into_is_kept_and_shares_place_and_days(report: tuple[tuple[Claim, ...], str]) -> None:
    claims, _ = report
    lines = {line.id: line for line in coded(claims)}
    for line in lines.values():
        into = coding(line).merged_into
        if into is None:
            continue
        row = lines[into]
        assert coding(row).merged_into is None
        assert row.place is not None
        assert line.place is not None
        assert row.date is not None
        assert line.date is not None
        assert (row.place.name, row.date.start, row.date.end) == (line.place.name, line.date.start, line.date.end)
        assert coding(line).fatalities is None


@settings(deadline=None, max_examples=100)
@given(reports)
def test_every_value_has_its_receipt(report: tuple[tuple[Claim, ...], str]) -> None:
    claims, text = report
    assert [unsupported(line, text) for line in coded(claims)] == [[] for _ in claims]
