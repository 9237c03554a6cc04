"""Every format is what it says: others' own readers read it, and find what was written."""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
import python_calamine

from exporting import HOSTILE, LONG, TEXT, export, left_out, lines_of, rows_of, span
from khaldun.cli.main import run
from khaldun.publish.export.formats import FORMATS
from khaldun.rules import load_rules

pytestmark = pytest.mark.usefixtures("exporting")

CSV = ("acled", "ucdp", "plover", "csv")
BAD = "bell �, null �, escape �[31m, override �, two\nlines"


@pytest.mark.parametrize("format", CSV)
def test_frictionless_finds_the_table_as_its_dictionary_says(format: str, tmp_path: Path) -> None:
    found = valid(export(tmp_path, format))
    assert found["stats"]["errors"] == 0, found["tasks"][0]["errors"][:3]


@pytest.mark.parametrize("format", FORMATS)
def test_the_dictionary_says_what_the_rules_do_that_the_file_rests_on(format: str, tmp_path: Path) -> None:
    path = export(tmp_path, format)
    cells = [
        cell
        for line in lines_of(path.with_name(f"{path.name}.provenance.jsonl"))
        for cell in line.get("cells", {}).values()
    ]
    names = {rule for cell in cells for rule in cell.get("rules", ())} | set(left_out(path).values())
    told = json.loads(path.with_name(f"{path.name}.dictionary.json").read_bytes())["rules"]
    assert [one["name"] for one in told] == [rule.name for rule in load_rules().of(names)]
    assert [one["text"] for one in told] == [rule.text for rule in load_rules().of(names)]
    assert len(told) > 3


def test_frictionless_finds_a_wrong_cell(tmp_path: Path) -> None:
    path = export(tmp_path, "acled")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",Battles,", ",Battels,", 1), encoding="utf-8")
    assert valid(path)["stats"]["errors"] == 1


def valid(path: Path) -> dict[str, Any]:
    """What frictionless says of a table, by its dictionary; in a process of its own, for it warns."""
    schema = path.with_name(f"{path.name}.dictionary.json")
    code = (
        "import sys, frictionless\n"
        "from frictionless import Resource, Schema, system\n"
        "system.trusted = True\n"
        "frictionless.Dialect\n"
        "resource = Resource(path=sys.argv[1], format='csv', schema=Schema.from_descriptor(sys.argv[2]))\n"
        "print(resource.validate().to_json())\n"
    )
    return json.loads(asked(code, path.name, str(schema), cwd=path.parent))  # type: ignore[no-any-return]


