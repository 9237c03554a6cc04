"""Loads a codebook from data/codebooks."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from khaldun.code.codebook import Codebook
from khaldun.code.schema import CivilianKind, CodebookFile
from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError

CODEBOOKS = DATA / "codebooks"
CIVILIANS = DATA / "civilians.yaml"


def load_codebook(path: Path = CODEBOOKS / "acled.yaml") -> Codebook:
    """The codebook of the file at `path`, made ready.

    Raises:
        DataError: the file is missing or wrong; names file, line and field, or file and rule.
    """
    file = load_yaml(path, CodebookFile)
    try:
        return Codebook.of(file, load_civilian_kinds())
    except DataError as error:
        raise DataError(f"{path}: {error.message}", advice=error.advice) from error


def load_civilian_kinds(path: Path = CIVILIANS) -> tuple[CivilianKind, ...]:
    """The kinds of civilians.

    Raises:
        DataError: the file is missing or wrong; names file, line and field.
    """
    return load_yaml(path, tuple[CivilianKind, ...])


@lru_cache(maxsize=1)
def packaged_codebook() -> Codebook:
    """ACLED's codebook as it comes with Khaldun, read once."""
    return load_codebook()
