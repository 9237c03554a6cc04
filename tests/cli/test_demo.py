"""The program as a user runs it: its own process, the real pipeline, the bundled samples."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SAMPLES = Path(str(files("khaldun") / "samples"))
REPORTS = sorted(SAMPLES.iterdir())


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A data folder of its own, so that the first start is a first start."""
    return {**os.environ, "KHALDUN_DATA": str(tmp_path_factory.mktemp("data")), "COLUMNS": "140"}


def khaldun(environment: dict[str, str], *argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "khaldun.cli.main", *argv],
        env=environment, capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


def test_the_demo_shows_every_sample_with_receipts(environment: dict[str, str]) -> None:
    done = khaldun(environment, "demo")
    assert done.returncode == 0, done.stderr
    for path in REPORTS:
        assert re.search(rf"^{path.stem}\b", done.stdout, re.MULTILINE), path.name
    assert done.stdout.count("    type, status: ") >= len(REPORTS)
    assert "← “" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Traceback" not in done.stderr
    page = Path(environment["KHALDUN_DATA"]) / "demo.html"
    assert str(page) in done.stderr
    written = page.read_text(encoding="utf-8")
    assert all(f"{path.stem} ·" in written for path in REPORTS)


def test_the_example_of_the_readme_is_what_comes_out(environment: dict[str, str], tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    text = re.findall(r"^> ?(.*)$", page, re.MULTILINE)
    (tmp_path / "flash.txt").write_text("\n".join(text) + "\n", encoding="utf-8")
    stated = ["--published", "2019-11-16", "--publisher", "Northern Mirror", "--receipts"]
    done = khaldun(environment, "code", str(tmp_path / "flash.txt"), *stated)
    cells = ["2019-11-13", "Saraqib, Idlib, SYR", "Air/drone strike", "Military Forces of Syria", "6 or more"]
    receipts = ["date: 2019-11-13 ← “Wednesday” 141–150", "deaths: 6 or more ← “At least six” 20–32"]
    for words in (*cells, *receipts, "1 event; claims kept out of the table: 1 planned"):
        assert words in " ".join(page.split()), f"the README lacks {words}"
        assert words in " ".join(done.stdout.split()), f"the program no longer says {words}"


def test_every_format_says_the_same_number_of_reports(environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "claims.jsonl"
    done = khaldun(environment, "code", str(SAMPLES / "*.txt"), "--format", "jsonl", "-o", str(out))
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    texts = {line["name"]: line["text"] for line in lines if line["kind"] == "report"}
    assert set(texts) == {path.stem for path in REPORTS if path.suffix == ".txt"}
    for line in lines:
        for span in evidence(line):
            assert texts[line["report"]["name"]][span["start"] : span["end"]] == span["quote"]


def evidence(value: object) -> list[dict[str, object]]:
    """Every span of a claim's evidence, wherever it stands."""
    if isinstance(value, list):
        return [span for item in value for span in evidence(item)]
    if not isinstance(value, dict) or value.get("kind") == "report":
        return []
    own = value.get("evidence", [])
    return [*own, *(span for key, item in value.items() if key != "evidence" for span in evidence(item))]


def test_a_closed_pipe_is_no_error(environment: dict[str, str]) -> None:
    script = f'"{sys.executable}" -m khaldun.cli.main code "{SAMPLES}" --format jsonl | head -c 100'
    done = subprocess.run(
        ["bash", "-c", f"{script}; exit ${{PIPESTATUS[0]}}"],
        env=environment, capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 141
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"])
def test_a_stopped_run_leaves_nothing(
    number: signal.Signals, code: int, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "reports").mkdir()
    for copy in range(300):
        text = REPORTS[0].read_text(encoding="utf-8")
        (tmp_path / "reports" / f"{copy}.txt").write_text(f"{text}\n{copy}\n", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    run = subprocess.Popen(
        [sys.executable, "-m", "khaldun.cli.main", "code", str(tmp_path / "reports"), "-o", str(out / "x.csv")],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not any(out.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert any(out.iterdir()), "the run has not begun to write"
    run.send_signal(number)
    _, err = run.communicate(timeout=60)
    assert run.returncode == code, err
    assert not list(out.iterdir())
    assert "Traceback" not in err
