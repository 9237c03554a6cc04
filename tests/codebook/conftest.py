"""Codebooks are read by the packaged vocabulary and cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from khaldun.cli.codebook_world import Coding, coding, packaged_cast
from khaldun.codebook.check import Reading, read
from khaldun.codebook.vocabulary import vocabulary


@pytest.fixture(scope="session")
def reading() -> Callable[[str], Reading]:
    """Reads a text as a codebook of one's own."""
    words, cast = vocabulary(), packaged_cast()
    return lambda text: read(text.encode(), vocabulary=words, cast=cast, builtins={})


@pytest.fixture(scope="session")
def world() -> Coding:
    """What codes the claims of cases."""
    return coding()
