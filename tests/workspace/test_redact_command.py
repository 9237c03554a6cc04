"""`khaldun redact` from the command line: asked before, done for good, the same after a newer reading."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest

import khaldun
from khaldun.cli.main import COMMANDS, run

SAMPLES = Path(khaldun.__file__).parent / "samples"
REPORT = (
    "KANO (Wire) - Gunmen led by Musa Danjuma killed three farmers in the town of Kano on 3 May 2021, police said.\n"
)


@pytest.fixture(autouse=True)
def known(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHALDUN_DATA", str(folder))
    monkeypatch.setitem(COMMANDS, "redact", ("khaldun.cli.redact:redact", "Take words out."))


@pytest.fixture
def made(store_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace, which is the current folder, with two coded reports, one of which names Musa Danjuma."""
    here = tmp_path / "w"
    assert run(["init", str(here), "--store", store_address]) == 0
    monkeypatch.chdir(here)
    (here / "khaldun.toml").write_text((here / "khaldun.toml").read_text().replace('"auto"', '"rules"'))
    (tmp_path / "musa-danjuma.txt").write_text(REPORT)
    shutil.copy(SAMPLES / "01_syria_wire.txt", tmp_path)
    assert run(["add", str(tmp_path / "musa-danjuma.txt"), str(tmp_path / "01_syria_wire.txt")]) == 0
    assert run(["run"]) == 0
    return here


def told(capsys: pytest.CaptureFixture[str]) -> str:
    out = capsys.readouterr()
    return out.out + out.err


def holding(folder: Path) -> list[str]:
    words = [word.encode(code) for word in ("Musa Danjuma", "musa-danjuma") for code in ("utf-8", "utf-16-le")]
    return [path.name for path in folder.rglob("*") if path.is_file() and any(w in path.read_bytes() for w in words)]


def test_a_person_is_taken_out_and_stays_out(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["redact", "--person", "Musa Danjuma", "--dry-run"]) == 0
    said = told(capsys)
    assert "1 reports" in said and "1 raw files" in said and "Musa" not in said  # no places where nobody looks on
    assert run(["verify"]) == 0
    assert run(["redact", "--person", "Musa Danjuma", "--reason", "asked by the family", "--yes", "--by", "chief"]) == 0
    said = told(capsys)
    assert "stand in no file" in said and "Backups and exports" in said
    assert holding(made) == []
    assert run(["verify"]) == 0
    assert run(["backup", str(tmp_path / "b.tar.gz")]) == 0
    assert run(["restore", str(tmp_path / "b.tar.gz"), str(tmp_path / "again")]) == 0
    assert run(["verify", "-w", str(tmp_path / "again")]) == 0 and holding(tmp_path / "again") == []
    (made / "khaldun.toml").write_text((made / "khaldun.toml").read_text().replace('"rules"', '"model"'))
    assert run(["run"]) == 0  # another reader reads again what it may
    assert run(["verify"]) == 0
    assert run(["add", str(tmp_path / "musa-danjuma.txt")]) == 1
    assert [name for name in holding(made) if name != "visits.jsonl"] == []
    assert run(["status"]) == 0
    assert "1 redacted" in told(capsys)


def test_a_passage_is_taken_out_of_one_report(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start = REPORT.index("led by")
    args = ["redact", "--report", "musa-danjuma", "--span", f"{start}:{start + 19}", "--reason", "safety", "--yes"]
    assert run(args) == 0
    assert run(["verify"]) == 0
    capsys.readouterr()
    assert run(["redact", "--person", "Danjuma", "--dry-run"]) == 0
    assert "0 reports" not in told(capsys)


def test_nothing_is_done_unasked(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["redact", "--person", "-", "--reason", "asked by the family"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("Musa Danjuma\nM. Danjuma\n"))
    assert run(args) == 2
    assert "Nobody can be asked" in told(capsys)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    args[2] = "Musa Danjuma"
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert run(args) == 1
    said = told(capsys)
    assert (
        "Gunmen led by [Musa Danjuma] killed" in said and "cannot be undone" in said and "Nothing was changed" in said
    )
    assert holding(made) != []
    monkeypatch.setattr(sys, "stdin", Terminal("yes\n"))
    assert run(args) == 0
    assert holding(made) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(["--reason", "x"], "takes a person's name", id="no-target"),
        pytest.param(["--person", "A B", "--words", "c d"], "takes a person's name", id="two-targets"),
        pytest.param(["--span", "1:2"], "takes a person's name", id="a-span-of-nothing"),
        pytest.param(["--report", "x", "--span", "1-2"], "is no span", id="no-span"),
        pytest.param(["--report", "x", "--person", "A B"], "everywhere", id="a-person-in-one-report"),
        pytest.param(["--report", "none", "--words", "Kano"], "no report none", id="no-report"),
        pytest.param(["--person", "Musa Danjuma", "--yes"], "No reason", id="no-reason"),
        pytest.param(["--person", "Musa Danjuma", "--yes", "--reason", "MUSA DANJUMA"], "without them", id="its-words"),
        pytest.param(["--person", "x"], "no words", id="one-letter"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    made: Path, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    capsys.readouterr()
    assert run(["redact", *args]) == 2
    assert said in told(capsys)
    assert len(holding(made)) >= 1 and run(["verify"]) == 0


def test_words_that_stand_nowhere_need_no_reason(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["redact", "--words", "Nobody At All"]) == 0
    assert "Nothing that can be taken out" in told(capsys)
    assert run(["redact", "--finish"]) == 0
    assert "No redaction was cut off" in told(capsys)


def test_the_settings_are_the_users_to_change(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = made / "khaldun.toml"
    settings.write_text(settings.read_text().replace("folders = []", 'folders = ["/musa-danjuma"]'))
    capsys.readouterr()
    assert run(["redact", "--person", "Musa Danjuma", "--reason", "safety", "--yes"]) == 0
    said = told(capsys)
    assert "yours to change" in said and "stand in no file" not in said
