"""The packaged network as a user meets it: odd texts, threads and workers, a missing or damaged file."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from khaldun.cli.main import run
from khaldun.pipeline import Tools, process
from khaldun.records.lines import ClaimLine, ContractLine, ReportLine
from khaldun.records.reports import Given, Report
from khaldun.settings import Settings
from khaldun.tools import network
from khaldun.tools.build import build_tools
from khaldun.tools.network import PACKAGED, why_no_network

TEXT = (
    "Government shells hit the market of Saraqib on Monday, killing at least six people, doctors said. "
    "The shelling came hours after rebels had seized two villages south of the town."
)


@pytest.fixture(scope="module")
def settings(folder: Path) -> Settings:
    return Settings(today=dt.date(2026, 1, 1), data_folder=folder, reader="auto")


@pytest.fixture(scope="module")
def auto(settings: Settings) -> Tools:
    return build_tools(settings)


def coded(text: str, tools: Tools, settings: Settings) -> list[ContractLine]:
    data = text.encode()
    report = Report(
        id=hashlib.sha256(data).hexdigest(), name="r", reader="text/1", data=data, origin="r", encoding="utf-8",
        given=Given(published="2019-11-16"),
    )  # fmt: skip
    return list(process(report, tools, settings))


def test_the_network_is_whole() -> None:
    assert why_no_network() is None
    assert sum(path.stat().st_size for path in PACKAGED.iterdir()) < 26_000_000


def test_a_receipt_names_who_read_and_whether_the_two_agree(auto: Tools, settings: Settings) -> None:
    report, *claims = coded(TEXT, auto, settings)
    assert isinstance(report, ReportLine)
    assert report.software is not None and report.software.reader.startswith("model/2.1+rules/1+")
    told = [claim for claim in claims if isinstance(claim, ClaimLine)]
    assert told
    marks = {"read/both-agree", "read/types-differ", "read/model-alone"}
    assert all(marks.intersection(claim.rules) for claim in told)
    assert all(0.0 < (claim.confidence.claim or 0.0) < 1.0 for claim in told)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "shelled " * 5_000,
        "قصفت القوات الحكومية السوق يوم الاثنين وقتلت ستة أشخاص. " * 3,
        "💥 Rebels 🚀 shelled \u200f Saraqib \x07\x1b[31m on Monday 🩸.",
        "\u0301" * 2_000 + " rebels",
        "a" * 100_000,
        ".",
    ],
    ids=["long-sentence", "other-script", "emoji-and-controls", "combining-marks", "one-word", "a-mark"],
)
def test_odd_texts_are_read(text: str, auto: Tools, settings: Settings) -> None:
    for line in coded(text, auto, settings):
        if isinstance(line, ClaimLine) and line.trigger is not None:
            assert line.trigger.quote


def test_threads_read_alike(auto: Tools, settings: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: coded(TEXT, auto, settings), range(8)))
    assert all(one == found[0] for one in found)


@pytest.mark.slow
def test_workers_read_as_one_does(folder: Path, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT)
    files = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    for out, more in (("one.jsonl", []), ("two.jsonl", ["--jobs", "2"])):
        options = ["--format", "jsonl", "-o", str(tmp_path / out), "--data", str(folder)]
        assert run(["code", *files, *options, *more]) == 0
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A network one byte of which has changed, in the place of the packaged one."""
    made = tmp_path / "network"
    shutil.copytree(PACKAGED, made)
    data = bytearray((made / "heads.npz").read_bytes())
    data[1000] ^= 1
    (made / "heads.npz").write_bytes(data)
    monkeypatch.setattr(network, "PACKAGED", made)
    return made


def test_auto_reads_by_the_rules_and_says_so_once(
    damaged: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT)
    files = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert run(["code", *files, "--format", "jsonl", "--data", str(folder)]) == 0
    said = capsys.readouterr()
    assert said.err.count("The rules read alone") == 1
    assert "heads.npz: is not the file that reader.json names" in said.err
    assert '"reader":"rules/1+' in said.out


def test_model_does_not_fall_back(
    damaged: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert run(["code", str(tmp_path / "a.txt"), "--reader", "model", "--data", str(folder)]) != 0
    assert "heads.npz" in capsys.readouterr().err


@pytest.mark.parametrize(("least", "left"), [("0", 0), ("1", 1)])
def test_least_confidence(
    least: str, left: int, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    options = ["--min-confidence", least, "--format", "jsonl", "--data", str(folder)]
    assert run(["code", str(tmp_path / "a.txt"), *options]) == 0
    said = capsys.readouterr()
    assert ('"kind":"claim"' in said.out) is (left == 0)
    assert ("below a confidence of 1 are left out" in said.err) is (left == 1)


def test_a_confidence_that_is_no_share_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert run(["code", str(tmp_path / "a.txt"), "--min-confidence", "70"]) == 2
    assert "from 0 to 1" in capsys.readouterr().err
