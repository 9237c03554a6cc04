"""Pieces of pages that are kept: made anew where anything that they were made from is another, and forgotten."""

from __future__ import annotations

import msgspec
import pytest
from markupsafe import Markup
from starlette.testclient import TestClient

from khaldun.desk.cards import Around, Chosen, card_of, text_of
from khaldun.desk.part import Part
from khaldun.desk.pieces import Piece, Pieces
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine, ReportLine, ReportRef
from khaldun.store import claims
from khaldun.store.claims import Kept

ALL = Part(start=0, end=1, total=1)
AROUND = Around(query="", types=("Attack", "Shelling"), several=True, reviews=False)
LINE = ClaimLine(id="k", report=ReportRef(id="r", name="r"), sub_event_type="Attack")
KEPT = Kept(
    id=1, report="r", key="k", origin="reader", draft=LINE, line=LINE, version=1, state="open", reviewed="no",
    priority=1.0, coder=None,
)  # fmt: skip


class Making:
    """Counts what is made."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> Piece:
        self.made += 1
        return Piece(html=Markup("x" * 10))


def test_a_piece_is_made_once_for_what_is_equal() -> None:
    pieces, making = Pieces(), Making()
    first = pieces.piece("a", ("words", [1]), making)
    assert pieces.piece("a", ("words", [1]), making) is first and making.made == 1
    assert pieces.piece("a", ("words", [2]), making) is not first
    assert pieces.piece("b", ("words", [2]), making) is not first and making.made == 3


def test_what_was_asked_for_least_lately_goes_first() -> None:
    pieces, making = Pieces(most=25), Making()
    for key in ("a", "b", "a", "c", "a"):
        pieces.piece(key, "", making)
    assert making.made == 3
    pieces.piece("b", "", making)
    assert making.made == 4


def test_a_piece_larger_than_all_is_given_and_not_kept() -> None:
    pieces, making = Pieces(most=9), Making()
    assert [pieces.piece("a", "", making).html for _ in range(2)] == [Markup("x" * 10)] * 2 and making.made == 2


def test_what_nobody_asks_for_leaves_the_memory() -> None:
    now = [0.0]
    pieces, making = Pieces(clock=lambda: now[0]), Making()
    pieces.piece("old", "", making)
    now[0] = 601.0
    pieces.piece("new", "", making)
    pieces.piece("old", "", making)
    assert making.made == 3


@pytest.mark.parametrize(
    "change",
    [
        {"state": "accepted"},
        {"version": 2},
        {"reviewed": "approved"},
        {"line": msgspec.structs.replace(LINE, sub_event_type="Shelling")},
        {"draft": msgspec.structs.replace(LINE, sub_event_type="Shelling")},
        {"origin": "coder"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_card_shows_what_has_changed(change: dict[str, object]) -> None:
    """A piece kept must never stand for another claim than the one that is shown."""
    pieces = Pieces()
    card_of(pieces, KEPT, 1, {}, AROUND)
    changed = msgspec.structs.replace(KEPT, **change)
    assert card_of(pieces, changed, 1, {}, AROUND).html == card_of(Pieces(), changed, 1, {}, AROUND).html


@pytest.mark.parametrize(
    ("number", "first", "around"),
    [
        (2, {}, AROUND),
        (1, {"1-event": "7"}, AROUND),
        (1, {}, msgspec.structs.replace(AROUND, query="country=SYR")),
        (1, {}, msgspec.structs.replace(AROUND, several=False)),
    ],
    ids=["number", "marked words", "address", "alone"],
)
def test_a_card_shows_where_it_stands(number: int, first: dict[str, str], around: Around) -> None:
    pieces = Pieces()
    before = card_of(pieces, KEPT, 1, {}, AROUND)
    after = card_of(pieces, KEPT, number, first, around)
    assert after.html == card_of(Pieces(), KEPT, number, first, around).html != before.html


def test_only_a_reviewer_s_card_of_a_decided_claim_has_their_word() -> None:
    pieces, decided = Pieces(), msgspec.structs.replace(KEPT, state="accepted")
    assert "approve" not in card_of(pieces, decided, 1, {}, AROUND).html
    assert "approve" in card_of(pieces, decided, 1, {}, msgspec.structs.replace(AROUND, reviews=True)).html
    assert "approve" not in card_of(pieces, decided, 1, {}, AROUND).html


def test_the_chosen_card_is_nobody_else_s() -> None:
    pieces = Pieces()
    chosen = card_of(pieces, KEPT, 1, {}, AROUND, Chosen(problem=None, changing="", choices={}))
    plain = card_of(pieces, KEPT, 1, {}, AROUND)
    assert "chosen" in chosen.html and 'open chosen"' not in plain.html


def test_the_text_is_marked_anew_for_other_claims() -> None:
    report = ReportLine(id="r", name="r", text="Gunmen attacked.")
    pieces = Pieces()
    text_of(pieces, report, [], AROUND, ALL, ALL)
    assert "<mark" in text_of(pieces, report, [LINE], AROUND, ALL, ALL).html
    other = msgspec.structs.replace(report, text="Troops attacked.")
    assert "Troops" in text_of(pieces, other, [LINE], AROUND, ALL, ALL).html


def test_a_page_shows_a_decision_at_once(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    with site.workspace.store.read() as connection:
        kept = claims.get(connection, 1)
    assert kept is not None
    address = f"/reports/{kept.report}"
    assert "state-accepted" not in client.get(address).text
    client.post("/claims/1/accept", data={"version": "1"})
    assert client.get(address).text.count("state-accepted") == 1
