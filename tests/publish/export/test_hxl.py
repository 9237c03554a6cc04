"""HXL's table: the codes of divisions are those that the gazetteer knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporting import claim, export, lines_of, placed, rows_of
from khaldun.export.world import World

pytestmark = pytest.mark.usefixtures("exporting")


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [
        pytest.param("SYR", "Idlib", "geonames:SY.12", id="known"),
        pytest.param("SYR", "Edlib", "geonames:SY.12", id="by-another-name"),
        pytest.param("AGO", "Benguela", "geonames:AO.01", id="of-the-subdivisions"),
        pytest.param("AGO", "Bengo", None, id="without-a-code"),
        pytest.param("IRQ", "Idlib", None, id="of-another-country"),
        pytest.param("SYR", "Nowhere", None, id="unknown"),
    ],
)
def test_the_code_of_a_division(country: str, name: str, code: str | None, around: World) -> None:
    assert around.known.find_region(country, name) == code


def test_the_code_stands_beside_the_name_with_its_reason(tmp_path: Path) -> None:
    path = export(tmp_path, "hxl", claims=[claim(1), claim(2, place=placed(admin1=None))])
    tags, *rows = rows_of(path)
    assert tags["admin1_code"] == "#adm1+code"
    assert [(row["admin1"], row["admin1_code"]) for row in rows] == [("Idlib", "geonames:SY.12"), ("", "")]
    cells = lines_of(path.with_name("out.hxl.provenance.jsonl"))[2]["cells"]
    assert cells["admin1_code"]["words"] == cells["admin1"]["words"]
    assert cells["admin1_code"]["rules"][-1] == "hxl/region-code"
