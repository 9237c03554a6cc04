"""Where results go: standard output or a file, and what the terminal can show."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from khaldun.publish.cells import shown
from khaldun.run.inputs import STDIN
from khaldun.run.output import write_chunks, write_file


def write(chunks: Iterable[bytes], output: Path | None) -> None:
    """Writes to the file, or to standard output ("-" too)."""
    if output is None or str(output) == STDIN:
        write_chunks(chunks, sys.stdout.buffer, where="Standard output")
    else:
        write_file(chunks, output)


def width() -> int:
    """Columns of the terminal, 120 where there is none."""
    return shutil.get_terminal_size((120, 24)).columns


def has_colour() -> bool:
    """Whether standard output is a terminal whose user has not asked for plain text (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_out(text: str) -> None:
    """Writes text to standard output."""
    write([text.encode()], None)


def write_line(text: str) -> None:
    """Writes a line to standard output: what comes from outside (names, words) makes no second line, and a terminal
    obeys none of it."""
    write_out(shown(text) + "\n")
