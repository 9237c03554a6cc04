"""Every command and every piece of Python of the tutorials is run, and says what the tutorial says that it says."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from khaldun.cli.workspace import now
from khaldun.publish.export.tables import Kind
from khaldun.settings import Settings
from khaldun.store import queue
from khaldun.store.claims import get
from khaldun.store.queue import Filter
from khaldun.tools.build import build_tools
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.deciding import LOCAL, Desk
from khaldun.workspace.open import opened

TUTORIALS = Path(__file__).parent.parent / "docs" / "tutorials"
ARTICLES = TUTORIALS / "articles"
PAGES = ("acled-csv.md", "elsewhere.md")
# What others' programs a page speaks of that need not be here; their pieces are run where they are.
NEEDED = re.compile(r"^import (\w+)", re.MULTILINE)
BLOCK = re.compile(
    r"^```(?P<kind>console|python|text)\n(?P<text>.*?)^```$"
    r"|^<!-- at the desk: reject (?P<reject>\w+), accept the others -->$",
    re.MULTILINE | re.DOTALL,
)


class Block(msgspec.Struct, frozen=True):
    """A piece of a page: commands with what they say, Python, what it says, or (kind "desk") whom it rejects."""

    kind: str
    text: str


def blocks(page: str) -> list[Block]:
    text = (TUTORIALS / page).read_text(encoding="utf-8")
    return [Block(one["kind"] or "desk", one["text"] or one["reject"]) for one in BLOCK.finditer(text)]


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a block, each with the lines that it says."""
    for piece in text.split("$ ")[1:]:
        command, *said = piece.splitlines()
        yield command, said


class Shell:
    """Runs commands one after another as somebody types them: where one changes the folder, the next begins there."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder = folder
        self._environment = {
            **os.environ, "KHALDUN_DATA": str(data), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "COLUMNS": "120", "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def run(self, command: str) -> list[str]:
        """What a command says, line by line."""
        return self._said(["bash", "-c", f"{command}\necho; echo at:$PWD"], follow=True)

    def python(self, code: str) -> list[str]:
        """What a piece of Python prints."""
        return self._said([sys.executable, "-W", "error", "-c", code])

    def _said(self, command: list[str], *, follow: bool = False) -> list[str]:
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment, text=True, timeout=300,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        said = done.stdout.splitlines()
        if follow:
            self.folder = Path(said.pop().removeprefix("at:"))
        else:
            assert done.returncode == 0, done.stdout
        while said and not said[-1].strip():
            said.pop()
        return said


def decide(folder: Path, data: Path, reject: str) -> None:
    """Does at the desk what the page asks for."""
    with opened(folder) as workspace:
        tools = build_tools(Settings(today=now().date(), data_folder=data, reader="rules"))
        desk = Desk(workspace.store, recoder_of(tools), now)
        with workspace.store.read() as connection:
            found = queue.page(connection, Filter())
        assert [entry.place for entry in found].count(reject) == 1
        for entry in found:
            with workspace.store.read() as connection:
                kept = get(connection, entry.id)
            assert kept is not None
            desk.settle(LOCAL, "reject" if entry.place == reject else "accept", entry.id, kept.version)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_what_a_tutorial_does_can_be_done_and_says_what_stands_there(page: str, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(ARTICLES, tmp_path / "articles")
    shell, found, missing = Shell(tmp_path, folder), blocks(page), set[str]()
    for at, block in enumerate(found):
        if block.kind == "console":
            for command, said in commands(block.text):
                assert shell.run(command) == said, command
        elif block.kind == "desk":
            decide(shell.folder, folder, block.text)
        elif block.kind == "python":
            absent = {name for name in NEEDED.findall(block.text) if importlib.util.find_spec(name) is None}
            missing |= absent
            if not absent:
                follows = found[at + 1] if at + 1 < len(found) else None
                said = follows.text.splitlines() if follows is not None and follows.kind == "text" else []
                assert shell.python(block.text) == said, block.text
    assert missing <= {"pandas", "geopandas"}


def test_every_tutorial_stands_in_the_list_of_them() -> None:
    listed = (TUTORIALS / "index.md").read_text(encoding="utf-8")
    assert all(f"({path.name})" in listed for path in TUTORIALS.glob("*.md") if path.name != "index.md")


def test_there_is_something_to_run_on_each_page() -> None:
    for page in PAGES:
        assert sum(block.kind in ("console", "python") for block in blocks(page)) > 5, page


def test_what_r_is_told_covers_every_kind_of_column() -> None:
    text = (TUTORIALS / "elsewhere.md").read_text(encoding="utf-8")
    (kinds,) = re.findall(r"kinds <- c\((.*?)\)", text)
    assert set(re.findall(r'(\w+) = "\w"', kinds)) == set(get_args(Kind))
