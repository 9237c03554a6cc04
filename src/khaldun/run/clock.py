"""How long the steps of a report take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Adds up the seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times what is done inside."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def told(self) -> str:
        """The steps in words, in milliseconds: "412 ms (clean 20, read 300)"."""
        steps = ", ".join(f"{name} {1000 * seconds:.0f}" for name, seconds in self.seconds.items())
        return f"{1000 * sum(self.seconds.values()):,.0f} ms ({steps})"
