"""The event table for a terminal: grouped by report, each row with its receipts if asked for."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from khaldun.publish.cells import shown
from khaldun.publish.receipts import receipts_of
from khaldun.publish.select import why_no_event
from khaldun.publish.words import COLUMNS, NARROW_COLUMNS, UNKNOWN, Column, days, heading, number, sides
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine, ReportLine

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

NARROW = 100
_LEAST = 40


def publish_table(
    lines: Iterable[ContractLine], *, width: int, colour: bool = False, receipts: bool = False
) -> Iterator[bytes]:
    """Text, `width` columns wide, report by report. Claims that are no events are counted below each report's rows."""
    width = max(width, _LEAST)
    for report, claims in _by_report(lines):
        yield _render(report, claims, width=width, colour=colour, receipts=receipts).encode()


def _by_report(lines: Iterable[ContractLine]) -> Iterator[tuple[ReportLine | None, list[ClaimLine]]]:
    report: ReportLine | None = None
    claims: list[ClaimLine] = []
    for line in lines:
        if isinstance(line, ClaimLine):
            claims.append(line)
        elif not isinstance(line, FailureLine):
            if report is not None or claims:
                yield report, claims
            report, claims = line, []
    if report is not None or claims:
        yield report, claims


def _render(report: ReportLine | None, claims: list[ClaimLine], *, width: int, colour: bool, receipts: bool) -> str:
    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False, markup=False, emoji=False,
        color_system="standard" if colour else None, legacy_windows=False,
    )  # fmt: skip
    title, origin = heading(report)
    console.print(Text(shown(title), style="bold"))
    if origin:
        console.print(Text(shown(origin), style="dim"))
    events = [claim for claim in claims if why_no_event(claim) is None]
    columns = COLUMNS if width >= NARROW else NARROW_COLUMNS
    if events:
        _print_rows(console, events, report, columns, receipts=receipts)
    if any(claim.fatalities is not None and claim.fatalities.group for claim in events):
        console.print(Text("* one figure said of several rows together", style="dim"))
    if any(UNKNOWN in (number(claim.fatalities), days(claim.date), sides(claim)[:1]) for claim in events):
        console.print(Text("? not said", style="dim"))
    console.print(Text(_footer(claims, len(events)), style="dim"))
    console.print()
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _print_rows(
    console: Console, events: list[ClaimLine], report: ReportLine | None, columns: tuple[Column, ...], *, receipts: bool
) -> None:
    from rich.text import Text

    header = _grid(columns, console.width)
    header.add_row(*(Text(column.name, style="bold") for column in columns))
    console.print(header)
    body = _grid(columns, console.width)
    for claim in events:
        body.add_row(*(Text(shown_lines(column.text(claim, report)), style=column.style) for column in columns))
        if receipts:
            console.print(body)
            body = _grid(columns, console.width)
            _print_receipts(console, claim)
    if body.row_count:
        console.print(body)


def _print_receipts(console: Console, claim: ClaimLine) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for receipt in receipts_of(claim):
        line = Text(f"{receipt.cell}: {shown(receipt.value)} ", style="dim")
        line.append(f"← {shown(receipt.words)}" if receipt.words else "← no words", style="green")
        if receipt.rules:
            line.append(f" by {', '.join(receipt.rules)}", style="dim")
        console.print(Padding(line, (0, 0, 0, 4)))


def _grid(columns: tuple[Column, ...], width: int) -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    fixed = sum(column.width for column in columns) + 2 * len(columns)
    shares = sum(column.share for column in columns)
    for column in columns:
        flexible = max(width - fixed, 0) * column.share // shares
        grid.add_column(width=column.width + flexible, overflow="fold", justify=column.justify)
    return grid


def shown_lines(text: str) -> str:
    """The text made safe line by line."""
    return "\n".join(shown(line) for line in text.split("\n"))


def _footer(claims: list[ClaimLine], events: int) -> str:
    reasons = Counter(reason for claim in claims if (reason := why_no_event(claim)) is not None)
    count = f"{events} event{'' if events == 1 else 's'}"
    if not reasons:
        return count
    others = ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
    return f"{count}; claims kept out of the table: {others}"
