"""khaldun export by a codebook of one's own: every format, a reason for each cell, and nothing withheld in it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import khaldun.cli.export
from exporting import claim, left_out, lines_of, placed, profile, report, rows_of, span, write_claims
from khaldun.cli.export_world import world
from khaldun.cli.main import run
from khaldun.export.world import World
from khaldun.records.lines import ActorLine, SentenceLine
from khaldun.settings import Settings

CODEBOOK = """
name: farmers
version: "1"
source: invented for a test
words: {farmer: [farmer], watchers: [observatory]}
types:
  attack: {text: an attack}
columns:
  - {name: id, meaning: id, from: row.id, required: true, unique: true}
  - {name: kind, meaning: kind, codes: types, from: type}
  - {name: day, meaning: day, kind: date, from: date.start, tag: "#date"}
  - {name: place, meaning: place, from: place.name}
  - {name: latitude, meaning: degrees north, kind: number, from: place.latitude}
  - {name: who, meaning: who, from: actor1.name}
  - {name: hurt, meaning: who was hurt, by: rules, codes: [farmers], otherwise: null}
  - {name: watched, meaning: whether it was watched, kind: boolean, by: rules, otherwise: false}
  - {name: dead, meaning: dead, kind: integer, from: row.deaths_best}
  - {name: notes, meaning: notes, from: notes}
  - {name: publisher, meaning: publisher, from: report.publisher}
  - {name: reviewed, meaning: reviewed, from: row.reviewed, required: true}
rules:
  - {name: farmers/attack, text: every claim is an attack, type: attack}
  - {name: farmers/hurt, text: a farmer is told of, when: {words: farmer}, set: {hurt: farmers}}
  - {name: farmers/watched, text: a body watched, when: {words: watchers}, set: {watched: true}}
