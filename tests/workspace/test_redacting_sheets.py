"""Redaction reaches coders' own sheets and what was planted."""

from __future__ import annotations

import msgspec

from khaldun.review.planting import Altered, Plant
from khaldun.store import claims, plants
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.open import Workspace
from khaldun.workspace.recoding import Recoder
from khaldun.workspace.sheeting import Sheets

from .redacted import NOW, faults, files_with, person, take_out

REPORT = "a" * 64


def test_a_name_goes_from_sheets_and_from_what_was_planted(filled: Workspace, recoder: Recoder) -> None:
    store = filled.store
    chief = Who("chief", "reviewer")
    assert Sheets(store, lambda: NOW).give(chief, [REPORT], ["zoe"], "double") == 1
    desk = Desk(store, recoder, lambda: NOW)
    with store.read() as connection:
        (mine,) = claims.of_report(connection, REPORT, sheet="zoe")
    desk.edit(Who("zoe", "coder"), mine.id, 1, "notes", msgspec.json.encode("so says Amal Hadi"))
    words = msgspec.Raw(b'[{"name":"Amal Hadi"}]')
    plant = Plant(way="place", judged=(Altered(field="sources", planted=words, true=words),))
    with store.write() as connection:
        plants.add(connection, 1, "amal", plant.way, msgspec.json.encode(plant), NOW)
    take_out(filled, person())
    with store.read() as connection:
        (mine,) = claims.of_report(connection, REPORT, sheet="zoe")
    assert "Hadi" not in msgspec.json.encode(mine).decode()
    assert files_with(filled.folder, "Hadi") == [] and faults(filled) == []
