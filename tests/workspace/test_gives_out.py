"""A disk without room, a store of a newer version, two runs at once: said clearly, and nothing is lost."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

import khaldun
from khaldun.cli.main import run
from khaldun.store.lock import one_run
from khaldun.workspace.open import opened

SAMPLES = Path(khaldun.__file__).parent / "samples"


@pytest.fixture(autouse=True)
def data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHALDUN_DATA", str(folder))


@pytest.fixture
def made(store_address: str, tmp_path: Path) -> Path:
    """A workspace with reports to code, in each kind of store."""
    here = tmp_path / "w"
    assert run(["init", str(here), "--store", store_address]) == 0
    (here / "khaldun.toml").write_text((here / "khaldun.toml").read_text().replace('"auto"', '"rules"'))
    assert run(["add", *map(str, sorted(SAMPLES.iterdir())[:3]), "-w", str(here)]) == 0
    return here


@pytest.mark.slow
@pytest.mark.parametrize("store_address", ["sqlite"], indirect=True)
def test_a_run_without_room_keeps_what_it_kept_and_resumes(made: Path, capfd: pytest.CaptureFixture[str]) -> None:
    size = (made / "store.sqlite").stat().st_size

    def without_room() -> None:
        """No file may grow much past what the store has: its journal neither."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))

    command = [sys.executable, "-m", "khaldun.cli.main", "run", "-w", str(made)]
    done = subprocess.run(command, preexec_fn=without_room, capture_output=True, text=True, timeout=120)  # noqa: PLW1509
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "does not answer" in done.stderr
    assert run(["verify", "-w", str(made)]) == 0
    assert run(["run", "-w", str(made)]) == 0
    assert run(["verify", "-w", str(made)]) == 0
    capfd.readouterr()
    assert run(["status", "-w", str(made)]) == 0
    assert "3 coded" in capfd.readouterr().out


@pytest.mark.parametrize("command", ["add", "run", "status", "verify", "review", "backup"])
def test_a_store_of_a_newer_version_is_left_alone(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with opened(made) as workspace, workspace.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    more = {"add": [str(SAMPLES)], "review": ["--no-browser", "--port", "0"], "backup": [str(tmp_path / "b.tar.gz")]}
    capsys.readouterr()
    assert run([command, *more.get(command, []), "-w", str(made)]) == 1
    told = capsys.readouterr().err
    assert "newer version" in told and "nothing was changed" in told
    assert not (tmp_path / "b.tar.gz").exists()


def test_of_two_runs_the_second_is_told(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(made) as workspace, one_run(workspace.store, workspace.folder):
        capsys.readouterr()
        assert run(["run", "-w", str(made)]) == 1
        assert "Another run" in capsys.readouterr().err
    assert run(["run", "-w", str(made)]) == 0
