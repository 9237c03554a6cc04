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
from khaldun.workspace.recoding import Recoder

START = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def clock() -> Iterator[dt.datetime]:
    """A second later each time."""
    for seconds in itertools.count():
        yield START + dt.timedelta(seconds=seconds)


@pytest.fixture
def store(store_address: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    yield opened
    opened.close()


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
    ticks = clock()
    return Desk(store, recoder, lambda: next(ticks))
