"""What a reader needs of the outside world, and what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from khaldun.records.annotations import Annotated
from khaldun.records.reports import Article


class Reader(Protocol):
    """Reads an article: sentences, mentions, triggers, and the links between them."""

    @property
    def method(self) -> str:
        """The reader's versioned name ("rules/1"), written into every claim."""

    def read(self, article: Article) -> Annotated:
        """What the reader finds in the blocks that are read; offsets into `article.text`."""


class NamedActor(Protocol):
    """A name of an actor found in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def actor_ids(self) -> tuple[str, ...]: ...


class ActorNames(Protocol):
    """The names of actors that are known."""

    def scan(self, text: str, start: int = 0, end: int | None = None) -> Sequence[NamedActor]:
        """All names in ``text[start:end]``, longest first where they overlap, offsets into `text`."""

    def type_of(self, actor_id: str) -> str | None:
        """The ACLED actor type of a known actor at home."""


class PlaceNames(Protocol):
    """The names of places that are known."""

    def known(self, name: str) -> str | None:
        """The feature class of the best place of that name ("city", "region", "country", …), None if there is none."""
