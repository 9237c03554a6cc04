"""khaldun release: what is written and frozen, what is refused; nothing private lies beside what is published."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import khaldun.cli.export
from exporting import TEXT
from khaldun.cli.main import run
from khaldun.export.world import World
from khaldun.release import ledger
from khaldun.release.manifest import decode
from khaldun.workspace.deciding import Desk
from khaldun.workspace.open import opened

from .conftest import AMAL, files_in

SIDECARS = ("about.md", "dictionary.json", "left_out.csv", "provenance.jsonl")
PROFILE = """
name = "ours"
[withhold]
words = ["Orontes Observatory"]
"""


def told(capsys: pytest.CaptureFixture[str]) -> str:
    out = capsys.readouterr()
    return out.out + out.err


def test_what_is_written_said_and_frozen(
    here: Path, decide: Callable[[], Desk], capsys: pytest.CaptureFixture[str]
) -> None:
    decide().settle(AMAL, "reject", 5, 1)
    command = ["release", "2026-06", "--note", "The first.", "--licence", "CC BY 4.0", "--citation", "A. Body, 2026"]
    assert run(command) == 0
    said = told(capsys)
    assert "2026-06 is released in" in said and "acled.csv: 4 rows of 6 claims" in said
    assert "There is no CHANGES.md: it is the workspace's first release." in said
    folder = here / "releases" / "2026-06"
    mains = ("acled.csv", "claims.csv", "claims.jsonl")
    expected = {*mains, *(f"{main}.{each}" for main in mains for each in SIDECARS), "release.json", "SHA256SUMS"}
    files = files_in(folder)
    assert set(files) == expected
    manifest = decode(files["release.json"], "release.json")
    assert (manifest.name, manifest.day, manifest.choices.note) == ("2026-06", "2026-06-01", "The first.")
    assert manifest.choices.licence == "CC BY 4.0" and "CC BY 4.0" in files["acled.csv.about.md"].decode()
    assert {one.name: (one.sha256, one.size) for one in manifest.files} == {
        name: (hashlib.sha256(data).hexdigest(), len(data))
        for name, data in files.items()
        if name not in ("release.json", "SHA256SUMS")
    }
    (acled,) = [one for one in manifest.exported if one.format == "acled"]
    assert (acled.rows, acled.claims, acled.left_out) == (4, 6, 2)
    assert acled.without_row == {"acled/not-asserted-planned": 1, "review/rejected": 1}
    assert acled.codebook.startswith("acled") and manifest.coded_by["reader"] == ("rules/1",)
    assert manifest.made_by.gazetteer and manifest.made_by.actors.startswith("actors/")
    assert "codebooks/acled.yaml" in manifest.made_by.data and manifest.made_by.libraries["xlsxwriter"]
    assert manifest.decisions.decisions == 1 and len(manifest.decisions.head) == 64
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=False).returncode == 0


def test_a_released_file_is_the_exported_one(
    here: Path, tmp_path: Path, around: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(khaldun.cli.export, "world", lambda settings, progress: around)
    assert run(["release", "v1", "--format", "acled", "--format", "jsonl"]) == 0
    for format, name in (("acled", "acled.csv"), ("jsonl", "claims.jsonl")):
        assert run(["export", format, "-o", str(tmp_path / name)]) == 0
    released = files_in(here / "releases" / "v1")
    mine = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert len(mine) == 10 and {name: released[name] for name in mine} == mine


def test_what_is_frozen_is_private_whole_and_nowhere_beside_what_is_published(here: Path) -> None:
    assert run(["release", "v1"]) == 0
    with opened(here) as workspace:
        frozen = ledger.frozen(workspace.archive, "v1")
        (piece,) = frozen.manifest.frozen
        data = gzip.decompress(workspace.archive.file(piece).read_bytes())
    assert TEXT.encode() in data and data.count(b'"kind":"claim"') == 6
    for name, published in files_in(here / "releases" / "v1").items():
        assert TEXT.encode() not in published and b"flash-1" not in published, name
    assert json.loads(data.splitlines()[0]).keys() == {"salt"}


def test_the_same_claims_frozen_twice_have_two_hashes(here: Path) -> None:
    """Nobody finds out by trying what it is that was frozen."""
    assert run(["release", "v1"]) == 0
    assert run(["release", "v2"]) == 0
    one, other = (json.loads((here / "releases" / name / "release.json").read_bytes()) for name in ("v1", "v2"))
    assert one["frozen"] != other["frozen"]
    assert other["previous"]["name"] == "v1"
    assert other["previous"]["sha256"] == hashlib.sha256((here / "releases/v1/release.json").read_bytes()).hexdigest()


def test_the_profiles_own_words_are_counted_and_never_published(here: Path, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(PROFILE)
    assert run(["release", "v1", "--profile", str(tmp_path / "ours.toml")]) == 0
    for name, data in files_in(here / "releases" / "v1").items():
        assert b"Orontes" not in data, name
    manifest = json.loads((here / "releases" / "v1" / "release.json").read_bytes())
    assert manifest["profile"]["withhold"]["words"] == 1 and manifest["profile"]["name"] == "ours"
    with opened(here) as workspace:
        assert ledger.frozen(workspace.archive, "v1").profile.withhold.words == ("Orontes Observatory",)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(["v1", "--note", "by Orontes Observatory"], id="note"),
        pytest.param(["v1", "--licence", "ask the Orontes-Observatory"], id="licence"),
        pytest.param(["orontes-observatory"], id="name"),
    ],
)
def test_what_the_user_adds_holds_nothing_that_is_withheld(more: list[str], here: Path, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(PROFILE)
    before = sorted(here.rglob("*"))
    assert run(["release", *more, "--profile", str(tmp_path / "ours.toml")]) == 1
    assert [path for path in sorted(here.rglob("*")) if path.is_file()] == [path for path in before if path.is_file()]


def test_a_name_in_use_and_a_folder_that_is_there_are_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    before = files_in(here / "releases" / "v1")
    assert run(["release", "v1", "--format", "csv"]) == 2
    assert "has a release 'v1' already" in told(capsys)
    assert run(["release", "v1", "--format", "csv", "-o", "elsewhere"]) == 2
    assert files_in(here / "releases" / "v1") == before and not Path("elsewhere").exists()
    Path("taken").mkdir()
    assert run(["release", "v2", "--format", "csv", "-o", "taken"]) == 2
    assert "taken is there already" in told(capsys)
    assert list(Path("taken").iterdir()) == []


@pytest.mark.parametrize("name", ["now", "../up", "a/b", "", ".hidden", "v1\n", "x" * 81])
def test_what_is_no_name(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", name, "--format", "csv"]) == 2
    assert "is no name for a release" in told(capsys)
    assert not (here / "releases").exists()


def test_formats_that_do_not_go_together(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "acled", "--format", "csv", "--table", "acled"]) == 2
    assert "Two of the formats would make acled.csv" in told(capsys)
    assert run(["release", "v1", "--format", "acled", "--table", "ucdp"]) == 2
    assert "None of the formats acled takes another table" in told(capsys)
    assert run(["release", "v1", "--format", "acled", "--format", "xlsx", "--table", "ucdp"]) == 0
    assert (here / "releases" / "v1" / "ucdp.xlsx").is_file()


def test_a_folder_that_may_not_be_written_to(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv", "-o", "/proc/v1"]) == 1
    assert "/proc/v1 could not be written" in told(capsys)
    assert run(["release", "v1", "--format", "csv"]) == 0  # the name is free still


def test_a_full_disk_leaves_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    before = {path for path in here.rglob("*") if path.is_file()}
    monkeypatch.setattr("khaldun.release.making.sums", full)
    assert run(["release", "v1", "--format", "csv"]) == 1
    assert "No space left on device" in told(capsys)
    assert {path for path in here.rglob("*") if path.is_file()} == before
    assert not (here / "releases" / "v1").exists()
    monkeypatch.undo()


def test_a_folder_whose_above_is_not_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv", "-o", "nowhere/v1"]) == 2
    assert "nowhere is no folder" in told(capsys)


def test_a_workspace_of_which_nothing_can_be_told_yet(tmp_path: Path, on: Callable[[str], None]) -> None:
    folder = tmp_path / "empty"
    assert run(["init", str(folder)]) == 0
    assert run(["release", "v1", "--format", "csv", "-w", str(folder)]) == 0
    assert run(["release", "v1", "--check", "-w", str(folder)]) == 0
    assert len((folder / "releases" / "v1" / "claims.csv").read_text().splitlines()) == 1


def test_a_release_in_its_workspace_moves_with_it(here: Path, tmp_path: Path) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    here.rename(tmp_path / "elsewhere")
    assert run(["release", "v1", "--check", "-w", str(tmp_path / "elsewhere")]) == 0
    assert run(["diff", "v1", "now", "-w", str(tmp_path / "elsewhere")]) == 0


def test_a_release_that_has_no_table_of_the_one_before(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    assert run(["release", "v2", "--format", "ucdp"]) == 0
    assert "There is no CHANGES.md: the release before, v1, has no table that this one has." in told(capsys)
    assert not (here / "releases" / "v2" / "CHANGES.md").exists()
    assert run(["release", "v2", "--rebuild", "again"]) == 0
    assert files_in(Path("again")) == files_in(here / "releases" / "v2")


def test_what_an_ended_release_left_is_swept_up_by_the_next(here: Path) -> None:
    left = here / "releases" / ".v1.999999999.part"
    left.mkdir(parents=True)
    (left / "claims.csv").write_text("half")
    assert run(["release", "v1", "--format", "csv"]) == 0
    assert sorted(path.name for path in (here / "releases").iterdir()) == ["v1"]


@pytest.mark.parametrize("more", [["--check", "--rebuild", "x"], ["--jobs", "0"]], ids=["both", "jobs"])
def test_what_does_not_go_together(more: list[str], here: Path) -> None:
    assert run(["release", "v1", *more]) == 2
    assert not (here / "releases").exists()


def test_where_there_is_no_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert run(["release", "v1"]) == 2
    assert "lies in no workspace" in told(capsys)


def test_a_workspace_of_a_newer_version(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = (here / "khaldun.toml").read_text().replace("format = 1", "format = 2")
    (here / "khaldun.toml").write_text(settings)
    assert run(["release", "v1"]) == 2
    assert "format 2 is not known here" in told(capsys)
