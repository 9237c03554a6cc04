"""Coded items in the terminal: their labels, two coders' differences, how far they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from khaldun.cli.out import has_colour, width
from khaldun.corpus.counts import Counts
from khaldun.corpus.diff import differences
from khaldun.corpus.show import EVENT_HEADINGS, STYLES, event_cells, head, pieces
from khaldun.corpus.store import Coded
from khaldun.evaluate.marks_show import figures_table
from khaldun.evaluate.show import result_table
from khaldun.evaluate.tables import printed, simple_table, text_console
from khaldun.measure.real import Measured, agree_coders
from khaldun.publish.cells import shown


def as_text(coded: Coded) -> str:
    """An item with its labels: marked words with their letter and number, what each says, the events in a table."""
    from rich.text import Text

    out, console = text_console(width=width(), colour=has_colour())
    coding = coded.coding
    console.print(Text(f"{coding.id}  {head(coded)}", "bold"))
    line, notes = Text(), []
    for piece in pieces(coded):
        if piece.kind is None:
            line.append(shown(piece.text))
            continue
        line.append(f"[{shown(piece.text)}]", style=STYLES[piece.kind])
        line.append(piece.label, style="dim")
        if piece.kind == "trigger":
            notes.append(f"  {piece.label} {shown(piece.text)}: {piece.note}")
    console.print(line)
    for note in notes:
        console.print(Text(note))
    if coding.events:
        table = simple_table("", *EVENT_HEADINGS)
        for event in coding.events:
            table.add_row(*map(shown, event_cells(event)))
        console.print(table)
    return printed(out).decode() + "\n"


def as_differences(left: Coded, right: Coded) -> str:
    """What only one of two coders has."""
    lines = [shown(line) for line in differences(left.coding, right.coding, left.text)]
    head = f"{left.coding.id}  {left.coding.coder} (-) and {right.coding.coder} (+)"
    return "\n".join([head, *(f"  {line}" for line in lines or ("the same",))]) + "\n\n"


def agreement_tables(pairs: Sequence[tuple[Coded, Coded]]) -> str:
    """How far two coders agree: marks, and events of documents."""
    agreement = agree_coders(pairs)
    text = figures_table(agreement.marks, title="The right coder against the left", width=width(), colour=has_colour())
    if agreement.events is not None:
        text += result_table(agreement.events, width=width(), colour=has_colour())
    return text.decode()


def measured_tables(part: str, measured: Measured) -> str:
    """The figures of a part of the corpus: over all its texts, by source, over the events of its documents."""
    colour = has_colour()
    chunks = [figures_table(measured.marks, title=f"Marks, {part}", width=width(), colour=colour)]
    chunks.extend(
        figures_table(one, title=f"Marks, {part}, {source}", width=width(), colour=colour, by=False)
        for source, one in measured.by_source.items()
    )
    if measured.events is not None:
        chunks.append(result_table(measured.events, width=width(), colour=colour))
    return b"\n".join(chunks).decode()


def readers_table(part: str, measured: Mapping[str, Measured]) -> str:
    """The figures of several readers on one part, side by side: F1 with its 95 % interval, statuses as a share."""
    out, console = text_console(width=width(), colour=has_colour())
    table = simple_table(f"Readers, {part}", "", *measured)
    for name, label in _READ.items():
        table.add_row(
            label, *(_share_of(one.marks.counts[name].f1, one.marks.intervals[name]) for one in measured.values())
        )
    table.add_row(
        "status",
        *(
            f"{one.marks.status_right / max(one.marks.status_of, 1):.3f} of {one.marks.status_of}"
            for one in measured.values()
        ),
    )
    if all(one.events is not None for one in measured.values()):
        events = [one.events for one in measured.values() if one.events is not None]
        table.add_row("document events", *(_share_of(one.found.f1, one.f1_interval) for one in events))
        table.add_row("whole events", *(_share_of(one.found.whole_f1, one.whole_f1_interval) for one in events))
        table.add_row(
            "found / missed / invented",
            *(f"{one.found.pairs} / {one.found.missed} / {one.found.false}" for one in events),
        )
    console.print(table)
    return printed(out).decode()


def _share_of(figure: float | None, interval: tuple[float, float] | None) -> str:
    if figure is None:
        return "–"
    return f"{figure:.3f}" + (f" ({interval[0]:.3f}–{interval[1]:.3f})" if interval else "")


_READ = {
    "mentions_head": "mentions, by head",
    "triggers_head": "triggers, overlapping",
    "triggers_typed": "triggers with sub-type",
    "roles": "roles",
}
_TITLES = {
    "items": "Items",
    "mentions": "Mentions",
    "triggers": "Triggers by sub-event type",
    "status": "Triggers by status",
    "roles": "Roles",
    "events": "Document events by sub-event type",
    "countries": "Document events by country",
}


def counts_tables(counts: Counts) -> str:
    """What a corpus holds, a table a layer, most frequent first."""
    out, console = text_console(width=width(), colour=has_colour())
    for name, rows in counts.tables.items():
        table = simple_table(_TITLES[name], "", "all", *counts.sources)
        for row, by_source in sorted(rows.items(), key=lambda one: (one[0].startswith("of "), -one[1].total(), one[0])):
            table.add_row(row, f"{by_source.total():,}", *(f"{by_source[source]:,}" for source in counts.sources))
        console.print(table)
    return printed(out).decode()
