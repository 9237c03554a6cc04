"""Every fault of a codebook's file is told, with the line, the column and the field that it stands in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from codebook_making import HEAD, ID
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.cli.main import run
from khaldun.codebook.check import Reading
from khaldun.datafile import load_yaml
from khaldun.records.base import Record

Read = Callable[[str], Reading]


class Faulty(Record, frozen=True, kw_only=True):
    """A row of faults.yaml. `at_item`: the fault is of a field that is not written; it stands where its item begins."""

    name: str
    field: str
    says: str
    text: str
    at_item: bool = False


FAULTS = load_yaml(Path(__file__).parent / "faults.yaml", tuple[Faulty, ...])


@pytest.mark.parametrize("faulty", [pytest.param(each, id=each.name) for each in FAULTS])
def test_a_fault_is_told_where_it_stands(faulty: Faulty, reading: Read) -> None:
    text = HEAD + ("" if "columns:" in faulty.text else ID) + faulty.text.rstrip("\n")
    before = text[: text.index("«")]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n") - faulty.at_item
    found = reading(text.replace("«", "") + "\n")
    assert found.ready is None
    told = [(each.line, each.column, each.field) for each in found.faults]
    assert told == [(line, column, faulty.field)], [str(each) for each in found.faults]
    assert faulty.says in f"{found.faults[0].what} {found.faults[0].advice}"


@pytest.mark.parametrize(
    ("text", "field", "says"),
    [
        pytest.param("", "(top)", "mapping of fields", id="empty"),
        pytest.param("- a", "(top)", "mapping of fields", id="a list"),
        pytest.param(HEAD.replace("mine", "My Own") + ID, "name", "it is no name", id="no name"),
        pytest.param(HEAD.replace("mine", "acled") + ID, "name", "Khaldun's own", id="our name"),
        pytest.param(HEAD.replace('"1"', "1") + ID, "version", "Put it in quotes", id="version a number"),
        pytest.param(HEAD.partition("\n")[2] + ID, "name", "missing", id="without a name"),
    ],
)
def test_faults_of_the_whole(text: str, field: str, says: str, reading: Read) -> None:
    (fault,) = reading(text).faults
    assert (fault.field, fault.line > 0, fault.column > 0) == (field, True, True)
    assert says in f"{fault.what} {fault.advice}"


def test_all_faults_of_a_file_are_told_at_once(reading: Read) -> None:
    text = HEAD + ID
    parts = {"columns": "", "types": "", "rules": "", "scales": "", "codes": ""}
    parts["columns"] = "  - {name: a, meaning: a, from: nowhere}\n  - {meaning: b, from: status, colour: red}\n"
    parts["types"] = "types:\n  x: {text: x, is: y}\n  y: {text: y, is: x}\n  z: {txt: z}\n"
    parts["scales"] = "scales:\n  s: {of: date.days, steps: []}\n"
    parts["codes"] = "codes:\n  c: {codes: {a: 1}, otherwise: b}\n"
    parts["rules"] = "rules:\n  - {name: mine/r, text: r, type: w, when: {status: [a, b], foo: 1}}\n  - {name: 1}\n"
    found = reading(text + "".join(parts.values()))
    fields = {each.field for each in found.faults}
    wanted = {
        "columns[1].from", "columns[2].name", "columns[2].colour", "types.y.is", "types.z.txt", "types.z.text",
        "scales.s.steps", "codes.c.codes.a", "codes.c.otherwise", "rules[0].type", "rules[0].when.status[0]",
        "rules[0].when.status[1]", "rules[0].when.foo", "rules[1].name", "rules[1].text",
    }  # fmt: skip
    assert wanted <= fields, sorted(wanted - fields)
    assert list(found.faults) == sorted(found.faults)


def test_bytes_that_are_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(HEAD.encode() + b"about: \xff\n")
    assert run(["codebook", "check", str(path)]) == 1
    assert f"{path}:4:1: (top): it is not UTF-8" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nothing", "nothing.yaml", "."])
def test_no_such_file_is_wrong_usage(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["codebook", "check", name]) == 2
    out = capsys.readouterr()
    assert name in out.err
    assert out.out == ""


def test_faults_go_to_standard_output_a_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + "columns:\n  - {name: a, from: x}\n")
    assert run(["codebook", "check", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{path}:5:5: columns[0].meaning: it is missing. Add it."
    assert lines[1].startswith(f"{path}:5:15: columns[0].from: 'x' is no field.")
    assert lines[2] == f"{path}: 2 faults; its cases were not run."


_PARTS = ("types", "columns", "rules", "codes", "scales", "row", "left_out", "words", "cast")
_KEYS = ("name", "text", "is", "from", "when", "any", "not", "words", "codes", "steps", "cases", "set")
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "attack", "mine/a", "(", "row.id"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "text", "is", "from", "when", "any", "not", "words", "codes", "steps", "cases", "set"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(
    part=st.sampled_from(["types", "columns", "rules", "codes", "scales", "row", "left_out", "words", "cast"]),
    value=_VALUES,
)
def test_whatever_a_part_holds_is_read_or_told_as_a_fault(part: str, value: object, reading: Read) -> None:
    found = reading(HEAD + ("" if part == "columns" else ID) + f"{part}: {json.dumps(value)}\n")
    assert (found.ready is None) == bool(found.faults)
