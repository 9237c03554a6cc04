"""khaldun export from the command line: what it says and writes, and what it refuses without a trace."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import khaldun.cli.export
import khaldun.publish.export.writing.parquet_file
from exporting import (
    HOSTILE,
    IN_HOUSE,
    claim,
    dated,
    export,
    left_out,
    lines_of,
    placed,
    profile,
    report,
    rows_of,
    write_claims,
)
from khaldun.cli.export_world import world
from khaldun.cli.main import run
from khaldun.export.files import BESIDE
from khaldun.publish.export.writing.writer import TextFile
from khaldun.publish.export.writing.xlsx_file import XlsxFile
from khaldun.records.codec import encode_line
from khaldun.settings import Settings

TABLES = ("acled", "ucdp", "plover", "hxl", "csv", "xlsx", "jsonl", "geojson", "geoparquet", "parquet")


@pytest.fixture(scope="session")
def around(folder: Path) -> object:
    return world(Settings(today=dt.date(2026, 6, 1), data_folder=folder), progress=lambda *_: None)


@pytest.fixture(autouse=True)
def exporting(around: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(khaldun.cli.export, "world", lambda settings, progress: around)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def told(capsys: pytest.CaptureFixture[str]) -> str:
    out = capsys.readouterr()
    return out.out + out.err


def test_what_is_written_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_claims(tmp_path / "claims.jsonl", [claim(1), claim(2, status="planned"), claim(3)])
    target = tmp_path / "events.csv"
    command = [
        "export",
        "acled",
        str(source),
        "-o",
        str(target),
        "--licence",
        "CC BY 4.0",
        "--citation",
        "A. Body, 2026",
    ]
    assert run(command) == 0
    said = told(capsys)
    assert "2 rows of 3 claims in 1 report" in said and "1 acled/not-asserted-planned" in said
    assert names(tmp_path) == [
        "claims.jsonl", "events.csv", "events.csv.about.md", "events.csv.dictionary.json", "events.csv.left_out.csv",
        "events.csv.provenance.jsonl",
    ]  # fmt: skip
    note = (tmp_path / "events.csv.about.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in note and "A. Body" in note and "not ACLED data" in note and "GeoNames" in note
    assert "2 rows of 3 claims in 1 report" in note and "rules/1" in note
    assert "1 left out by `acled/not-asserted-planned`: What is planned" in note
    (gone,) = rows_of(tmp_path / "events.csv.left_out.csv")
    assert (gone["claim"], gone["report"], gone["into"]) == (claim(2).id, "report-000000000000", "")
    assert {row["tags"] for row in rows_of(target)} == {"machine draft; single source"}


def test_safe_by_default_no_word_of_the_report_is_published(tmp_path: Path) -> None:
    source = write_claims(tmp_path / "claims.jsonl", [claim(1)])
    for format in TABLES:
        assert run(["export", format, str(source), "-o", str(tmp_path / f"out.{format}")]) == 0
    for path in tmp_path.glob("out.*"):
        data = path.read_bytes()
        assert b"killing four" not in data and b"flash-1" not in data and b"Attack at Saraqib" not in data, path.name


def test_claims_come_from_folders_and_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "claims"
    inside.mkdir()
    write_claims(inside / "b.jsonl", [claim(2, of=2)], report(2))
    write_claims(inside / "a.jsonl", [claim(1)])
    assert run(["export", "csv", str(inside), "-o", str(tmp_path / "out.csv")]) == 0
    assert [row["claim_id"] for row in rows_of(tmp_path / "out.csv")] == [claim(1).id, claim(2).id]
    data = (inside / "a.jsonl").read_bytes()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert run(["export", "csv", "-", "-o", str(tmp_path / "in.csv")]) == 0
    assert [row["claim_id"] for row in rows_of(tmp_path / "in.csv")] == [claim(1).id]


def test_a_report_without_claims_is_an_empty_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_claims(tmp_path / "claims.jsonl", [])
    for format in TABLES:
        assert run(["export", format, str(source), "-o", str(tmp_path / f"out.{format}")]) == 0
    assert "0 rows of 0 claims in 1 report" in told(capsys)
    assert rows_of(tmp_path / "out.acled") == []
    assert json.loads((tmp_path / "out.geojson").read_text())["features"] == []


WRONG = [
    pytest.param(["export", "acled", "{missing}", "-o", "{out}"], 2, "does not exist", id="no-claims"),
    pytest.param(["export", "acled", "{claims}"], 2, "output", id="no-output"),
    pytest.param(["export", "pdf", "{claims}", "-o", "{out}"], 2, "pdf", id="no-such-format"),
    pytest.param(["export", "acled", "{claims}", "-o", "{missing}/x"], 2, "folder does not exist", id="no-folder"),
    pytest.param(["export", "acled", "{claims}", "-o", "{folder}"], 2, "is a folder", id="a-folder"),
    pytest.param(["export", "acled", "{claims}", "-o", "/dev/null"], 2, "is no file", id="a-device"),
    pytest.param(["export", "acled", "{claims}", "-o", "{claims}"], 2, "is one of the inputs", id="an-input"),
    pytest.param(["export", "acled", "{empty}", "-o", "{out}"], 2, "holds no .jsonl files", id="empty-folder"),
    pytest.param(["export", "acled", "{half}", "-o", "{out}"], 2, "half.jsonl, line 3: ", id="half-written"),
    pytest.param(["export", "acled", "{half}", "-o", "{out}"], 2, "was the file written whole?", id="half-advice"),
    pytest.param(["export", "acled", "{wrong}", "-o", "{out}"], 2, "line 1: Expected `str`", id="wrong-field"),
    pytest.param(["export", "acled", "{claims}", "--table", "ucdp", "-o", "{out}"], 2, "and no other", id="table"),
    pytest.param(["export", "acled", "{claims}", "-w", "{folder}", "-o", "{out}"], 2, "one of both", id="both"),
    pytest.param(["export", "acled", "{claims}", "-o", "{out}", "--profile", "{bad}"], 2, "field choose", id="profile"),
    pytest.param(["export", "csv", "{claims}", "-o", "{out}", "--profile", "{none}"], 1, "leaves out all", id="all"),
    pytest.param(["export", "csv", "{claims}", "-o", "{secret}", "--profile", "{words}"], 1, "file's name", id="name"),
    pytest.param(["export", "csv", "{claims}", "{claims}", "-o", "{out}"], 1, "stands twice", id="given-twice"),
    pytest.param(["export", "xlsx", "{day}", "-o", "{out}"], 2, "day.jsonl, line 2: '2026-02-30' is no day", id="day"),
    pytest.param(["export", "acled", "{code}", "-o", "{out}"], 1, "'Battels' is none of its codes", id="code"),
]


@pytest.mark.parametrize(("command", "code", "message"), WRONG)
def test_what_is_refused_leaves_no_trace(
    command: list[str], code: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "made"
    made.mkdir()
    (tmp_path / "empty").mkdir()
    places = {
        "missing": made / "missing", "folder": made, "empty": tmp_path / "empty", "out": made / "out.csv",
        "claims": write_claims(tmp_path / "claims.jsonl"),
        "half": tmp_path / "half.jsonl", "wrong": tmp_path / "wrong.jsonl",
        "code": tmp_path / "code.jsonl", "day": tmp_path / "day.jsonl",
        "bad": tmp_path / "bad.toml", "none": tmp_path / "none.toml", "words": tmp_path / "words.toml",
        "secret": made / "saraqib.csv",
    }  # fmt: skip
    write_claims(places["code"], [claim(1, event_type="Battels")])
    write_claims(places["day"], [claim(1, **dated("2026-02-30"))])
    places["half"].write_bytes(places["claims"].read_bytes()[:3_000])
    places["wrong"].write_text('{"kind":"report","id":7,"name":"x","text":""}\n')
    places["bad"].write_text('choose = {review = ["seen"]}')
    places["none"].write_text('name = "strict"\nchoose = {review = ["approved"]}')
    places["words"].write_text('withhold = {words = ["Saraqib"]}')
    assert run([part.format(**places) for part in command]) == code
    said = told(capsys)
    assert message in said and "Traceback" not in said
    assert names(made) == []


def test_a_broken_row_is_left_out_where_that_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_claims(tmp_path / "claims.jsonl", [claim(1), claim(2, place=placed(latitude=91.0))])
    target = tmp_path / "out.csv"
    assert run(["export", "csv", str(source), "-o", str(target)]) == 1
    assert "latitude: 91.0" in told(capsys)
    assert run(["export", "csv", str(source), "-o", str(target), "--leave-out-invalid"]) == 1
    assert "are left out" in told(capsys)
    assert [row["claim_id"] for row in rows_of(target)] == [claim(1).id]
    (gone,) = rows_of(target.with_name("out.csv.left_out.csv"))
    assert (gone["claim"], gone["rule"]) == (claim(2).id, "export/invalid")
    assert "91.0" in gone["why"]


def test_what_was_there_stays_where_an_export_fails(tmp_path: Path) -> None:
    target = export(tmp_path, "acled")
    before = {path.name: path.read_bytes() for path in tmp_path.glob("out.*")}
    source = write_claims(tmp_path / "wrong.jsonl", [claim(1), claim(1)])
    assert run(["export", "acled", str(source), "-o", str(target)]) == 1
    assert {path.name: path.read_bytes() for path in tmp_path.glob("out.*")} == before


@pytest.mark.parametrize("format", TABLES)
def test_a_file_that_does_not_hold_what_was_written_is_not_published(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disk loses a byte in the middle between writing and reading again."""
    folder = tmp_path / "made"
    folder.mkdir()
    source = write_claims(tmp_path / "claims.jsonl")
    tell = khaldun.cli.export._Far.tell

    def damaging(far: object, tally: object, doing: str) -> None:
        if doing.startswith("Reading"):
            (path,) = folder.glob(f".out.{format}.*.part/out.{format}")
            data = bytearray(path.read_bytes())
            at = data.rindex(b"Saraqib") if format not in ("xlsx", "parquet", "geoparquet") else len(data) // 2
            data[at] ^= 1
            path.write_bytes(bytes(data))
        tell(far, tally, doing)  # type: ignore[arg-type]

    monkeypatch.setattr(khaldun.cli.export._Far, "tell", damaging)
    command = ["export", format, str(source), "-o", str(folder / f"out.{format}"), "--profile", str(profile(tmp_path))]
    assert run(command) == 1
    assert "could not be written" in (said := told(capsys)) or "The file was read again, and" in said
    assert names(folder) == []


