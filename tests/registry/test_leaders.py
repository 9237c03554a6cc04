"""Rulers, whose name says whose forces are meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from khaldun.errors import DataError
from khaldun.tools.registry import load_registry


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("QQQ: [Somebody]", "QQQ: there is no such country", id="unknown-country"),
        pytest.param("SYR: [Saleh]\nYEM: [Saleh]", "Saleh stands under SYR too", id="under-two"),
        pytest.param("SYR: Assad", "leaders.yaml", id="no-list"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "leaders.yaml"
    path.write_text(text)
    with pytest.raises(DataError, match=words):
        load_registry(leaders=path)


def test_rulers_are_found_where_they_are_named() -> None:
    registry = load_registry()
    text = "Troops of Kim Jong Un and Assad's army"
    found = registry.scan_leaders(text)
    assert {(text[hit.start : hit.end], hit.countries) for hit in found} == {
        ("Kim Jong Un", ("PRK",)),
        ("Assad", ("SYR",)),
    }


@pytest.mark.parametrize(
    "spelling", ["People's Protection Units", "Peoples' Protection Units", "Peoples Protection Units"]
)
def test_a_possessive_is_found_as_texts_spell_it(spelling: str) -> None:
    registry = load_registry()
    (hit,) = registry.scan(f"Fighters of the {spelling} left.")
    assert hit.actor_ids == ("ypg",)
