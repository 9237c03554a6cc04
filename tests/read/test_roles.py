"""The role of a phrase by its preposition is what prepositions.yaml says, unless the frame says otherwise."""

from __future__ import annotations

import pytest

from khaldun.read.rules.chunk import Chunk
from khaldun.read.rules.roles import role_of
from khaldun.read.rules.words import Frame, Prepositions

GENERAL = Prepositions(place={"beside": "place"}, actor={"versus": "target"}, weapon={"via": "weapon"})
FRAME = Frame(name="meet", type="Agreement", preps={"with": "sides"})


@pytest.mark.parametrize(
    ("kind", "prep", "role"),
    [
        ("PLC", "beside", "place"),
        ("PLC", "near", ""),
        ("ACT", "versus", "target"),
        ("WPN", "via", "weapon"),
        ("ACT", "with", "sides"),
        ("DAT", "beside", "date"),
    ],
)
def test_the_table_decides(kind: str, prep: str, role: str) -> None:
    assert role_of(FRAME, GENERAL, prep, Chunk(kind, 0, 1), passive=False) == role


@pytest.mark.parametrize(("passive", "role"), [(True, "doer"), (False, "")])
def test_who_stands_behind_by_depends_on_voice(passive: bool, role: str) -> None:
    assert role_of(FRAME, GENERAL, "by", Chunk("ACT", 0, 1), passive=passive) == role
