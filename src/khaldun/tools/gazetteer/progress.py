"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and of how much (0: unknown)."""


def no_progress(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
