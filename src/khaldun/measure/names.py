"""Names compared as the packaged data spell and know them."""

from __future__ import annotations

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.evaluate.names import Names
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.tools.registry import load_registry


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`data/evaluation.yaml`: words that many place names share."""

    place_words: tuple[tuple[str, ...], ...]


def build_names() -> Names:
    """Names compared under the packaged folding and registry."""
    folding = load_folding()
    registry = load_registry()
    words = load_yaml(DATA / "evaluation.yaml", Words).place_words
    return Names(
        fold=folding.fold,
        skeleton=folding.skeleton,
        place_words=(word for line in words for word in line),
        called=registry.called,
    )
