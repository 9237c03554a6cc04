"""The values that coded fields may have: types of events and actors, classes of weapons, statuses."""

from __future__ import annotations

import typing
from functools import lru_cache

import msgspec

from khaldun.code.schema import CodebookFile
from khaldun.datafile import DATA, load_yaml
from khaldun.publish.export.plover.book import plover_book
from khaldun.records.annotations import Status
from khaldun.records.facts import DeathsOf


class _Class(msgspec.Struct, frozen=True):
    class_: str = msgspec.field(name="class")


class _Weapons(msgspec.Struct, frozen=True):
    classes: tuple[_Class, ...]


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True):
    """`event_types`, `sub_types`: ACLED's; `neutral`: what a reader may leave to the coding; `actors`: their types;
    `plover`: PLOVER's categories ("event"), modes and contexts."""

    event_types: tuple[str, ...]
    sub_types: tuple[str, ...]
    neutral: tuple[str, ...]
    actors: tuple[str, ...]
    weapons: tuple[str, ...]
    plover: dict[str, tuple[str, ...]]

    def of(self, field: str) -> tuple[str, ...]:
        """The values of a field; none where it may hold anything."""
        if field in _FIXED:
            return _FIXED[field]
        if field.endswith((".type", "coding.inter1", "coding.inter2")) and field != "type":
            return self.actors
        return {"event_type": self.event_types, "sub_event_type": self.sub_types, "weapons.class": self.weapons}.get(
            field, ()
        )


_FIXED: dict[str, tuple[str, ...]] = {"status": typing.get_args(Status), "deaths.of": typing.get_args(DeathsOf)}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The values of the packaged codebook and lexicon, read once."""
    coding = load_yaml(DATA / "codebooks" / "acled.yaml", CodebookFile)
    weapons = load_yaml(DATA / "lexicon" / "weapons.yaml", _Weapons)
    return Vocabulary(
        event_types=tuple(kind.name for kind in coding.event_types),
        sub_types=tuple(sub.name for kind in coding.event_types for sub in kind.sub_event_types),
        neutral=coding.neutral_types,
        actors=coding.inter,
        plover=_plover(),
        weapons=tuple(dict.fromkeys(each.class_ for each in weapons.classes)),
    )


def _plover() -> dict[str, tuple[str, ...]]:
    book = plover_book().book
    modes = dict.fromkeys(mode for each in book.classes for found in each.values() for mode in found)
    return {
        "event": tuple(event for each in book.classes for event in each),
        "mode": tuple(modes),
        "context": book.contexts,
    }
