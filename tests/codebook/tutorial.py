"""A tutorial's page as a list of what is done: files that are saved, commands that are run, and what they print."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
from pathlib import Path

from khaldun.cli.main import run

_BLOCK = re.compile(r"(?:^Save it as `(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)


def steps(page: str) -> list[tuple[str, str, str]]:
    """("save", file, text) and ("run", command, output), in their order."""
    found: list[tuple[str, str, str]] = []
    for block in _BLOCK.finditer(page):
        if block["file"]:
            found.append(("save", block["file"], block["text"]))
        elif block["kind"] == "console":
            for part in re.split(r"^\$ ", block["text"], flags=re.M)[1:]:
                command, _, output = part.partition("\n")
                found.append(("run", command, output))
    return found


def output_of(command: str, folder: Path) -> str:
    """What a command prints in the folder, standard output first. khaldun's run in this process."""
    if not command.startswith("khaldun "):
        return subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=True).stdout
    line, _, target = command.partition(" > ")
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        run(shlex.split(line)[1:])
    out.flush()
    printed = out.buffer.getvalue().decode()  # type: ignore[attr-defined]
    if target:
        (folder / target).write_text(printed, encoding="utf-8")
        printed = ""
    return printed + err.getvalue()
