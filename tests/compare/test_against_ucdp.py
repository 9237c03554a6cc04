"""The tutorial "hold your coding against UCDP" is run, command by command, and says what is shown in it."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from khaldun.cli.main import run

DOCS = Path(__file__).parents[2] / "docs" / "tutorials"
TEXT = (DOCS / "against-ucdp.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_each_command_says_what_is_shown(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(DOCS / "against-ucdp", tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("KHALDUN_DATA", str(folder))
    assert len(BLOCKS) == 5
    said = {}
    for block in BLOCKS:
        command, _, shown = block.partition("\n")
        words = shlex.split(command.removeprefix("$ ").partition(" > ")[0])
        assert words[0] == "khaldun" and run(words[1:]) == 0
        heard = capsys.readouterr()
        said[command] = heard.out
        if command.startswith("$ "):
            assert heard.err + heard.out == shown
    assert (tmp_path / "here" / "page.html").stat().st_size > 10_000
    figures = re.compile(r"both have +(\d+)")
    of_claims, of_table = (
        figures.search(said[one])
        for one in ("$ khaldun compare claims.jsonl ged.csv -o page.html", "khaldun compare ours.csv ged.csv")
    )
    assert of_claims and of_table and of_claims[1] == of_table[1] == "5"


@pytest.mark.parametrize("word", ["Tessit", "Niono", "Tenenkou", "Diabaly", "142 km", "56 %"])
def test_what_the_text_speaks_of_is_in_the_files_or_the_output(word: str) -> None:
    files = "".join(path.read_text() for path in (DOCS / "against-ucdp").rglob("*.*"))
    assert word in files + "".join(BLOCKS) or word.split()[0] in "".join(BLOCKS)