def test_without_duckdb_parquet_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_claims(tmp_path / "claims.jsonl")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert run(["export", "parquet", str(source), "-o", str(tmp_path / "out.parquet")]) == 2
    assert "pip install 'khaldun[parquet]'" in told(capsys)
    assert names(tmp_path) == ["claims.jsonl"]


def test_more_rows_than_excel_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("khaldun.publish.export.writing.xlsx_file.MOST_ROWS", 5)
    source = write_claims(tmp_path / "claims.jsonl", [claim(number) for number in range(1, 7)])
    assert run(["export", "xlsx", str(source), "-o", str(tmp_path / "out.xlsx")]) == 1
    assert "Excel's sheets hold 4 rows" in told(capsys)
    assert names(tmp_path) == ["claims.jsonl"]


@pytest.mark.parametrize("writer", [TextFile, XlsxFile], ids=["csv", "xlsx"])
def test_a_full_disk_leaves_nothing(
    writer: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(self: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "close", full)
    source = write_claims(tmp_path / "claims.jsonl")
    format = "xlsx" if writer is XlsxFile else "acled"
    assert run(["export", format, str(source), "-o", str(tmp_path / "out")]) == 1
    assert "could not be written (No space left on device)" in told(capsys)
    assert names(tmp_path) == ["claims.jsonl"]


def test_an_export_that_is_ended_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    command = [
        sys.executable,
        "-m",
        "khaldun.cli.main",
        "export",
        "csv",
        "-",
        "-o",
        str(made / "out.csv"),
        "--data",
        str(folder),
    ]
    source = write_claims(tmp_path / "claims.jsonl").read_bytes()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdin is not None
        running.stdin.write(source)
        running.stdin.flush()
        for _ in range(600):
            if names(made):
                break
            time.sleep(0.1)
        assert len(names(made)) == 1 and names(made)[0].endswith(".part")
        running.terminate()
        running.wait(60)
    assert names(made) == []


def test_what_a_profile_opens_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export(tmp_path, "csv")
    assert "opens harm controls: hold.movements" in told(capsys)
    assert "withhold.coordinates" in path.with_name("out.csv.about.md").read_text()
    head = lines_of(path.with_name("out.csv.provenance.jsonl"))[0]
    assert head["profile"] == "in the house" and "words.evidence" in head["opened"]
    assert IN_HOUSE.count("in the house") == 1


def test_failures_of_the_coding_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_claims(tmp_path / "claims.jsonl", [claim(1)])
    failure = '{"kind":"failure","name":"x","stage":"read","error":"E","message":"m"}\n'
    source.write_text(source.read_text() + failure)
    assert run(["export", "csv", str(source), "-o", str(tmp_path / "out.csv")]) == 0
    assert "of which nothing is told: 1" in told(capsys)


def test_every_claim_is_in_the_file_or_in_the_report_of_what_is_left_out(tmp_path: Path) -> None:
    for format in TABLES:
        path = export(tmp_path, format)
        rows = [line for line in lines_of(path.with_name(f"{path.name}.provenance.jsonl")) if line["kind"] == "row"]
        here = {one["id"] for row in rows for one in row["claims"]}
        assert here | left_out(path).keys() == {line.id for line in HOSTILE}, format


def many(path: Path, reports: int) -> Path:
    """Claims of many reports, in which an id stands twice, far apart."""
    path.write_bytes(
        b"".join(
            encode_line(line) + b"\n"
            for number in range(1, reports + 1)
            for line in (
                report(number),
                claim(2 * number, of=number),
                claim(2 * number + 1, of=number, status="planned"),
            )
        )
    )
    return path


@pytest.mark.parametrize("format", ["acled", "geojson", "xlsx"])
def test_the_files_are_the_same_whoever_makes_the_rows(
    format: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In batches of one report, by this process and by three others."""
    monkeypatch.setattr("khaldun.export.sources._BATCH", 1)
    monkeypatch.setattr(khaldun.cli.export, "world", world)
    source = many(tmp_path / "claims.jsonl", 30)
    with source.open("ab") as file:
        file.write(encode_line(report(99)) + b"\n" + encode_line(claim(2, of=99)) + b"\n")
    made = []
    for jobs in ("1", "3"):
        place = tmp_path / jobs
        place.mkdir()
        command = ["export", format, str(source), "-o", str(place / "out"), "--jobs", jobs, "--leave-out-invalid"]
        assert run([*command, "--data", str(folder), "--licence", "L"]) == 1
        made.append({path.name: path.read_bytes() for path in place.iterdir()})
    assert made[0] == made[1]
    assert list(left_out(tmp_path / "1" / "out").values()).count("export/invalid") == 1


def test_a_number_of_processes_is_one_or_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_claims(tmp_path / "claims.jsonl")
    assert run(["export", "csv", str(source), "-o", str(tmp_path / "out.csv"), "--jobs", "0"]) == 2
    assert "0 is no number of processes" in told(capsys)


@pytest.mark.parametrize("format", TABLES)
def test_a_disk_that_takes_no_more_leaves_nothing(format: str, folder: Path, tmp_path: Path) -> None:
    """A real refusal of the system: no file of the process may grow beyond a few bytes."""
    made = tmp_path / "made"
    made.mkdir()
    source = write_claims(tmp_path / "claims.jsonl")
    code = (
        "import resource, signal, sys\n"
        "from khaldun.cli.main import run\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )
    command = ["export", format, str(source), "-o", str(made / f"out.{format}"), "--data", str(folder)]
    ended = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stderr
    assert "could not be written" in ended.stderr and "Traceback" not in ended.stderr
    assert names(made) == []


def test_an_export_that_is_killed_leaves_nothing_under_the_name_and_the_next_cleans_up(
    folder: Path, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    made.mkdir()
    target = made / "out.csv"
    target.write_text("before")
    command = [sys.executable, "-m", "khaldun.cli.main", "export", "csv", "-", "-o", str(target), "--data", str(folder)]
    source = write_claims(tmp_path / "claims.jsonl")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdin is not None
        running.stdin.write(source.read_bytes())
        running.stdin.flush()
        for _ in range(600):
            if len(names(made)) > 1:
                break
            time.sleep(0.1)
        running.kill()
    assert target.read_text() == "before" and len(names(made)) == 2
    assert run(["export", "csv", str(source), "-o", str(target)]) == 0
    assert names(made) == ["out.csv", *(f"out.csv.{each}" for each in sorted(BESIDE))]


def test_a_target_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_claims(tmp_path / "claims.jsonl")
    assert run(["export", "csv", str(source), "-o", "/proc/self/out.csv"]) == 1
    assert "/proc/self/out.csv could not be written" in (said := told(capsys)) and "Traceback" not in said


@pytest.mark.parametrize("format", ["acled", "xlsx", "geojson"])
def test_an_unknown_code_is_refused_with_its_codes(
    format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_claims(tmp_path / "claims.jsonl", [claim(1), claim(2, event_type="Battels")])
    command = ["export", format, str(source), "-o", str(tmp_path / "out")]
    command += [] if format == "acled" else ["--table", "acled"]
    assert run(command) == 1
    assert "'Battels' is none of its codes (Battles, " in told(capsys)
    assert run([*command, "--leave-out-invalid"]) == 1
    assert left_out(tmp_path / "out") == {claim(2).id: "export/invalid"}
