"""Shared by all tests: the data folder beside a developer's checkout, which a stranger does not have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `shared` are named as not run where ../shared is absent; in CI they run, and fail without it."""
    if SHARED.is_dir() or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="not run: needs ../shared, which is not part of the repository"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared.

    Fails in CI where it is absent.
    """
    if not SHARED.is_dir():
        pytest.fail("../shared is absent; CI must have it beside the checkout")
    return SHARED
