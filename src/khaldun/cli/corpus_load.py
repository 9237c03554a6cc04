"""Loads the codings that the commands of `khaldun corpus` work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from khaldun.cli.say import say
from khaldun.errors import UsageError

if TYPE_CHECKING:
    from khaldun.corpus.store import Loaded


def loaded_codings(files: list[Path], items: Path, data: Path) -> Loaded:
    """The codings that hold; the others are named on standard error."""
    from khaldun.corpus.items import read_items
    from khaldun.corpus.store import load_codings
    from khaldun.tools.codebooks import packaged_codebook

    event_type_of = packaged_codebook().event_type.get
    loaded = load_codings(list(_files(files)), read_items(items), data, event_type_of=event_type_of)
    for complaint in loaded.complaints:
        say(complaint)
    return loaded


_NO_CODINGS = ("items.jsonl", "meta.jsonl")  # manifests beside the codings


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        if not found:
            raise UsageError(f"The folder {path} holds no .jsonl files.", advice="Name files of codings.")
        yield from (one for one in found if one.name not in _NO_CODINGS)
