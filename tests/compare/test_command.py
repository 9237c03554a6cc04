"""khaldun compare from the command line: claims, tables and the workspace beside a file; what it writes and refuses."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import msgspec
import pytest
from comparing import ACLED, DYAD, GED, ROW, row, write_table

import khaldun.cli.compare_sources
from exporting import IN_HOUSE, claim, export, placed, profile, write_claims
from khaldun.cli.export_world import world
from khaldun.cli.main import run
from khaldun.coded.table import CodedRow
from khaldun.records.lines import ActorLine, ClaimLine
from khaldun.settings import Settings

EVIL = '<script>window.ran=1</script>"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="session")
def around(folder: Path) -> object:
    return world(Settings(today=dt.date(2026, 6, 1), data_folder=folder), progress=lambda *_: None)


@pytest.fixture(autouse=True)
def comparing(around: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(khaldun.cli.compare_sources, "world", lambda settings, progress: around)
    monkeypatch.setenv("COLUMNS", "120")


def theirs(**changes: object) -> CodedRow:
    """The row that ACLED's table has of `exporting.claim`, as somebody else might have it."""
    day = dt.date(2026, 3, 3)
    as_ours = {"latitude": 35.8644, "longitude": 36.8058, "deaths": 4, "actor1": "Rebels (Syria)"}
    return msgspec.structs.replace(ROW, **{"start": day, "end": day, **as_ours, **changes})


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    ours = write_claims(tmp_path / "claims.jsonl", [claim(1), claim(2, status="planned")])
    return str(ours), str(
        write_table(tmp_path / "acled.csv", [theirs(), theirs(name="A2", place="Afis", latitude=35.0)])
    )


