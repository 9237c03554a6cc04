"""The real report, coded once with Syria's villages in the gazetteer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from seed_rules import Code

from khaldun.ingest import ingest
from khaldun.pipeline import Tools, process
from khaldun.records.lines import ContractLine
from khaldun.records.reports import Given
from khaldun.settings import Settings
from khaldun.tools.build import build_tools
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.install import install


@pytest.fixture(scope="session")
def syrian_folder(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose gazetteer has Who's On First's Syria added."""
    folder = tmp_path_factory.mktemp("data")
    add_file(install(folder), shared / "data" / "gazetteer_wof" / "sy.csv.gz")
    return folder


@pytest.fixture(scope="session", params=["rules", "auto"])
def syrian_tools(request: pytest.FixtureRequest, syrian_folder: Path) -> tuple[Tools, Settings]:
    """Tools of each reader."""
    settings = Settings(today=dt.date(2026, 1, 1), data_folder=syrian_folder, reader=request.param)
    return build_tools(settings), settings


@pytest.fixture(scope="session")
def code_text(syrian_tools: tuple[Tools, Settings]) -> Code:
    """Codes a text under a name."""
    tools, settings = syrian_tools

    def run(name: str, text: str) -> list[ContractLine]:
        reports = ingest(text.encode(), name=name, origin=name, given=Given(), columns={})
        return [line for report in reports for line in process(report, tools, settings)]  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def seed_text(shared: Path) -> str:
    """The real report's text."""
    return (shared / "data" / "seed" / "south_idlib_2019-11-16.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def seed_lines(code_text: Code, seed_text: str) -> list[ContractLine]:
    """The real report, coded."""
    return code_text("south_idlib_2019-11-16", seed_text)
