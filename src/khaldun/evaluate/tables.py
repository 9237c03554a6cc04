"""Tables of figures for people: one way to print them, one way to write a figure."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from khaldun.evaluate.found import Found

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def text_console(*, width: int, colour: bool) -> tuple[io.StringIO, Console]:
    """A console that writes into memory, and the memory."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False, markup=False, emoji=False,
        color_system="standard" if colour else None, legacy_windows=False,
    )  # fmt: skip
    return out, console


def printed(out: io.StringIO) -> bytes:
    """What was printed, without the blanks that fill lines up."""
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n")).encode()


def simple_table(title: str, *columns: str) -> Table:
    """A table whose first column has no name and holds the labels."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column else "left")
    return table


def prf(found: Found) -> tuple[str, str, str]:
    """Precision, recall, F1."""
    return figure(found.precision), figure(found.recall), figure(found.f1)


def figure(value: float | None) -> str:
    """A figure with three decimals, a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def bounds(values: tuple[float, float] | None) -> str:
    """An interval."""
    return "" if values is None else f"{values[0]:.3f} to {values[1]:.3f}"
