"""The page of changes: every row that came, went or is another, to be filtered. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence

from khaldun.page import render
from khaldun.publish.cells import shown
from khaldun.publish.changes.changes import NOT_REPEATED, WHATS, WITHHELD, Change, Changes
from khaldun.publish.changes.show import NO_ID, counted, remarks

_MARKED = (WITHHELD, NOT_REPEATED)


def changes_page(all_changes: Sequence[Changes]) -> bytes:
    """The page, self-contained."""
    return render(
        "changes.html.j2",
        whats=WHATS,
        tables=[
            {
                "name": changes.table,
                "before": _side(changes.before.name, changes.before.day),
                "after": _side(changes.after.name, changes.after.day),
                "counted": counted(changes),
                "counts": changes.counts(),
                "remarks": list(remarks(changes)),
                "rows": [_row(one) for one in changes.changes],
            }
            for changes in all_changes
        ],
    )


def _side(name: str, day: str) -> str:
    return f"{shown(name)} ({day})" if day else shown(name)


def _row(one: Change) -> dict[str, object]:
    return {
        "what": one.what,
        "row": shown(one.row) or NO_ID,
        "into": shown(one.into),
        "rule": one.rule,
        "why": [shown(why) for why in one.why],
        "cells": [
            {
                "column": cell.column,
                "before": shown(cell.before),
                "after": shown(cell.after),
                "hidden": cell.before in _MARKED or cell.after in _MARKED,
            }
            for cell in one.cells
        ],
    }
