"""khaldun compare of a workspace: what stands there beside a file, and not what a coder has rejected."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import khaldun.cli.compare_sources
from exporting import claim, dated, report
from khaldun.cli.export_world import world
from khaldun.cli.main import run
from khaldun.records.reports import Given
from khaldun.settings import Settings
from khaldun.store.reports import add_input
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import Workspace
from khaldun.workspace.recoding import Recoder

from .conftest import START, ticking

TABLE = """event_id_cnty,event_date,event_type,sub_event_type,actor1,country,location,latitude,longitude,fatalities
A1,2026-03-03,Battles,Armed clash,Rebels (Syria),Syria,Saraqib,35.8644,36.8058,4
A2,2026-03-09,Battles,Armed clash,Rebels (Syria),Syria,Saraqib,35.8644,36.8058,4
"""


def test_what_a_coder_has_rejected_is_not_compared(
    workspace: Workspace,
    recoder: Recoder,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    around = world(Settings(today=dt.date(2026, 6, 1), data_folder=folder), progress=lambda *_: None)
    monkeypatch.setattr(khaldun.cli.compare_sources, "world", lambda settings, progress: around)
    with workspace.store.write() as connection:
        add_input(connection, "flash.txt", "b" * 64, Given(), START)
        drafts = [claim(1), claim(2, **dated("2026-03-09")), claim(3, **dated("2026-03-15"))]
        keep_lines(connection, 1, [report(), *drafts], recoder=recoder, time=START)
    theirs = tmp_path / "acled.csv"
    theirs.write_text(TABLE)
    command = ["compare", str(theirs), "-w", str(workspace.folder), "--format", "json"]

    def told() -> tuple[int, int, dict[str, int]]:
        assert run(command) == 0
        found = json.loads(capsys.readouterr().out)
        return found["rows"]["both"], found["rows"]["only_theirs"], found["left_out"]

    assert told() == (2, 0, {})
    ticks = ticking()
    Desk(workspace.store, recoder, lambda: next(ticks)).settle(Who("amal", "coder"), "reject", 2, 1)
    assert told() == (1, 1, {"review/rejected": 1})
