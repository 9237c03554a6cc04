"""The codebooks that come with Khaldun are written in the language, and their cases run by the same command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khaldun.cli.codebook_world import FOLDER, PACKAGED, Coding, builtins, coding, packaged_cast, packaged_files
from khaldun.cli.main import run
from khaldun.codebook.asked import Asked, found_in, read_words
from khaldun.codebook.cases import told_of
from khaldun.codebook.check import Reading, read
from khaldun.codebook.ready import Ready
from khaldun.codebook.vocabulary import vocabulary
from khaldun.publish.export.plover.book import plover_book

FILES = sorted(path for name in PACKAGED for path in packaged_files(name))


def packaged(path: Path) -> Reading:
    return read(path.read_bytes(), vocabulary=vocabulary(), cast=packaged_cast(), builtins=builtins())


@pytest.mark.parametrize("name", PACKAGED)
def test_it_has_no_fault_and_all_its_cases_hold(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["codebook", "check", name]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(PACKAGED[name])
    for line, path in zip(lines, packaged_files(name), strict=True):
        told = re.search(r"(\d+) cases run", line)
        assert told is not None
        # As many as the file has: "- claims" begins each.
        text = path.read_text(encoding="utf-8")
        assert int(told[1]) == len(re.findall(r"^ +- (?:\{)?claims:", text, re.MULTILINE))


@pytest.mark.parametrize("name", PACKAGED)
def test_it_is_shown_as_it_is(name: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["codebook", "show", name]) == 0
    assert capfdbinary.readouterr().out == b"---\n".join(path.read_bytes() for path in packaged_files(name))


def test_the_example_can_be_started_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(packaged_files("health-care")[0].read_bytes())
    assert run(["codebook", "check", str(path)]) == 0
    assert "no fault" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["acled", "ged", "plover"])
def test_rows_by_the_program_are_made_of_our_files_alone(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(packaged_files(name)[-1].read_bytes())
    assert run(["codebook", "check", str(path)]) == 1
    assert "builtin: rows by steps of the program" in capsys.readouterr().out


def test_a_case_that_does_not_hold_is_a_fault_of_its_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = packaged_files("health-care")[0].read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    wrong = text.replace("rows: [{consequence: injured, injured: 4,", "rows: [{consequence: injured, injured: 5,")
    assert wrong != text
    path.write_text(wrong, encoding="utf-8")
    assert run(["codebook", "check", str(path)]) == 1
    (fault, summary) = capsys.readouterr().out.splitlines()
    line = next(n for n, each in enumerate(wrong.splitlines(), 1) if "injured: 5," in each)
    column = wrong.splitlines()[line - 1].index("injured: 5") + 1
    assert fault.startswith(f"{path}:{line}:{column}: rules[")
    assert fault.endswith("rows[0].injured: 4 comes of it, not 5.")
    assert summary.endswith("1 fault in 16 cases.")


def _asked(ready: Ready, world: Coding) -> list[Asked]:
    """Every claim of every case, with the words that the codebook seeks in it."""
    found = []
    for each in ready.rules:
        for case in each.rule.cases:
            told = read_words(told_of(case, ready, world), ready.sought)
            found += [Asked(claim=item.claim, report=told.report, found=found_in(item)) for item in told.items]
    return found


def test_plovers_conditions_hold_of_the_same_claims_as_for_its_table(world: Coding) -> None:
    ready = packaged(FOLDER / "plover.yaml").ready
    assert ready is not None
    asked = _asked(ready, world)
    for each in asked:
        ours = {one.rule.name for one in ready.rules if one.when is not None and one.when.holds(each)}
        assert ours == set(plover_book().read(each.claim)), each.claim.notes
    held = {one.rule.name for one in ready.rules for each in asked if one.when is not None and one.when.holds(each)}
    assert held == {one.rule.name for one in ready.rules if one.when is not None}


def test_what_the_program_does_is_told(world: Coding) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "codebook-language.md").read_text(encoding="utf-8")
    for name in builtins():
        assert f"`builtin: {name}`" in docs
    assert coding().book is world.book
