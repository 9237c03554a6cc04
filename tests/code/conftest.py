"""Fixtures of the code step's tests."""

from __future__ import annotations

import pytest

from khaldun.code.codebook import Codebook
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.countries import Countries, packaged_countries


@pytest.fixture(scope="session")
def book() -> Codebook:
    return packaged_codebook()


@pytest.fixture(scope="session")
def countries() -> Countries:
    return packaged_countries()
