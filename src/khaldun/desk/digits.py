"""Whole numbers as they are sent: a claim's, a version's, a place in a text."""

from __future__ import annotations

_MOST = 15  # digits: what every database keeps


def whole(told: str) -> int | None:
    """The number that the digits 0 to 9 say; null for anything else, and for what is longer than any number here."""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= _MOST else None