def asked(code: str, *arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """What a program says."""
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    more = {**os.environ, **(env or {})}
    made = subprocess.run(command, cwd=cwd, env=more, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return made.stdout


def test_csv_holds_every_cell_and_no_formula(tmp_path: Path) -> None:
    rows = rows_of(export(tmp_path, "csv"))
    notes = [row["notes"] for row in rows]
    assert len(rows) == len(HOSTILE)
    assert notes[1] == """'=HYPERLINK("http://example.org","click")"""
    assert notes[2] == LONG
    assert notes[3] == BAD
    assert notes[4] == HOSTILE[4].notes
    assert notes[5] == "'-1+2"
    assert [row["date_start"] for row in rows[5:7]] == ["1850-02-28", "0987-06-05"]
    assert (rows[8]["latitude"], rows[8]["deaths_low"], rows[0]["background"]) == ("", "4", "false")
    assert rows[9]["longitude"] == "179.999999"


def test_hxl_is_read_by_its_own_library(tmp_path: Path) -> None:
    """In a process of its own, for it leaves files open. It asks for Unidecode, whose licence (GPL) keeps it out of
    here: anyascii stands in."""
    path = export(tmp_path, "hxl")
    code = (
        "import json, sys, types, anyascii\n"
        "stand_in = sys.modules['unidecode'] = types.ModuleType('unidecode')\n"
        "stand_in.unidecode = stand_in.unidecode_expect_nonascii = anyascii.anyascii\n"
        "import hxl\n"
        "source = hxl.data(sys.argv[1], hxl.InputOptions(allow_local=True))\n"
        "tags = [column.display_tag for column in source.columns]\n"
        "print(json.dumps([tags, [row.dictionary for row in source]]))\n"
    )
    tags, rows = json.loads(asked(code, str(path)))
    assert {"#date+occurred", "#event+type", "#adm1+name", "#adm1+code", "#loc+name"} <= set(tags)
    assert {"#geo+lat", "#geo+lon", "#affected+killed", "#meta+source"} <= set(tags)
    assert len(rows) == len(rows_of(path)) - 1 == 8
    assert {row["#adm1+name"] for row in rows} == {"Idlib"}
    assert [rows[0][tag] for tag in ("#affected+killed", "#geo+lat", "#date+occurred")] == [
        "4",
        "35.8644",
        "2026-03-03",
    ]


def test_geojson_has_a_point_a_row_and_says_what_has_none(tmp_path: Path) -> None:
    path = export(tmp_path, "geojson")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection" and "crs" not in found
    assert all(each["type"] == "Feature" and each["geometry"]["type"] == "Point" for each in found["features"])
    points = [each["geometry"]["coordinates"] for each in found["features"]]
    assert points[0] == [36.8058, 35.8644] and points[-1] == [179.999999, -0.5]
    assert len({each["id"] for each in found["features"]}) == len(HOSTILE) - 2
    assert left_out(path) == {HOSTILE[7].id: "map/planned", HOSTILE[8].id: "map/no-coordinates"}
    assert found["features"][3]["properties"]["notes"] == BAD


@pytest.mark.parametrize("format", ["geojson", "geoparquet"])
def test_gdal_reads_the_map(format: str, tmp_path: Path) -> None:
    """By pyogrio; GDAL reads Parquet through DuckDB's library, which is looked for under its common name."""
    path = export(tmp_path, format)
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    (libraries / "libduckdb.so").symlink_to(str(sys.modules["_duckdb"].__file__))
    named = path.rename(path.with_suffix(".parquet" if format == "geoparquet" else ".geojson"))
    code = (
        "import json, sys, pyogrio\n"
        "from shapely import from_wkb\n"
        "meta, _, shapes, _ = pyogrio.raw.read(sys.argv[1])\n"
        "points = [(each.x, each.y) for each in from_wkb(shapes)]\n"
        "print(json.dumps([meta['crs'], meta['geometry_type'], list(meta['fields']), points]))\n"
    )
    found = asked(code, str(named), env={"LD_LIBRARY_PATH": str(libraries)})
    crs, kind, fields, points = json.loads(found)
    assert (crs, kind) == ("EPSG:4326", "Point")
    assert {"claim_id", "event_type", "date_start", "reviewed"} <= set(fields)
    assert points[0] == [36.8058, 35.8644] and points[-1] == [179.999999, -0.5]
    assert len(points) == len(HOSTILE) - 2


def test_parquet_has_types_and_every_cell(tmp_path: Path) -> None:
    path = export(tmp_path, "parquet")
    with duckdb.connect() as connection:
        kinds = dict(
            row[:2] for row in connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        )
        asked = "SELECT notes, date_start::VARCHAR, latitude, background, deaths_low FROM read_parquet(?)"
        rows = connection.execute(asked, [str(path)]).fetchall()
    assert (kinds["date_start"], kinds["latitude"], kinds["background"], kinds["deaths_low"], kinds["notes"]) == (
        "DATE", "DOUBLE", "BOOLEAN", "BIGINT", "VARCHAR",
    )  # fmt: skip
    assert [row[0] for row in rows[1:5]] == [HOSTILE[1].notes, LONG, BAD, HOSTILE[4].notes]
    assert [row[1] for row in rows[5:7]] == ["1850-02-28", "0987-06-05"]
    assert rows[8][2] is None and rows[0][3] is False and rows[0][4] == 4


def test_geoparquet_says_where_its_points_are(tmp_path: Path) -> None:
    path = export(tmp_path, "geoparquet")
    with duckdb.connect() as connection:
        ((value,),) = connection.execute(
            "SELECT value FROM parquet_kv_metadata(?) WHERE key = 'geo'::BLOB", [str(path)]
        ).fetchall()
    geo = json.loads(value)
    column = geo["columns"][geo["primary_column"]]
    assert geo["version"].startswith("1.") and column["encoding"] == "WKB" and column["geometry_types"] == ["Point"]
    assert column["bbox"] == [36.8058, -0.5, 179.999999, 35.8644]


def test_a_workbook_holds_every_cell_and_no_formula(tmp_path: Path) -> None:
    path = export(tmp_path, "xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["data", "columns"]
    head, *rows = book.get_sheet_by_name("data").to_python()
    cells = [dict(zip(head, row, strict=True)) for row in rows]
    assert len(cells) == len(HOSTILE)
    notes = [row["notes"] for row in cells]
    assert notes[1] == HOSTILE[1].notes and notes[3] == BAD and notes[4] == HOSTILE[4].notes and notes[5] == "-1+2"
    assert notes[6] == "'<r>rich</r>"
    assert len(str(notes[2])) <= 32_767 and "62,100 characters]" in str(notes[2])[-90:]
    assert str(cells[0]["date_start"]) == "2026-03-03" and cells[0]["date_start"] != "2026-03-03"
    assert [row["date_start"] for row in cells[5:7]] == ["1850-02-28", "0987-06-05"]
    assert cells[0]["deaths_low"] == 4 and cells[0]["background"] is False and cells[8]["latitude"] == ""
    meanings = dict(row[:2] for row in book.get_sheet_by_name("columns").to_python()[1:])
    assert meanings["date_end"] == "last day (inclusive)"
    note = path.with_name("out.xlsx.about.md").read_text(encoding="utf-8")
    assert "notes: 62,100 characters; Excel's cells hold 32,767" in note


def test_libreoffice_opens_the_workbook(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is absent; .ci/run installs it")
        pytest.skip("not run: needs LibreOffice Calc on this machine")
    path = export(tmp_path, "xlsx", "--table", "acled")
    subprocess.run(
        [program, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to",
         'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1', "--outdir",
         str(tmp_path / "opened"), str(path)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    (made,) = (tmp_path / "opened").iterdir()
    opened, own = rows_of(made), rows_of(export(tmp_path, "acled"))
    assert len(opened) == len(own) == 8
    for one, other in zip(opened, own, strict=True):
        assert one["event_id_cnty"] == other["event_id_cnty"]
        assert one["event_date"] == other["event_date"]
        assert math.isclose(float(one["latitude"]), float(other["latitude"]))
        assert one["fatalities"] == other["fatalities"]
    assert opened[1]["notes"].startswith("=HYPERLINK") and opened[4]["notes"] == own[4]["notes"]


def test_jsonl_is_the_contract_and_can_be_exported_again(tmp_path: Path) -> None:
    path = export(tmp_path, "jsonl")
    schema = json.loads(path.with_name("out.jsonl.dictionary.json").read_text())
    checker = jsonschema.Draft202012Validator(schema)
    lines = lines_of(path)
    assert [line["kind"] for line in lines] == ["report", *["claim"] * len(HOSTILE)]
    assert not [error.message for line in lines for error in checker.iter_errors(line)]
    assert lines[1]["standing"] == "draft" and "single source" in lines[1]["marks"]
    before = export(tmp_path, "csv").read_bytes()
    again = tmp_path / "again.csv"
    assert run(["export", "csv", str(path), "-o", str(again), "--profile", str(tmp_path / "profile.toml")]) == 0
    assert again.read_bytes() == before


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "geojson", "geoparquet"])
@pytest.mark.parametrize("table", ["claims", "acled", "ucdp", "plover", "hxl"])
def test_every_table_goes_into_every_file(format: str, table: str, tmp_path: Path) -> None:
    path = export(tmp_path, format, "--table", table)
    provenance = lines_of(path.with_name(f"{path.name}.provenance.jsonl"))
    rows = [line for line in provenance if line["kind"] == "row"]
    assert provenance[0]["table"] == table and rows
    told = {one["id"] for row in rows for one in row["claims"]} | left_out(path).keys()
    assert told == {line.id for line in HOSTILE}


def test_files_of_the_same_claims_are_the_same_bytes(tmp_path: Path) -> None:
    for format in ("acled", "csv", "geojson", "jsonl", "xlsx", "parquet", "geoparquet"):
        first = export(tmp_path, format).read_bytes()
        with contextlib.redirect_stderr(io.StringIO()):
            assert export(tmp_path, format).read_bytes() == first, format


def test_the_words_of_a_cell_can_be_checked_by_whoever_has_the_report(tmp_path: Path) -> None:
    path = export(tmp_path, "acled")
    provenance = lines_of(path.with_name("out.acled.provenance.jsonl"))
    word = provenance[2]["cells"]["event_date"]["words"][0]
    words = span("3 March")
    assert (word["start"], word["end"], word["quote"]) == (words.start, words.end, "3 March")
    key = sha256(b"khaldun words\n" + TEXT.encode()).hexdigest()
    assert word["hash"] == sha256(f"{key}\n3 March".encode()).hexdigest()[:32]
    assert provenance[1]["software"]["reader"] == "rules/1"
    assert provenance[2]["claims"] == [{"id": HOSTILE[0].id, "method": "rules/1", "standing": "draft", "decisions": []}]
