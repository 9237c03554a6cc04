"""The command line: exit codes, messages, files. The pipeline is a fake here; `test_demo.py` runs the real one."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

import khaldun.cli.code
from khaldun import __version__
from khaldun.cli.main import COMMANDS, build_app, run
from khaldun.pipeline import Step
from khaldun.records.lines import ClaimLine, ContractLine, ReportLine, ReportRef
from khaldun.records.reports import Report
from khaldun.settings import Settings

Khaldun = Callable[..., tuple[int, str, str]]


@pytest.fixture
def seen() -> list[tuple[Report, Settings]]:
    """What the fake pipeline was given."""
    return []


@pytest.fixture
def khaldun_cli(
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    claim_line: ClaimLine,
    report_line: ReportLine,
    seen: list[tuple[Report, Settings]],
    tmp_path: Path,
) -> Khaldun:
    """Runs a command in an empty folder; gives exit code, standard output and standard error."""

    def process(report: Report, tools: object, settings: Settings, *, step: Step) -> Iterator[ContractLine]:
        with step("read"):
            pass
        seen.append((report, settings))
        if b"interrupt" in report.data:
            raise KeyboardInterrupt
        if b"broken" in report.data:
            raise ZeroDivisionError("no zero")
        ref = ReportRef(id=report.id, name=report.name)
        yield msgspec.structs.replace(report_line, id=report.id, name=report.name, warnings=("Villages: add SY.",))
        yield msgspec.structs.replace(claim_line, report=ref)
        yield msgspec.structs.replace(claim_line, report=ref, id="p", status="planned")

    monkeypatch.setattr(khaldun.cli.code, "process", process)
    monkeypatch.setattr(khaldun.cli.code, "build_tools", lambda settings, progress: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KHALDUN_DATA", str(tmp_path / "data"))
    (tmp_path / "flash.txt").write_text("Warplanes struck the village of Sarjeh on Monday.", encoding="utf-8")

    def call(*argv: str) -> tuple[int, str, str]:
        code = run(list(argv))
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def test_a_report_becomes_a_table(khaldun_cli: Khaldun) -> None:
    code, out, err = khaldun_cli("code", "flash.txt")
    assert code == 0
    assert "Sarjah" in out
    assert "1 planned" in out
    assert "\x1b" not in out
    assert err == "khaldun: Villages: add SY.\n"


@pytest.mark.parametrize(("format", "lines"), [("jsonl", 3), ("csv", 3), ("acled", 2), ("geojson", 4)])
def test_every_format_is_written(format: str, lines: int, khaldun_cli: Khaldun) -> None:
    code, out, _ = khaldun_cli("code", "flash.txt", "--format", format)
    assert (code, len(out.splitlines())) == (0, lines)


def test_acled_says_what_it_leaves_out(khaldun_cli: Khaldun) -> None:
    _, out, err = khaldun_cli("code", "flash.txt", "--format", "acled")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["country"], row["iso"]) == ("Syria", "760")
    assert "Claims without a row in ACLED's table: 1 planned." in err


def test_receipts_are_shown_if_asked_for(khaldun_cli: Khaldun) -> None:
    assert "← “struck”" not in khaldun_cli("code", "flash.txt")[1]
    assert "← “struck”" in khaldun_cli("code", "flash.txt", "--receipts")[1]


def test_events_only(khaldun_cli: Khaldun) -> None:
    _, out, _ = khaldun_cli("code", "flash.txt", "--format", "jsonl", "--events-only")
    assert [json.loads(line).get("status") for line in out.splitlines()] == [None, "reported"]


def test_a_failed_report_is_told_and_the_rest_is_done(khaldun_cli: Khaldun, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A broken report about a village.", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    code, out, err = khaldun_cli("code", "a.txt", "b.txt", "flash.txt", "--format", "jsonl")
    assert code == 1
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["failure", "failure", "report", "claim", "claim"]
    assert "khaldun: a failed (internal): no zero (at " in err
    assert "khaldun: b failed (ingest): " in err
    assert "Traceback" not in err


WRONG = [
    pytest.param(["--bogus"], "--bogus", id="unknown-option"),
    pytest.param(["code", "flash.txt", "--fromat", "csv"], "There is no option --fromat.", id="misspelt-option"),
    pytest.param(["cod"], "cod", id="unknown-command"),
    pytest.param(["code"], "No input is given.", id="no-input"),
    pytest.param(["code", "missing.txt"], "There is no missing.txt.", id="no-such-file"),
    pytest.param(["code", "flash.txt", "--format", "xls"], "xls", id="no-such-format"),
    pytest.param(["code", "flash.txt", "--published", "05/07/2016"], "05/07/2016", id="date-in-two-orders"),
    pytest.param(["code", "flash.txt", "--published", "2019-13-01"], "2019-13-01", id="no-such-month"),
    pytest.param(["code", "flash.txt", "--map", "body"], "--map body", id="map-without-equals"),
    pytest.param(["code", "flash.txt", "--map", "body=text"], "the names are name, title, text", id="map-backwards"),
    pytest.param(["code", "flash.txt", "--gazetteer", "none.db"], "There is no gazetteer none.db.", id="no-gazetteer"),
    pytest.param(["code", "flash.txt", "-o", "no/such/out.csv"], "The output no/such/out.csv", id="no-output-folder"),
    pytest.param(["code", "flash.txt", "-o", "flash.txt"], "flash.txt is one of the inputs.", id="output-is-input"),
    pytest.param(["evaluate", "a.jsonl"], "evaluate", id="one-file-too-few"),
    pytest.param(["evaluate", "a.jsonl", "b.jsonl"], "a.jsonl cannot be read", id="no-such-reference"),
]


@pytest.mark.parametrize(("argv", "message"), WRONG)
def test_wrong_usage_is_one_line_and_exit_2(argv: list[str], message: str, khaldun_cli: Khaldun) -> None:
    code, out, err = khaldun_cli(*argv)
    assert (code, out) == (2, "")
    assert err.startswith("khaldun: ")
    assert len(err.splitlines()) == 1
    assert message in err


def test_metadata_and_columns_reach_the_pipeline(
    khaldun_cli: Khaldun, seen: list[tuple[Report, Settings]], tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text("body,who\nShells hit the town on Monday.,me\n", encoding="utf-8")
    stated = ["--published", "2019-11-16T01:30+03:00", "--publisher", "P", "--url", "https://u", "--title", "T"]
    code, _, err = khaldun_cli("code", "table.csv", "--map", "text=body", "--map", "publisher=who", *stated)
    assert code == 0, err
    ((report, settings),) = seen
    assert report.data.startswith(b"Shells hit")
    assert settings.columns == {"text": "body", "publisher": "who"}
    assert msgspec.to_builtins(report.given) == {
        "title": "T", "byline": None, "publisher": "P", "published": "2019-11-16T01:30+03:00", "url": "https://u",
    }  # fmt: skip
    assert settings.data_folder == tmp_path / "data"


def test_a_dash_reads_standard_input(
    khaldun_cli: Khaldun, seen: list[tuple[Report, Settings]], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"Shells hit the town of Sarjeh on Monday."))
    monkeypatch.setattr("sys.stdin", piped)
    code, _, err = khaldun_cli("code", "-", "--format", "csv", "--published", "2019-11-16")
    assert code == 0, err
    assert (seen[0][0].origin, seen[0][0].given.published) == ("-", "2019-11-16")


def test_the_data_folder_may_be_stated(
    khaldun_cli: Khaldun, seen: list[tuple[Report, Settings]], tmp_path: Path
) -> None:
    khaldun_cli("code", "flash.txt", "--data", str(tmp_path / "other"))
    assert seen[0][1].data_folder == tmp_path / "other"


def test_output_goes_to_a_file(khaldun_cli: Khaldun, tmp_path: Path) -> None:
    code, out, _ = khaldun_cli("code", "flash.txt", "--format", "jsonl", "-o", "out.jsonl")
    assert (code, out) == (0, "")
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_an_interrupt_leaves_no_half_written_output(khaldun_cli: Khaldun, tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("Now interrupt this run in the village.", encoding="utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    code, _, err = khaldun_cli("code", "flash.txt", "z.txt", "--format", "jsonl", "-o", "out.jsonl")
    assert code == 130
    assert "Interrupted" in err
    assert {path.name for path in tmp_path.iterdir()} == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line_and_exit_1(khaldun_cli: Khaldun) -> None:
    code, _, err = khaldun_cli("code", "flash.txt", "--format", "jsonl", "-o", "/dev/full")
    assert code == 1
    assert "khaldun: /dev/full could not be written (No space left on device)." in err


def test_evaluate_compares_two_files(khaldun_cli: Khaldun, tmp_path: Path) -> None:
    khaldun_cli("code", "flash.txt", "--format", "jsonl", "-o", "sys.jsonl")
    reference = {"report": {"name": "flash"}, "sub_event_type": "Air/drone strike"}
    reference |= {"date": {"start": "2019-11-13"}, "place": {"name": "Sarja"}}
    (tmp_path / "ref.jsonl").write_text(json.dumps(reference), encoding="utf-8")
    code, out, _ = khaldun_cli("evaluate", "ref.jsonl", "sys.jsonl", "--format", "json")
    assert (code, json.loads(out)["events"]["f1"]) == (0, 1.0)
    code, out, _ = khaldun_cli("evaluate", "ref.jsonl", "sys.jsonl", "--details")
    assert (code, "event found" in out) == (0, True)


def test_evaluate_reads_the_claims_of_a_folder(khaldun_cli: Khaldun, tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    for name, place in (("a", "Sarja"), ("b", "Kafr Nabl")):
        claim = {"report": {"name": name}, "sub_event_type": "Attack", "date": {"start": "2019-11-13"}}
        line = json.dumps(claim | {"place": {"name": place}})
        (tmp_path / "gold" / f"{name}.jsonl").write_text(line, encoding="utf-8")
        (tmp_path / "gold" / "notes.md").write_text("no claims", encoding="utf-8")
    code, out, _ = khaldun_cli("evaluate", "gold", "gold", "--format", "json")
    assert (code, json.loads(out)["reports"], json.loads(out)["events"]["pairs"]) == (0, 2, 2)
    (tmp_path / "none").mkdir()
    code, _, err = khaldun_cli("evaluate", "none", "gold")
    assert (code, "The folder none holds no .jsonl files." in err) == (2, True)


def test_a_broken_reference_names_its_line(khaldun_cli: Khaldun, tmp_path: Path) -> None:
    (tmp_path / "ref.jsonl").write_text("{}\n", encoding="utf-8")
    code, _, err = khaldun_cli("evaluate", "ref.jsonl", "ref.jsonl")
    assert code == 2
    assert "ref.jsonl, line 1, field report.name: missing." in err


def test_the_version(khaldun_cli: Khaldun) -> None:
    code, out, _ = khaldun_cli("--version")
    assert (code, out.strip()) == (0, __version__)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_loads_and_has_help(command: str, khaldun_cli: Khaldun) -> None:
    code, out, err = khaldun_cli(command, "--help")
    assert (code, err) == (0, "")
    assert f"khaldun {command}" in out
    assert build_app()[command] is not None


def test_help_loads_no_command_and_starts_at_once() -> None:
    heavy = "('khaldun.cli.code', 'khaldun.pipeline', 'numpy', 'lxml', 'trafilatura', 'rich.markdown')"
    script = (
        "import sys; from khaldun.cli.main import run; run(['--help']);"
        f"sys.exit(', '.join(name for name in {heavy} if name in sys.modules) or None)"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # Far above what it takes (0.2 s with byte-code): `make bench` measures, this only catches a fall back.
    assert time.perf_counter() - started < 5


def test_verbose_says_how_long_each_step_took(khaldun_cli: Khaldun) -> None:
    _, _, err = khaldun_cli("code", "flash.txt", "--verbose")
    assert re.search(r"flash: \d+ ms \(read \d+\)", err)
    assert "ms (" not in khaldun_cli("code", "flash.txt")[2]
