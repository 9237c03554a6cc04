"""The folding rules of `data/folding.yaml`, loaded once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from khaldun.datafile import DATA, load_yaml
from khaldun.text.folding import Folding, FoldingRules


@cache
def load_folding(path: Path = DATA / "folding.yaml") -> Folding:
    """The folding by the rules at `path`.

    Raises:
        DataError: the file is missing or does not fit; names file, line and field.
    """
    return Folding(load_yaml(path, FoldingRules))
