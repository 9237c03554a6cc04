"""The inputs of a run: what the arguments name, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from khaldun.errors import UsageError
from khaldun.records.lines import FailureLine
from khaldun.run.inputs import Input, Limits, find_inputs, read_inputs


def nothing() -> bytes:
    return b""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.md", ".hidden/d.txt", ".e.txt"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_folders_are_walked_in_order_without_hidden_files(folder: Path) -> None:
    assert find_inputs([str(folder)]) == [str(folder / name) for name in ("a.txt", "b.txt", "sub/c.md")]


def test_patterns_are_expanded_and_each_file_is_taken_once(folder: Path) -> None:
    assert find_inputs([str(folder / "*.txt"), str(folder / "a.txt"), "-"]) == [
        *(str(folder / name) for name in ("a.txt", "b.txt")),
        "-",
    ]


@pytest.mark.parametrize("name", ["missing.txt", "*.nothing", ".hidden/empty"])
def test_what_is_not_there_is_wrong_usage(folder: Path, name: str) -> None:
    (folder / ".hidden" / "empty").mkdir()
    with pytest.raises(UsageError, match=r"no|No"):
        find_inputs([str(folder / name)])


def test_nothing_named_is_wrong_usage() -> None:
    with pytest.raises(UsageError):
        find_inputs([])


def test_files_and_standard_input_are_read(folder: Path) -> None:
    items = list(read_inputs([str(folder / "a.txt"), "-"], stdin=lambda: b"words", limits=Limits()))
    assert items == [
        Input(origin=str(folder / "a.txt"), name="a", data=b"a.txt"),
        Input(origin="-", name="stdin", data=b"words"),
    ]


def test_a_report_over_the_limit_is_a_failure_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "a.txt").write_text("The army left. " * 100)
    (folder / "t.csv").write_text("name,text\n" + "a,The army left.\n" * 50)
    names = [str(folder / name) for name in ("a.txt", "b.txt", "t.csv")]
    items = list(read_inputs(names, stdin=nothing, limits=Limits(report=500, table=5000)))
    first = items[0]
    assert isinstance(first, FailureLine)
    assert first.error == "TooLargeError"
    assert [item.name for item in items[1:] if isinstance(item, Input)] == ["b", "t"]


def test_standard_input_has_the_limit_too() -> None:
    (item,) = read_inputs(["-"], stdin=lambda: b"words " * 100, limits=Limits(report=50))
    assert isinstance(item, FailureLine)


def test_a_large_file_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.write(b"The army left. ")
        file.truncate(200_000_000)
    (item,) = read_inputs([str(path)], stdin=nothing, limits=Limits())
    assert isinstance(item, FailureLine)
    assert "200 MB" in item.message
    assert "20 MB" in item.message


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    (item,) = read_inputs([str(tmp_path)], stdin=nothing, limits=Limits())
    assert isinstance(item, FailureLine)
    assert item.error == "UnreadableError"
