"""Tolls of one event: who tells of the same dead, and which figure is best."""

from __future__ import annotations

import pytest

from khaldun.publish.export.figures import Figure
from khaldun.publish.export.ged.tolls import toll_of
from khaldun.records.lines import ClaimLine, DeathLine, ReportRef, SourceLine

Told = tuple[str, int, int, tuple[str, ...]]  # the claim, its low and high figure, who says so


def figures(told: tuple[Told, ...], kind: str = "Armed clash") -> list[Figure]:
    return [
        Figure(
            row="event",
            claim=ClaimLine(
                id=name,
                report=ReportRef(name="r"),
                sub_event_type=kind,
                sources=tuple(SourceLine(name=source) for source in sources),
            ),
            death=DeathLine(of="actor2", low=low, best=low, high=high),
            key=(name, low),
        )
        for name, low, high, sources in told
    ]


@pytest.mark.parametrize(
    ("told", "partisan", "expected"),
    [
        pytest.param((("a", 4, 4, ("Observatory",)), ("b", 7, 7, ("Ministry",))), (), (4, 4, 7), id="the-lowest"),
        pytest.param((("a", 4, 4, ("Ministry",)), ("b", 7, 7, ("Observatory",))), ("a",), (4, 7, 7), id="no-party"),
        pytest.param((("a", 4, 4, ("Ministry",)), ("b", 7, 7, ("Rebels",))), ("a", "b"), (4, 4, 7), id="both-parties"),
        pytest.param((("a", 4, 4, ()), ("b", 7, 9, ("Observatory",))), (), (4, 4, 9), id="the-report-itself"),
        pytest.param((("a", 4, 4, ("Observatory",)), ("b", 7, 7, ("observatory",))), (), (11, 11, 11), id="one-source"),
        pytest.param((("a", 4, 4, ()), ("b", 7, 7, ())), (), (11, 11, 11), id="nobody-named"),
        pytest.param((("a", 4, 4, ("A",)), ("a", 7, 7, ("A",))), (), (11, 11, 11), id="one-claim"),
        pytest.param(
            (("a", 3, 3, ("A",)), ("b", 4, 4, ("A",)), ("c", 7, 7, ("B",))), (), (7, 7, 7), id="one-tells-the-sum"
        ),
        pytest.param(
            (("a", 3, 3, ("A",)), ("b", 4, 4, ("B",)), ("c", 2, 2, ("A", "B"))), (), (9, 9, 9), id="told-by-both"
        ),
    ],
)
def test_what_the_figures_of_a_side_come_to(
    told: tuple[Told, ...], partisan: tuple[str, ...], expected: tuple[int, int, int]
) -> None:
    (toll,) = toll_of(figures(told), frozenset(partisan), 1)
    assert (toll.low, toll.best, toll.high) == expected
    assert toll.low <= toll.best <= toll.high


def test_other_kinds_of_acts_add_up() -> None:
    both = [*figures((("a", 4, 4, ("A",)),)), *figures((("b", 7, 7, ("B",)),), "Air/drone strike")]
    assert sum(toll.best for toll in toll_of(both, frozenset(), 1)) == 11
    assert toll_of([], frozenset(), 1) == ()
