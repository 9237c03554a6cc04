"""A workspace's store of each kind, with a desk that decides in it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from khaldun.pipeline import Tools
from khaldun.records.lines import ClaimLine, ReportLine, SentenceLine
from khaldun.store.open import Store, open_store
from khaldun.workspace.deciding import Desk
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import Workspace, make_workspace, opened
from khaldun.workspace.recoding import Recoder

from . import redacted
from .watched import Clock, Site, served

START = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def ticking() -> Iterator[dt.datetime]:
    """A second later each time."""
    for seconds in itertools.count():
        yield START + dt.timedelta(seconds=seconds)


@pytest.fixture
def store(store_address: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    yield opened
    opened.close()


@pytest.fixture
def workspace(store_address: str, tmp_path: Path) -> Iterator[Workspace]:
    make_workspace(tmp_path / "w", store=store_address)
    with opened(tmp_path / "w") as here:
        yield here


@pytest.fixture
def filled(workspace: Workspace, recoder: Recoder) -> Workspace:
    """A page that names Amal Hadi, with a draft; another that does not; a failure, decisions, visits."""
    redacted.fill(workspace, recoder)
    return workspace


@pytest.fixture
def site() -> Iterator[Site]:
    """A site to be watched."""
    with served() as one:
        yield one


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def recoder(tools: Tools) -> Recoder:
    def home_of(identity: str) -> str | None:
        actor = tools.registry.get(identity)
        return actor.home if actor else None

    return Recoder(tools.codebook, tools.countries, home_of)


@pytest.fixture
def report(report_line: ReportLine) -> ReportLine:
    """The small report with its sentences."""
    cut = report_line.text.index(". ") + 1
    sentences = (
        SentenceLine(start=0, end=cut, disposition="none"),
        SentenceLine(start=cut + 1, end=len(report_line.text), disposition="claims"),
    )
    return msgspec.structs.replace(report_line, sentences=sentences)


@pytest.fixture
def drafts(claim_line: ClaimLine) -> list[ClaimLine]:
    """The small report's strike, at each of two villages."""
    assert claim_line.place is not None
    other = msgspec.structs.replace(claim_line.place, name="Other", quote="Other", gazetteer_id="wof:2", latitude=36.0)
    return [claim_line, msgspec.structs.replace(claim_line, id="fedcba9876543210", place=other)]


@pytest.fixture
def desk(store: Store, recoder: Recoder, report: ReportLine, drafts: list[ClaimLine]) -> Desk:
    """A desk with the small report's drafts, numbered 1 and 2."""
    from khaldun.records.reports import Given
    from khaldun.store.reports import add_input

    with store.write() as connection:
        add_input(connection, "flash.txt", "b" * 64, Given(), START)
        keep_lines(connection, 1, [report, *drafts], recoder=recoder, time=START)
    ticks = ticking()
    return Desk(store, recoder, lambda: next(ticks))
