"""Claims in outline: in their order, by state, up to a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.records.reports import Given
from khaldun.store import claims, outlines, reports
from khaldun.store.open import Store, open_store
from khaldun.store.outlines import Outline

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


@pytest.fixture
def store(store_address: str, tmp_path: Path, report_line: ReportLine, claim_line: ClaimLine) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    with opened.write() as connection:
        reports.add_input(connection, "flash.txt", "b", Given(), NOW)
        reports.put_report(connection, 1, report_line)
        claims.add_all(connection, [(msgspec.structs.replace(claim_line, id=str(n)), 1.0) for n in range(5)])
        claims.change(connection, 3, 1, state="rejected")
    yield opened
    opened.close()


def test_what_stands_in_columns_is_told(store: Store) -> None:
    with store.read() as connection:
        first = next(outlines.outlines(connection))
    assert first == Outline(
        id=1, report="a" * 64, report_name="flash", state="open", start="2019-11-13", end="2019-11-13", place="Sarjah",
        country="SYR", latitude=35.71, longitude=-0.5, precision=1, event_type="Explosions/Remote violence",
        sub_event_type="Air/drone strike", actor1="Military Forces of Syria", actor2=None, deaths=6,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("states", "most", "numbers"),
    [
        pytest.param((), None, [1, 2, 3, 4, 5], id="all"),
        pytest.param(("open",), None, [1, 2, 4, 5], id="by-state"),
        pytest.param(("rejected", "flagged"), None, [3], id="by-states"),
        pytest.param((), 2, [1, 2], id="up-to-a-number"),
    ],
)
@pytest.mark.parametrize("batch", [2, 5_000])
def test_claims_in_their_order(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    states: tuple[str, ...],
    most: int | None,
    numbers: list[int],
    batch: int,
) -> None:
    monkeypatch.setattr(outlines, "_BATCH", batch)
    with store.read() as connection:
        assert [one.id for one in outlines.outlines(connection, states, most=most)] == numbers
