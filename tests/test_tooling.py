"""The lock holds what pyproject asks for, and names no registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-") for line in requirements}


@pytest.mark.parametrize(("lock", "extra"), [("dev.txt", "dev"), ("docs.txt", "docs")])
def test_the_lock_holds_every_requirement(lock: str, extra: str) -> None:
    wanted = names(PROJECT["dependencies"] + PROJECT["optional-dependencies"][extra])
    locked = names(re.findall(r"^\S+==\S+", (ROOT / "requirements" / lock).read_text(encoding="utf-8"), re.MULTILINE))
    assert wanted <= locked, "run make lock"


KEPT = ("src", "tests", "docs", "corpus", "benchmarks", "build_hooks", "requirements", ".ci")
BINARY = {".xz", ".gz", ".pyc", ".sqlite"}
# Written so that this file does not hold what it looks for.
PLACES = re.compile(r"(?<![\w.~}])/(?:wor[k]|roo[t]|tm[p]|hom[e]/\w+)/|pypi\.or[g]|--index-ur[l]")


def test_no_file_names_a_place_of_one_machine() -> None:
    files = [path for folder in KEPT for path in (ROOT / folder).rglob("*") if path.is_file()]
    files += [path for path in ROOT.iterdir() if path.suffix in {".md", ".toml", ".yml"} or path.name == "Makefile"]
    texts = [path for path in files if path.suffix not in BINARY and "__pycache__" not in path.parts]
    assert len(texts) > 100
    assert not [str(path) for path in texts if PLACES.search(path.read_text(encoding="utf-8", errors="replace"))]


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_the_lock_names_no_registry(lock: Path) -> None:
    assert "://" not in lock.read_text(encoding="utf-8")
    assert "--index" not in lock.read_text(encoding="utf-8")
