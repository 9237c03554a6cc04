"""What the desk's server writes to the terminal: faults of the program only, none of which passes for another line."""

from __future__ import annotations

import logging
import sys

from khaldun.publish.cells import shown

_BEHIND = "  | "  # before each further line of an entry


class Entry(logging.Formatter):
    """An entry begins with "khaldun: "; its further lines (a traceback) with a mark, so that what a request or a report
    says makes no entry of its own."""

    def format(self, record: logging.LogRecord) -> str:
        first, *more = super().format(record).split("\n")
        return "\n".join([shown(f"khaldun: {first}"), *(_BEHIND + shown(line) for line in more)])


def log_to_terminal() -> None:
    """Warnings and worse of the server and of what it uses go to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Entry())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
