"""The tutorial does what it says: its files are saved, its commands run, and they print what stands below them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tutorial import output_of, steps

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "tutorials" / "health-care.md"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(PAGE.with_suffix("") / "reports", folder / "reports")
    return folder


def test_every_command_prints_what_the_page_shows(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHALDUN_DATA", str(folder))
    ran = 0
    for what, name, text in steps(PAGE.read_text(encoding="utf-8")):
        if what == "save":
            (place / name).write_text(text, encoding="utf-8")
        else:
            assert output_of(name, place) == text, name
            ran += 1
    assert ran >= 14


def test_the_report_that_is_shown_is_one_of_them() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for path in (PAGE.with_suffix("") / "reports").iterdir():
        assert f"(health-care/reports/{path.name})" in page
    shown = page.partition("```text\n")[2].partition("```")[0]
    assert shown == (PAGE.with_suffix("") / "reports" / "05_taizz.txt").read_text(encoding="utf-8")


def test_the_commands_page_shows_the_same_faults() -> None:
    page, command = PAGE.read_text(encoding="utf-8"), "$ khaldun codebook check first.yaml\n"
    told = command + next(text for what, name, text in steps(page) if name == command[2:-1])
    assert told in (DOCS / "commands" / "codebook.md").read_text(encoding="utf-8")
