"""Floors: the least figures allowed, pinned with the corpus that they were taken on."""

from __future__ import annotations

from pathlib import Path

import msgspec

from khaldun.errors import DataError


class Floors(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The least figures allowed (F1 by measure and part), and the corpus that they were taken on."""

    corpus: str
    floors: dict[str, dict[str, float]]


def read_floors(path: Path) -> Floors:
    """The pinned floors.

    Raises:
        DataError: the file cannot be read or is no floors.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Floors)
    except (OSError, msgspec.DecodeError) as error:
        raise DataError(
            f"{path}: no floors ({error}).", advice="Pin them with khaldun corpus measure --pin."
        ) from error


def below(floors: Floors, figured: dict[str, dict[str, float]], corpus: str) -> list[str]:
    """What lies below its floor, each as a sentence; floors of another corpus bind nothing, and that is said."""
    if floors.corpus != corpus:
        return [f"The floors were taken on corpus {floors.corpus[:12]}, this one is {corpus[:12]}: pin them anew."]
    return [
        f"{part}: {name} is {figured.get(part, {}).get(name, 0.0):.3f}, its floor is {floor:.3f}."
        for part, wanted in floors.floors.items()
        for name, floor in wanted.items()
        if figured.get(part, {}).get(name, 0.0) < floor
    ]


def pin(figured: dict[str, dict[str, float]], corpus: str, *, slack: float = 0.02) -> bytes:
    """Floors for these figures, a little below them, so that an honest small change passes."""
    floors = {
        part: {name: round(max(value - slack, 0.0), 3) for name, value in values.items()}
        for part, values in figured.items()
    }
    return msgspec.json.format(msgspec.json.encode(Floors(corpus=corpus, floors=floors)), indent=2) + b"\n"
