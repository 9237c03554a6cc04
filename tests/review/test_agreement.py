"""Krippendorff's alpha: worked figures of the literature, what must hold of any data, and the bootstrap."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.review.agreement import nominal_alpha


def coded(*coders: str) -> list[list[str]]:
    """Units from a row of values a coder; a dot is a value that is missing."""
    return [[value for value in unit if value != "."] for unit in zip(*(row.split() for row in coders), strict=True)]


def by_pairs(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Alpha by its definition, all pairs one by one: what the quick formula must come to."""
    pairable = [unit for unit in units if len(unit) > 1]
    values = [value for unit in pairable for value in unit]
    observed = sum(
        (one != other) / (len(unit) - 1) for unit in pairable for one, other in itertools.permutations(unit, 2)
    )
    expected = sum(one != other for one, other in itertools.permutations(values, 2))
    if not expected:
        return None
    return 1 - (observed / len(values)) / (expected / (len(values) * (len(values) - 1)))


# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", parts A to C; the last is the example of many
# introductions. (Units, pairable values) stand beside alpha.
WORKED = [
    pytest.param(
        ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095, (10, 20), id="two-coders-two-values"
    ),
    pytest.param(
        ("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692, (12, 24), id="two-coders-many-values"
    ),
    pytest.param(
        ("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."),
        0.743, (11, 40), id="four-coders-missing-values",
    ),
    pytest.param(
        (". . . . . 3 4 1 2 1 1 3 3 . 3", "1 . 2 1 3 3 4 3 . . . . . . .", ". . 2 1 3 4 4 . 2 1 1 3 3 . 4"),
        0.691, (12, 26), id="three-coders-missing-values",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("coders", "alpha", "counted"), WORKED)
def test_worked_figures(coders: tuple[str, ...], alpha: float, counted: tuple[int, int]) -> None:
    found = nominal_alpha(coded(*coders))
    assert found.value == pytest.approx(alpha, abs=0.0005)
    assert (found.units, found.values) == counted
    assert found.low is not None and found.high is not None and found.low < found.value < found.high


@pytest.mark.parametrize(
    ("units", "counted"),
    [
        pytest.param([], (0, 0), id="nothing"),
        pytest.param([["a"], ["b"], []], (0, 0), id="nobody-coded-what-another-did"),
        pytest.param([["a", "a"], ["a", "a", "a"]], (2, 5), id="one-category-only"),
        pytest.param([[None, None], [None, None]], (2, 4), id="unknown-is-a-value-like-others"),
        pytest.param([["a", "a"], ["b"]], (1, 2), id="the-other-category-in-an-unpaired-unit"),
    ],
)
def test_where_nobody_could_be_seen_to_disagree_alpha_is_null(
    units: list[list[Hashable]], counted: tuple[int, int]
) -> None:
    found = nominal_alpha(units)
    assert (found.value, found.low, found.high) == (None, None, None)
    assert (found.units, found.values) == counted


def test_perfect_agreement_is_one_and_an_interval_takes_two_units() -> None:
    assert nominal_alpha([["a", "a"], ["b", "b", "b"], ["c"]]).value == 1.0
    split = nominal_alpha([["a", "b"]])
    assert split.value == 0.0 and split.low is None and split.high is None


def test_coders_who_always_differ_are_worse_than_chance() -> None:
    found = nominal_alpha([["a", "b"]] * 5)
    assert found.value is not None and found.value < 0


VALUES = st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=8)


@given(VALUES)
def test_it_is_what_its_definition_says(units: list[list[str]]) -> None:
    expected = by_pairs(units)
    assert nominal_alpha(units, samples=1).value == (None if expected is None else pytest.approx(expected))


@given(VALUES, st.randoms(use_true_random=False))
def test_neither_the_order_of_units_and_coders_nor_the_names_of_values_matter(
    units: list[list[str]], chance: random.Random
) -> None:
    other = [[{"a": 7, "b": None, "c": (1, 2)}[value] for value in unit] for unit in units]
    chance.shuffle(other)
    for unit in other:
        chance.shuffle(unit)
    assert nominal_alpha(other, samples=1).value == pytest.approx(nominal_alpha(units, samples=1).value)


def test_the_interval_is_that_of_all_samples_there_are() -> None:
    units = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]
    every = [by_pairs(sample) for sample in itertools.product(units, repeat=4)]
    low, high = np.quantile([value for value in every if value is not None], (0.025, 0.975))
    found = nominal_alpha(units, samples=20_000, seed=5)
    assert found.low == pytest.approx(low, abs=0.02) and found.high == pytest.approx(high, abs=0.02)


def test_a_seed_makes_the_interval_the_same_again_and_more_units_make_it_narrower() -> None:
    few = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]] * 3
    one, again, other = (nominal_alpha(few, samples=50, seed=seed) for seed in (1, 1, 2))
    assert one == again and one != other
    many = nominal_alpha(few * 20)
    narrow = nominal_alpha(few)
    assert many.high - many.low < (narrow.high - narrow.low) / 3  # type: ignore[operator]


def test_samples_in_which_alpha_is_not_defined_are_left_out() -> None:
    # Half of all samples of these two units hold one category only.
    found = nominal_alpha([["a", "a"], ["b", "b"]], samples=200, seed=0)
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)
    # No sample but the first is drawn, and it holds one category.
    seed = next(
        seed for seed in range(50) if len(Counter(np.random.default_rng(seed).integers(2, size=2).tolist())) < 2
    )
    assert nominal_alpha([["a", "a"], ["b", "b"]], samples=1, seed=seed).low is None
