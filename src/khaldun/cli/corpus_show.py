"""Coded items in the terminal: their labels, two coders' differences, how far they agree."""

from __future__ import annotations

from collections.abc import Sequence

from khaldun.cli.evaluate import build_names
from khaldun.cli.out import has_colour, width
from khaldun.corpus.claims import claim_lines
from khaldun.corpus.diff import differences
from khaldun.corpus.show import EVENT_HEADINGS, STYLES, event_cells, head, pieces
from khaldun.corpus.store import Coded
from khaldun.evaluate.marks import compare_marks, figures, marks_of_coding
from khaldun.evaluate.marks_show import figures_table
from khaldun.evaluate.rows import Claims, join_claims, read_claims
from khaldun.evaluate.score import evaluate
from khaldun.evaluate.show import result_table
from khaldun.evaluate.tables import printed, simple_table, text_console
from khaldun.publish.cells import shown
from khaldun.records.codec import encode_lines
from khaldun.tools.codebooks import packaged_codebook


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
    compared = [
        compare_marks(marks_of_coding(left.coding, left.text.text), marks_of_coding(right.coding, right.text.text))
        for left, right in pairs
    ]
    text = figures_table(
        figures(compared), title="The right coder against the left", width=width(), colour=has_colour()
    )
    documents = [(left, right) for left, right in pairs if left.coding.events is not None]
    if not documents:
        return text.decode()
    result = evaluate(
        claims_of([left for left, _ in documents]),
        claims_of([right for _, right in documents]),
        names=build_names(),
        event_type_of=packaged_codebook().event_type.get,
    )
    return (text + result_table(result, width=width(), colour=has_colour())).decode()


def claims_of(coded: Sequence[Coded]) -> Claims:
    """The events of coded documents as rows to be compared."""
    event_type_of = packaged_codebook().event_type.get
    return join_claims(
        read_claims(b"".join(encode_lines(claim_lines(one, event_type_of))), origin=one.coding.id) for one in coded
    )
