"""A workspace from the command line: made, filled, coded, checked, backed up and restored, as a new user would."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import khaldun
from khaldun.cli.main import run

SAMPLES = Path(khaldun.__file__).parent / "samples"
TWO = [SAMPLES / "01_syria_wire.txt", SAMPLES / "04_ukraine_partisan.html"]
REPORT = "KANO (Wire) - Gunmen killed three farmers in the town of Kano on 3 May 2021, police said.\n"


@pytest.fixture(autouse=True)
def data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHALDUN_DATA", str(folder))


@pytest.fixture
def made(store_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new workspace, which is the current folder."""
    folder = tmp_path / "syria"
    assert run(["init", str(folder), "--store", store_address]) == 0
    monkeypatch.chdir(folder)
    (folder / "khaldun.toml").write_text((folder / "khaldun.toml").read_text().replace('"auto"', '"rules"'))
    return folder


def told(capsys: pytest.CaptureFixture[str]) -> str:
    out = capsys.readouterr()
    return out.out + out.err


def test_the_whole_way(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status"]) == 0
    assert "add reports: khaldun add" in told(capsys)
    assert run(["add", *map(str, TWO)]) == 0
    assert "2 added" in told(capsys)
    assert run(["run"]) == 0
    assert "2 reports coded" in told(capsys)
    assert run(["verify"]) == 0
    assert "2 inputs, 2 reports" in told(capsys)
    assert run(["backup", str(tmp_path / "b.tar.gz")]) == 0
    assert run(["restore", str(tmp_path / "b.tar.gz"), str(tmp_path / "again")]) == 0
    capsys.readouterr()
    assert run(["verify", "-w", str(tmp_path / "again")]) == 0
    assert "2 inputs, 2 reports" in told(capsys)


def test_what_was_added_and_coded_is_not_again(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["add", str(TWO[0])])
    run(["run"])
    capsys.readouterr()
    assert run(["add", str(TWO[0])]) == 0
    assert "1 were there already" in told(capsys)
    assert run(["run"]) == 0
    assert "Nothing is new" in told(capsys)


def test_a_file_that_has_changed_is_a_later_version(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(REPORT)
    run(["add", str(page)])
    run(["run"])
    page.write_text(f"{REPORT}\nGunmen also abducted a teacher in the town of Zaria on 4 May 2021.\n")
    assert run(["add", str(page)]) == 0
    capsys.readouterr()
    assert run(["run"]) == 0
    said = told(capsys)
    assert "1 reports coded, 1 claims drafted" in said and "asked" not in said
    assert run(["verify"]) == 0


def test_a_report_that_fails_is_named_and_the_others_are_coded(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 and no more")
    assert run(["add", str(broken), str(TWO[0])]) == 0
    assert run(["run"]) == 1
    assert "broken failed" in told(capsys)
    assert run(["run"]) == 0  # it is not tried again unless that is asked for
    capsys.readouterr()
    assert run(["run", "--retry"]) == 1
    assert "broken failed" in told(capsys)
    assert run(["status"]) == 0
    assert "1 coded, 1 failed" in told(capsys)


def test_a_source_that_cannot_be_read_stops_no_other(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = tmp_path / "gone.txt"
    link.write_text(REPORT)
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "nowhere.txt")
    (folder / "b.txt").write_text(REPORT)
    assert run(["add", str(folder)]) == 1
    said = told(capsys)
    assert "was not added" in said and "1 added, 1 could not be had" in said


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param("UPDATE claims SET line = replace(line, 'kill', 'kick')", "do not stand at", id="a-claim"),
        pytest.param("UPDATE reports SET text_sha256 = 'x'", "was changed after it was read", id="a-text"),
        pytest.param("PRAGMA foreign_keys=OFF; DELETE FROM reports", "belongs to no report", id="a-report"),
    ],
)
def test_what_was_changed_by_hand_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], spoil: str, fault: str
) -> None:
    folder = tmp_path / "w"
    run(["init", str(folder)])
    monkeypatch.chdir(folder)
    (tmp_path / "page.txt").write_text(REPORT)
    run(["add", str(tmp_path / "page.txt")])
    run(["run"])
    with sqlite3.connect(folder / "store.sqlite") as connection:
        connection.executescript(spoil)
    capsys.readouterr()
    assert run(["verify"]) == 1
    assert fault in told(capsys)


