"""The reports of our own that were coded word by word: all codings hold, and no two reports are alike."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from khaldun.corpus.items import read_items
from khaldun.corpus.store import load_codings
from khaldun.text.tokens import tokenise
from khaldun.tools.codebooks import packaged_codebook

FOLDER = Path(__file__).parents[2] / "corpus" / "written"
ALIKE = 0.2


def grams(text: str) -> set[tuple[str, ...]]:
    words = [token.lower for token in tokenise(text)]
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def test_every_report_is_coded_and_every_coding_holds() -> None:
    items = read_items(FOLDER / "items.jsonl")
    loaded = load_codings(
        [FOLDER / "first.jsonl"], items, FOLDER.parent, event_type_of=packaged_codebook().event_type.get
    )
    assert not loaded.complaints
    assert {one.coding.id for one in loaded.coded} == set(items) == {path.stem for path in FOLDER.glob("texts/*.txt")}


@pytest.mark.slow
def test_no_two_reports_share_a_fifth_of_their_words_in_fives() -> None:
    found = {path.stem: grams(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("texts/*.txt"))}
    alike = {
        (one, other)
        for one, other in itertools.combinations(found, 2)
        if len(found[one] & found[other]) >= ALIKE * min(len(found[one]), len(found[other]))
    }
    assert not alike
