"""What the word beside a name ("airbase", "hill") does to the search: `data/senses.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml


class Sense(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of place; see the file's comments."""

    features: tuple[str, ...]
    strip: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    near_only: bool = False


class Senses(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The kinds by the name that a mention's `sense` has."""

    senses: dict[str, Sense]


@cache
def load_senses(path: Path = DATA / "senses.yaml") -> dict[str, Sense]:
    """The kinds of places.

    Raises:
        DataError: the file is missing or does not fit.
    """
    return load_yaml(path, Senses).senses


def forms(name: str, sense: Sense | None) -> Iterator[tuple[str, bool]]:
    """The names to look for, and whether finding one proves the kind ("Tall X" for "X hill")."""
    if sense is None:
        yield name, False
        return
    words = name.split()
    bare = " ".join(word for word in words if word.casefold() not in sense.strip) or name
    for word in sense.after:
        yield f"{bare} {word}", True
    for word in sense.before:
        yield f"{word} {bare}", True
    if bare != name:
        yield name, True
    yield bare, False
