"""Worked cases that do not hold are faults of what they expect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from codebook_making import HEAD, ID

from khaldun.cli.codebook_world import FOLDER, Coding, builtins, packaged_cast
from khaldun.cli.main import run
from khaldun.codebook.cases import run_cases
from khaldun.codebook.check import Reading, read
from khaldun.codebook.table import OwnTable
from khaldun.codebook.vocabulary import vocabulary

Read = Callable[[str], Reading]
COLUMNS = (
    ID + "  - {name: place, meaning: p, from: place.name}\n  - {name: sure, meaning: s, kind: boolean, value: true}\n"
)
RULE = "rules:\n  - name: mine/quiet\n    text: nobody\n    leave_out: true\n    when: {words: [nobody]}\n    cases:\n"
QUIET = "{type: Attack, words: They found nobody.}"
ONE, TWO = f"      - claims: [{QUIET}]\n", f"      - claims: [{QUIET}, {{type: Attack}}]\n"
LEFT = "        left: [{claim: 0, rule: mine/quiet}]\n"
CASES = {
    "other cell": (
        TWO + "        rows: [{place: Qalb}]\n" + LEFT,
        {"rows[0].place": "'Shahba' comes of it, not 'Qalb'."},
    ),
    "truth and number": (TWO + "        rows: [{sure: 1}]\n" + LEFT, {"rows[0].sure": "True comes of it, not 1."}),
    "fewer rows": (ONE + "        rows: [{place: Qalb}]\n" + LEFT, {"rows": "0 rows come of it, not 1."}),
    "more left out": (
        TWO.replace("Attack}]", "Attack, status: denied}]") + LEFT,
        {"left": "claim 1 is left out by mine/denied, which the case does not say."},
    ),
    "less left out": (
        TWO + "        rows: [{}]\n" + LEFT.replace("}]", "}, {claim: 1, rule: mine/quiet}]"),
        {"left[1]": "it does not come that claim 1 is left out by mine/quiet."},
    ),
    "no part": (
        "      - claims: [{type: Attack}]\n        rows: [{}]\n",
        {"": "has no part in what comes of its cases."},
    ),
    "no report": (
        TWO.replace("Attack}]", "Attack, deaths: [{low: 1, words: never said, again: true}]}]")
        + "        rows: [{}]\n",
        {"claims": "no report can be made of these claims", "": "has no part"},
    ),
}


@pytest.mark.parametrize(("cases", "wanted"), [pytest.param(*case, id=name) for name, case in CASES.items()])
def test_what_does_not_come_is_told(cases: str, wanted: dict[str, str], reading: Read, world: Coding) -> None:
    found = reading(HEAD + COLUMNS + RULE + cases)
    assert found.ready is not None, [str(each) for each in found.faults]
    ran = run_cases(found, OwnTable(found.ready), world)
    assert ran.count == 1
    fields = {f"rules[0].cases[0].{field}" if field else "rules[0].cases": said for field, said in wanted.items()}
    assert {fault.field for fault in ran.faults} == set(fields)
    assert all(fields[fault.field] in fault.what for fault in ran.faults)


def test_a_case_of_the_coding_that_does_not_hold(world: Coding) -> None:
    text = (FOLDER / "acled.yaml").read_text(encoding="utf-8")
    wrong = text.replace(
        "expect: {sub_event_type: Armed clash, event_type: Battles}", "expect: {sub_event_type: Attack}", 1
    )
    assert wrong != text
    found = read(wrong.encode(), vocabulary=vocabulary(), cast=packaged_cast(), builtins=builtins())
    (fault,) = run_cases(found, None, world).faults
    assert fault.field == "rules[0].cases[0].expect.sub_event_type"
    assert fault.what == "'Armed clash' comes of it, not 'Attack'."


def test_a_file_with_faults_has_no_cases_to_run(reading: Read, world: Coding) -> None:
    assert run_cases(reading(""), None, world).count == 0


def test_remarks_are_no_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        HEAD + ID + "words: {idle: [idle]}\ntypes: {a: {text: a}, b: {text: b}}\n"
        "rules:\n  - {name: mine/a, text: a, type: a}\n"
    )
    assert run(["codebook", "check", str(path)]) == 0
    assert (
        capsys.readouterr().out
        == f"{path}: no fault. mine/1: 2 types, 1 column, 1 rule, 0 cases run. 3 remarks (--remarks).\n"
    )
    assert run(["codebook", "check", str(path), "--remarks"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.rpartition(": ")[0].rpartition(" ")[2] for line in lines[:3]] == ["words.idle", "types.b", "rules[0]"]
    assert all(line.endswith("(no fault)") for line in lines[:3])
