"""What a release withholds, worked out anew from what was frozen: so that nothing that is said of it tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from khaldun.export.sources import Source
from khaldun.export.world import World
from khaldun.publish.export.hiding import Hiding
from khaldun.publish.export.items import Told
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.record import Record
from khaldun.publish.export.safe import publishable

_DIGITS = 2
_LEAST = 3  # letters of a part of a name
_MARKS = ".,;:!?()[]\"'’“”"
_NUMBER = re.compile(r"-?\d{1,3}\.\d+")


class Guard:
    """Knows the words and points that were withheld. It is made, asked and forgotten; nothing of it is written."""

    def __init__(self, words: Iterable[str], points: Iterable[tuple[float, float]]) -> None:
        words = tuple(words)
        self._hiding = Hiding(words)
        self._parts = Hiding(
            part for word in words for part in word.split() if len(part) >= _LEAST and not part[:1].islower()
        )
        self._points = frozenset((round(one, _DIGITS), round(other, _DIGITS)) for one, other in points)

    def hides(self, text: str) -> bool:
        """Whether a text holds a word that was withheld, with gaps or without, or the two numbers of such a point."""
        return self._hiding.stand_in(text) or any(map(self._hiding.run_in, _runs(text))) or self._has_point(text)

    def hints(self, text: str) -> bool:
        """Whether a text holds a part of a name that was withheld."""
        return self._parts.stand_in(text)

    def hides_point(self, latitude: float, longitude: float) -> bool:
        """Whether a point that was withheld lies within about a kilometre."""
        return (round(latitude, _DIGITS), round(longitude, _DIGITS)) in self._points

    def _has_point(self, text: str) -> bool:
        """Whether two numbers that follow each other are a point's, whichever comes first."""
        numbers = [float(number) for number in _NUMBER.findall(text)] if self._points else []
        return any(
            self.hides_point(one, other) or self.hides_point(other, one)
            for one, other in zip(numbers, numbers[1:], strict=False)
        )


def _runs(text: str) -> list[str]:
    """The parts of a text in which words may stand without gaps: ids, addresses, names of files."""
    parts = text.split()
    return parts if len(parts) == 1 else [part for part in parts if not part.strip(_MARKS).isalpha()]


def guard_of(source: Source, profile: Profile, world: World) -> Guard:
    """The guard of what a profile withholds of a source on `world`'s day."""
    record = Record()
    safe = publishable(
        _told(source),
        profile,
        registry=world.registry,
        ground=world.ground,
        record=record,
        day=world.today,
        adjectives=world.adjectives,
    )
    for _ in safe:
        pass
    return Guard((*record.words, *profile.withhold.words), record.points)


def _told(source: Source) -> Iterator[Told]:
    for batch in source.batches():
        yield from (each for each in batch.told() if isinstance(each, Told))
