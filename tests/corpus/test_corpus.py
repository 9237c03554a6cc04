"""The sample corpus: every value has its receipt, and the figures stay above their floors."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from khaldun.code.receipts import unsupported
from khaldun.evaluate.rows import Claims, join_claims, read_claims
from khaldun.evaluate.score import evaluate
from khaldun.ingest import ingest
from khaldun.measure.names import build_names
from khaldun.pipeline import process
from khaldun.records.lines import ClaimLine, ContractLine, ReportLine
from khaldun.records.reports import Given, Report
from khaldun.settings import Settings
from khaldun.tools.build import build_tools
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.gazetteer.install import install

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "corpus" / "samples"
# Where the reports lie, where their gold, and the event F1 that a change may not fall below (a little under today's).
PARTS = {
    "test": (SAMPLES / "test" / "reports", SAMPLES / "test" / "gold", 0.64),
    "dev": (ROOT / "src" / "khaldun" / "samples", SAMPLES / "dev" / "gold", 0.76),
    "more": (SAMPLES / "dev" / "more", SAMPLES / "dev" / "more" / "gold", 0.80),
    "later": (SAMPLES / "dev" / "later", SAMPLES / "dev" / "later" / "gold", 0.74),
}
KINDS = {".txt", ".md", ".html"}


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[ContractLine]]]:
    """The lines of each part's reports, coded with the packaged gazetteer."""
    folder = tmp_path_factory.mktemp("data")
    install(folder)
    settings = Settings(today=dt.date(2026, 1, 1), data_folder=folder)
    tools = build_tools(settings)
    found: dict[str, list[list[ContractLine]]] = {}
    for part, (reports, _, _) in PARTS.items():
        found[part] = []
        for path in sorted(file for file in reports.iterdir() if file.suffix in KINDS and file.stem != "INDEX"):
            given = ingest(path.read_bytes(), name=path.stem, origin=str(path), given=Given(), columns={})
            found[part].extend(list(process(report, tools, settings)) for report in given if isinstance(report, Report))
    return found


@pytest.mark.parametrize("part", PARTS)
def test_every_value_has_its_receipt(coded: dict[str, list[list[ContractLine]]], part: str) -> None:
    """Words that stand at their offsets, or a named rule, behind every value of every claim."""
    claims = 0
    for lines in coded[part]:
        (report,) = [line for line in lines if isinstance(line, ReportLine)]
        for line in lines:
            if isinstance(line, ClaimLine):
                claims += 1
                assert unsupported(line, report.text) == [], (report.name, line.trigger.quote)
    assert claims > 100


@pytest.mark.parametrize("part", PARTS)
def test_the_figures_stay_above_their_floor(coded: dict[str, list[list[ContractLine]]], part: str) -> None:
    _, gold, floor = PARTS[part]
    encoder = msgspec.json.Encoder()
    data = b"\n".join(encoder.encode(line) for lines in coded[part] for line in lines)
    reference: Claims = join_claims(read_claims(file.read_bytes(), origin=file.name) for file in gold.glob("*.jsonl"))
    system = join_claims([read_claims(data, origin=part)])
    result = evaluate(reference, system, names=build_names(), event_type_of=packaged_codebook().event_type.get)
    assert result.found.f1 >= floor, result.found
