"""Where every cell comes from (JSON Lines): the claims, places and hashes of words, rules, reader, decisions.

It never holds a report's words, unless the profile publishes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import msgspec

from khaldun.publish.export.items import Standing, Told
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


class FromClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that a row tells of: the reader and its version, how far it was reviewed, the decisions on it."""

    id: str
    method: str
    standing: Standing
    decisions: tuple[int, ...]


class FromRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="row"):
    """A row: each cell that says something, by column."""

    row: str
    report: str
    claims: tuple[FromClaim, ...]
    cells: dict[str, Reason]


class Provenance:
    """Writes the lines. `bare` counts cells that rest on no words and no rule: of claims that were given without."""

    def __init__(self, file: BinaryIO, words: Words, head: ExportLine) -> None:
        self._file, self._words = file, words
        self._encoder = msgspec.json.Encoder()
        self.bare = 0
        self._write(head)

    def write(self, told: Told, rows: Sequence[Row]) -> None:
        """The lines of a report's rows."""
        if not rows:
            return
        report = told.report
        if report is not None:
            fields = {name: getattr(report, name) for name in FromReport.__struct_fields__}
            self._write(FromReport(**fields))
        name, identity = (report.name, report.id) if report is not None else (told.items[0].claim.report.name, "")
        items = {item.claim.id: item for item in told.items}
        known: dict[Span, Word] = {}
        for row in rows:
            claims = tuple(
                FromClaim(id=one, method=item.claim.method, standing=item.standing, decisions=item.decisions)
                for one in row.claims
                if (item := items.get(one)) is not None
            )
            cells = {
                column: self._reason(value, identity, known)
                for column, value in row.values.items()
                if value.cell is not None
            }
            self._write(FromRow(row=row.id, report=name, claims=claims, cells=cells))

    def _reason(self, value: Value, report: str, known: dict[Span, Word]) -> Reason:
        if not value.evidence:
            self.bare += not value.rules
            return Reason((), value.rules)
        words = []
        for span in value.evidence:
            word = known.get(span)
            if word is None:
                word = Word(span.start, span.end, self._words.hash(report, span), span.quote)
                known[span] = word
            words.append(word)
        return Reason(tuple(words), value.rules)

    def _write(self, line: msgspec.Struct) -> None:
        self._file.write(self._encoder.encode(line) + b"\n")
