"""What is asked and what is right: place strings with their points, articles with their toponyms."""

from __future__ import annotations

import hashlib

from khaldun.records.base import Record

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


class Asked(Record, frozen=True, kw_only=True):
    """A place string as a table of events has it, with its first-order region, and the points it was given there."""

    name: str
    admin1: str | None
    country: str
    points: tuple[Point, ...]

    @property
    def part(self) -> str:
        """dev or test, by a hash of the string."""
        return part_of(f"{self.name}|{self.admin1 or ''}")


class Toponym(Record, frozen=True, kw_only=True):
    """A place name in an article: its offsets (code points) and its point."""

    start: int
    end: int
    latitude: float
    longitude: float


class GeoText(Record, frozen=True, kw_only=True):
    """An article with the toponyms that have coordinates."""

    source: str
    id: str
    text: str
    toponyms: tuple[Toponym, ...]

    @property
    def part(self) -> str:
        """dev or test, by a hash of the article's id."""
        return part_of(f"{self.source}|{self.id}")


def part_of(key: str) -> str:
    """The half that a key falls into: fixed, and with nothing to do with its content."""
    return "test" if hashlib.sha256(key.encode()).digest()[0] % 2 else "dev"