def test_claims_beside_an_acled_file(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", *files]) == 0
    out = capsys.readouterr().out
    assert "ACLED: claims.jsonl beside acled.csv" in out
    assert re.search(r"both have +1\n", out) and "50 % (1 of 2; 9 to 91)" in out and "100 % (1 of 1; 21 to 100)" in out
    assert "Claims of ours without a row of their own: 1 acled/not-asserted-planned." in out
    assert "Compared over what both tell of: Syria 2026-03-03 to 2026-03-03." in out


def test_a_claim_without_a_row_tells_by_which_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = placed(latitude=34.5, name="Afis", gazetteer_id="geonames:2")
    ours = write_claims(tmp_path / "c.jsonl", [claim(1), claim(2, fatalities=None, deaths=(), place=there)])
    day = dt.date(2026, 3, 3)
    other = msgspec.structs.replace(
        DYAD, start=day, end=day, actor2="Syrian insurgents", latitude=34.5, longitude=36.8058
    )
    ged = write_table(tmp_path / "ged.csv", [other], GED)
    assert run(["compare", str(ours), str(ged), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (alone,) = told["only_theirs"]
    assert (alone["reason"], alone["rule"], told["table"]) == ("left out by", "ged/no-deaths", "UCDP GED")
    assert told["reasons"]["only_theirs"][0]["reason"] == "left out by ged/no-deaths"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_exported_table_gives_what_its_claims_give(
    tmp_path: Path, files: tuple[str, str], kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = export(tmp_path, kind, "--table", "acled", claims=[claim(1), claim(2, status="planned")])
    capsys.readouterr()
    assert run(["compare", files[0], files[1], "--format", "json", "--profile", str(tmp_path / "profile.toml")]) == 0
    claims = json.loads(capsys.readouterr().out)
    assert run(["compare", str(made), files[1], "--format", "json"]) == 0
    said = capsys.readouterr()
    table = json.loads(said.out)
    for what in ("pairs", "only_ours", "only_theirs", "fields", "rows"):
        assert table[what] == claims[what]
    assert "By which rule we have no row is told where the claims are given" in said.err


def test_lines_hold_both_rows_and_are_safe_to_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = write_table(tmp_path / "ours.csv", [ROW, row(12, name="O2")])
    other = write_table(
        tmp_path / "theirs.csv", [row(name="=HYPERLINK(1)", actor1="@a"), row(12, latitude=30.0, place="X")]
    )
    assert run(["compare", str(ours), str(other), "--format", "csv"]) == 0
    both, mine, their = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (both["found"], both["theirs_id"], both["theirs_actor1"], both["ours_id"]) == (
        "both",
        "'=HYPERLINK(1)",
        "'@a",
        "A1",
    )
    assert (mine["found"], mine["ours_id"], mine["theirs_id"]) == ("ours", "O2", "")
    assert (their["found"], their["ours_id"], their["theirs_place"]) == ("theirs", "", "X")
    assert mine["reason"] == their["reason"] == "nothing at this place on these days"


def test_the_page_is_one_file_in_which_words_stay_words(tmp_path: Path) -> None:
    names = {"place": EVIL, "actor1": EVIL, "country": EVIL, "name": EVIL}
    ours = write_table(tmp_path / "ours.csv", [row(**names), row(12, **names)])
    other = write_table(
        tmp_path / "theirs.csv", [row(**names, deaths=9), row(12, **{**names, "latitude": 30.0, "place": "X"})]
    )
    assert run(["compare", str(ours), str(other), "-o", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;window.ran=1" in page and "<script>window.ran" not in page and "<img" not in page
    assert "default-src 'none'" in page and not re.search(r'(?:src|href)="(?!#)', page) and "url(" not in page
    assert page.count('<tr data-kind="') == 3 and 'data-differs="deaths"' in page


def test_a_file_called_as_the_mark_of_the_policy_changes_nothing(tmp_path: Path) -> None:
    path = str(write_table(tmp_path / "POLICY.csv", [ROW]))
    assert run(["compare", path, path, "-o", str(tmp_path / "p.html")]) == 0
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "<title>POLICY.csv beside POLICY.csv" in page and "content=\"default-src 'none'" in page


def test_a_page_lists_so_many_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaldun.compare.items.MOST", 3)
    rows = [row(day, name=str(day)) for day in range(1, 29, 3)]
    path = str(write_table(tmp_path / "a.csv", rows))
    assert run(["compare", path, path, "-o", str(tmp_path / "p.html")]) == 0
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert page.count('<tr data-kind="') == 3 and "7 more pairs are not listed here" in " ".join(page.split())


def hidden() -> ClaimLine:
    """A claim that names a private person."""
    person = ActorLine(quote="Amal Hadidi", name="Amal Hadidi", type="Civilians")
    return claim(1, actor1=person, coding=msgspec.structs.replace(claim().coding, actor1="Amal Hadidi"))  # type: ignore[type-var]


def test_what_a_profile_withholds_is_in_no_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = write_claims(tmp_path / "c.jsonl", [hidden()])
    other = write_table(tmp_path / "a.csv", [theirs()])
    page = tmp_path / "page.html"
    for format in ("table", "json", "csv"):
        assert run(["compare", str(ours), str(other), "--format", format, "-o", str(page)]) == 0
        said = capsys.readouterr()
        assert "Amal" not in said.out + said.err + page.read_text(encoding="utf-8")
        assert "Withheld of ours: private persons' names: 1; points rounded" in said.err
    opened = str(profile(tmp_path, IN_HOUSE))
    assert run(["compare", str(ours), str(other), "--format", "csv", "--profile", opened]) == 0
    assert "Amal Hadidi" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        pytest.param([], 2, "No file is given.", id="nothing"),
        pytest.param(["claims.jsonl", "none.csv"], 2, "none.csv cannot be read", id="no-file"),
        pytest.param(["none.csv", "acled.csv"], 2, "none.csv cannot be read", id="no-file-of-ours"),
        pytest.param(["acled.csv", "claims.jsonl"], 2, "claims.jsonl holds claims, not a table.", id="other-order"),
        pytest.param(
            ["ged.csv", "acled.csv"], 2, "ged.csv has UCDP GED's columns, acled.csv has ACLED's", id="two-tables"
        ),
        pytest.param(["claims.jsonl", "ged.csv"], 1, "they share no country and day", id="no-overlap"),
        pytest.param(["claims.jsonl", "empty.csv"], 1, "empty.csv: The file is empty.", id="empty"),
        pytest.param(["half.jsonl", "acled.csv"], 2, "was the file written whole?", id="half-of-ours"),
        pytest.param(["claims.jsonl", "half.csv"], 1, "half.csv, line 3: it has 9 cells", id="half-of-theirs"),
        pytest.param(["claims.jsonl", "acled.csv", "-o", "p.csv"], 2, "-o writes HTML", id="no-page"),
        pytest.param(["claims.jsonl", "acled.csv", "-o", "none/p.html"], 2, "folder does not exist", id="no-folder"),
        pytest.param(["claims.jsonl", "acled.csv", "-w", "x"], 2, "Ours is a file or the workspace.", id="two-of-ours"),
        pytest.param(["acled.csv"], 2, "workspace", id="no-workspace"),
        pytest.param(["claims.jsonl", "orders.csv"], 1, "can be read in two orders", id="two-orders"),
        pytest.param(
            ["claims.jsonl", "acled.csv", "--rules", "rules.yaml"], 2, "rules.yaml, line 1, field", id="rules"
        ),
    ],
)
def test_what_goes_wrong_is_told_in_a_line(
    tmp_path: Path, files: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: list[str], code: int, told: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    write_table(tmp_path / "ged.csv", [DYAD], GED)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "half.jsonl").write_bytes(Path("claims.jsonl").read_bytes()[:-400])
    acled = Path("acled.csv").read_bytes()
    (tmp_path / "half.csv").write_bytes(acled[: acled.rindex(b"Afis")])
    (tmp_path / "orders.csv").write_text(acled.decode().replace("03 March 2026", "3/4/2026"))
    (tmp_path / "rules.yaml").write_text("version: mine\n")
    before = sorted(tmp_path.iterdir())
    assert run(["compare", *command]) == code
    said = capsys.readouterr()
    assert told in said.err and "Traceback" not in said.err and ("cells" in told or not said.out)
    assert sorted(tmp_path.iterdir()) == before


def test_days_of_two_orders_are_read_as_they_are_said(tmp_path: Path, files: tuple[str, str]) -> None:
    text = Path(files[1]).read_text().replace("03 March 2026", "3/3/2026")
    path = tmp_path / "orders.csv"
    path.write_text(text)
    assert run(["compare", files[0], str(path), "--days", "day-first"]) == 0


def test_own_rules_decide(tmp_path: Path, files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    from khaldun.datafile import DATA

    rules = tmp_path / "rules.yaml"
    text = (DATA / "compare.yaml").read_text(encoding="utf-8")
    rules.write_text(text.replace("least: 0.7", "least: 1.0").replace("version: compare/1", "version: mine/2"))
    other = write_table(tmp_path / "other.csv", [theirs(deaths=5)])
    assert run(["compare", files[0], str(other), "--rules", str(rules), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rules"], told["pairs"]) == ("mine/2", [])
    assert told["only_theirs"][0]["reason"] == "too unlike"


def test_several_files_of_claims_are_one_side(tmp_path: Path, files: tuple[str, str]) -> None:
    assert run(["compare", files[0], files[0], files[1]]) == 0


__all__ = ["ACLED"]
