"""`khaldun actors lookup`."""

from __future__ import annotations

import json

import pytest

from khaldun.cli.main import OK, SOME_FAILED, WRONG_USAGE, run


def test_table_shows_candidates_and_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actors", "lookup", "Russian warplanes"]) == OK
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split()[:3] == ["score", "id", "name"]
    assert "rus-military" in shown[1]
    assert "Russian + word for military" in shown[1]


def test_lines_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actors", "lookup", "SNA", "--country", "Syria", "--date", "2019-11-14", "--format", "jsonl"]) == OK
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["actor"]["id"] == "sna"
    assert first["reasons"][1:] == ["at home or active in SYR", "so called on 2019-11-14"]


def test_limit(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actors", "lookup", "ISIS", "--format", "jsonl", "--limit", "2"]) == OK
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_nothing_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actors", "lookup", "qzxwv"]) == SOME_FAILED
    assert capsys.readouterr().out == "No actor is called 'qzxwv'.\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--country", "Utopia"], "no country 'Utopia'"),
        (["--date", "yesterday"], "'yesterday' is not a day"),
        (["--format", "xml"], "xml"),
    ],
)
def test_wrong_usage(options: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actors", "lookup", "HTS", *options]) == WRONG_USAGE
    assert words in capsys.readouterr().err
