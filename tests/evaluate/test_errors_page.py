"""The error browser: every finding is in the table and stands on its words; nothing runs but our own script."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from khaldun.cli.main import run
from khaldun.evaluate.errors_page import locate
from khaldun.evaluate.rows import Row, Words

TEXT = "Rebels shelled Sadi on Friday. Rebels shelled Tal Amra. <img src=x onerror=alert(1)> A bomb went off in Ambar."


def claim(kind: str, place: str, quote: str, *, context: str = "", start: int | None = None, **more: object) -> str:
    begin = TEXT.index(quote) if start is None else start
    line = {
        "kind": "claim",
        "report": {"name": "one"},
        "sub_event_type": kind,
        "status": "asserted",
        "date": {"start": "2016-05-06", "end": "2016-05-06"},
        "place": {"name": place, "quote": place},
        "trigger": {"quote": quote, "start": begin, "end": begin + len(quote) if begin else 0, "context": context},
        **more,
    }
    return json.dumps(line)


SHELLING, BOMB = "Shelling/artillery/missile attack", "Remote explosive/landmine/IED"


@pytest.fixture
def page(tmp_path: Path) -> str:
    ref = [claim(SHELLING, "Sadi", "shelled"), claim(BOMB, "Ambar", "went off")]
    sys = [
        json.dumps({"kind": "report", "name": "one", "text": TEXT}),
        claim("Air/drone strike", "Sadi", "shelled"),
        claim(SHELLING, "<b>Tal Amra</b>", "shelled", start=TEXT.rindex("shelled")),
    ]
    (tmp_path / "ref.jsonl").write_text("\n".join(ref))
    (tmp_path / "sys.jsonl").write_text("\n".join(sys))
    out = tmp_path / "errors.html"
    argv = ["evaluate", str(tmp_path / "ref.jsonl"), str(tmp_path / "sys.jsonl"), "--html", str(out)]
    assert run(argv) == 0
    return out.read_text()


def test_each_kind_of_finding_is_in_the_table_and_in_the_text(page: str) -> None:
    assert re.findall(r'<tr id="(\w+)" data-kind="([\w ]+)"', page) == [
        ("E1", "pair with errors"),
        ("I1", "invented"),
        ("M1", "missed"),
    ]
    assert re.findall(r'<mark class="([\w-]+)">([\w ]+)<sub><a id="w-(\w+)"', page) == [
        ("pair-with-errors", "shelled", "E1"),
        ("invented", "shelled", "I1"),
        ("missed", "went off", "M1"),
    ]
    assert '<td class="wrong">sub-event type</td>' in page


def test_nothing_of_a_report_is_markup(page: str) -> None:
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "&lt;b&gt;Tal Amra&lt;/b&gt;" in page
    assert "<img" not in page
    assert page.count("<script") == 1
    assert "http" not in page


def test_a_comparison_of_nothing_says_so(tmp_path: Path) -> None:
    for name in ("ref", "sys"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"kind": "report", "name": "one", "text": "Nothing."}))
    out = tmp_path / "errors.html"
    run(["evaluate", str(tmp_path / "ref.jsonl"), str(tmp_path / "sys.jsonl"), "--html", str(out)])
    assert "Nothing to compare" in out.read_text()


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (Words(quote="shelled", start=7, end=14), 7),
        (Words(quote="shelled", context="Rebels shelled Tal"), TEXT.rindex("shelled")),
        (Words(quote="shelled"), 7),
        (Words(quote="bombed"), None),
        (None, None),
    ],
    ids=["offset", "context", "first", "absent", "none"],
)
def test_words_are_found_as_the_row_gives_them(words: Words | None, start: int | None) -> None:
    found = locate(TEXT, Row(trigger=words))
    assert (found and found[0]) == start
