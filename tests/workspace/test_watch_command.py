"""`khaldun watch` from the command line: a look for cron, and one after another until it is ended."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from khaldun.cli.main import COMMANDS, run

REPORT = "KANO (Wire) - Gunmen killed three farmers in the town of Kano on 3 May 2021, police said.\n"


@pytest.fixture
def made(store_address: str, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new workspace that watches the folder "in" beside it, which is the current folder."""
    monkeypatch.setenv("KHALDUN_DATA", str(folder))
    monkeypatch.setitem(COMMANDS, "watch", ("khaldun.cli.watch:watch", "Look for what is new."))
    here = tmp_path / "w"
    assert run(["init", str(here), "--store", store_address]) == 0
    monkeypatch.chdir(here)
    settings = (here / "khaldun.toml").read_text().replace('"auto"', '"rules"')
    (here / "khaldun.toml").write_text(settings.replace("folders = []", 'folders = ["../in"]'))
    (tmp_path / "in").mkdir()
    return here


def put(path: Path, words: str = REPORT) -> None:
    path.write_text(words)
    os.utime(path, (time.time() - 60,) * 2)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    out = capsys.readouterr()
    return out.out + out.err


def test_what_is_new_is_added_and_coded(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(made.parent / "in" / "a.txt")
    capsys.readouterr()
    assert run(["watch", "--once"]) == 0
    assert "1 added, 1 reports coded, 1 claims drafted." in told(capsys)
    assert run(["watch", "--once"]) == 0
    assert "0 added." in told(capsys)
    assert run(["verify"]) == 0
    put(made.parent / "in" / "b.pdf", "%PDF-1.4 and no more")
    assert run(["watch", "--once"]) == 1
    said = told(capsys)
    assert "b failed" in said and "1 added" in said and "1 failures" in said


def test_it_looks_again_until_it_is_ended(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            raise KeyboardInterrupt
        put(made.parent / "in" / "a.txt")

    monkeypatch.setattr("khaldun.cli.watch.time.sleep", sleep)
    assert run(["watch"]) == 0
    said = told(capsys)
    assert slept == [3600, 3600]
    assert "0 added." in said and "1 added, 1 reports coded" in said and "Ended." in said


def test_a_run_that_is_under_way_is_told_and_waited_for(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from khaldun.store.lock import one_run
    from khaldun.workspace.open import opened

    put(made.parent / "in" / "a.txt")
    with opened(made) as here, one_run(here.store, here.folder):
        assert run(["watch", "--once"]) == 1
    assert "Another run" in told(capsys)
    assert run(["watch", "--once"]) == 0  # what was added then is coded now
    assert "0 added, 1 reports coded" in told(capsys)


@pytest.mark.parametrize(
    ("args", "settings", "said"),
    [
        pytest.param(["--most", "0"], None, "take 1 or more", id="most"),
        pytest.param(["--jobs", "0"], None, "take 1 or more", id="jobs"),
        pytest.param([], ('["../in"]', "[]"), "Nothing is watched", id="nothing-watched"),
        pytest.param([], ("minutes = 60", "minutes = 0"), "watch.minutes is 0", id="no-pause"),
    ],
)
def test_what_is_wrong_is_said(
    made: Path, capsys: pytest.CaptureFixture[str], args: list[str], settings: tuple[str, str] | None, said: str
) -> None:
    if settings is not None:
        (made / "khaldun.toml").write_text((made / "khaldun.toml").read_text().replace(*settings))
    capsys.readouterr()
    assert run(["watch", "--once", *args]) == 2
    assert said in told(capsys)
