"""The pipeline against coded texts: figures, the choice among codings, floors."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from khaldun.cli.main import run
from khaldun.corpus.items import split_text
from khaldun.corpus.records import Coding, Text
from khaldun.corpus.sheets import Sheet, transcribe
from khaldun.corpus.store import Coded
from khaldun.errors import DataError
from khaldun.evaluate.found import Found
from khaldun.measure.floors import Floors, below, pin, read_floors
from khaldun.measure.real import agree_coders, corpus_hash, measure, plain, settled
from khaldun.pipeline import Tools
from real.conftest import DOCUMENT, item_of
from real.test_sheets import SHEET, sheet


@pytest.fixture
def coded(document: Text) -> Coded:
    return Coded(coding=transcribe(sheet(), document, coder="a", pass_="first"), text=document)


def with_changes(coded: Coded, **changes: object) -> Coded:
    return Coded(coding=msgspec.structs.replace(coded.coding, **changes), text=coded.text)


def test_the_pipeline_is_measured_on_marks_and_events(coded: Coded, tools: Tools) -> None:
    measured = measure([coded], tools)
    assert measured.marks.counts["triggers_typed"].pairs >= 2
    assert set(measured.by_source) == {"re3d"}
    assert measured.events is not None
    assert measured.events.reports == 1
    assert measured.events.found.pairs + measured.events.found.missed == 1
    figured = plain(measured)
    assert set(figured) >= {"mentions", "triggers_typed", "roles", "status", "events", "whole_events"}
    assert all(0 <= value <= 1 for value in figured.values())


def test_triggers_of_one_event_and_sentence_count_once(tools: Tools) -> None:
    """ "Shells hit …, killing …" tells of one event in two words; the guide has one trigger for it."""
    words = "Shells hit a market in Tal Amra on Friday, killing six traders."
    text = Text(item=item_of(words, identity="el-0001"), text=words, sentences=split_text("event_location", words))
    trigger = {"trigger": "hit", "type": "Shelling/artillery/missile attack", "status": "asserted"}
    one = {"id": "el-0001", "sentences": {"1": {"mentions": {}, "triggers": [trigger]}}}
    coding = transcribe(msgspec.convert(one, Sheet), text, coder="a", pass_="first")
    measured = measure([Coded(coding=coding, text=text)], tools)
    assert measured.marks.counts["triggers_typed"] == Found(pairs=1)
    assert measured.events is None


def test_of_several_codings_the_adjudicated_one_counts_and_the_newer_guide(coded: Coded) -> None:
    pilot, second = with_changes(coded, pass_="pilot"), with_changes(coded, pass_="second")
    adjudicated = with_changes(coded, pass_="adjudicated")
    assert settled([pilot, second, adjudicated, coded]) == [adjudicated]
    assert settled([second, coded]) == [coded]
    assert settled([with_changes(coded, guide=0), second]) == [second]


def test_two_coders_who_code_alike_agree(coded: Coded) -> None:
    agreement = agree_coders([(coded, with_changes(coded, coder="b"))])
    assert {found.f1 for found in agreement.marks.counts.values()} == {1.0}
    assert agreement.events is not None
    assert agreement.events.found == Found(pairs=1, whole=1)


def test_the_corpus_hash_changes_with_any_coding(coded: Coded) -> None:
    assert corpus_hash([coded]) == corpus_hash([coded])
    assert corpus_hash([coded]) != corpus_hash([with_changes(coded, coder="b")])


def test_floors_bind_the_corpus_they_were_taken_on(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_bytes(pin({"dev": {"roles": 0.5, "events": 0.01}}, "c1"))
    floors = read_floors(path)
    assert floors == Floors(corpus="c1", floors={"dev": {"roles": 0.48, "events": 0.0}})
    assert below(floors, {"dev": {"roles": 0.49, "events": 0.2}}, "c1") == []
    assert below(floors, {"dev": {"roles": 0.47}}, "c1") == ["dev: roles is 0.470, its floor is 0.480."]
    assert "pin them anew" in below(floors, {"dev": {"roles": 0.9}}, "c2")[0]
    path.write_text("{}")
    with pytest.raises(DataError, match="no floors"):
        read_floors(path)


def test_measure_prints_parts_apart_and_fails_below_a_floor(
    data: Path, folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHALDUN_DATA", str(folder))
    (data / "items.jsonl").write_bytes(msgspec.json.encode(item_of(DOCUMENT)))
    (data / "sheet.jsonl").write_text(json.dumps(SHEET))
    where = ["--items", str(data / "items.jsonl"), "--data", str(data)]
    coded, floors = str(data / "coded.jsonl"), data / "floors.json"
    assert run(["corpus", "transcribe", str(data / "sheet.jsonl"), *where, "-o", coded]) == 0
    assert run(["corpus", "measure", coded, *where, "--pin", str(floors)]) == 0
    said = capfd.readouterr().out
    assert "Marks, dev: 1 texts" in said
    assert "Marks, test: 0 texts" in said
    assert run(["corpus", "measure", coded, *where, "--format", "json", "--floors", str(floors)]) == 0
    assert json.loads(capfd.readouterr().out)["figures"]["dev"]["triggers_typed"] > 0
    high = msgspec.json.decode(floors.read_bytes(), type=Floors)
    floors.write_bytes(msgspec.json.encode(msgspec.structs.replace(high, floors={"dev": {"roles": 1.1}})))
    assert run(["corpus", "measure", coded, *where, "--floors", str(floors)]) == 1
    assert "its floor is 1.100" in capfd.readouterr().err


def test_a_coding_survives_its_json(coded: Coded) -> None:
    assert msgspec.json.decode(msgspec.json.encode(coded.coding), type=Coding) == coded.coding
