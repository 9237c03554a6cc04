"""Tolls of one event (UCDP GED, best, high, low): figures of several sources for the same dead are told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from khaldun.publish.export.figures import Figure, best_of, high_of, low_of

Sources = frozenset[str]
_ITSELF: Sources = frozenset({""})  # what nobody is named for, the report says itself


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """The dead of one side of an event by one kind of act: the figures, and what they come to. `differ`: sources tell
    otherwise of the same dead."""

    figures: tuple[Figure, ...]
    low: int
    best: int
    high: int
    differ: bool = False


def toll_of(figures: Sequence[Figure], partisan: frozenset[str], unnumbered: int) -> tuple[Toll, ...]:
    """The tolls of figures for one column, by what killed.

    Figures of one source add up: it tells of one incident after another. Sources that differ tell of the same dead:
    best is the lowest of those that are no claim of a party about its enemy's dead (`partisan`, ids of claims), if
    there are such, else of all; low and high are the least and the most that any tells. Deaths told of without a number
    count as `unnumbered`.
    """
    kinds: dict[str | None, list[Figure]] = {}
    for figure in figures:
        kinds.setdefault(figure.claim.sub_event_type, []).append(figure)
    return tuple(_toll(found, partisan, unnumbered) for found in kinds.values())


def _toll(figures: Sequence[Figure], partisan: frozenset[str], unnumbered: int) -> Toll:
    told = [_sum(found, unnumbered) for found in _by_sources(figures)]
    sober = [one for one in told if not all(figure.claim.id in partisan for figure in one.figures)]
    return Toll(
        figures=tuple(figures),
        low=min(one.low for one in told),
        best=min(one.best for one in sober or told),
        high=max(one.high for one in told),
        differ=len(told) > 1,
    )


def _sum(figures: Sequence[Figure], unnumbered: int) -> Toll:
    deaths = [figure.death for figure in figures]
    return Toll(
        figures=tuple(figures),
        low=sum(low_of(death, unnumbered) for death in deaths),
        best=sum(best_of(death, unnumbered) for death in deaths),
        high=sum(high_of(death, unnumbered) for death in deaths),
    )


def _by_sources(figures: Iterable[Figure]) -> list[list[Figure]]:
    """The figures by who tells them: who shares a source with another is not apart from it, nor is what one claim
    tells from the rest that it tells."""
    found: list[tuple[set[str], list[Figure]]] = []
    for figure in figures:
        names = set(_sources(figure)) | {f"claim {figure.claim.id}"}
        same = [one for one in found if one[0] & names]
        merged = (names.union(*(one[0] for one in same)), [each for one in same for each in one[1]] + [figure])
        found = [one for one in found if not one[0] & names] + [merged]
    return [each for _, each in found]


def _sources(figure: Figure) -> Sources:
    return frozenset(source.name.casefold() for source in figure.claim.sources) or _ITSELF
