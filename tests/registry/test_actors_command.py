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
    ("options", "lines"),
    [
        pytest.param(
            ["hts", "--country", "Syria", "--date", "2025-01-10"],
            ["type Rebel group", "type in SYR on 2025-01-10 State forces (acled/inter-change-of-government)",
             "so called from 2017-01-28 to 2025-01-29", "grew out of jabhat-fateh-al-sham ← al-nusra", "UCDP id 6815",
             "PLOVER sector REB (plover/sector-rebels)", "member of fateh-al-mubin"],
            id="a-group-that-took-power",
        ),
        pytest.param(["rus-military", "--country", "SYR"],
                     ["type in SYR External/Other forces (acled/inter-state-abroad)", "UCDP id 57"],
                     id="a-state-abroad"),
        pytest.param(["saudi-led-coalition", "--date", "2018-01-01"],
                     ["members SAU; ARE (to 2019-12-31); BHR; KWT; EGY; JOR; SDN; MAR (to 2019-02-07)"],
                     id="a-coalition-without-those-who-left"),
        pytest.param(["sau-military"], ["SAU is member of coalition-inherent-resolve; saudi-led-coalition"],
                     id="coalitions-of-a-country"),
        pytest.param(["journalists-syr"], ["name Journalists (Syria)", "PLOVER sector JRN (plover/sector-journalists)"],
                     id="civilians-of-a-kind"),
    ],
)  # fmt: skip
def test_info_shows_what_is_known(options: list[str], lines: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actors", "info", *options]) == OK
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert [line for line in lines if line not in shown] == []


def test_info_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actors", "info", "sdf", "--format", "jsonl"]) == OK
    actor = json.loads(capsys.readouterr().out)
    assert (actor["id"], actor["ucdp"], actor["sector"]) == ("sdf", [6288], "REB")
    assert {"who": "ypg", "start": None, "end": None} in actor["members"]


def test_info_of_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actors", "info", "qzxwv"]) == SOME_FAILED
    assert capsys.readouterr().out == "No actor has the id 'qzxwv'.\n"


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
