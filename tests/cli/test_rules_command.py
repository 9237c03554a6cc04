"""`khaldun rules`: what each rule says."""

from __future__ import annotations

import json

import pytest

from khaldun.cli.main import run
from khaldun.rules import load_rules


def test_a_rule_is_told_with_its_section(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "ucdp/where-prec-6"]) == 0
    assert capsys.readouterr().out == (
        "ucdp/where-prec-6\n    Only the country is known.\n    UCDP GED Codebook, version 22.1; where_prec\n"
    )


def test_a_family_is_told_in_order_and_each_rule_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "counts", "counts/zero", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    names = [rule["name"] for rule in told]
    assert names == sorted({rule.name for rule in load_rules() if rule.name.startswith("counts/")})
    assert set(told[0]) == {"name", "text", "section", "source"}


def test_a_name_that_the_code_makes_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "clean/meta-pubdate"]) == 0
    assert "pubdate" in capsys.readouterr().out.split("\n", 1)[1]


def test_without_a_name_all_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(list(load_rules()))


@pytest.mark.parametrize(("asked", "advice"), [("places/folde", "places/folded"), ("xyzzy", "khaldun rules lists")])
def test_a_name_that_no_rule_has_is_wrong_usage(asked: str, advice: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", asked]) == 2
    err = capsys.readouterr().err
    assert repr(asked) in err
    assert advice in err


def test_lines_are_no_wider_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert run(["rules", "places"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 40
