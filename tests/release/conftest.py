"""A workspace with a report of an invented attack, released on invented days."""

from __future__ import annotations

import datetime as dt
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import khaldun.cli.diff
import khaldun.cli.release
from exporting import TEXT, claim, dated, report
from khaldun.cli.export_world import world
from khaldun.export.world import World
from khaldun.pipeline import Tools
from khaldun.records.reports import Given
from khaldun.release.building import of_day
from khaldun.seal.keys import Keys
from khaldun.settings import Settings
from khaldun.store.reports import add_input, inputs
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import make_workspace, opened
from khaldun.workspace.recoding import Recoder

sys.path.append(str(Path(__file__).parents[1] / "publish" / "export"))  # the search for leaks

START = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
AMAL, CHIEF = Who("amal", "coder"), Who("chief", "admin")


@pytest.fixture(scope="session")
def around(folder: Path) -> World:
    return world(Settings(today=dt.date(2026, 6, 1), data_folder=folder), progress=lambda *_: None)


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("KHALDUN_DATA", str(folder))


@pytest.fixture
def on(around: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the day on which releases are made from now on."""

    def set_day(day: str) -> None:
        of = of_day(around, day)
        for module in (khaldun.cli.release, khaldun.cli.diff):
            monkeypatch.setattr(module, "world", lambda settings, progress: of)

    set_day("2026-06-01")
    return set_day


@pytest.fixture(scope="session")
def recoder(tools: Tools) -> Recoder:
    def home_of(identity: str) -> str | None:
        actor = tools.registry.get(identity)
        return actor.home if actor else None

    return Recoder(tools.codebook, tools.countries, home_of)


def fill(folder: Path, recoder: Recoder, *, keys: Keys | None = None) -> None:
    """Puts a report with six claims of six days into a workspace."""
    drafts = [
        claim(number, status="planned" if number == 4 else "reported", **dated(f"2026-03-0{number}"))
        for number in range(1, 7)
    ]
    with opened(folder, keys=keys) as workspace, workspace.store.write() as connection:
        add_input(connection, "flash.txt", "b" * 64, Given(), START)
        keep_lines(connection, 1, [report(), *drafts], recoder=recoder, time=START)
        recoder.recode_report(connection, report())  # as they are after any decision


@pytest.fixture
def here(tmp_path: Path, recoder: Recoder, on: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace, which is the current folder: a report with six claims of six days, the fourth planned."""
    folder = tmp_path / "w"
    make_workspace(folder)
    fill(folder, recoder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def decide(here: Path, recoder: Recoder) -> Iterator[Callable[[], Desk]]:
    """A desk in the workspace."""
    ticks = (START + dt.timedelta(seconds=seconds) for seconds in itertools.count())
    with opened(here) as workspace:
        yield lambda: Desk(workspace.store, recoder, lambda: next(ticks))


@pytest.fixture
def add_report(here: Path, recoder: Recoder) -> Callable[..., None]:
    """Another report of the workspace, with claims."""

    def add(number: int, *claims: int, **changes: Any) -> None:
        with opened(here) as workspace, workspace.store.write() as connection:
            add_input(connection, f"flash-{number}.txt", f"{number:064x}", Given(), START)
            added = len(list(inputs(connection)))
            of = number << 240  # reports are told apart by how their ids begin
            lines = [replace(claim(one, of=of, **dated(f"2026-04-{one:02}")), **changes) for one in claims]
            keep_lines(connection, added, [report(of, text=TEXT), *lines], recoder=recoder, time=START)
            recoder.recode_report(connection, report(of))

    return add


def files_in(folder: Path) -> dict[str, bytes]:
    """The files in a folder, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
