"""Loads the rules reader's lexicon from data/lexicon."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from khaldun.datafile import DATA, load_yaml
from khaldun.read.rules.lexicon import Lexicon
from khaldun.read.rules.words import (
    ActorWords,
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
            frames=load_yaml(folder / "frames.yaml", tuple[Frame, ...]),
            harm=load_yaml(folder / "harm.yaml", tuple[Harm, ...]),
            verbs=load_yaml(folder / "verbs.yaml", Verbs),
            actors=load_yaml(folder / "actors.yaml", ActorWords),
            places=load_yaml(folder / "places.yaml", PlaceWords),
            weapons=load_yaml(folder / "weapons.yaml", WeaponWords),
            status=load_yaml(folder / "status.yaml", StatusWords),
            prepositions=load_yaml(folder / "prepositions.yaml", Prepositions),
            grammar=load_yaml(folder / "grammar.yaml", Grammar),
            nationalities=frozenset(word.lower() for word in nationalities),
            version=digest.hexdigest()[:12],
        )
    )
