"""Workers: order, lost reports, what the rest comes to; batches and how they are resumed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khaldun.errors import UsageError
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine, ReportLine, ReportRef
from khaldun.run.batch import MANIFEST, fingerprint, plan, read_manifest, write_batch
from khaldun.run.parallel import distinct_names
from khaldun.run.workers import Limits, Message, Serve, run_workers

pytestmark = pytest.mark.slow


def serve() -> Callable[[str, int], Iterator[Message]]:
    """A worker whose inputs are lists of reports: "a,slow,b"; some hang, die or swallow the memory, or do so
    while they are taken in ("stuck", "gone")."""

    def code(path: str, passed: int) -> Iterator[Message]:
        for number, name in enumerate(path.split(",")):
            if number < passed:
                continue
            if name == "stuck":
                time.sleep(60)
            if name == "gone":
                os.kill(os.getpid(), signal.SIGKILL)
            yield Message(kind="begin", number=number, name=name)
            if name == "hang":
                time.sleep(60)
            if name == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            if name == "swallow":
                _ = bytearray(10_000_000_000)
            if name == "slow":
                time.sleep(0.3)
            yield Message(kind="lines", lines=(ReportLine(id="0", name=name, text=""),))

    return code


def start_slowly() -> Callable[[str, int], Iterator[Message]]:
    time.sleep(3)
    return serve()


def never_start() -> Callable[[str, int], Iterator[Message]]:
    os._exit(3)


def run(*paths: str, jobs: int = 2, seconds: float = 20, begin: Serve = serve) -> list[list[str]]:
    limits = Limits(seconds=seconds, megabytes=2000)
    return [
        [f"{type(line).__name__[0]}:{line.name}" for line in lines if not isinstance(line, ClaimLine)]
        for _, lines in run_workers(paths, begin, jobs=jobs, limits=limits)
    ]


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_the_order_of_the_inputs(jobs: int) -> None:
    paths = ["slow", "a", "b,c", "slow", *(f"x{at}" for at in range(30))]
    assert run(*paths, jobs=jobs) == [
        ["R:slow"],
        ["R:a"],
        ["R:b", "R:c"],
        ["R:slow"],
        *([f"R:x{at}"] for at in range(30)),
    ]


@pytest.mark.parametrize("lost", ["hang", "die", "swallow"])
def test_a_lost_report_is_a_failure_and_the_rest_goes_on(lost: str) -> None:
    assert run("a", f"b,{lost},c", "d", seconds=2) == [["R:a"], ["R:b", f"F:{lost}", "R:c"], ["R:d"]]


@pytest.mark.parametrize("lost", ["stuck", "gone"])
def test_an_input_that_is_lost_while_it_is_taken_in_ends_there(lost: str) -> None:
    """Nothing says which report it was: going on behind it would meet it again."""
    assert run("a", f"b,{lost},c", "d", seconds=2) == [["R:a"], ["R:b", f"F:b,{lost},c"], ["R:d"]]


def test_what_a_worker_takes_to_start_is_not_the_reports_time() -> None:
    assert run("a,b", "c", seconds=2, begin=start_slowly) == [["R:a", "R:b"], ["R:c"]]


def test_a_worker_that_never_starts_costs_its_inputs_and_ends() -> None:
    limits = Limits(seconds=20, megabytes=2000)
    lost = [line for _, lines in run_workers(["a,b", "c"], never_start, jobs=1, limits=limits) for line in lines]
    assert [(line.name, line.error) for line in lost if isinstance(line, FailureLine)] == [
        ("a,b", "StartError"), ("c", "StartError"),
    ]  # fmt: skip


def test_nothing_to_do() -> None:
    assert run() == []


def report(name: str) -> list[ContractLine]:
    return [ReportLine(id="0", name=name, text=""), ClaimLine(report=ReportRef(name=name))]


def test_names_are_made_distinct_over_the_run() -> None:
    taken: dict[str, int] = {}
    found = [line for _ in range(3) for line in distinct_names(report("x"), taken)]
    names = [line.report.name if isinstance(line, ClaimLine) else line.name for line in found]
    assert names == ["x", "x", "x-2", "x-2", "x-3", "x-3"]


# ---------------------------------------------------------------- batches


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    for name in ("a/x.txt", "b/x.txt", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return [str(tmp_path / name) for name in ("a/x.txt", "b/x.txt", "c.txt")]


def batch(inputs: list[str], folder: Path, *, resume: bool = False, made_by: str = "v1", fail: str = "") -> list[str]:
    """Runs a batch; returns what was coded."""
    jobs, _ = plan(inputs, folder, suffix=".jsonl", made_by=made_by, resume=resume)
    results = (
        [FailureLine(name="f", stage="s", error="E", message="m")] if fail and job.input.endswith(fail) else report("r")
        for job in jobs
    )
    notes = write_batch(jobs, results, folder, made_by=made_by, publish=lambda lines: [repr(lines).encode()])
    return [entry.output for entry, _ in notes]


def test_each_input_has_its_file_and_its_note(inputs: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert batch(inputs, out) == ["x.jsonl", "x-2.jsonl", "c.jsonl"]
    assert sorted(path.name for path in out.iterdir()) == sorted(["x.jsonl", "x-2.jsonl", "c.jsonl", MANIFEST])
    assert [(entry.status, entry.claims) for entry in read_manifest(out)] == [("done", 1)] * 3


def test_what_is_done_stands_and_what_failed_or_changed_is_done_again(inputs: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert len(batch(inputs, out, fail="c.txt")) == 3
    assert batch(inputs, out, resume=True) == ["c.jsonl"]
    assert batch(inputs, out, resume=True) == []
    Path(inputs[0]).write_text("changed")
    assert batch(inputs, out, resume=True) == ["x.jsonl"]
    (out / "c.jsonl").unlink()
    assert batch(inputs, out, resume=True) == ["c.jsonl"]
    assert len(batch(inputs, out, resume=True, made_by="v2")) == 3
    assert len(read_manifest(out)) == 3


def test_a_manifest_that_was_cut_short_loses_its_last_note_only(inputs: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(inputs, out)
    manifest = out / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-20])
    assert batch(inputs, out, resume=True) == ["c.jsonl"]
    assert batch(inputs, out, resume=True) == []


def test_a_batch_is_not_written_over_by_mistake(inputs: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(inputs, out)
    with pytest.raises(UsageError, match="--resume"):
        batch(inputs, out)
    with pytest.raises(UsageError, match="is a file"):
        plan(inputs, out / MANIFEST, suffix="", made_by="", resume=True)


def test_other_settings_have_another_fingerprint() -> None:
    assert fingerprint("a", 1) == fingerprint("a", 1)
    assert fingerprint("a", 1) != fingerprint("a", 2)
