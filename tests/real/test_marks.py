"""Two sets of marks compared by hand-counted cases."""

from __future__ import annotations

import pytest

from khaldun.corpus.records import Text
from khaldun.corpus.sheets import transcribe
from khaldun.evaluate.found import Found
from khaldun.evaluate.marks import (
    Marked,
    Marks,
    Told,
    cohen_kappa,
    compare_marks,
    figures,
    head_word,
    marks_of_coding,
)
from real.test_sheets import sheet

REF = Marks(
    mentions=(
        Marked(kind="actor", start=0, end=10, head=(4, 10)),
        Marked(kind="place", start=20, end=30, head=(26, 30)),
        Marked(kind="date", start=40, end=52, head=(40, 45)),
    ),
    triggers=(
        Told(start=11, end=18, sub_event_type="Armed clash", status="asserted"),
        Told(start=60, end=66, sub_event_type="Attack", status="reported"),
    ),
    roles=((0, "doer", 0), (0, "place", 1), (0, "date", 2)),
)
SYS = Marks(
    mentions=(
        Marked(kind="actor", start=4, end=10, head=(4, 10)),  # same head, other span
        Marked(kind="actor", start=20, end=30, head=(26, 30)),  # another kind
        Marked(kind="date", start=46, end=52, head=(46, 52)),  # overlaps
    ),
    triggers=(
        Told(start=11, end=18, sub_event_type="Attack", status="asserted"),  # another type
        Told(start=62, end=66, sub_event_type="Attack", status="asserted"),  # overlaps; another status
        Told(start=80, end=85, sub_event_type="Attack", status="asserted"),  # invented
    ),
    roles=((0, "doer", 0), (0, "place", 1), (0, "date", 2), (2, "doer", 0)),
)


def test_counts_by_measure() -> None:
    counts = compare_marks(REF, SYS).counts
    assert counts["mentions"] == Found(pairs=0, missed=3, false=3)
    assert counts["mentions_head"] == Found(pairs=2, missed=1, false=1)
    assert counts["triggers"] == Found(pairs=1, missed=1, false=2)
    assert counts["triggers_head"] == Found(pairs=2, missed=0, false=1)
    assert counts["triggers_typed"] == Found(pairs=1, missed=1, false=2)
    assert counts["roles"] == Found(pairs=2, missed=1, false=2)
    assert counts["kind:place"] == Found(missed=1)
    assert counts["kind:actor"] == Found(pairs=1, false=1)
    assert counts["type:Attack"] == Found(pairs=1, false=2)
    assert counts["role:doer"] == Found(pairs=1, false=1)
    assert compare_marks(REF, SYS).statuses == (("asserted", "asserted"), ("reported", "asserted"))


def test_the_same_marks_agree_wholly_and_nothing_with_nothing() -> None:
    whole = figures([compare_marks(REF, REF)] * 3)
    assert {found.f1 for found in whole.counts.values()} == {1.0}
    assert whole.intervals["triggers_typed"] == (1.0, 1.0)
    assert (whole.status_right, whole.status_of, whole.kappa) == (6, 6, 1.0)
    empty = figures([compare_marks(Marks(), Marks())])
    assert {found.f1 for found in empty.counts.values()} == {None}
    assert empty.kappa is None


def test_a_mark_meets_one_other_only() -> None:
    twice = Marks(triggers=(REF.triggers[0], REF.triggers[0]))
    assert compare_marks(Marks(triggers=REF.triggers[:1]), twice).counts["triggers_head"] == Found(pairs=1, false=1)


@pytest.mark.parametrize(
    ("phrase", "head"),
    [
        ("army patrol", "patrol"),
        ("fighters of the Free Brigade", "fighters"),
        ("suspected members of the group", "members"),
        ("market in Tal Amra", "market"),
        ("Free Amra Brigade (FAB)", "Brigade"),
        ("Col. Omar Sadi, the spokesman", "Sadi"),
        ("village of Tal Amra", "village"),
        ("they", "they"),
        ("of", "of"),
        ("—", "—"),
    ],
)
def test_heads(phrase: str, head: str) -> None:
    text = f"In {phrase} then"
    start, end = head_word(text, 3, 3 + len(phrase))
    assert text[start:end] == head


def test_kappa_by_hand() -> None:
    # Cohen's table: 20 both yes, 5 and 10 apart, 15 both no: agreement 0.70, chance 0.50.
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)


def test_marks_of_a_coding(document: Text) -> None:
    marks = marks_of_coding(transcribe(sheet(), document, coder="a", pass_="first"), document.text)
    assert [document.text[slice(*one.head)] for one in marks.mentions][:3] == ["Rebels", "patrol", "Sadi"]
    assert marks.triggers[0] == Told(start=7, end=15, sub_event_type="Armed clash", status="reported")
    assert marks.roles[0] == (0, "doer", 0)
