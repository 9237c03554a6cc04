"""Figures of deaths as tables count them: each told figure once, whoever else tells of it in the same words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import msgspec

from khaldun.records.lines import ClaimLine, DeathLine

Key = tuple[Hashable, ...]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as a claim tells of it, and the row that the claim is in. `key` is the same for one figure."""

    row: Hashable
    claim: ClaimLine
    death: DeathLine
    key: Key


def figures(
    told: Iterable[tuple[Hashable, ClaimLine]],
    counts: Callable[[ClaimLine], Sequence[DeathLine]] = lambda claim: claim.deaths,
    *,
    divided: bool = False,
    prefer: Callable[[ClaimLine], bool] = lambda claim: True,
) -> tuple[list[Figure], list[Figure]]:
    """The figures of claims, given with the row that each is in: those that count, each once, and those told again.

    One figure is one by its words, else by the group that shares it. Told of in several rows, it is that of a claim
    that one would `prefer` (the table takes it), then of one that knows whose dead they are, then of the one whose
    telling stands nearest to it. `divided`: the rows that share a total all have it, and divide it.
    """
    found = [
        Figure(row=row, claim=claim, death=death, key=_key(row, claim, death, index))
        for row, claim in told
        for index, death in enumerate(counts(claim))
    ]

    def teller(figure: Figure) -> Hashable:
        group = figure.death.group
        return figure.row if group is None or not divided else ("group", group)

    best: dict[Key, tuple[tuple[bool, bool, int], Figure]] = {}
    for figure in found:
        rank = not prefer(figure.claim), figure.death.of == "unknown", _gap(figure)
        if figure.key not in best or rank < best[figure.key][0]:
            best[figure.key] = rank, figure
    kept = {key: teller(figure) for key, (_, figure) in best.items()}
    counted: dict[Hashable, Figure] = {}
    again: list[Figure] = []
    for figure in found:
        if kept[figure.key] != teller(figure):
            again.append(figure)
        else:
            same = figure.key, figure.row
            if same not in counted or counted[same].death.of == "unknown":
                counted[same] = figure
    return list(counted.values()), again


def low_of(death: DeathLine, unnumbered: int) -> int:
    """The fewest deaths; `unnumbered` where there is no number at all."""
    known = death.low if death.low is not None else death.best
    if known is not None:
        return known
    return unnumbered if death.high is None else min(unnumbered, death.high)


def best_of(death: DeathLine, unnumbered: int) -> int:
    """The most likely figure: what is said to be, else the fewest."""
    return max(low_of(death, unnumbered), death.best or 0)


def high_of(death: DeathLine, unnumbered: int) -> int:
    """The most deaths; where the words leave that open, what is most likely."""
    return max(best_of(death, unnumbered), death.high or 0)


def _key(row: Hashable, claim: ClaimLine, death: DeathLine, index: int) -> Key:
    if death.evidence:
        return tuple(span.start for span in death.evidence)
    return (death.group, death.of) if death.group is not None else (row, claim.id, index)


def _gap(figure: Figure) -> int:
    """How far the figure is from the nearest words that tell of its claim (code points)."""
    words = [*([figure.claim.trigger] if figure.claim.trigger else []), *figure.claim.tellings]
    if not figure.death.evidence or not words:
        return 0
    at = figure.death.evidence[0].start
    return min(abs(span.start - at) for span in words)
