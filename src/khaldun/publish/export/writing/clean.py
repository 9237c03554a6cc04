"""Text that every file can hold and no program obeys: without control characters and halves of characters."""

from __future__ import annotations

import re

from khaldun.publish.cells import Cell

# Controls but tab and line feed, lone surrogates, what is no character, and marks that overrule the direction of
# writing: XML and JSON refuse some, terminals obey others.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(cell: Cell) -> Cell:
    """The cell; of text what cannot be written is told as U+FFFD, and every line ends in a line feed."""
    if not isinstance(cell, str) or cell.isprintable():
        return cell
    return _UNWRITABLE.sub("\ufffd", cell.replace("\r\n", "\n").replace("\r", "\n"))
