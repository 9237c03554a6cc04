"""Speaking to the person at the terminal: standard error, one line a message, never a traceback."""

from __future__ import annotations

import sys

from khaldun.publish.cells import shown
from khaldun.records.lines import FailureLine

_BAR = 30


def say(message: str, advice: str = "") -> None:
    """One line on standard error: "khaldun: message advice"."""
    sys.stderr.write(shown(f"khaldun: {message} {advice}".strip()) + "\n")
    sys.stderr.flush()


def say_progress(text: str) -> None:
    """A line that the next one overwrites; only on a terminal. The empty text wipes it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{shown(text)}")
        sys.stderr.flush()


def say_failure(line: FailureLine) -> None:
    """What failed, at what stage, why, and what to do."""
    say_progress("")
    say(f"{line.name} failed ({line.stage}): {line.message}", line.advice)


def say_bar(what: str, done: int, total: int) -> None:
    """A progress bar; where the total is unknown (0), only what is being done."""
    if not total:
        say_progress(f"{what} …")
        return
    filled = _BAR * min(done, total) // total
    say_progress(f"{what} [{'#' * filled}{'.' * (_BAR - filled)}] {100 * min(done, total) // total} %")
