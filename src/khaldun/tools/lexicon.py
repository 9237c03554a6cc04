"""Loads the rules reader's lexicon from data/lexicon."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.read.rules.lexicon import Lexicon
from khaldun.read.rules.needs import Needs
from khaldun.read.rules.words import (
    ActorWords,
    CasingWords,
    Frame,
    Grammar,
    Harm,
    PlaceWords,
    Prepositions,
    StatusWords,
    Verbs,
    WeaponWords,
    Words,
)
from khaldun.tools.codebooks import packaged_codebook

_NO_EVENT = "-"


def load_lexicon(nationalities: Iterable[str], folder: Path = DATA / "lexicon") -> Lexicon:
    """The lexicon of `folder`, compiled; `nationalities` are the adjectives of the table of countries.

    Raises:
        DataError: a file is missing or wrong; names file, line and field.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.read_bytes())
    return Lexicon(
        Words(
            frames=_frames(folder / "frames.yaml"),
            harm=load_yaml(folder / "harm.yaml", tuple[Harm, ...]),
            verbs=load_yaml(folder / "verbs.yaml", Verbs),
            actors=load_yaml(folder / "actors.yaml", ActorWords),
            places=load_yaml(folder / "places.yaml", PlaceWords),
            weapons=load_yaml(folder / "weapons.yaml", WeaponWords),
            status=load_yaml(folder / "status.yaml", StatusWords),
            prepositions=load_yaml(folder / "prepositions.yaml", Prepositions),
            grammar=load_yaml(folder / "grammar.yaml", Grammar),
            small_words=frozenset(load_yaml(folder / "casing.yaml", CasingWords).small.split()),
            nationalities=frozenset(word.lower() for word in nationalities),
            version=digest.hexdigest()[:12],
        )
    )


def _frames(path: Path) -> tuple[Frame, ...]:
    """The frames of a file, with types that the codebook knows and needs that the reader can test.

    Raises:
        DataError: a frame is wrong; names file, frame and word.
    """
    frames = load_yaml(path, tuple[Frame, ...])
    book = packaged_codebook()
    types = {*book.type_rules, *book.event_type, _NO_EVENT}
    for frame in frames:
        for type_ in (frame.type, *frame.objects.values(), *frame.doers.values()):
            if type_ not in types:
                raise DataError(f"{path}: frame {frame.name!r}: no type of event is called {type_!r}.")
        for need in frame.needs:
            if need not in Needs.names():
                advice = f"Known: {', '.join(sorted(Needs.names()))}."
                raise DataError(f"{path}: frame {frame.name!r}: no need is called {need!r}.", advice=advice)
    return frames
