"""khaldun export of a workspace: what stands, how far it was reviewed, and what people have decided does not stand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

import khaldun.cli.export
from exporting import claim, left_out, lines_of, profile, report, rows_of
from khaldun.cli.export_world import world
from khaldun.cli.main import run
from khaldun.export.sources import WorkspaceSource
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import LeftOut
from khaldun.records.lines import DateLine, ReportRef
from khaldun.records.reports import Given
from khaldun.settings import Settings
from khaldun.store.holdings import holdings
from khaldun.store.queue import Filter
from khaldun.store.reports import add_input
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import Workspace
from khaldun.workspace.recoding import Recoder

from .conftest import START, ticking

AMAL, CHIEF = Who("amal", "coder"), Who("chief", "reviewer")
DAY = b'{"start":"2026-03-02","end":"2026-03-02","precision":1,"anchor":"stated"}'


@pytest.fixture
def decided(workspace: Workspace, recoder: Recoder) -> Workspace:
    """A report with seven claims: a draft, an accepted, an approved, a flagged, a rejected, one whose acceptance was
    taken back, and one that a coder has corrected."""
    with workspace.store.write() as connection:
        add_input(connection, "flash.txt", "b" * 64, Given(), START)
        drafts = [claim(number) for number in range(1, 8)]
        keep_lines(connection, 1, [report(), *drafts], recoder=recoder, time=START)
    ticks = ticking()
    desk = Desk(workspace.store, recoder, lambda: next(ticks))
    desk.settle(AMAL, "accept", 2, 1)
    desk.settle(AMAL, "accept", 3, 1)
    desk.review(CHIEF, "approve", 3, 2)
    desk.settle(AMAL, "flag", 4, 1)
    desk.settle(AMAL, "reject", 5, 1)
    desk.settle(AMAL, "accept", 6, 1)
    desk.undo(AMAL, claim=6)
    desk.edit(AMAL, 7, 1, "date", DAY)
    return workspace


def test_items_say_how_far_they_were_reviewed_and_by_which_decisions(decided: Workspace) -> None:
    source = WorkspaceSource(decided)
    ((gone, told),) = (batch.told() for batch in source.batches())
    assert isinstance(gone, LeftOut) and isinstance(told, Told)
    assert told.report is not None and told.report.name == "flash-1"
    found = [(item.claim.id[-1], item.standing, item.decisions) for item in told.items]
    assert found == [
        ("1", "draft", ()),
        ("2", "accepted", (1,)),
        ("3", "approved", (2, 3)),
        ("4", "flagged", (4,)),
        ("6", "draft", ()),
        ("7", "draft", (8,)),
    ]
    assert told.items[-1].claim.date == DateLine(
        start="2026-03-02", end="2026-03-02", precision=1, anchor="stated", rules=("review/edited",)
    )
    assert (gone.claim, gone.rule, gone.report) == (claim(5).id, "review/rejected", "report-000000000000")
    assert source.share() == 1.0


def test_only_what_a_queue_shows_is_asked_for(decided: Workspace) -> None:
    source = WorkspaceSource(decided, Filter(state=("accepted",)))
    ((gone, told),) = (batch.told() for batch in source.batches())
    assert isinstance(gone, LeftOut) and isinstance(told, Told)
    asked = [item.claim.id[-1] for item in told.items if item.asked]
    assert asked == ["2", "3"] and len(told.items) == 6
    assert gone.rule == "review/rejected"


def test_what_was_made_of_reports_that_somebody_codes_apart_is_not_told(decided: Workspace) -> None:
    source = WorkspaceSource(decided, Filter(apart=(report().id,)))
    ((gone, told),) = (batch.told() for batch in source.batches())
    assert isinstance(gone, LeftOut) and isinstance(told, Told)
    assert not any(item.asked for item in told.items)
    assert gone.rule == "queue/filter"


def test_ids_that_somebody_has_made_are_not_told_of_what_does_not_stand(workspace: Workspace, recoder: Recoder) -> None:
    """Nothing is known of a rejected claim but its id, which may say what it likes."""
    with workspace.store.write() as connection:
        add_input(connection, "flash.txt", "b" * 64, Given(), START)
        of = msgspec.structs.replace(report(), id="interview with Amal Hadi")
        named = msgspec.structs.replace(claim(1), id="amal-hadi-1", report=ReportRef(id=of.id, name=of.name))
        keep_lines(connection, 1, [of, named], recoder=recoder, time=START)
    ticks = ticking()
    Desk(workspace.store, recoder, lambda: next(ticks)).settle(AMAL, "reject", 1, 1)
    ((gone, _),) = (batch.told() for batch in WorkspaceSource(workspace).batches())
    assert isinstance(gone, LeftOut)
    assert (gone.claim, gone.report, gone.rule) == ("withheld", "withheld", "review/rejected")


def test_everything_is_of_one_moment(decided: Workspace, recoder: Recoder) -> None:
    """A report that comes while the others are read is not half there."""
    with decided.store.snapshot() as connection:
        found = holdings(connection)
        first = next(found)
        if not decided.store.is_sqlite:  # its writer would wait for the reader's end
            with decided.store.write() as other:
                add_input(other, "late.txt", "c" * 64, Given(), START)
                keep_lines(other, 2, [report(9), claim(90, of=9)], recoder=recoder, time=START)
        assert len(first.claims) == 7
        assert list(found) == []


def test_the_workspace_is_exported_without_claims_named(
    decided: Workspace,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    around = world(Settings(today=dt.date(2026, 6, 1), data_folder=folder), progress=lambda *_: None)
    monkeypatch.setattr(khaldun.cli.export, "world", lambda settings, progress: around)
    monkeypatch.chdir(decided.folder)
    target = tmp_path / "events.csv"
    assert run(["export", "csv", "-o", str(target)]) == 0
    assert "6 rows of 7 claims in 1 report" in capsys.readouterr().err
    assert [row["reviewed"].split("; ")[0] for row in rows_of(target)] == [
        "machine draft", "reviewed by a coder", "reviewed and approved", "machine draft, flagged", "machine draft",
        "machine draft",
    ]  # fmt: skip
    assert left_out(target) == {claim(5).id: "review/rejected"}
    rows = [line for line in lines_of(tmp_path / "events.csv.provenance.jsonl") if line["kind"] == "row"]
    assert rows[2]["claims"] == [{"id": claim(3).id, "method": "rules/1", "standing": "approved", "decisions": [2, 3]}]
    monkeypatch.chdir(tmp_path)
    again = ["export", "jsonl", "-w", str(decided.folder), "-o", "claims.jsonl", "--profile", str(profile(tmp_path))]
    assert run(again) == 0
    standings = [line.get("standing") for line in lines_of(tmp_path / "claims.jsonl")]
    assert standings == [None, "draft", "accepted", "approved", "flagged", "draft", "draft"]
    assert run(["export", "csv", "claims.jsonl", "-o", "again.csv"]) == 0
    assert [row["reviewed"] for row in rows_of(tmp_path / "again.csv")] == [row["reviewed"] for row in rows_of(target)]


def test_where_there_is_no_workspace_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["export", "csv", "-o", "out.csv"]) == 2
    assert "workspace" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
