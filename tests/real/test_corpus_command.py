"""khaldun corpus, as a coder uses it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from khaldun.cli.main import run
from khaldun.corpus.records import Coding
from khaldun.corpus.sources import text_hash
from real.conftest import DOCUMENT, SENTENCE, item_of
from real.test_sheets import SHEET


@pytest.fixture
def coders(data: Path) -> Path:
    """Sources, a manifest of a document and a sentence, and two coders' sheets; one differs in two marks."""
    items = (item_of(DOCUMENT), item_of(SENTENCE, identity="el-0001", document=text_hash(SENTENCE)[:16]))
    (data / "items.jsonl").write_bytes(b"".join(msgspec.json.encode(item) + b"\n" for item in items))
    other = json.loads(json.dumps(SHEET))
    other["sentences"]["1"]["triggers"][0]["status"] = "asserted"
    other["events"][0]["place"]["name"] = "Sadi Town"
    empty = {"id": "el-0001"}
    for name, one in (("a", SHEET), ("b", other)):
        (data / f"{name}.jsonl").write_text(json.dumps(one) + "\n" + json.dumps(empty) + "\n")
    return data


def corpus(coders: Path, command: str, *argv: str) -> int:
    return run(["corpus", command, *argv, "--items", str(coders / "items.jsonl"), "--data", str(coders)])


def transcribe(coders: Path, name: str) -> Path:
    out = coders / f"{name}.coded.jsonl"
    assert corpus(coders, "transcribe", str(coders / f"{name}.jsonl"), "--coder", name, "-o", str(out)) == 0
    return out


def test_draw_prints_its_seed(data: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "khaldun.corpus.items.DRAWN", dict.fromkeys(("event_location", "re3d", "wikievents", "muc4"), 1)
    )
    monkeypatch.setattr("khaldun.corpus.items.MORE", {})
    monkeypatch.setattr("khaldun.corpus.items.TRAIN", {})
    monkeypatch.setattr("khaldun.corpus.items.LATER", {})
    assert run(["corpus", "draw", "--data", str(data), "--seed", "7"]) == 0
    said = capfd.readouterr()
    assert "seed 7: 4 items of 4 sources" in said.err
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["el-0001", "re-0001", "we-0001", "mu-0001"]


def test_texts_are_numbered_sentences(coders: Path) -> None:
    assert corpus(coders, "texts", "re-0001", "--to", str(coders / "out")) == 0
    lines = (coders / "out" / "re-0001.txt").read_text().splitlines()
    assert lines[:2] == ["re-0001", "published 2016-05-07 (assumed)"]
    assert lines[3:] == [f"[{at}] {line}" for at, line in enumerate(DOCUMENT.split("\n"), start=1)]
    assert corpus(coders, "texts", "re-0999", "--to", str(coders / "out")) == 2


def test_transcribe_check_and_claims(coders: Path, capfd: pytest.CaptureFixture[str]) -> None:
    coded = transcribe(coders, "a")
    assert [msgspec.json.decode(line, type=Coding).id for line in coded.read_bytes().splitlines()] == [
        "re-0001",
        "el-0001",
    ]
    assert corpus(coders, "check", str(coded)) == 0
    assert "2 codings, 11 mentions, 3 triggers" in capfd.readouterr().out
    assert corpus(coders, "claims", str(coded)) == 0
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines] == ["report", "claim", "claim"]
    assert lines[1]["trigger"]["quote"] == "ambushed"
    assert lines[1]["place"]["quote"] == "Sadi"
    assert DOCUMENT[lines[1]["actor2"]["evidence"][0]["start"] :].startswith("army patrol")


def test_counts_by_source(coders: Path, capfd: pytest.CaptureFixture[str]) -> None:
    coded = transcribe(coders, "a")
    capfd.readouterr()
    assert corpus(coders, "counts", str(coded)) == 0
    rows = {" ".join(line.split()) for line in capfd.readouterr().out.splitlines()}
    assert {"all 2 1 1", "without any event 1 1 0", "Armed clash 2 0 2", "reported 1 0 1"} <= rows


def test_a_sheet_that_does_not_hold_is_named_and_the_rest_goes_on(
    coders: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong = json.loads(json.dumps(SHEET))
    wrong["sentences"]["1"]["mentions"]["actor"] = ["Rebel"]
    lines = ["no json", json.dumps(wrong), json.dumps({"id": "el-0001"}), json.dumps({"id": "el-0001"})]
    (coders / "wrong.jsonl").write_text("\n".join(lines))
    assert corpus(coders, "transcribe", str(coders / "wrong.jsonl")) == 1
    said = capfd.readouterr()
    assert "line 1" in said.err
    assert "re-0001, sentence 1" in said.err
    assert "coded twice" in said.err
    assert json.loads(said.out)["id"] == "el-0001"


def test_a_changed_text_leaves_its_coding_out_loudly(coders: Path, capfd: pytest.CaptureFixture[str]) -> None:
    coded = transcribe(coders, "a")
    path = coders / "re3d" / "Gazette" / "documents.json"
    path.write_text(path.read_text().replace("four soldiers", "five soldiers"))
    assert corpus(coders, "check", str(coded)) == 1
    said = capfd.readouterr()
    assert "re-0001" in said.err
    assert "SHA-256" in said.err
    assert "1 codings" in said.out


def test_diff_lists_what_differs_and_how_far_two_agree(coders: Path, capfd: pytest.CaptureFixture[str]) -> None:
    left, right = transcribe(coders, "a"), transcribe(coders, "b")
    assert corpus(coders, "diff", str(left), str(right)) == 0
    said = capfd.readouterr().out
    assert "- " in said
    assert "ambushed: Armed clash, reported" in said
    assert "ambushed: Armed clash, asserted" in said
    assert "Sadi Town" in said
    assert "el-0001  a (-) and b (+)\n  the same" in said
    assert "2 texts" in said
    assert "event found" in said


def test_show_marks_words_by_kind(
    coders: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    coded = transcribe(coders, "a")
    assert corpus(coders, "show", str(coded), "--only", "re-0001") == 0
    said = capfd.readouterr().out
    assert "[ambushed]T0" in said
    assert "[Sadi]P2" in said
    assert "Opposition" in said
    assert "el-0001" not in said


def test_the_page_escapes_what_the_text_says(coders: Path) -> None:
    path = coders / "event_location" / "labeled.jsonl.gz"
    import gzip

    text = "<script>alert(1)</script> was shelled."
    with gzip.open(path, "wt") as out:
        out.write(json.dumps({"text": text}))
    item = item_of(text, identity="el-0001", document=text_hash(text)[:16])
    (coders / "items.jsonl").write_bytes(msgspec.json.encode(item))
    trigger = {"trigger": "shelled", "type": "Shelling/artillery/missile attack", "status": "asserted"}
    (coders / "a.jsonl").write_text(json.dumps({"id": "el-0001", "sentences": {"1": {"triggers": [trigger]}}}))
    coded, out_path = transcribe(coders, "a"), coders / "page.html"
    assert corpus(coders, "show", str(coded), "--format", "html", "-o", str(out_path)) == 0
    page = out_path.read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'class="trigger"' in page
