"""A release is made again byte for byte: later, elsewhere, after what was decided since; and is checked."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from khaldun.cli import passphrase
from khaldun.cli.main import run
from khaldun.cli.passphrase import keys_at
from khaldun.datafile import DATA
from khaldun.release import ledger
from khaldun.release.manifest import decode
from khaldun.seal.keyfile import Cost
from khaldun.workspace.deciding import Desk
from khaldun.workspace.open import opened
from khaldun.workspace.recoding import Recoder

from .conftest import AMAL, CHIEF, files_in, fill

ALL = ("acled", "ucdp", "plover", "hxl", "csv", "xlsx", "jsonl", "geojson", "geoparquet", "parquet")
WORD, REASON = "Orontes Observatory", ["--reason", "asked for", "--yes", "--by", CHIEF.coder]
FORMATS = [part for name in ALL for part in ("--format", name)]


def told(capsys: pytest.CaptureFixture[str]) -> str:
    out = capsys.readouterr()
    return out.out + out.err


@pytest.mark.slow
def test_every_format_is_the_same_on_a_later_day_after_later_decisions(
    here: Path, decide: Callable[[], Desk], on: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", "v1", *FORMATS]) == 0
    time.sleep(2.1)  # a zip's times are told in steps of two seconds
    on("2027-03-04")
    desk = decide()
    desk.settle(AMAL, "accept", 1, 1)
    desk.settle(AMAL, "reject", 2, 1)
    assert run(["release", "v1", "--rebuild", "again"]) == 0
    assert "is the same: 51 files, byte for byte" in told(capsys)
    assert files_in(Path("again")) == files_in(here / "releases" / "v1")


@pytest.mark.slow
def test_every_format_is_the_same_whatever_the_seed_of_hashes_and_the_place(here: Path, folder: Path) -> None:
    """In processes of their own, in other zones of time and languages."""
    environment = {**os.environ, "KHALDUN_DATA": str(folder)}
    for seed, zone, language in (("1", "Asia/Tokyo", "C"), ("4321", "America/Lima", "C.UTF-8")):
        command = [sys.executable, "-m", "khaldun.cli.main", "release", "v1"]
        more = FORMATS if seed == "1" else ["--rebuild", "again"]
        there = {**environment, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language}
        subprocess.run([*command, *more], check=True, env=there, cwd=here)
    assert files_in(here / "again") == files_in(here / "releases" / "v1")


def test_a_codebook_of_ones_own_is_frozen_too(
    here: Path, decide: Callable[[], Desk], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yaml"
    own.write_bytes((DATA / "examples" / "health_care.yaml").read_bytes())
    command = ["--codebook", str(own), "--format", "csv", "--format", "acled"]
    assert run(["release", "v1", *command]) == 0
    own.write_text("name: another")
    assert run(["release", "v1", "--rebuild", "again"]) == 0
    assert files_in(Path("again")) == files_in(here / "releases" / "v1")
    manifest = decode((here / "releases" / "v1" / "release.json").read_bytes(), "v1")
    assert manifest.choices.codebook is not None
    name = manifest.choices.codebook.name
    assert [one.file for one in manifest.exported] == [f"{name}.csv", "acled.csv"]
    decide().settle(AMAL, "reject", 2, 1)
    capsys.readouterr()
    assert run(["diff", "v1", "now"]) == 0
    assert f"{name}: v1 → the workspace now" in told(capsys)


def test_what_changed_is_told_again_too(here: Path, decide: Callable[[], Desk], on: Callable[[str], None]) -> None:
    assert run(["release", "v1"]) == 0
    decide().settle(AMAL, "reject", 2, 1)
    on("2026-07-01")
    assert run(["release", "v2"]) == 0
    decide().settle(AMAL, "reject", 3, 1)
    on("2026-08-01")
    assert run(["release", "v2", "--rebuild", "again"]) == 0
    assert files_in(Path("again")) == files_in(here / "releases" / "v2")
    assert b"review/rejected" in (here / "releases" / "v2" / "CHANGES.md").read_bytes()


def test_what_cannot_be_told_again_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv", "-o", "first"]) == 0
    assert run(["release", "v2", "--format", "csv"]) == 0
    Path("first").rename("moved")
    assert run(["release", "v2", "--rebuild", "again"]) == 0
    said = told(capsys)
    assert "CHANGES.md was not made again: the release before, v1, is not there as it was" in said
    assert run(["release", "v3", "--format", "csv"]) == 0
    assert "CHANGES.md tells what changed since v2" in told(capsys)


def test_what_makes_it_otherwise_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    monkeypatch.setattr("khaldun.export.files.__version__", "9.9.9")
    monkeypatch.setattr("khaldun.release.versions.__version__", "9.9.9")
    assert run(["release", "v1", "--rebuild", "again"]) == 1
    said = told(capsys)
    assert "claims.csv.about.md differs." in said and "claims.csv differs." not in said
    assert "Khaldun: 0.1.0 then, 9.9.9 now" in said


def test_a_target_that_is_there_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    assert run(["release", "v1", "--rebuild", "releases/v1"]) == 2
    assert "is there already" in told(capsys)
    assert run(["release", "v9", "--rebuild", "again"]) == 2
    assert "The workspace has no release 'v9'. It has v1" in told(capsys)
    assert not Path("again").exists()


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Saraqib", b"Saraqip"))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        pytest.param(lambda folder: change(folder / "claims.csv"), "claims.csv was changed", id="changed"),
        pytest.param(
            lambda folder: (folder / "claims.csv.left_out.csv").unlink(), "left_out.csv is missing", id="missing"
        ),
        pytest.param(
            lambda folder: (folder / "notes.txt").write_text("x"), "notes.txt is not of the release", id="more"
        ),
        pytest.param(lambda folder: (folder / "SHA256SUMS").unlink(), "SHA256SUMS is missing", id="sums"),
        pytest.param(lambda folder: (folder / "claims.csv").write_bytes(b""), "It has 0 bytes, and had", id="emptied"),
    ],
)
def test_what_is_wrong_with_a_release_is_named(
    harm: Callable[[Path], None], said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    folder = here / "releases" / "v1"
    assert run(["release", "v1", "--check"]) == 0
    assert "is whole: 5 files have the hashes that they had. The workspace has made it." in told(capsys)
    harm(folder)
    assert run(["release", "v1", "--check"]) == 1
    assert said in told(capsys)
    assert run(["release", str(folder), "--check"]) == 1
    assert said in told(capsys)


def test_who_changes_a_file_and_its_hash_is_found_out_by_the_workspace(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    manifest = here / "releases" / "v1" / "release.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"note": null', b'"note": "x"'))
    assert run(["release", str(manifest.parent), "--check"]) == 0
    assert run(["release", "v1", "--check"]) == 1
    assert "release.json was changed" in told(capsys)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(None, "is no release, or half of one", id="none"),
        pytest.param(b'{"kind": "release", "for', "is no manifest of a release", id="half"),
        pytest.param(b'{"kind": "release", "format": 2}', "this version knows 1", id="newer"),
        pytest.param(b"\xff\xfe", "is no manifest of a release", id="no-text"),
    ],
)
def test_half_a_release(data: bytes | None, said: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    manifest = here / "releases" / "v1" / "release.json"
    if data is None:
        manifest.unlink()
    else:
        manifest.write_bytes(data)
    assert run(["release", "v1", "--check"]) == 2
    assert said in told(capsys)
    assert run(["diff", str(manifest.parent), str(manifest.parent)]) == 2
    assert said in told(capsys)


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "..", "a/b", ".hidden"])
def test_a_manifest_that_names_files_elsewhere_is_not_trusted(
    name: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    manifest = here / "releases" / "v1" / "release.json"
    for key in ("name", "file"):
        data = manifest.read_bytes()
        manifest.write_bytes(data.replace(f'"{key}": "claims.csv"'.encode(), f'"{key}": "{name}"'.encode()))
        for command in (["release", str(manifest.parent), "--check"], ["diff", str(manifest.parent), "v1"]):
            assert run(command) == 2
            assert "is no name of a file in a release" in told(capsys)
        manifest.write_bytes(data)


def test_a_redaction_takes_out_what_was_frozen(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    with opened(here) as workspace:
        (piece,) = ledger.frozen(workspace.archive, "v1").manifest.frozen
        path = workspace.archive.path(piece)
    held = path.read_bytes()
    told(capsys)
    assert run(["redact", "--words", WORD, "--report", "flash-1", *REASON]) == 0
    assert path.read_bytes() != held and path.read_bytes()[:2] != b"\x1f\x8b"
    said = told(capsys)
    assert "releases/v1/claims.csv still has them" in said and "stand in no file" not in said and WORD not in said
    assert run(["release", "v1", "--rebuild", "again"]) == 2
    assert "a redaction took it out" in told(capsys)
    assert not Path("again").exists()
    assert run(["release", "v1", "--check"]) == 0


def test_what_was_redacted_since_is_not_told_by_what_changed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    assert WORD.encode() in (here / "releases" / "v1" / "claims.csv").read_bytes()
    assert run(["redact", "--words", WORD, *REASON]) == 0
    assert run(["release", "v2", "--format", "csv"]) == 0
    told(capsys)
    for command in (["v1", "v2"], ["v1", "now"]):
        for format in ("json", "csv", "table", "html"):
            assert run(["diff", *command, "--format", format]) == 0
            assert "Orontes" not in told(capsys)
    assert not [name for name, data in files_in(here / "releases" / "v2").items() if b"Orontes" in data]
    assert b"changed" in (here / "releases" / "v2" / "changes.csv").read_bytes()
    assert run(["release", "v2", "--rebuild", "again"]) == 0
    assert "CHANGES.md was not made again: the release before, v1, is not there as it was" in told(capsys)


def test_what_was_frozen_travels_with_a_backup(here: Path, tmp_path: Path) -> None:
    assert run(["release", "v1", "--format", "csv", "--format", "xlsx"]) == 0
    assert run(["backup", str(tmp_path / "b.tar.gz")]) == 0
    assert run(["restore", str(tmp_path / "b.tar.gz"), str(tmp_path / "new")]) == 0
    assert run(["release", "v1", "--rebuild", str(tmp_path / "again"), "--workspace", str(tmp_path / "new")]) == 0
    assert files_in(tmp_path / "again") == files_in(here / "releases" / "v1")
    place = tmp_path / "new" / "releases"
    place.mkdir()
    assert run(["release", "v1", "--check", "-w", str(tmp_path / "new")]) == 2  # its files are not there
    assert run(["release", "v1", "--rebuild", str(place / "v1"), "-w", str(tmp_path / "new")]) == 0
    assert run(["release", "v1", "--check", "-w", str(tmp_path / "new")]) == 0


def test_the_workspace_is_whole_after_a_release(here: Path) -> None:
    """What a release freezes is nothing that khaldun verify stumbles over."""
    faults = list(_faults(here))
    assert run(["release", "v1", "--format", "csv"]) == 0
    assert list(_faults(here)) == faults


def _faults(folder: Path) -> list[str]:
    from khaldun.workspace.verify import Checked, verify

    with opened(folder) as workspace:
        return list(verify(workspace, Checked()))


def test_of_an_encrypted_workspace_what_is_frozen_is_encrypted(
    tmp_path: Path, recoder: Recoder, on: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase, "COST", Cost(memory=64, passes=1, lanes=1))
    (tmp_path / "words").write_text("four words are a passphrase\n")
    folder = tmp_path / "w"
    for command in (
        ["init", str(folder), "--encrypt"],
        ["release", "v1", "--format", "csv", "-o", str(tmp_path / "v1"), "-w", str(folder)],
        ["release", "v1", "--rebuild", str(tmp_path / "again"), "-w", str(folder)],
    ):
        monkeypatch.setenv("KHALDUN_PASSPHRASE_FILE", str(tmp_path / "words"))
        assert run(command) == 0
        if command[0] == "init":
            fill(folder, recoder, keys=keys_at(folder))
    assert files_in(tmp_path / "again") == files_in(tmp_path / "v1")
    kept = [path.read_bytes() for path in (folder / "archive").rglob("*") if path.is_file()]
    assert len(kept) == 5  # the index; the claims, the manifest, the profile and the note of the release
    assert not any(b"release" in data or data.startswith(b"\x1f\x8b") for data in kept)
