"""A report's text cut into pieces: blocks, sentences, and the words that claims rest on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, BlockLine, ClaimLine, ReportLine, SentenceLine

KINDS = ("event", "actor", "place", "date", "count", "weapon", "source")
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Code points `start` to `end` that a cell rests on: the cell's key ("3-place") and its kind."""

    start: int
    end: int
    kind: str
    cell: str


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Words in one form, from `start` (code points) on. `kind` is "" for plain ones, `cells` are those that rest on
    them, `number` counts marks."""

    text: str
    start: int
    kind: str = ""
    cells: tuple[str, ...] = ()
    number: int = 0


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence, or what stands between sentences: what became of it and why."""

    pieces: tuple[Piece, ...]
    disposition: str = ""
    reason: str = ""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A block of the text: read (`reason` ""), or left out for a reason."""

    reason: str
    runs: tuple[Run, ...]


def words_of(claims: Sequence[ClaimLine], *, first: int = 1) -> Iterator[Words]:
    """Every stretch of text that a cell of a claim rests on; claims count from `first`."""
    for number, claim in enumerate(claims, start=first):
        yield from _spans(f"{number}-event", "event", [claim.trigger] if claim.trigger else [])
        yield from _spans(f"{number}-event", "event", claim.tellings)
        for cell, kind, evidence in _cells(claim):
            yield from _spans(f"{number}-{cell}", kind, evidence)


def _cells(claim: ClaimLine) -> Iterator[tuple[str, str, Iterable[Span]]]:
    if claim.date is not None:
        yield "date", "date", claim.date.evidence
    if claim.place is not None:
        yield "place", "place", claim.place.evidence
    for cell, principal, others in (
        ("actor1", claim.actor1, claim.assoc_actor1),
        ("actor2", claim.actor2, claim.assoc_actor2),
    ):
        for actor in _present(principal, others):
            yield cell, "actor", actor.evidence
    for count in (claim.fatalities, *claim.deaths):
        if count is not None:
            yield "deaths", "count", count.evidence
    for other in (*((claim.injured,) if claim.injured else ()), *claim.quantities):
        yield "counts", "count", other.evidence
    for weapon in claim.weapons:
        yield "weapons", "weapon", weapon.evidence
    for source in claim.sources:
        yield "source", "source", source.evidence


def _present(principal: ActorLine | None, others: Iterable[ActorLine]) -> Iterator[ActorLine]:
    if principal is not None:
        yield principal
    yield from others


def _spans(cell: str, kind: str, spans: Iterable[Span]) -> Iterator[Words]:
    yield from (Words(start=span.start, end=span.end, kind=kind, cell=cell) for span in spans)


def sections_of(report: ReportLine, claims: Sequence[ClaimLine], *, first: int = 1) -> tuple[Section, ...]:
    """The text, block by block, with the words of claims that count from `first`; a text without blocks is one."""
    words = sorted(words_of(claims, first=first), key=lambda one: (one.start, one.end))
    cutter = _Cutter(report.text, words)
    blocks = report.blocks or (BlockLine(start=0, end=len(report.text)),)
    sentences = sorted(report.sentences, key=_start)
    return tuple(Section(reason=block.reason or "", runs=tuple(_runs(block, sentences, cutter))) for block in blocks)


def first_pieces(sections: Iterable[Section]) -> dict[str, str]:
    """Cell → the number of the first marked piece that it rests on."""
    found: dict[str, str] = {}
    for section in sections:
        for run in section.runs:
            for piece in run.pieces:
                for cell in piece.cells:
                    found.setdefault(cell, str(piece.number))
    return found


def _start(sentence: SentenceLine) -> int:
    return sentence.start


def _runs(block: BlockLine, sentences: Sequence[SentenceLine], cutter: _Cutter) -> Iterator[Run]:
    at = block.start
    if block.reason is None:
        begin, end = (bisect_left(sentences, edge, key=_start) for edge in (block.start, block.end))
        for sentence in sentences[begin:end]:
            if sentence.disposition == "excluded":
                continue
            if at < sentence.start:
                yield Run(pieces=cutter.cut(at, sentence.start))
            end = min(sentence.end, block.end)
            reason = sentence.reason or ""
            pieces = cutter.cut(max(at, sentence.start), end)
            yield Run(pieces=pieces, disposition=sentence.disposition, reason=reason)
            at = end
    if at < block.end:
        yield Run(pieces=cutter.cut(at, block.end))


class _Cutter:
    """Cuts the text at the edges of marked words, from left to right, and numbers the marked pieces."""

    def __init__(self, text: str, words: Sequence[Words]) -> None:
        self._text = text
        self._words = words
        self._next = 0
        self._open: list[Words] = []
        self._number = 0

    def cut(self, start: int, end: int) -> tuple[Piece, ...]:
        """The pieces of ``text[start:end]``; to be asked for in the order of the text."""
        while self._next < len(self._words) and self._words[self._next].start < end:
            self._open.append(self._words[self._next])
            self._next += 1
        self._open = [one for one in self._open if one.end > start]
        edges = {start, end, *(min(max(edge, start), end) for one in self._open for edge in (one.start, one.end))}
        marks = sorted(edges)
        return tuple(self._piece(one, other) for one, other in zip(marks, marks[1:], strict=False))

    def _piece(self, start: int, end: int) -> Piece:
        over = [one for one in self._open if one.start <= start and one.end >= end]
        if not over:
            return Piece(text=self._text[start:end], start=start)
        self._number += 1
        kind = min((one.kind for one in over), key=_RANK.__getitem__)
        cells = tuple(dict.fromkeys(one.cell for one in over))
        return Piece(text=self._text[start:end], start=start, kind=kind, cells=cells, number=self._number)
