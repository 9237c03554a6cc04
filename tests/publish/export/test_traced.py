"""Every cell that is exported traces to words of its report or to a rule: in every format and table, over all samples,
as it is published and in the house; and one that does not is counted, and said."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec.structs import replace
from test_table_laws import SAMPLES, told_of_samples  # noqa: F401

from exporting import IN_HOUSE, claim, export, profile
from khaldun.export.work import Plan, Work
from khaldun.export.world import World
from khaldun.publish.export.formats import FORMATS, FormatName, TableName
from khaldun.publish.export.items import Told
from khaldun.publish.export.profile import SAFE, load_profile
from khaldun.publish.export.tables import LeftOut

EVERY = [
    *((name, kind.table) for name, kind in FORMATS.items()),
    *(("geojson", table) for table in get_args(TableName) if table != FORMATS["geojson"].table),
]


class Reports(msgspec.Struct, frozen=True):
    """A batch of reports."""

    reports: tuple[Told | LeftOut, ...]

    def told(self) -> tuple[Told | LeftOut, ...]:
        return self.reports

    def failures(self) -> int:
        return 0


@pytest.mark.parametrize("house", [False, True], ids=["safe", "in-the-house"])
@pytest.mark.parametrize(("format", "table"), EVERY)
def test_every_cell_of_the_samples_traces_to_words_or_a_rule(
    format: FormatName,
    table: TableName,
    house: bool,
    around: World,
    told_of_samples: list[Told],  # noqa: F811
    tmp_path: Path,
) -> None:
    given = load_profile(profile(tmp_path, IN_HOUSE)) if house else SAFE
    work = Work(Plan(format=format, table=table, profile=given, leave_out_invalid=False), around)
    made = work.make(Reports(tuple(told_of_samples)))
    assert (made.invalid, made.bare) == (0, 0)
    assert made.rows > 100 and len(told_of_samples) >= len(SAMPLES)
    traced = [line for line in lines(made.provenance) if line["kind"] == "row"]
    assert len(traced) == made.rows
    assert all(reason.get("words") or reason.get("rules") for row in traced for reason in row["cells"].values())
    assert all(word["hash"] for row in traced for reason in row["cells"].values() for word in reason.get("words", ()))
    if format in ("acled", "ucdp", "plover", "hxl", "csv"):
        written = csv.reader(io.StringIO(b"".join(part.data for part in made.parts).decode()))
        names = [column.name for column in work.table.columns]
        for cells, row in zip(written, traced, strict=True):
            filled = {name for name, cell in zip(names, cells, strict=True) if cell}
            assert filled == row["cells"].keys()


def lines(data: bytes) -> list[dict[str, Any]]:
    return msgspec.json.Decoder(dict[str, Any]).decode_lines(data)


@pytest.mark.usefixtures("exporting")
def test_a_cell_without_words_and_rule_is_counted_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A claim of another program, whose date was given without a reason."""
    line = claim(1)
    assert line.date is not None
    path = export(tmp_path, "csv", claims=[replace(line, date=replace(line.date, evidence=(), rules=()))])
    out = capsys.readouterr()
    assert "2 cells rest on no words and no rule" in out.out + out.err
    note = path.with_name("out.csv.about.md").read_text(encoding="utf-8")
    assert "2 cells rest on no words and no rule" in note