"""
FORMATS = ("csv", "xlsx", "parquet", "geojson", "geoparquet")


@pytest.fixture(scope="session")
def around(folder: Path) -> World:
    return world(Settings(today=dt.date(2026, 6, 1), data_folder=folder), progress=lambda *_: None)


@pytest.fixture(autouse=True)
def exporting(around: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(khaldun.cli.export, "world", lambda settings, progress: around)


@pytest.fixture
def codebook(tmp_path: Path) -> Path:
    path = tmp_path / "farmers.yaml"
    path.write_text(CODEBOOK)
    return path


def export(folder: Path, codebook: Path, *claims: object, format: str = "csv", more: tuple[str, ...] = ()) -> Path:
    head = report()
    head = report(sentences=(SentenceLine(start=0, end=len(head.text), disposition="claims"),))
    source = write_claims(folder / "claims.jsonl", claims, head)  # type: ignore[arg-type]
    target = folder / f"out.{format}"
    assert run(["export", format, str(source), "-o", str(target), "--codebook", str(codebook), *more]) == 0
    return target


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_holds_its_rows(format: str, tmp_path: Path, codebook: Path) -> None:
    target = export(tmp_path, codebook, claim(1), claim(2, status="planned"), format=format)
    (line, *rows) = [each for each in lines_of(Path(f"{target}.provenance.jsonl")) if each["kind"] != "report"]
    assert line["table"] == "farmers"
    assert line["codebook"].startswith("farmers/1@")
    assert len(rows) == 1
    assert left_out(target) == {f"{2:016x}": "farmers/planned"}


def test_every_cell_has_its_reason(tmp_path: Path, codebook: Path) -> None:
    target = export(tmp_path, codebook, claim(1))
    (row,) = rows_of(target)
    assert {name: row[name] for name in ("kind", "day", "hurt", "watched", "dead", "publisher", "reviewed")} == {
        "kind": "attack", "day": "2026-03-03", "hurt": "farmers", "watched": "true", "dead": "4",
        "publisher": "Northern Mirror", "reviewed": "machine draft; single source",
    }  # fmt: skip
    (_, _, told) = lines_of(Path(f"{target}.provenance.jsonl"))
    cells = told["cells"]
    assert {name for name, cell in row.items() if cell} == set(cells)
    assert all(cell.get("words") or cell.get("rules") for cell in cells.values())
    # The words that the rule sought are its receipt, by their place; they themselves are not published.
    at = span("farmer")
    assert [(one["start"], one["end"]) for one in cells["hurt"]["words"]] == [(at.start, at.end)]
    assert cells["hurt"]["rules"] == ["farmers/hurt"]
    assert "quote" not in cells["hurt"]["words"][0]


def test_the_dictionary_is_of_its_columns(tmp_path: Path, codebook: Path) -> None:
    target = export(tmp_path, codebook, claim(1))
    schema = json.loads(Path(f"{target}.dictionary.json").read_text())
    fields = {field["name"]: field for field in schema["fields"]}
    assert list(fields) == list(rows_of(target)[0])
    assert fields["kind"]["constraints"] == {"enum": ["attack"]}
    assert fields["day"]["hxl"] == "#date"


@pytest.mark.parametrize("format", ["csv", "geojson"])
def test_the_dictionary_says_what_each_of_its_rules_does(format: str, tmp_path: Path, codebook: Path) -> None:
    target = export(tmp_path, codebook, claim(1), claim(2, status="planned"), format=format)
    told = {rule["name"]: rule["text"] for rule in json.loads(Path(f"{target}.dictionary.json").read_text())["rules"]}
    assert told["farmers/hurt"] == "a farmer is told of"
    assert told["farmers/planned"] == "It is told as planned."
    lines = lines_of(Path(f"{target}.provenance.jsonl"))
    named = {rule for line in lines for cell in line.get("cells", {}).values() for rule in cell.get("rules", ())}
    assert {rule for rule in named if rule.startswith("farmers/")} <= told.keys()


def test_a_code_that_is_not_known_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        'name: mine\nversion: "1"\nsource: me\ncodes:\n  side: {codes: {a: A}, map: {Rebel group: a}}\ncolumns:\n'
        "  - {name: side, meaning: side, codes: side, from: actor1.type}\n"
    )
    source = write_claims(tmp_path / "claims.jsonl", [claim(1, actor1=ActorLine(name="Lions", type="Mercenaries"))])
    target = tmp_path / "out.csv"
    assert run(["export", "csv", str(source), "-o", str(target), "--codebook", str(path)]) == 1
    assert "'Mercenaries' is none of its codes" in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.parametrize(
    ("more", "part"),
    [(("--table", "acled"), "--table acled has a table of its own"), ((), "The format acled has a table of its own")],
)
def test_another_table_beside_it_is_refused(
    more: tuple[str, ...], part: str, tmp_path: Path, codebook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_claims(tmp_path / "claims.jsonl")
    format = "csv" if more else "acled"
    out = str(tmp_path / "out.csv")
    assert run(["export", format, str(source), "-o", out, "--codebook", str(codebook), *more]) == 2
    assert part in capsys.readouterr().err


def test_a_codebook_with_a_fault_exports_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(CODEBOOK.replace("an attack}", "an attack, is: war}"))
    source = write_claims(tmp_path / "claims.jsonl")
    assert run(["export", "csv", str(source), "-o", str(tmp_path / "out.csv"), "--codebook", str(path)]) == 2
    err = capsys.readouterr().err
    assert "mine.yaml, line 7, column 29, field types.attack.is: 'war' is no type of this codebook" in err
    assert not (tmp_path / "out.csv").exists()


def test_claims_whose_words_were_taken_out_are_refused(
    tmp_path: Path, codebook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, bare = write_claims(tmp_path / "claims.jsonl", [claim(1)]), tmp_path / "bare.jsonl"
    assert run(["export", "jsonl", str(source), "-o", str(bare)]) == 0
    command = ["export", "csv", str(bare), "-o", str(tmp_path / "out.csv"), "--codebook", str(codebook)]
    assert run(command) == 2
    assert "has taken the words out" in capsys.readouterr().err
    # One that asks for no words may have them.
    text = CODEBOOK.replace("{words: farmer}", "{deaths: true}").replace("{words: watchers}", "{ongoing: true}")
    codebook.write_text(text)
    assert run(command) == 0


@pytest.mark.parametrize("word", ["farmer", "observatory", "farmers"])
def test_a_codebook_that_holds_a_withheld_word_is_refused(
    word: str, tmp_path: Path, codebook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_claims(tmp_path / "claims.jsonl", [claim(1)])
    told = profile(tmp_path, f'[withhold]\nwords = ["{word}"]\n')
    command = ["export", "csv", str(source), "-o", str(tmp_path / "out.csv"), "--codebook", str(codebook)]
    assert run([*command, "--profile", str(told)]) == 1
    assert "holds a word that the profile withholds" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_what_plover_reads_of_words_is_read_before_they_are_withheld(tmp_path: Path, codebook: Path) -> None:
    codebook.write_text(CODEBOOK.replace("{words: farmer}", "{plover: {event: ASSAULT, context: military}}"))
    assert rows_of(export(tmp_path, codebook, claim(1)))[0]["hurt"] == "farmers"
    codebook.write_text(CODEBOOK.replace("{words: farmer}", "{plover: {mode: torture}}"))
    assert rows_of(export(tmp_path, codebook, claim(1)))[0]["hurt"] == ""
    told = "Rebels tortured soldiers in Saraqib."
    hurt = claim(1, sub_event_type="Attack", event_type="Violence against civilians", notes=told)
    assert rows_of(export(tmp_path, codebook, hurt))[0]["hurt"] == "farmers"


def test_what_is_withheld_is_in_none_of_its_files(tmp_path: Path, codebook: Path) -> None:
    place = placed(name="Wadi Amal", quote="Wadi Amal", latitude=35.123456, longitude=36.654321)
    who = ActorLine(quote="Salim Hadi", name="Salim Hadi", type="Civilians", evidence=(span("rebels"),))
    told = profile(tmp_path, '[withhold]\nwords = ["Wadi Amal"]\n')
    target = export(tmp_path, codebook, claim(1, place=place, actor1=who), more=("--profile", str(told)))
    files = [path for path in tmp_path.iterdir() if path.name.startswith("out.csv")]
    assert len(files) == 5
    for path in files:
        text = path.read_text()
        assert not [one for one in ("Wadi", "Amal", "Salim", "Hadi", "35.123", "36.654") if one in text], path.name
    assert rows_of(target)[0]["hurt"] == "farmers"


def test_nothing_that_words_tell_is_said_of_survivors(tmp_path: Path, codebook: Path) -> None:
    survivors = claim(2, event_type="Violence against civilians", sub_event_type="Sexual violence")
    target = export(tmp_path, codebook, claim(1), survivors)
    rows = {row["hurt"]: row for row in rows_of(target)}
    assert set(rows) == {"farmers", ""}
    assert (rows[""]["watched"], rows[""]["publisher"], rows[""]["place"]) == ("false", "", "Idlib")
    told = [line for line in lines_of(Path(f"{target}.provenance.jsonl")) if line["kind"] == "row"]
    (apart,) = [line for line in told if line["report"] == "withheld"]
    assert not [name for name, cell in apart["cells"].items() if cell.get("words")]
