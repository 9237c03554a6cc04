"""A comparison as tables for people, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from khaldun.compare.lines import ROW, cells
from khaldun.compare.result import Apart, Comparison, Lone
from khaldun.compare.rules import Rules
from khaldun.compare.told import figure, notes, reasons, share
from khaldun.evaluate.tables import printed, simple_table, text_console
from khaldun.publish.cells import shown
from khaldun.review.shares import Share

if TYPE_CHECKING:
    from rich.table import Table


def comparison_table(told: Comparison, rules: Rules, *, width: int, colour: bool = False) -> bytes:
    """The comparison as text."""
    from rich.text import Text

    out, console = text_console(width=width, colour=colour)
    for table in (_rows(told), _lone(told), _fields(told), _date(told, rules), _place(told, rules), *_types(told)):
        if table.row_count:
            console.print(table)
    for line in notes(told):
        console.print(Text(shown(line)))
    return printed(out)


def _rows(told: Comparison) -> Table:
    table = simple_table(f"{told.table}: {shown(told.ours.name)} beside {shown(told.theirs.name)}", "", "rows", "share")
    table.add_row("both have", f"{len(told.pairs):,}", "")
    table.add_row("  of these doubtful", f"{told.doubtful:,}", share(Share(count=told.doubtful, of=len(told.pairs))))
    table.add_row("of theirs, ours has", f"{len(told.pairs):,}", share(told.recall))
    table.add_row("of ours, theirs has", f"{len(told.pairs):,}", share(told.share_ours))
    table.add_row("only theirs", f"{len(told.only_theirs):,}", "")
    table.add_row("only ours", f"{len(told.only_ours):,}", "")
    return table


def _lone(told: Comparison) -> Table:
    table = simple_table("Why rows have no partner", "", "only theirs", "only ours")
    theirs = {said: count for said, _, count in reasons(told.only_theirs)}
    ours = {said: count for said, _, count in reasons(told.only_ours)}
    for said in dict.fromkeys((*theirs, *ours)):
        table.add_row(shown(said), str(theirs.get(said, "")), str(ours.get(said, "")))
    return table


def _fields(told: Comparison) -> Table:
    fields = told.fields
    table = simple_table("Where both have it", "", "agree", "apart")
    if not told.pairs:
        return table
    table.add_row("the same days", share(fields.date.agree), f"mean {figure(fields.date.apart, 'days')}")
    table.add_row("place within 5 km", share(fields.place.agree), f"median {figure(fields.place.apart, 'km')}")
    table.add_row("type", share(fields.type.agree), "")
    if fields.type.sub_types.of:
        table.add_row("sub-event type", share(fields.type.sub_types), "")
    table.add_row("all sides", share(fields.sides.agree), f"some {fields.sides.some:,}, none {fields.sides.none:,}")
    for count in fields.deaths.counts:
        apart = f"{count.ours:,} and {count.theirs:,}; mean {figure(count.difference, signed=True)}"
        table.add_row(f"deaths: {count.name}", share(count.agree), apart)
    if len(fields.deaths.counts) > 1:
        table.add_row("deaths: ranges overlap", share(fields.deaths.overlap), "")
    return table


def _date(told: Comparison, rules: Rules) -> Table:
    words = rules.words.day_precision[told.table]
    return _by_precision("Days, by precision (ours / theirs)", told.fields.date, words, "the same days", "mean", "days")


def _place(told: Comparison, rules: Rules) -> Table:
    words = rules.words.place_precision[told.table]
    return _by_precision(
        "Places, by precision (ours / theirs)", told.fields.place, words, "within 5 km", "median", "km"
    )


def _by_precision(title: str, apart: Apart, words: dict[int, str], agree: str, how: str, unit: str) -> Table:
    table = simple_table(title, "", "pairs", agree, f"{how} apart")
    for one in apart.by_precision:
        label = " / ".join(precision(code, words) for code in (one.ours, one.theirs))
        table.add_row(label, f"{one.pairs:,}", share(one.agree), figure(one.apart, unit))
    return table


def precision(code: int | None, words: dict[int, str]) -> str:
    """A code of precision with what it means."""
    if code is None:
        return "not stated"
    return f"{code} ({words[code]})" if code in words else str(code)


def _types(told: Comparison) -> Iterable[Table]:
    kinds = told.fields.type
    table = simple_table("Types: ours down, theirs across", "", *kinds.labels)
    for label, counts in zip(kinds.labels, kinds.matrix, strict=True):
        table.add_row(shown(label), *(f"{count:,}" if count else "" for count in counts))
    return (table,)


def comparison_json(told: Comparison) -> bytes:
    """The comparison as one JSON object: figures, pairs with both rows, rows without a partner."""
    plain = {
        "table": told.table,
        "rules": told.rules,
        "ours": told.ours,
        "theirs": told.theirs,
        "countries": [{"country": name, "first": first, "last": last} for name, first, last in told.countries],
        "rows": {
            "both": len(told.pairs), "doubtful": told.doubtful, "only_ours": len(told.only_ours),
            "only_theirs": len(told.only_theirs), "by_chance": told.chance, "of_theirs": _share(told.recall),
            "of_ours": _share(told.share_ours),
        },
        "reasons": {"only_ours": _reasons(told.only_ours), "only_theirs": _reasons(told.only_theirs)},
        "left_out": told.left_out,
        "fields": told.fields,
        "notes": list(notes(told)),
        "pairs": [
            {
                **msgspec.structs.asdict(pair),
                "ours": _row(told, pair.ours, ours=True),
                "theirs": _row(told, pair.theirs, ours=False),
            }
            for pair in told.pairs
        ],
        "only_ours": [_alone(told, one, ours=True) for one in told.only_ours],
        "only_theirs": [_alone(told, one, ours=False) for one in told.only_theirs],
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n"


def _row(told: Comparison, at: int, *, ours: bool) -> dict[str, object]:
    row = told.our_rows[at] if ours else told.their_rows[at]
    return dict(zip(ROW, cells(row), strict=True))


def _alone(told: Comparison, one: Lone, *, ours: bool) -> dict[str, object]:
    near = None if one.near is None else _row(told, one.near, ours=not ours)
    return {**msgspec.structs.asdict(one), "row": _row(told, one.row, ours=ours), "near": near}


def _reasons(lone: Iterable[Lone]) -> list[dict[str, object]]:
    return [{"reason": said, "why": why, "rows": count} for said, why, count in reasons(lone)]


def _share(one: Share) -> dict[str, object]:
    return {"count": one.count, "of": one.of, "share": one.value, "low": one.low, "high": one.high}
