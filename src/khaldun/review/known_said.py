"""What is compared of a claim, and what is said of it beside the user's own table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

import msgspec

Said = Literal["coded", "perhaps", "new", "unknown"]
SAID: tuple[Said, ...] = ("coded", "perhaps", "new", "unknown")


class Outline(Protocol):
    """A claim as far as it is compared (khaldun.store.outlines)."""

    @property
    def id(self) -> int: ...
    @property
    def start(self) -> str | None: ...
    @property
    def end(self) -> str | None: ...
    @property
    def place(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...
    @property
    def precision(self) -> int | None: ...
    @property
    def event_type(self) -> str | None: ...
    @property
    def sub_event_type(self) -> str | None: ...
    @property
    def actor1(self) -> str | None: ...
    @property
    def actor2(self) -> str | None: ...
    @property
    def deaths(self) -> int | None: ...


class Verdict(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is said of a claim: `row` is the one that it is likest (0 for none) and `name` the row's own; `others` is
    how many more rows agree as well. `why` is why nothing can be told."""

    said: Said
    row: int = 0
    name: str = ""
    agrees: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    others: int = 0
    why: str = ""


NEW = Verdict(said="new")
NO_DAY = Verdict(said="unknown", why="the claim has no day")
NO_PLACE = Verdict(said="unknown", why="the claim has no place")
TOO_LONG = Verdict(said="unknown", why="the claim's days are too many")


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """How names are compared: places and sides folded, countries by code (ISO alpha-3, null where a name is none's),
    and the event type of each sub-event type."""

    fold: Callable[[str], str]
    country_of: Callable[[str], str | None]
    event_type: Mapping[str, str]
