"""What was withheld: counted by reason, to be stated; and what it was, for the tests that look for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

WHY = {
    "name": "private persons' names",
    "site": "sensitive sites told by their settlement, district or region",
    "point": "points rounded to about a kilometre",
    "region": "places told by their region",
    "survivors": "claims of sexual violence, told by region and apart from their reports",
    "word": "places, names and titles that hold a word which the profile withholds",
}


@dataclass(slots=True)
class Record:
    """Counts are for the public. `words`, `points` (latitude, longitude) and `places` are never written anywhere;
    `places` are those of claims that are told apart from their report, and may be told of its other claims."""

    counts: Counter[str] = field(default_factory=Counter)
    words: set[str] = field(default_factory=set)
    points: set[tuple[float, float]] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    def stated(self) -> tuple[tuple[str, int], ...]:
        """What was withheld, in words, and how often; in the order of the reasons."""
        return tuple((WHY[reason], self.counts[reason]) for reason in WHY if self.counts[reason])

    def hide(self, reason: str, *, point: tuple[float | None, float | None] = (None, None)) -> None:
        """Counts one thing that is withheld; its words are added by whoever takes them out everywhere."""
        self.counts[reason] += 1
        if point[0] is not None and point[1] is not None:
            self.points.add((point[0], point[1]))
