"""Reading data files: what fits is loaded, what does not is named with file, line and field."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml

from khaldun import datafile
from khaldun.datafile import load_yaml, pack
from khaldun.errors import DataError


class Inner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    word: str
    number: int = 0


class Outer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    first: str
    rows: tuple[Inner, ...] = ()
    table: dict[str, Inner] = {}


GOOD = "first: a\nrows:\n  - word: b\n  - word: c\n    number: 2\ntable:\n  k:\n    word: d\n"


def load(tmp_path: Path, text: str) -> Outer:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return load_yaml(path, Outer)


def test_what_fits_is_loaded(tmp_path: Path) -> None:
    expected = Outer(first="a", rows=(Inner(word="b"), Inner(word="c", number=2)), table={"k": Inner(word="d")})
    assert load(tmp_path, GOOD) == expected


BROKEN = (
    ("a word for a number", "    number: 2", "    number: two", 5, "$.rows[1].number"),
    ("a missing field", "  - word: b", "  - number: 1", 3, "$.rows[0]"),
    ("an unknown field", "    word: d", "    word: d\n    colour: red", 7, "$.table[...]"),
    ("a list for a table", "rows:\n  - word: b\n  - word: c\n    number: 2", "rows: 7", 2, "$.rows"),
    ("a missing field at the top", "first: a\n", "", 1, "$"),
)


@pytest.mark.parametrize(("old", "new", "line", "field"), [pytest.param(*row[1:], id=row[0]) for row in BROKEN])
def test_what_does_not_fit_is_named(tmp_path: Path, old: str, new: str, line: int, field: str) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    message = caught.value.message
    assert str(tmp_path / "file.yaml") in message
    assert f"field {field}:" in message
    assert f", line {line}," in message


def test_what_is_no_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"file\.yaml, line 3: not valid YAML"):
        load(tmp_path, "first: a\nrows:\n  - }\n")


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"file\.yaml, line 1, field \$"):
        load(tmp_path, "")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.yaml: cannot be read \(No such file or directory\)"):
        load_yaml(tmp_path / "gone.yaml", Outer)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes("first: Béni\n".encode("latin-1"))
    with pytest.raises(DataError, match=r"file\.yaml"):
        load_yaml(path, Outer)


def test_letters_of_all_scripts_are_read(tmp_path: Path) -> None:
    assert load(tmp_path, "first: دمشق\n").first == "دمشق"


def test_a_packed_file_gives_what_the_file_gives_until_it_is_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = load(tmp_path, GOOD)
    monkeypatch.setattr(datafile, "PACKED", tmp_path / "built" / "data.msgpack")
    pack(tmp_path, datafile.PACKED)
    monkeypatch.setattr(datafile, "_parse", lambda text, path: pytest.fail("it was packed"))
    assert load(tmp_path, GOOD) == whole
    monkeypatch.undo()
    monkeypatch.setattr(datafile, "PACKED", tmp_path / "built" / "data.msgpack")
    assert load(tmp_path, GOOD.replace("first: a", "first: z")).first == "z"


def test_a_packed_value_of_another_form_is_no_excuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = GOOD.replace("number: 2", "number: two")
    (tmp_path / "file.yaml").write_text(wrong)
    monkeypatch.setattr(datafile, "PACKED", tmp_path / "built" / "data.msgpack")
    pack(tmp_path, datafile.PACKED)
    with pytest.raises(DataError, match="line 5"):
        load(tmp_path, wrong)


def test_a_broken_pack_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datafile, "PACKED", tmp_path / "data.msgpack")
    datafile.PACKED.write_bytes(b"\xc1 broken")
    assert load(tmp_path, GOOD).first == "a"


def test_every_data_file_is_the_same_from_the_pack(tmp_path: Path) -> None:
    pack(datafile.DATA, tmp_path / "data.msgpack")
    packed = list(msgspec.msgpack.decode((tmp_path / "data.msgpack").read_bytes()).values())
    values = [yaml.safe_load(path.read_bytes()) for path in sorted(datafile.DATA.rglob("*.yaml"))]
    assert values
    assert all(msgspec.to_builtins(value) in packed for value in values)