def test_bytes_that_were_changed_or_lost_are_told(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["add", *map(str, TWO)])
    one, two = (path for path in (made / "archive").rglob("*") if path.is_file() and path.name != "visits.jsonl")
    one.write_bytes(b"something else")
    two.unlink()
    capsys.readouterr()
    assert run(["verify"]) == 1
    said = told(capsys)
    assert "were changed" in said and "are not in the archive" in said
    assert run(["run"]) == 1


def test_a_damaged_backup_leaves_nothing_behind(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["add", str(TWO[0])])
    whole, cut = tmp_path / "b.tar.gz", tmp_path / "cut.tar.gz"
    run(["backup", str(whole)])
    cut.write_bytes(whole.read_bytes()[:-2000])
    assert run(["restore", str(cut), str(tmp_path / "again")]) == 2
    assert "damaged" in told(capsys)
    assert not (tmp_path / "again").exists() and not list(tmp_path.glob(".again*"))
    assert run(["restore", str(whole), str(made)]) == 2
    assert "not empty" in told(capsys)


def test_a_workspace_is_not_made_twice_and_is_found_from_within(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(made)]) == 2
    (made / "notes").mkdir()
    monkeypatch.chdir(made / "notes")
    assert run(["status"]) == 0
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    assert run(["status"]) == 2
    assert "lies in no workspace" in told(capsys)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param("colour = 1", "colour", id="no-such-setting"),
        pytest.param('store = "mysql://x"', "No store", id="no-such-store"),
        pytest.param("format = 7", "format 7", id="another-format"),
        pytest.param("format = ", "khaldun.toml", id="no-toml"),
    ],
)
def test_settings_that_are_wrong_are_named(
    made: Path, capsys: pytest.CaptureFixture[str], line: str, fault: str
) -> None:
    name = line.split(" = ")[0]
    told_before = (made / "khaldun.toml").read_text().splitlines()
    kept = [one for one in told_before if not one.startswith(f"{name} =")]
    (made / "khaldun.toml").write_text("\n".join([line, *kept]))
    capsys.readouterr()
    assert run(["status"]) != 0
    assert fault in told(capsys)


@pytest.mark.slow
def test_a_run_that_is_killed_resumes_and_two_never_go_at_once(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "w"
    run(["init", str(here)])
    monkeypatch.chdir(here)
    reports = tmp_path / "reports"
    reports.mkdir()
    for number in range(60):
        shutil.copy(TWO[number % 2], reports / f"{number}{TWO[number % 2].suffix}")
        with (reports / f"{number}{TWO[number % 2].suffix}").open("a") as file:
            file.write(f"\n\nReport number {number}.\n")
    run(["add", str(reports)])
    going = subprocess.Popen([sys.executable, "-m", "khaldun.cli.main", "run", "-w", str(here)])
    deadline = time.monotonic() + 60
    while coded(here) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    capsys.readouterr()
    assert run(["run"]) == 1
    assert "Another run" in told(capsys)
    going.send_signal(signal.SIGKILL)
    going.wait()
    before = coded(here)
    assert 3 <= before < 60
    assert run(["verify"]) == 0
    assert run(["run"]) == 0
    assert coded(here) == 60
    assert run(["verify"]) == 0


def coded(here: Path) -> int:
    with sqlite3.connect(here / "store.sqlite") as connection:
        return int(connection.execute("SELECT count(*) FROM inputs WHERE state = 'done'").fetchone()[0])
