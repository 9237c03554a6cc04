"""An export asks the world once for all tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import khaldun.cli.export
from khaldun.cli.export_world import world
from khaldun.export.world import World
from khaldun.settings import Settings


@pytest.fixture(scope="session")
def around(folder: Path) -> World:
    """The packaged lists and gazetteer."""
    return world(Settings(today=dt.date(2026, 6, 1), data_folder=folder), progress=lambda *_: None)


@pytest.fixture
def exporting(around: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """khaldun export, in a world that is there already."""
    monkeypatch.setattr(khaldun.cli.export, "world", lambda settings, progress: around)
