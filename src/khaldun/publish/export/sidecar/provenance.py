"""Where every cell comes from (JSON Lines): the claims, places and hashes of words, rules, reader, decisions.

It never holds a report's words, unless the profile publishes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from khaldun.publish.export.items import Item, Standing, Told
from khaldun.publish.export.sidecar.words import HOW, Words
from khaldun.publish.export.tables import Row, Value
from khaldun.records.base import Span
from khaldun.records.lines import SoftwareLine


class ExportLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="export"):
    """The first line: what the file beside it is, and how the hashes are made."""

    file: str
    format: str
    table: str
    codebook: str
    version: str
    day: str
    profile: str
    opened: tuple[str, ...]
    hashes: str = HOW

    def line(self) -> bytes:
        """It as it is written."""
        return msgspec.json.encode(self) + b"\n"


class FromReport(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="report"):
    """A report that rows tell of, and what read it."""

    id: str
    name: str
    url: str | None
    publisher: str | None
    original_publisher: str | None
    published: str | None
    language: str | None
    software: SoftwareLine | None


class Word(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    start: int
    end: int
    hash: str | None
    quote: str = ""


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    words: tuple[Word, ...] = ()
    rules: tuple[str, ...] = ()


_NONE = msgspec.Raw(b"{}")


class FromClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that a row tells of: the reader and its version, how far it was reviewed, the decisions on it."""

    id: str
    method: str
    standing: Standing
    decisions: tuple[int, ...]


class FromRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="row"):
    """A row: each cell that says something, by column; the cells are reasons, written already."""

    row: str
    report: str
    claims: tuple[FromClaim, ...]
    cells: dict[str, msgspec.Raw]


class Provenance:
    """Makes the lines. `bare` counts the cells that rest on no words and no rule: of claims that were given without.
    `rules` are the names of the rules that cells rest on."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._encoder = msgspec.json.Encoder()
        self.bare = 0
        self.rules: set[str] = set()

    def lines(self, told: Told, rows: Sequence[Row]) -> bytes:
        """The lines of a report's rows, each with its end."""
        return self._encoder.encode_lines(list(self._lines(told, rows))) if rows else b""

    def _lines(self, told: Told, rows: Sequence[Row]) -> Iterator[msgspec.Struct]:
        report = told.report
        if report is not None:
            yield FromReport(**{name: getattr(report, name) for name in FromReport.__struct_fields__})
        name, identity = (report.name, report.id) if report is not None else (told.items[0].claim.report.name, "")
        items = {item.claim.id: item for item in told.items}
        words: dict[Span, Word] = {}
        # Most cells share their reason with others: each is written once. It is known by the objects that it is made
        # of: the rows hold these, so that no other takes their place.
        written: dict[tuple[int, int], msgspec.Raw] = {}
        for row in rows:
            cells: dict[str, msgspec.Raw] = {}
            for column, value in row.values.items():
                if value.cell is None:
                    continue
                key = id(value.evidence), id(value.rules)
                reason = written.get(key)
                if reason is None:
                    reason = written[key] = self._reason(value, identity, words)
                cells[column] = reason
                self.bare += reason is _NONE
            claims = tuple(_from(item) for one in row.claims if (item := items.get(one)) is not None)
            yield FromRow(row=row.id, report=name, claims=claims, cells=cells)

    def _reason(self, value: Value, report: str, known: dict[Span, Word]) -> msgspec.Raw:
        if not value.evidence and not value.rules:
            return _NONE
        self.rules.update(value.rules)
        words = tuple(known.get(span) or self._word(span, report, known) for span in value.evidence)
        return msgspec.Raw(self._encoder.encode(Reason(words, value.rules)))

    def _word(self, span: Span, report: str, known: dict[Span, Word]) -> Word:
        word = known[span] = Word(span.start, span.end, self._words.hash(report, span), span.quote)
        return word


def _from(item: Item) -> FromClaim:
    return FromClaim(id=item.claim.id, method=item.claim.method, standing=item.standing, decisions=item.decisions)
