"""Rounds of watching: folders, what cannot be watched, and rounds that go on."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import pytest

from khaldun.cli.watch import Watching
from khaldun.errors import DataError, StoreError, UsageError
from khaldun.run.workers import Limits as WorkerLimits
from khaldun.workspace.config import Watch
from khaldun.workspace.one_round import one_round
from khaldun.workspace.open import Workspace
from khaldun.workspace.watching import repeat, watched

from .watched import PAGE, Clock, look, new_fetcher, whats, write


def test_files_are_added_once_when_they_are_whole_and_again_when_they_change(
    workspace: Workspace, clock: Clock, tmp_path: Path
) -> None:
    clock.ahead = dt.timedelta()
    write(tmp_path / "in" / "a.txt", PAGE)
    half = write(tmp_path / "in" / "deep" / "b.txt", PAGE, age=2)
    for name in (".hidden", "c.part", "d.tmp", ".git/x"):
        write(tmp_path / "in" / name, PAGE)
    assert whats(look(workspace, clock, folders=("../in",))) == {"added": 1, "waiting": 1}
    os.utime(half, (time.time() - 11,) * 2)
    assert whats(look(workspace, clock, folders=("../in",))) == {"added": 1}
    assert look(workspace, clock, folders=(str(tmp_path / "in"),)) == []
    write(half, f"{PAGE} More.")
    assert whats(look(workspace, clock, folders=("../in",))) == {"added": 1}
    write(half, f"{PAGE} More.", age=-30)  # touched, by a clock that goes ahead: the bytes are the same
    assert whats(look(workspace, clock, folders=("../in",))) == {"known": 1}


def test_a_folder_that_cannot_be_watched_is_told(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcomes = look(workspace, clock, folders=("../none", "..", ".", "archive", "../empty"))
    assert [outcome.message for outcome in outcomes] == [
        "It is no folder.",
        *["It holds the workspace itself, or its archive."] * 3,
    ]


@pytest.mark.parametrize(
    ("config", "error"),
    [
        pytest.param(Watch(), UsageError, id="nothing"),
        pytest.param(Watch(folders=("x",), minutes=0), DataError, id="no-pause"),
        pytest.param(Watch(folders=("x",), minutes=float("nan")), DataError, id="no-number"),
    ],
)
def test_what_cannot_be_watched_is_refused(config: Watch, error: type[Exception]) -> None:
    with pytest.raises(error):
        watched(config)


def test_it_goes_on_until_it_is_interrupted() -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repeat(lambda: 2.5, sleep)
    assert slept == [150, 150, 150]


def test_no_two_rounds_go_at_once_and_a_fault_does_not_end_the_watch(
    workspace: Workspace, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = workspace.folder / "khaldun.toml"
    settings.write_text(settings.read_text().replace("folders = []", 'folders = ["../in"]'))
    (tmp_path / "in").mkdir()
    limits = WorkerLimits()
    rounds = Watching(workspace.folder, 100, None, limits, None, make_fetcher=new_fetcher, clock=clock)
    with one_round(workspace.folder):
        with pytest.raises(StoreError, match="under way"):
            rounds.look()
        assert rounds.look_and_go_on() == 60
    assert "under way" in capsys.readouterr().err
    assert rounds.look() == 0
    assert "0 added" in capsys.readouterr().err
