"""Every name of a rule in what is written of every sample report has a text: claims, tables, what was left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from exporting import IN_HOUSE, left_out, profile
from khaldun.cli.main import run
from khaldun.publish.export.formats import TableName
from khaldun.rules import load_rules

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
FOLDERS = (
    "corpus/samples/dev/more",
    "corpus/samples/dev/later",
    "corpus/samples/test/reports",
    "corpus/written/texts",
    "src/khaldun/samples",
)
KINDS = {".txt", ".md", ".html"}


def rules_in(value: object) -> Iterator[str]:
    """The names under every "rules" of a line."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "rules" and isinstance(inner, list):
                yield from inner
            yield from rules_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from rules_in(inner)


def without_a_text(names: set[str]) -> list[str]:
    return sorted(name for name in names if load_rules().get(name) is None)


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The claims of all sample reports, as each reader tells them."""
    reports = [
        str(path)
        for folder in FOLDERS
        for path in sorted((ROOT / folder).iterdir())
        if path.suffix in KINDS and path.stem != "INDEX"
    ]
    assert len(reports) > 200
    found = {}
    for reader in ("model", "rules"):
        found[reader] = tmp_path_factory.mktemp(reader) / "claims.jsonl"
        # What the network adds to names are its own few: the samples alone show them.
        read = [one for one in reports if reader == "rules" or "written" not in one]
        assert run(["code", *read, "--reader", reader, "--format", "jsonl", "-o", str(found[reader])]) in (0, 1)
    return found


@pytest.mark.parametrize("reader", ["model", "rules"])
def test_every_rule_of_a_claim_has_a_text(coded: dict[str, Path], reader: str) -> None:
    lines = coded[reader].read_text(encoding="utf-8").splitlines()
    names = {name for line in lines for name in rules_in(json.loads(line))}
    assert len(names) > 250
    assert without_a_text(names) == []


@pytest.mark.parametrize("told", ["safe", "in the house"])
@pytest.mark.parametrize("table", get_args(TableName))
def test_every_rule_of_a_table_has_a_text(coded: dict[str, Path], table: str, told: str, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    whole = [] if told == "safe" else ["--profile", str(profile(tmp_path, IN_HOUSE))]
    assert run(["export", "csv", str(coded["model"]), "--table", table, "-o", str(target), *whole]) == 0
    cells = target.with_name("out.csv.provenance.jsonl").read_text(encoding="utf-8").splitlines()
    names = {name for line in cells for name in rules_in(json.loads(line))}
    assert len(names) > 20
    assert without_a_text(names | set(left_out(target).values())) == []
