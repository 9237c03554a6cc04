"""An event as one sentence tells it, before it gets an id."""

from __future__ import annotations

from dataclasses import dataclass, field

from khaldun.read.rules.chunk import Chunk
from khaldun.read.rules.words import Frame
from khaldun.records.annotations import Role, Status


@dataclass(slots=True)
class Telling:
    """A trigger (chunk `at`) with what takes part in it; indexes are into the sentence's chunks.

    `carrier` is the verb that helps a noun tell of an event ("launched an attack"), or the trigger's own verb.
    """

    at: int
    chunk: Chunk
    frame: Frame
    carrier: int | None = None
    doers: list[int] = field(default_factory=list)
    associates: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    weapons: list[int] = field(default_factory=list)
    facilities: list[int] = field(default_factory=list)
    links: list[tuple[Role, int]] = field(default_factory=list)
    type: str = ""
    status: Status = "asserted"
    ongoing: bool = False
    background: bool = False
    toll: bool = False
    rules: list[str] = field(default_factory=list)
    dropped: bool = False
    anaphoric_place: bool = False
    joined_places: tuple[int, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether nothing at all takes part in it."""
        return not (
            self.doers or self.targets or self.places or self.dates or self.weapons or self.facilities or self.links
        )
