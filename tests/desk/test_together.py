"""Many at one desk, desks and runs that are killed: nothing is lost, nothing is decided twice."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from pathlib import Path

import pytest

from desk.crowd import PASSWORD, crowd, desk
from desk.kills import kill_desks, kill_runs
from khaldun.cli.main import run
from khaldun.pipeline import Tools
from khaldun.records.decisions import Decision
from khaldun.store import decisions
from khaldun.store.people import coders
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.open import opened
from khaldun.workspace.verify import Checked, verify

SAMPLES = Path(__file__).parents[2] / "src" / "khaldun" / "samples"


@pytest.fixture
def made(store_address: str, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of all sample reports, in each kind of store."""
    monkeypatch.setenv("KHALDUN_DATA", str(folder))
    here = tmp_path / "w"
    assert run(["init", str(here), "--store", store_address]) == 0
    (here / "khaldun.toml").write_text((here / "khaldun.toml").read_text().replace('"auto"', '"rules"'))
    assert run(["add", str(SAMPLES), "-w", str(here)]) == 0
    assert run(["run", "-w", str(here)]) == 0
    return here


def chain(here: Path) -> list[Decision]:
    """Every decision; the workspace is whole."""
    with opened(here) as workspace:
        assert list(verify(workspace, Checked())) == []
        with workspace.store.read() as connection:
            return list(decisions.read(connection))


@pytest.mark.slow
def test_of_many_coders_at_once_each_decision_is_kept_once(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"coder-{number}" for number in range(5)]
    for name in names:
        monkeypatch.setattr("getpass.getpass", lambda prompt: PASSWORD)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        assert run(["people", "add", name, "-w", str(made)]) == 0
    with desk(made, "--accounts") as (address, _):
        doing = crowd(address, list(names), seconds=6)
    kept = chain(made)
    with opened(made) as workspace, workspace.store.read() as connection:
        identity = {coder.name: coder.id for coder in coders(connection)}
    for name, done in zip(names, doing, strict=True):
        told = Counter(done.kept)
        found = Counter((one.claim or 0, one.kind) for one in kept if one.coder == identity[name])
        assert told == found
        assert done.kept and not done.lost
    assert len({decision.seq for decision in kept}) == len(kept) == sum(len(done.kept) for done in doing)


@pytest.mark.slow
def test_what_a_killed_desk_said_it_had_kept_is_there(made: Path) -> None:
    told = kill_desks(lambda: made, 3, random.Random(3))
    assert told.faults == []
    assert told.kills == 3 and told.kept


@pytest.mark.slow
def test_a_run_that_is_killed_ends_as_one_that_is_not(
    tmp_path: Path, folder: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHALDUN_DATA", str(folder))
    new = itertools.count()

    def make() -> Path:
        here = tmp_path / str(next(new))
        assert run(["init", str(here)]) == 0
        (here / "khaldun.toml").write_text((here / "khaldun.toml").read_text().replace('"auto"', '"rules"'))
        assert run(["add", *map(str, sorted(SAMPLES.iterdir())[:4]), "-w", str(here)]) == 0
        return here

    told = kill_runs(make, recoder_of(tools), 2, random.Random(5))
    assert told.faults == []
    assert told.kills == 2 and told.finished
