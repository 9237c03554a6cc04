"""The page of a comparison: one self-contained file. Nothing is fetched; what tables say is text, never markup."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from khaldun.borders import NOTE
from khaldun.compare.atlas import draw_comparison
from khaldun.compare.items import DIFFERS, listed
from khaldun.compare.result import Apart, Class, Comparison
from khaldun.compare.rules import Rules
from khaldun.compare.show import precision
from khaldun.compare.told import figure, notes, reasons, share
from khaldun.page import POLICY, render, with_policy

_TINTS = 5


class Bar(msgspec.Struct, frozen=True):
    """A class: its label, how many, and how long its bar is (0 to 100)."""

    label: str
    count: int
    wide: float


class Tinted(msgspec.Struct, frozen=True):
    """A cell of a matrix: how many, how dark (0 to 5), and whether both say the same."""

    count: int
    tint: int
    same: bool


def comparison_page(told: Comparison, rules: Rules) -> bytes:
    """The page, UTF-8."""
    fields = told.fields
    lists = listed(told, rules)
    day_words, place_words = rules.words.day_precision[told.table], rules.words.place_precision[told.table]
    return with_policy(
        render(
            "compare.html.j2",
            policy=POLICY,
            told=told,
            tiles=_tiles(told),
            notes=list(notes(told)),
            reasons=[("only theirs", reasons(told.only_theirs)), ("only ours", reasons(told.only_ours))],
            fields=_fields(told),
            bars=[
                ("Days between the two rows", bars(fields.date.classes)),
                ("Kilometres between the two rows", bars(fields.place.classes)),
                ("Deaths: ours less theirs", bars(fields.deaths.classes)),
            ],
            precisions=[
                ("Days", "the same days", "mean apart", _precisions(fields.date, day_words, "days")),
                ("Places", "within 5 km", "median apart", _precisions(fields.place, place_words, "km")),
            ],
            labels=fields.type.labels,
            matrix=tinted(fields.type.matrix),
            often=fields.sides.often,
            map=draw_comparison(told),
            borders=NOTE,
            items=lists.items,
            more=lists.more,
            differs=DIFFERS,
            kinds={"both": "both have", "doubtful": "both, doubtful", "theirs": "only theirs", "ours": "only ours"},
        )
    )


def _tiles(told: Comparison) -> list[tuple[str, str, str]]:
    """The figures that stand first: what, the figure, what it is made of."""
    return [
        ("both have", f"{len(told.pairs):,}", f"{told.doubtful:,} of them doubtful"),
        ("of theirs, ours has", _percent(told.recall.value), share(told.recall)),
        ("of ours, theirs has", _percent(told.share_ours.value), share(told.share_ours)),
        ("only theirs", f"{len(told.only_theirs):,}", "see why below"),
        ("only ours", f"{len(told.only_ours):,}", "see why below"),
    ]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _fields(told: Comparison) -> list[tuple[str, str, str]]:
    """Each field: what, how many agree, how far apart."""
    fields = told.fields
    rows = [
        ("the same days", share(fields.date.agree), f"mean {figure(fields.date.apart, 'days')}"),
        ("place within 5 km", share(fields.place.agree), f"median {figure(fields.place.apart, 'km')}"),
        ("type", share(fields.type.agree), ""),
    ]
    if fields.type.sub_types.of:
        rows.append(("sub-event type", share(fields.type.sub_types), ""))
    rows.append(("all sides", share(fields.sides.agree), f"some {fields.sides.some:,}, none {fields.sides.none:,}"))
    for one in fields.deaths.counts:
        apart = f"sums {one.ours:,} and {one.theirs:,}; ours less theirs {figure(one.difference, signed=True)}"
        rows.append((f"deaths: {one.name}", share(one.agree), apart))
    if len(fields.deaths.counts) > 1:
        rows.append(("deaths: ranges overlap", share(fields.deaths.overlap), ""))
    return rows


def bars(classes: Sequence[Class]) -> list[Bar]:
    """The classes, the largest as wide as can be."""
    most = max((one.pairs for one in classes), default=0) or 1
    return [Bar(one.label, one.pairs, round(100 * one.pairs / most, 1)) for one in classes]


def tinted(matrix: Sequence[Sequence[int]]) -> list[list[Tinted]]:
    """The cells of a confusion matrix, each as dark as its share of its row."""
    return [
        [Tinted(count, _tint(count, sum(counts)), row == column) for column, count in enumerate(counts)]
        for row, counts in enumerate(matrix)
    ]


def _tint(count: int, of: int) -> int:
    return -(-_TINTS * count // of) if of else 0


def _precisions(apart: Apart, words: dict[int, str], unit: str) -> list[tuple[str, str, int, str, str]]:
    return [
        (precision(one.ours, words), precision(one.theirs, words), one.pairs, share(one.agree), figure(one.apart, unit))
        for one in apart.by_precision
    ]
