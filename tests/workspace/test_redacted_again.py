"""After a redaction: newer readings, later versions and further additions bring nothing back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from khaldun.records.lines import (
    ClaimLine,
    ReportLine,
)
from khaldun.records.reports import Given
from khaldun.store.reports import add_input
from khaldun.text.occurrences import BLOT
from khaldun.workspace.holding import held_back
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import Workspace
from khaldun.workspace.recoding import Recoder
from khaldun.workspace.scoping import Target

from .redacted import (
    NAME,
    NOW,
    ORIGIN,
    TEXT,
    cells,
    draft,
    line_of,
    person,
    report_of,
    take_out,
)


def coded_again(workspace: Workspace, recoder: Recoder, added: int, line: ReportLine, *drafts: ClaimLine) -> Any:
    with workspace.store.write() as connection:
        return keep_lines(connection, added, [line, *drafts], recoder=recoder, time=NOW)


def test_a_newer_reading_brings_nothing_back(filled: Workspace, recoder: Recoder) -> None:
    take_out(filled, person())
    before = cells(filled)
    told = coded_again(filled, recoder, 1, report_of(), draft())
    assert (told.reports, told.held) == (1, ())
    assert {**dict.fromkeys(before.splitlines())} and NAME not in cells(filled)
    assert line_of(filled).text.count(BLOT) == 18


def test_a_later_version_is_held_back_and_says_why(filled: Workspace, recoder: Recoder) -> None:
    take_out(filled, Target(report="other", spellings=("took Sarjeh",)))
    assert isinstance(held_back(filled, "https://news.example/other"), Exception)
    with filled.store.write() as connection:
        add_input(connection, "https://news.example/other", "d" * 64, Given(), NOW)
    later = msgspec.structs.replace(line_of(filled, "c" * 64), id="d" * 64, text="Rebels took Sarjeh, again.")
    told = coded_again(filled, recoder, 4, later)
    assert [line.error for line in told.held] == ["HeldBackError"] and told.reports == 0
    assert "took Sarjeh, again" not in cells(filled) and "save it without" in cells(filled)


def test_what_was_taken_out_is_not_added_again_from_anywhere(filled: Workspace, tmp_path: Path) -> None:
    take_out(filled, person())
    copy = tmp_path / "copy.html"
    copy.write_bytes(f"<p>{TEXT}".encode())
    fresh = tmp_path / "fresh.html"
    fresh.write_bytes(b"<p>Something else.")
    assert "same bytes" in str(held_back(filled, str(copy)))
    assert "before" in str(held_back(filled, ORIGIN))  # its address is blotted, and known all the same
    assert held_back(filled, "https://news.example/2019/amal-wadi-says.html") is not None  # as long, so not to be told
    for source in ("https://news.example/other", str(fresh), str(tmp_path / "none"), "-"):
        assert held_back(filled, source) is None
