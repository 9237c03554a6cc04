"""A desk over a small workspace, asked without a browser."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.pipeline import Tools
from khaldun.records.lines import ClaimLine, ContractLine, ReportLine, SentenceLine
from khaldun.records.reports import Given
from khaldun.store.reports import add_input
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.deciding import Desk
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import Workspace, make_workspace, opened

START = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    make_workspace(tmp_path / "w")
    with opened(tmp_path / "w") as here:
        yield here


@pytest.fixture
def site(workspace: Workspace, tools: Tools) -> Site:
    ticks = itertools.count()
    desk = Desk(workspace.store, recoder_of(tools), lambda: START + dt.timedelta(seconds=next(ticks)))
    return Site(workspace, desk, tools, tools.gazetteer.beginning, tuple(tools.registry))  # type: ignore


@pytest.fixture
def client(site: Site) -> TestClient:
    return TestClient(make_app(site, hosts=["127.0.0.1"]), base_url="http://127.0.0.1")


@pytest.fixture
def report(report_line: ReportLine) -> ReportLine:
    cut = report_line.text.index(". ") + 1
    sentences = (
        SentenceLine(start=0, end=cut, disposition="none", reason="no words of an event"),
        SentenceLine(start=cut + 1, end=len(report_line.text), disposition="claims"),
    )
    return msgspec.structs.replace(report_line, sentences=sentences)


def fill(site: Site, *lines: ContractLine) -> None:
    """Puts lines into the workspace as a run would."""
    with site.workspace.store.write() as connection:
        add_input(connection, "flash.txt", "b" * 64, Given(), START)
        keep_lines(connection, 1, list(lines), recoder=site.desk.recoder, time=START)


@pytest.fixture
def drafted(site: Site, report: ReportLine, claim_line: ClaimLine) -> list[ClaimLine]:
    """The small report's strike at two villages, in the workspace as claims 1 and 2."""
    assert claim_line.place is not None
    place = msgspec.structs.replace(claim_line.place, name="Other", quote="Other", gazetteer_id="wof:2", latitude=36.0)
    drafts = [claim_line, msgspec.structs.replace(claim_line, id="fedcba9876543210", place=place)]
    fill(site, report, *drafts)
    return drafts
