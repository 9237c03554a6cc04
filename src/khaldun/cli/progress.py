"""How far long work is, how fast it goes, and how long it may still take."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from khaldun.cli.say import say_progress
from khaldun.run.tally import Tally

T = TypeVar("T")


class Progress:
    """Progress over the inputs of a run, and over the reports in them.

    Nothing is told where the results themselves pass by on the terminal (`passing`).
    """

    def __init__(self, total: int, *, passing: bool) -> None:
        self._total, self._begun, self._passing = total, 0, passing
        self._started = time.monotonic()

    def over(self, inputs: Iterable[T]) -> Iterator[T]:
        """The same inputs, counted as they begin."""
        for item in inputs:
            self._begun += 1
            yield item

    def tell(self, tally: Tally) -> None:
        """Tells how far the run is."""
        if self._passing:
            return
        seconds = time.monotonic() - self._started
        done = max(self._begun - 1, 0)
        told = f"reports {tally.reports:,}, failures {tally.failures:,}"
        if done and self._total > 1:
            told += f"; {progress(done, self._total, seconds)}"
        elif seconds > 0:
            told += f"; {tally.reports / seconds:.1f} a second"
        say_progress(told)


def progress(done: int, total: int, seconds: float) -> str:
    """How far, how fast, and how long it may still take."""
    rate = done / seconds if seconds > 0 else 0.0
    left = max(total - done, 0) / rate if rate else 0.0
    clock = f"{int(left // 3600)}:{int(left % 3600 // 60):02}:{int(left % 60):02}"
    return f"{done:,} of {total:,} inputs, {rate:.1f} a second, {clock} left"
