"""What a report's page is made of: its text with the words marked, and a card for each claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import msgspec

from khaldun.desk.part import Part
from khaldun.desk.pieces import Piece, Pieces
from khaldun.desk.sentences import Opened, Overturned, fates_of
from khaldun.desk.view import rules_of, shown
from khaldun.page import render_piece
from khaldun.publish.receipt.pieces import KINDS, Section, first_pieces, sections_of
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.rules import load_rules
from khaldun.store.claims import Kept


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What the pieces of a page have in common: the query of its address, the codebook's types, whether there are
    several claims, whether who looks has a reviewer's word on what was decided."""

    query: str
    types: tuple[str, ...]
    several: bool
    reviews: bool


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The claim that is looked at, with what could not be done to it, the field whose form is open, and what the forms
    offer. Its card is made anew each time."""

    problem: object | None  # khaldun.desk.pages.Problem
    changing: str
    choices: Mapping[str, object]


def text_of(
    pieces: Pieces,
    report: ReportLine,
    lines: Sequence[ClaimLine],
    around: Around,
    claims: Part,
    sentences: Part,
    told: Overturned | None = None,
    *,
    unfolded: bool = False,
    opened: Opened | None = None,
) -> Piece:
    """A report's text, its words marked for the claims in their order, and what became of its sentences; `claims` and
    `sentences` are the parts of them that the page shows, `told` what people have done about them. What became of the
    sentences is shown `unfolded`, with the form of the one that is `opened`."""
    told = told or Overturned()

    def make() -> Piece:
        fates, loose = fates_of(report, lines, claims, sentences, told)
        sections = sections_of(report, lines, first=claims.start + 1)
        html = render_piece(
            "desk/report_text.html.j2",
            report=report,
            stretches=[(left_out, list(some)) for left_out, some in groupby(sections, key=_is_left_out)],
            kinds=KINDS,
            types=around.types,
            query=around.query,
            claims=claims,
            sentences=sentences,
            unfolded=unfolded or opened is not None,
            opened=opened,
            fates=fates,
            loose=loose,
        )
        first: dict[int, dict[str, str]] = {}
        for cell, number in first_pieces(sections).items():
            first.setdefault(int(cell.partition("-")[0]), {})[cell] = number
        return Piece(html=html, first=first)

    if opened is not None:
        return make()
    made_from = (report, tuple(lines), around.types, claims, sentences, told, unfolded)
    return pieces.piece(("text", report.id, around.query), made_from, make)


def _is_left_out(section: Section) -> bool:
    return bool(section.reason)


def card_of(
    pieces: Pieces, kept: Kept, number: int, first: Mapping[str, str], around: Around, chosen: Chosen | None = None
) -> Piece:
    """A claim's card: `number` counts the claims of the page, `first` are the first marked words of its cells."""

    def make() -> Piece:
        return Piece(
            html=render_piece(
                "desk/claim.html.j2",
                claim=shown(kept, number, first),
                query=around.query,
                several=around.several,
                reviews=around.reviews,
                chosen=chosen is not None,
                problem=chosen.problem if chosen else None,
                changing=chosen.changing if chosen else "",
                **(chosen.choices if chosen else {}),
            )
        )

    if chosen is not None:
        return make()
    key = ("claim", kept.id, around.query, around.reviews)
    return pieces.piece(key, (kept, number, first, around.several), make)


def rules_told(pieces: Pieces, lines: Sequence[ClaimLine]) -> Piece:
    """What the rules say that the cards of these claims name, each once."""
    names = frozenset(name for line in lines for name in rules_of(line))

    def make() -> Piece:
        return Piece(html=render_piece("desk/rules.html.j2", rules=load_rules().of(names)))

    return pieces.piece(("rules", names), names, make)
