"""Changes in words: for the terminal, as JSON, as CSV, and as the note that lies beside a release."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from khaldun.publish.cells import csv_row, shown
from khaldun.publish.changes.changes import WHATS, WITHHELD, Change, Changes
from khaldun.publish.words import many

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("table", "what", "row", "column", "before", "after", "rule", "into", "why")
NO_ID, NOTHING = "(id not told)", "(nothing)"
_MOST, _WIDEST, _BEFORE = 200, 60, 12
_MARKUP = re.compile(r"([\\`*\[\]<])")
_MEANS = {
    "added": "rows that were not there",
    "changed": "rows of which cells are others",
    "merged": "rows that another row tells of now",
    "retracted": "rows that have none any more, by a rule",
}


def as_json(all_changes: Sequence[Changes]) -> bytes:
    """One object: each table's changes."""
    return msgspec.json.format(msgspec.json.encode({"tables": list(all_changes)}), indent=2) + b"\n"


def as_csv(all_changes: Sequence[Changes]) -> Iterator[bytes]:
    """A line for each cell that changed, and for each row that came or went."""
    yield csv_row(COLUMNS).encode()
    for changes in all_changes:
        for one in changes.changes:
            cells = [(cell.column, cell.before, cell.after) for cell in one.cells] or [("", "", "")]
            for column, before, after in cells:
                told = (one.rule, one.into, "; ".join(one.why))
                yield csv_row((changes.table, one.what, one.row, column, before, after, *told)).encode()


def as_note(all_changes: Sequence[Changes]) -> bytes:
    """The note (Markdown) that lies beside a release."""
    return ("\n".join(line for changes in all_changes for line in _note(changes)) + "\n").encode()


def counted(changes: Changes) -> str:
    """How many rows became what."""
    told = [f"{changes.count(what):,} {what}" for what in WHATS]
    gone = [f"{changes.silent:,} withheld now, or no longer told"] if changes.silent else []
    return f"{', '.join((*told, *gone))}; {changes.kept:,} as they were"


def remarks(changes: Changes) -> Iterator[str]:
    """What must be known to read the changes."""
    if changes.whole:
        yield f"For all rows: {'; '.join(changes.whole)}."
    if changes.silent:
        yield (
            f"Of {many(changes.silent, 'row')} of the earlier table the later one tells nothing: what they told is "
            "withheld now, or no longer told."
        )
    if changes.careful:
        yield (
            "What was withheld is not known here, or more may be now: a text of the earlier table that the later one "
            "does not have is not repeated."
        )
    elif any(WITHHELD in (cell.before, cell.after) for one in changes.changes for cell in one.cells):
        yield f"{WITHHELD} stands for what one of both withholds."
    if changes.passed_over:
        yield f"Not compared: {', '.join(changes.passed_over)} (ids, and what every export says anew)."


def as_table(all_changes: Sequence[Changes], *, width: int, colour: bool = False) -> bytes:
    """The changes for a terminal, the first of each kind."""
    import io

    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False)
    for changes in all_changes:
        names = f"{changes.table}: {changes.before.name} → {changes.after.name}"
        console.print(Text(shown(f"{names}: {counted(changes)}")))
        if changes.changes:
            console.print(_rows(changes))
        for line in (*_left(changes), *remarks(changes)):
            console.print(Text(shown(line)))
    return out.getvalue().encode()


def _rows(changes: Changes) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table("", "row", "what", "why", box=box.SIMPLE_HEAD)
    for what in WHATS:
        for one in [one for one in changes.changes if one.what == what][:_MOST]:
            table.add_row(*(Text(shown(said)) for said in (what, one.row or NO_ID, told_of(one), why_of(one))))
    return table


def _left(changes: Changes) -> Iterator[str]:
    for what in WHATS:
        if (more := changes.count(what) - _MOST) > 0:
            yield f"{more:,} more are {what}: --format csv or json tells all."


def told_of(one: Change) -> str:
    """What became of a row, in a line."""
    if one.what == "added":
        return ", ".join(_short(cell.after) for cell in one.cells)
    if one.what == "merged":
        return f"told of in {one.into}"
    return "; ".join(f"{cell.column}: {' → '.join(_apart(cell.before, cell.after))}" for cell in one.cells)


def why_of(one: Change) -> str:
    """Why, in a line."""
    return "; ".join(part for part in (one.rule, *one.why) if part)


def _apart(before: str, after: str) -> tuple[str, str]:
    """Both, cut down to where they differ."""
    if max(len(before), len(after)) <= _WIDEST:
        return before or NOTHING, after or NOTHING
    alike = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    start = max(alike - _BEFORE, 0)
    cut = "…" if start else ""
    return _short(f"{cut}{before[start:]}") or NOTHING, _short(f"{cut}{after[start:]}") or NOTHING


def _short(cell: str) -> str:
    return cell if len(cell) <= _WIDEST else f"{cell[: _WIDEST - 1]}…"


def _plain(text: str) -> str:
    """Text in which Markdown sees nothing of its own: no picture is fetched, no address made a link."""
    return _MARKUP.sub(r"\\\1", shown(text)).replace("://", ":\\//")


def _note(changes: Changes) -> Iterator[str]:
    yield f"# {_plain(changes.table)}: what changed since {_plain(changes.before.name)}"
    yield ""
    yield f"{counted(changes)}."
    for line in remarks(changes):
        yield ""
        yield _plain(line)
    for what in WHATS:
        found = [one for one in changes.changes if one.what == what]
        if not found:
            continue
        yield ""
        yield f"## {what.capitalize()}: {_MEANS[what]}"
        yield ""
        for one in found[:_MOST]:
            said = f": {_plain(told_of(one))}" if told_of(one) else ""
            yield f"- {_plain(one.row) or NO_ID}{said} ({_plain(why_of(one) or 'no reason is known')})"
        if len(found) > _MOST:
            yield f"- and {len(found) - _MOST:,} more: changes.csv has all"
    yield ""
