"""khaldun diff: what became of each row, why, in every format; and what it refuses to compare."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from exporting import claim, dated, profile, report, span, write_claims
from khaldun.cli.main import run
from khaldun.publish.changes.changes import Cell, Change, Changes, Side
from khaldun.publish.changes.show import as_note, as_table
from khaldun.publish.export.acled import row_id
from khaldun.records.codec import encode_lines
from khaldun.records.lines import CountLine, DeathLine
from khaldun.workspace.deciding import Desk

from .conftest import AMAL

ALL = ("acled", "ucdp", "plover", "hxl", "csv", "xlsx", "jsonl", "geojson", "geoparquet", "parquet")
DAY = b'{"start":"2026-03-20","end":"2026-03-20","precision":1,"anchor":"stated"}'


def told(capsys: pytest.CaptureFixture[str]) -> str:
    out = capsys.readouterr()
    return out.out + out.err


def compared(*said: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The changes of the first table that both have."""
    capsys.readouterr()
    assert run(["diff", *said, "--format", "json"]) == 0
    tables: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["tables"]
    return tables[0]


def by_what(changes: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in changes["changes"]:
        found.setdefault(one["what"], []).append(one)
    return found


def cell_of(one: dict[str, Any], column: str) -> tuple[str, str]:
    (cell,) = [cell for cell in one["cells"] if cell["column"] == column]
    return cell["before"], cell["after"]


def test_what_became_of_each_row_and_why(
    here: Path,
    decide: Callable[[], Desk],
    add_report: Callable[..., None],
    on: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    desk = decide()
    desk.settle(AMAL, "accept", 1, 1)
    desk.settle(AMAL, "reject", 2, 1)
    desk.edit(AMAL, 3, 1, "date", DAY)
    add_report(2, 20)
    on("2026-07-01")
    assert run(["release", "v2", "--format", "csv"]) == 0
    changes = compared("v1", "v2", capsys=capsys)
    found = by_what(changes)
    assert {what: len(rows) for what, rows in found.items()} == {"added": 1, "changed": 2, "retracted": 1}
    assert (changes["kept"], changes["silent"], changes["whole"], changes["careful"]) == (3, 0, [], False)
    (gone,) = found["retracted"]
    assert (gone["rule"], gone["why"]) == ("review/rejected", ["A coder has rejected it."])
    assert gone["row"].startswith("khaldun-")
    accepted, edited = sorted(found["changed"], key=lambda one: one["why"])
    assert (accepted["why"], edited["why"]) == (["decided: decision 1"], ["decided: decision 3"])
    assert cell_of(accepted, "reviewed") == ("machine draft; single source", "reviewed by a coder; single source")
    assert cell_of(edited, "date_start") == ("2026-03-03", "2026-03-20")
    assert "2026-03-03" in cell_of(edited, "notes")[0] and "2026-03-20" in cell_of(edited, "notes")[1]
    assert cell_of(edited, "rules")[1] == "review/edited" or "review/edited" in cell_of(edited, "rules")[1]
    (new,) = found["added"]
    assert new["why"] == ["its report was not there"] and cell_of(new, "date_start") == ("", "2026-04-20")
    note = (here / "releases" / "v2" / "CHANGES.md").read_text()
    assert "1 added, 2 changed, 0 merged, 1 retracted; 3 as they were." in note
    table = list(csv.DictReader(io.StringIO((here / "releases" / "v2" / "changes.csv").read_text())))
    assert {row["what"] for row in table} == {"added", "changed", "retracted"}


def test_what_a_row_shares_with_one_that_went_is_a_reason(
    here: Path, add_report: Callable[..., None], decide: Callable[[], Desk], capsys: pytest.CaptureFixture[str]
) -> None:
    """Four dead of two days together: whoever stays alone has them all."""
    toll = CountLine(low=4, best=4, high=4, group="g1", evidence=(span("four"),))
    add_report(2, 20, 21, fatalities=toll, deaths=(DeathLine(of="actor2", low=4, best=4, high=4, group="g1"),))
    assert run(["release", "v1", "--format", "csv"]) == 0
    decide().settle(AMAL, "reject", 8, 1)
    found = by_what(compared("v1", "now", capsys=capsys))
    (one,) = found["changed"]
    assert cell_of(one, "fatalities") == ("2", "4")
    assert one["why"] == ["other claims of its report came, went or were decided on"]


def test_a_claim_that_a_coder_puts_into_another_is_retracted_by_that_rule(
    here: Path, decide: Callable[[], Desk], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    decide().merge(AMAL, 1, 1, 2, 1)
    changes = compared("v1", "now", capsys=capsys)
    (gone,) = by_what(changes)["retracted"]
    assert gone["rule"] == "review/merged"
    assert changes["after"]["name"] == "the workspace now"


def test_a_row_that_the_codebook_merges_is_told_of_in_another(
    tmp_path: Path, on: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The coding has put the second claim into the first meanwhile."""
    second = claim(2, **dated("2026-03-04"))
    assert second.coding is not None
    into = replace(second, coding=replace(second.coding, merged_into=claim(1).id))
    for name, claims in (("a", [claim(1), second]), ("b", [claim(1), into])):
        source = write_claims(tmp_path / f"{name}.jsonl", claims)
        assert run(["export", "acled", str(source), "-o", str(tmp_path / f"{name}.csv")]) == 0
    changes = compared(str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), capsys=capsys)
    (merged,) = by_what(changes)["merged"]
    assert (merged["row"], merged["into"]) == (row_id(second.id), row_id(claim(1).id))
    assert merged["rule"] == "acled/merged"


@pytest.mark.parametrize("format", ALL)
def test_every_format_can_be_compared(
    format: str, tmp_path: Path, on: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exported files, of which nobody knows here what was withheld."""
    ending = {"geoparquet": "parquet", "acled": "csv", "ucdp": "csv", "plover": "csv", "hxl": "csv"}.get(format, format)
    second = claim(2, **dated("2026-03-04"))
    for name, claims, other in (
        ("a", [claim(1), second], 3),
        ("b", [claim(1), replace(second, status="planned")], 4),
    ):
        source = write_claims(tmp_path / f"{name}.jsonl", claims)
        more = [report(other), claim(other, of=other, **dated("2026-03-05"))]
        source.write_bytes(source.read_bytes() + b"".join(encode_lines(more)))
        command = ["export", format, str(source), "-o", str(tmp_path / f"{name}.out.{ending}")]
        assert run([*command, "--profile", str(profile(tmp_path))]) == 0
    changes = compared(str(tmp_path / f"a.out.{ending}"), str(tmp_path / f"b.out.{ending}"), capsys=capsys)
    found = by_what(changes)
    assert changes["careful"] is True
    assert len(found["added"]) == 1 and changes["silent"] == 1  # the third is told of nowhere in the second
    if format == "ucdp":  # it counts a figure that two claims tell in the same words once
        assert set(found) == {"added"}
    elif format == "plover":
        assert cell_of(found["changed"][0], "future") == ("false", "true")
    elif format in ("csv", "xlsx", "jsonl", "parquet"):
        assert cell_of(found["changed"][0], "status")[1] == "planned"
    else:
        assert "planned" in found["retracted"][0]["rule"]
    assert changes["kept"] == 1


@pytest.mark.parametrize("field", ["reader", "gazetteer", "registry", "codebook"])
def test_another_version_that_read_it_is_a_reason(
    field: str, tmp_path: Path, on: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    head = report()
    assert head.software is not None
    newer = replace(head, software=replace(head.software, **{field: "newer/2"}))
    for name, of, status in (("a", head, "reported"), ("b", newer, "asserted")):
        source = write_claims(tmp_path / f"{name}.jsonl", [claim(1, status=status)], of)
        assert run(["export", "csv", str(source), "-o", str(tmp_path / f"{name}.csv")]) == 0
    changes = compared(str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), capsys=capsys)
    (one,) = changes["changes"]
    assert cell_of(one, "status")[1] == "asserted"
    assert len(one["why"]) == 1 and one["why"][0].endswith(" → newer/2")


def test_a_table_without_ids_and_with_nothing_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text("place,deaths\nMarsa,4\n")
    assert run(["diff", str(tmp_path / "a.csv"), str(tmp_path / "a.csv")]) == 2
    assert "has no column with the ids of its rows" in told(capsys)


def test_files_with_nothing_beside_them_are_known_by_their_ids(
    tmp_path: Path, on: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    for name, number in (("a", 4), ("b", 6)):
        lines = ["event_id_cnty,fatalities,notes", f"khaldun-0123456789ab,{number},of {name}"]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
    changes = compared(str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), capsys=capsys)
    (one,) = changes["changes"]
    assert (one["what"], one["row"], one["why"]) == ("changed", "khaldun-0123456789ab", [])
    assert cell_of(one, "notes") == ("[not repeated]", "of b")


def test_a_release_that_lies_in_two_folders_is_compared_by_what_it_is(
    here: Path,
    decide: Callable[[], Desk],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a workspace nobody knows what was withheld."""
    assert run(["release", "v1", "--format", "csv", "-o", str(tmp_path / "v1")]) == 0
    decide().edit(AMAL, 3, 1, "date", DAY)
    assert run(["release", "v2", "--format", "csv", "-o", str(tmp_path / "v2")]) == 0
    assert compared("v1", "v2", capsys=capsys)["careful"] is False
    assert compared(str(tmp_path / "v1"), str(tmp_path / "v2"), capsys=capsys)["careful"] is False
    monkeypatch.chdir(tmp_path)
    changes = compared("v1", "v2", capsys=capsys)
    assert changes["careful"] is True
    (one,) = changes["changes"]
    assert cell_of(one, "notes")[0] == "[not repeated]"


def test_another_profile_is_a_reason(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], on: Callable[[str], None]
) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    (tmp_path / "few.toml").write_text('name = "few"\n[choose]\nsince = 2026-03-03\n')
    changes = compared("v1", "now", "--profile", str(tmp_path / "few.toml"), capsys=capsys)
    found = by_what(changes)
    assert {one["rule"] for one in found["retracted"]} == {"profile/days"} and len(found["retracted"]) == 2
    assert "the profile is another in choose.since" in changes["whole"]


def test_what_was_held_back_is_added_when_its_time_has_come(
    here: Path, add_report: Callable[..., None], on: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    add_report(3, 20, event_type="Strategic developments", sub_event_type="Change to group/activity", rules=())
    on("2026-04-21")
    assert run(["release", "v1", "--format", "csv"]) == 0
    assert "profile/movements" in (here / "releases" / "v1" / "claims.csv.left_out.csv").read_text()
    on("2026-07-21")
    (one,) = by_what(compared("v1", "now", capsys=capsys))["added"]
    assert one["why"] == ["was left out by profile/movements"]


def test_every_way_to_show_it(
    here: Path, decide: Callable[[], Desk], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    decide().settle(AMAL, "reject", 2, 1)
    capsys.readouterr()
    assert run(["diff", "v1", "now"]) == 0
    said = " ".join(told(capsys).split())  # as wide as the terminal is
    assert "claims: v1 → the workspace now: 0 added, 0 changed, 0 merged, 1 retracted; 5 as they were" in said
    assert "review/rejected" in said
    assert run(["diff", "v1", "now", "--format", "csv", "-o", str(tmp_path / "d.csv")]) == 0
    (row,) = csv.DictReader(io.StringIO((tmp_path / "d.csv").read_text()))
    assert (row["table"], row["what"], row["rule"]) == ("claims", "retracted", "review/rejected")
    assert run(["diff", "v1", "now", "--format", "html", "-o", str(tmp_path / "d.html")]) == 0
    page = (tmp_path / "d.html").read_text()
    assert "review/rejected" in page and "http" not in page and "<script src" not in page


def test_what_cells_say_is_no_markup_of_a_note_nor_of_a_terminal() -> None:
    said = "![x](https://evil.example/x.png) <img src=x> `code` *b* [red]\x1b[31m"
    one = Change(what="changed", row=said, cells=(Cell(column="notes", before=said, after="x"),), why=(said,))
    changes = Changes(
        table=said, before=Side(name=said), after=Side(name=said), kept=0, silent=0, changes=(one,), whole=(said,)
    )
    page = MarkdownIt().render(as_note([changes]).decode())
    assert "<img" not in page and "<a " not in page and "<code" not in page and "<em" not in page
    assert "[red]" in as_table([changes], width=400).decode()
    assert "\x1b" not in as_table([changes], width=400).decode() + as_note([changes]).decode()


@pytest.mark.parametrize(
    ("said", "code", "why"),
    [
        pytest.param(["v1", "v9"], 2, "no release 'v9'", id="unknown"),
        pytest.param(["now", "v1"], 2, "What stands now is the later one", id="now-first"),
        pytest.param(["v1", "khaldun.toml"], 2, "are a file and a release", id="file-and-release"),
        pytest.param(["khaldun.toml", "khaldun.toml"], 2, ".toml is unknown", id="no-table"),
        pytest.param(["v1", "acled"], 2, "none is in both", id="no-table-in-common"),
        pytest.param(["v1", "v1", "--profile", "x.toml"], 2, "A profile is given for the workspace", id="profile"),
        pytest.param(["v1", "archive"], 2, "is no release, or half of one", id="folder"),
    ],
)
def test_what_cannot_be_compared(
    said: list[str], code: int, why: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    assert run(["release", "acled", "--format", "acled"]) == 0
    capsys.readouterr()
    assert run(["diff", *said]) == code
    assert why in told(capsys)


def test_a_file_that_was_changed_is_not_compared(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "v1", "--format", "csv"]) == 0
    path = here / "releases" / "v1" / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b"Saraqib", b"Saraqip"))
    assert run(["diff", "v1", "now"]) == 2
    assert "The release v1 is not whole: claims.csv was changed" in told(capsys)


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-40]), "cells where there are", id="half"),
        pytest.param(
            lambda path: path.write_bytes(b"\n".join(path.read_bytes().splitlines()[:2]) + b"\n"),
            "do not tell of the same rows",
            id="fewer-rows",
        ),
        pytest.param(
            lambda path: path.write_bytes(b"a,b\n1,2\n"), "has other columns than its dictionary", id="columns"
        ),
        pytest.param(lambda path: path.write_bytes(b"\xff\xfe"), "is not UTF-8", id="no-text"),
        pytest.param(
            lambda path: path.with_name("b.csv.provenance.jsonl").write_bytes(b'{"kind": "exp'),
            "line 1",
            id="provenance",
        ),
        pytest.param(
            lambda path: path.with_name("b.csv.dictionary.json").write_bytes(b"{}"), "is no dictionary", id="dictionary"
        ),
    ],
)
def test_a_damaged_file_is_named(
    harm: Callable[[Path], object],
    why: str,
    tmp_path: Path,
    on: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = write_claims(tmp_path / "claims.jsonl", [claim(1), claim(2), claim(3)])
    for name in ("a", "b"):
        assert run(["export", "csv", str(source), "-o", str(tmp_path / f"{name}.csv")]) == 0
    harm(tmp_path / "b.csv")
    assert run(["diff", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]) == 2
    assert why in told(capsys)
