"""Cells that are safe to open: a spreadsheet must not run them, a terminal must not obey them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

Cell = str | int | float | bool | None

# A cell that starts so is read as a formula by spreadsheets; the wide forms are taken for the narrow ones.
_FORMULA = re.compile(r"^[\s\x00]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
# Control characters, and marks that turn the direction of writing or end a line, can rewrite what a terminal shows;
# bytes of a file's name that no character stands for (lone surrogates) cannot be written at all.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\n\r]+")


def csv_row(cells: Sequence[Cell]) -> str:
    """One line of CSV. Numbers stay numbers, unknown is empty, text that would run as a formula gets an apostrophe."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([csv_cell(cell) for cell in cells])
    return out.getvalue()


def csv_cell(cell: Cell) -> str | int | float:
    """The cell as it is written: true and false in words, null as nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell[:1].isalnum() and cell.isprintable():
        return cell  # what begins so is no formula
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return cell
    text = f"'{cell}" if _FORMULA.match(cell) else cell
    # A bare carriage return would end the row for some readers; none reads a null.
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def shown(text: str) -> str:
    """The text on one line without characters that a terminal would obey."""
    return _UNSEEN.sub("\ufffd", _BREAKS.sub(" ", text))
