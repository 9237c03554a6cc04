"""Which rows are one event: what may pair, what does not, which of many, and that each is in one pair at most."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Any

import numpy as np
import pytest
from comparing import ACLED, DYAD, GED, ROW, RULES, knowing, matched, pairs, row
from hypothesis import given
from hypothesis import strategies as st

import khaldun.compare.near
from khaldun.coded.table import CodedRow
from khaldun.compare.columns import Words, columns
from khaldun.compare.match import UNMATCHED, assign
from khaldun.compare.near import near
from khaldun.compare.sides import SAME, SidesAlike

NOWHERE: dict[str, Any] = {"latitude": None, "longitude": None}
FAR: dict[str, Any] = {"latitude": 33.5, "longitude": 36.3, "place": "Elsewhere"}


@pytest.mark.parametrize(
    ("ours", "theirs", "one"),
    [
        pytest.param(row(), row(), True, id="the-same"),
        pytest.param(row(), row(11), True, id="a-day-apart"),
        pytest.param(row(), row(12), False, id="two-days-apart"),
        pytest.param(row(day_precision=2), row(17), True, id="a-week-apart-where-one-says-a-week"),
        pytest.param(row(), row(18, day_precision=2), False, id="more-than-a-week"),
        pytest.param(row(), row(latitude=35.90, place="Afis"), True, id="four-kilometres-apart"),
        pytest.param(row(), row(latitude=36.10, place="Afis"), False, id="27-km-apart"),
        pytest.param(row(), row(latitude=36.10, place="Afis", place_precision=2), True, id="27-km-and-near-it"),
        pytest.param(row(), row(latitude=36.10), True, id="27-km-under-one-name"),
        pytest.param(row(), row(latitude=36.60), False, id="82-km-under-one-name"),
        pytest.param(row(), row(place="Saraqib town", **NOWHERE), True, id="one-name-without-coordinates"),
        pytest.param(row(), row(country="Iraq", **NOWHERE), False, id="one-name-in-two-countries"),
        pytest.param(row(), row(place="Afis", **NOWHERE), False, id="two-names-without-coordinates"),
        pytest.param(row(), row(**FAR), False, id="far-away"),
        pytest.param(row(), row(event_type="Explosions/Remote violence", sub_event_type="Grenade"), True, id="alike"),
        pytest.param(row(), row(event_type="Protests", sub_event_type="Peaceful protest"), False, id="never-one-type"),
        pytest.param(row(), row(event_type="Battle-No change of territory", sub_event_type=""), True, id="an-old-type"),
        pytest.param(row(), row(actor1="Taliban", actor2="Hezbollah", deaths=90), True, id="others-but-all-else"),
        pytest.param(
            row(), row(11, actor1="Taliban", actor2="Hezbollah", deaths=90, latitude=35.93, place="Afis",
                       event_type="Violence against civilians", sub_event_type="Attack"), False, id="nothing-agrees",
        ),
    ],
)  # fmt: skip
def test_what_may_be_one_event(ours: CodedRow, theirs: CodedRow, one: bool) -> None:
    assert bool(pairs(matched([ours], [theirs]))) is one
    assert bool(pairs(matched([theirs], [ours]))) is one


@pytest.mark.parametrize(
    ("changes", "one"),
    [
        pytest.param({"start": dt.date(2031, 3, 1), "end": dt.date(2031, 3, 31), "day_precision": 4}, True, id="month"),
        pytest.param({**FAR, "place_precision": 6}, True, id="of-the-country"),
        pytest.param({**FAR, "place_precision": 6, "country": "Iraq"}, False, id="of-another-country"),
        pytest.param({**FAR, "place_precision": 4}, False, id="another-province"),
        pytest.param({"latitude": 36.8, "place": "Aleppo province", "place_precision": 4}, True, id="province"),
        pytest.param({"violence": 2}, True, id="another-type"),
    ],
)
def test_ged_pairs_by_its_own_precisions(changes: dict[str, Any], one: bool) -> None:
    assert bool(pairs(matched([row(base=DYAD)], [row(base=DYAD, **changes)], GED))) is one


def test_of_many_the_likest_are_paired_and_all_together() -> None:
    ours = [row(10, deaths=3), row(11, deaths=8), row(12, deaths=1)]
    theirs = [row(12, deaths=1), row(11, deaths=9), row(10, deaths=3), row(10, **FAR)]
    assert pairs(matched(ours, theirs)) == [(0, 2), (1, 1), (2, 0)]


def test_a_good_pair_is_not_broken_up_for_two_poor_ones() -> None:
    poor = {"latitude": 35.93, "place": "Afis"}
    ours, theirs = [row(10), row(11, **poor)], [row(10), row(9, **poor)]
    assert pairs(matched(ours[:1], theirs[1:])) == pairs(matched(ours[1:], theirs[:1])) == [(0, 0)]
    assert pairs(matched(ours, theirs)) == [(0, 0)]


def test_a_pair_that_another_row_comes_close_to_is_doubtful() -> None:
    found = matched([row(deaths=3), row(20)], [row(deaths=3), row(deaths=3, name="A2"), row(20)])
    assert found.rivals.tolist() == [1, 0]


def test_a_row_that_is_taken_is_told_to_the_other() -> None:
    found = matched([row()], [row(), row(deaths=5)])
    assert (pairs(found), found.best_theirs.tolist()) == ([(0, 0)], [0, 0])
    assert found.best_theirs_score[0] == 1.0 > found.best_theirs_score[1] > RULES.least


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 4))
def test_no_other_pairs_make_a_greater_sum(seed: int, ours: int, theirs: int) -> None:
    chance = np.random.default_rng(seed)
    i, j = np.nonzero(chance.random((ours, theirs)) < 0.6)
    totals = np.round(chance.uniform(0.5, 1, len(i)), 3)
    partner = assign(ours, theirs, i, j, totals)
    score = {(one, other): total for one, other, total in zip(i.tolist(), j.tolist(), totals.tolist(), strict=True)}
    chosen = [(one, other) for one, other in enumerate(partner.tolist()) if other != UNMATCHED]
    assert len({other for _, other in chosen}) == len(chosen)
    padded = [*range(theirs), *[UNMATCHED] * ours]
    best = max(
        sum(score.get((one, other), 0.0) for one, other in enumerate(order))
        for order in itertools.permutations(padded, ours)
    )
    assert sum(score[pair] for pair in chosen) == pytest.approx(best)


def some_rows(chance: random.Random, count: int) -> list[CodedRow]:
    return [
        row(
            chance.randint(1, 28),
            number=number,
            name=f"A{number}",
            latitude=None if chance.random() < 0.1 else chance.uniform(35, 37),
            longitude=chance.uniform(36, 38),
            place=chance.choice(["Saraqib", "Afis", "Binnish", "Taftanaz"]),
            day_precision=chance.choice([None, 1, 2, 3]),
            place_precision=chance.choice([None, 1, 2, 3]),
            deaths=chance.choice([None, 0, 5]),
        )
        for number in range(count)
    ]


def met(ours: list[CodedRow], theirs: list[CodedRow]) -> set[tuple[int, int]]:
    words = Words(fold=knowing().fold, country_of=knowing().country_of)
    mine, other = (columns(rows, ACLED, words, RULES) for rows in (ours, theirs))
    batches = near(mine, other, RULES)
    return {pair for batch in batches for i, j in batch for pair in zip(i.tolist(), j.tolist(), strict=True)}


@pytest.mark.parametrize("seed", range(3))
def test_taking_a_few_at_a_time_loses_none(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    ours, theirs = some_rows(chance, 60), some_rows(chance, 50)
    alone = {(i, j) for i, one in enumerate(ours) for j, other in enumerate(theirs) if met([one], [other])}
    assert 50 < len(alone) < 2_500
    assert met(ours, theirs) == alone
    monkeypatch.setattr(khaldun.compare.near, "_TOGETHER", 7)
    monkeypatch.setattr(khaldun.compare.near, "_CELLS", 20)
    assert met(ours, theirs) == alone


@pytest.mark.parametrize("seed", range(3))
def test_a_table_beside_itself_is_itself(seed: int) -> None:
    chance = random.Random(seed)
    rows = [
        row(number % 28 + 1, number=number, name=str(number), place=f"Place {number}", latitude=35 + number / 20)
        for number in range(60)
    ]
    order = chance.sample(range(60), 60)
    found = matched(rows, [rows[at] for at in order])
    assert pairs(found) == [(at, order.index(at)) for at in range(60)]
    assert set(found.scores.total.tolist()) == {1.0}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(("Government of Mali", "JNIM"), ("Jamaat Nusrat al-Islam wal-Muslimin", "Government of Mali"),
                     (True, True), id="an-alias-and-the-other-order"),
        pytest.param(("IS", ""), ("Government of Iraq", "Islamic State"), (True,), id="one-side-is-named"),
        pytest.param(("Taliban", "Civilians"), ("Boko Haram", "Civilians"), (False,), id="civilians-tell-nothing"),
        pytest.param(("Civilians (Syria)", ""), ("Civilians", ""), (True,), id="civilians-alone"),
        pytest.param(("Unidentified Armed Group (Mali)", ""), ("JNIM", ""), (False,), id="who-is-not-known"),
        pytest.param(("", ""), ("JNIM", ""), (), id="nobody"),
    ],
)  # fmt: skip
def test_sides(one: tuple[str, str], other: tuple[str, str], same: tuple[bool, ...]) -> None:
    sides = SidesAlike(knowing().names, knowing().fold, RULES.sides)
    assert tuple(figure >= SAME for figure in sides.matched(one, other)) == same
    assert sorted(sides.matched(one, other)) == sorted(sides.matched(other, one))


def test_what_is_not_known_is_not_held_against_a_pair() -> None:
    bare = row(deaths=None, actor1="", actor2="", event_type="", sub_event_type="")
    found = matched([ROW], [bare])
    assert pairs(found) == [(0, 0)] and found.scores.total[0] == 1.0
    assert np.isnan([found.scores.parts[part][0] for part in ("type", "sides", "deaths")]).all()
