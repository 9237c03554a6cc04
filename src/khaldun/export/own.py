"""What of a workspace an export may be asked for by name: its publishing profiles, and codebooks of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from khaldun.codebook.own import OwnCodebook, own_codebook

PROFILES, CODEBOOKS = "profiles", "codebooks"  # folders of the workspace
_LONGEST = 100  # characters of a name
Cast = Mapping[str, Any]  # the actors whom the worked cases of a codebook may name, as own_codebook takes them


def profiles(folder: Path) -> dict[str, Path]:
    """The publishing profiles of the workspace in a folder: its files `profiles/NAME.toml`."""
    return _named(folder / PROFILES, "*.toml")


def codebooks(folder: Path) -> dict[str, Path]:
    """The codebooks of its own: its files `codebooks/NAME.yaml`."""
    return _named(folder / CODEBOOKS, "*.yaml")


def codebook_at(path: Path, cast: Cast) -> OwnCodebook:
    """The codebook of a file.

    Raises:
        UsageError: it cannot be read.
        DataError: it has faults; the first is named.
    """
    return own_codebook(path, cast=cast)


def _named(folder: Path, pattern: str) -> dict[str, Path]:
    found = sorted(path for path in folder.glob(pattern) if path.is_file())
    return {path.stem: path for path in found if len(path.stem) <= _LONGEST}
