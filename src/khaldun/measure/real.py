"""How well the pipeline reads coded texts, and how far two coders agree: marks, and events of documents."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from khaldun.clean.step import clean
from khaldun.corpus.claims import claim_lines
from khaldun.corpus.records import Coding, Text
from khaldun.corpus.store import Coded
from khaldun.evaluate.marks import Compared, Figures, compare_marks, figures, marks_of_coding, marks_of_reading
from khaldun.evaluate.rows import Claims, join_claims, read_claims
from khaldun.evaluate.score import Result, evaluate
from khaldun.measure.names import build_names
from khaldun.pipeline import Tools, code_article
from khaldun.records.annotations import Annotated
from khaldun.records.codec import encode_lines
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.records.reports import Article, Block, Given, Report
from khaldun.tools.codebooks import packaged_codebook

_LATER = dt.date(2100, 1, 1)  # no publication day given here lies in the future
_SETTLED = ("adjudicated", "first", "second", "pilot")


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How far two coders of the same items agree; `events` is null where none of them is a document."""

    marks: Figures
    events: Result | None


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one part of the corpus: marks over all its texts and by source, events over its documents."""

    marks: Figures
    by_source: dict[str, Figures]
    events: Result | None


def settled(coded: Iterable[Coded]) -> list[Coded]:
    """One coding of each item: the adjudicated one, else the first."""
    best: dict[str, Coded] = {}
    for one in coded:
        known = best.get(one.coding.id)
        if known is None or _rank(one.coding) < _rank(known.coding):
            best[one.coding.id] = one
    return [best[identity] for identity in sorted(best)]


def _rank(coding: Coding) -> tuple[int, int]:
    return -coding.guide, _SETTLED.index(coding.pass_)


def corpus_hash(coded: Iterable[Coded]) -> str:
    """A hash of what is measured against: it changes when any coding of a development or a test text does."""
    codings = sorted(msgspec.json.encode(one.coding) for one in coded if one.text.item.part in ("dev", "test"))
    return hashlib.sha256(b"\n".join(codings)).hexdigest()


def agree_coders(pairs: Sequence[tuple[Coded, Coded]]) -> Agreement:
    """The right coder of each pair against the left."""
    compared = [
        compare_marks(marks_of_coding(left.coding, left.text.text), marks_of_coding(right.coding, right.text.text))
        for left, right in pairs
    ]
    documents = [(left, right) for left, right in pairs if left.coding.events is not None]
    return Agreement(
        marks=figures(compared),
        events=compare_events(claims_of([left for left, _ in documents]), claims_of([right for _, right in documents]))
        if documents
        else None,
    )


def measure(coded: Sequence[Coded], tools: Tools) -> Measured:
    """The rules' reading of the texts against their codings."""
    compared: dict[str, list[Compared]] = {}
    found: list[Claims] = []
    for one in coded:
        annotated, lines = _read(one.text, tools)
        ref, sys = marks_of_coding(one.coding, one.text.text), marks_of_reading(annotated, lines, one.text.text)
        compared.setdefault(one.coding.source, []).append(compare_marks(ref, sys))
        if one.coding.events is not None:
            found.append(told_claims(one.text, lines))
    documents = [one for one in coded if one.coding.events is not None]
    return Measured(
        marks=figures([one for source in sorted(compared) for one in compared[source]]),
        by_source={source: figures(compared[source]) for source in sorted(compared)},
        events=compare_events(claims_of(documents), join_claims(found)) if documents else None,
    )


def compare_events(ref: Claims, sys: Claims) -> Result:
    """The events of a system against a coding's (design §8)."""
    return evaluate(ref, sys, names=build_names(), event_type_of=packaged_codebook().event_type.get)


def claims_of(coded: Sequence[Coded]) -> Claims:
    """The events of coded documents as rows to be compared."""
    event_type_of = packaged_codebook().event_type.get
    return join_claims(
        read_claims(b"".join(encode_lines(claim_lines(one, event_type_of))), origin=one.coding.id) for one in coded
    )


def _read(text: Text, tools: Tools) -> tuple[Annotated, list[ClaimLine]]:
    article = article_of(text)
    annotated = tools.reader.read(article)
    return annotated, code_article(article, annotated, tools)[1]


def article_of(text: Text) -> Article:
    """A document is cleaned as any report; a sentence is a paragraph of its own."""
    item = text.item
    if item.unit == "sentence":
        block = Block(start=0, end=len(text.text))
        return Article(
            report_id=item.sha256, name=item.id, text=text.text, blocks=(block,), language="en", reader="text/1"
        )
    report = Report(
        id=item.sha256,
        name=item.id,
        reader="text/1",
        data=text.text.encode(),
        origin=item.id,
        encoding="utf-8",
        given=Given(published=item.published),
    )
    return clean(report, today=_LATER)


def told_claims(text: Text, lines: Iterable[ClaimLine]) -> Claims:
    """The claim lines of a text as rows to be compared."""
    report = ReportLine(id=text.item.sha256, name=text.item.id, text=text.text)
    return read_claims(b"".join(encode_lines([report, *lines])), origin=text.item.id)


def plain(measured: Measured) -> dict[str, float]:
    """The figures that floors are set for."""
    figured = {name: found.f1 or 0.0 for name, found in measured.marks.counts.items()}
    if measured.marks.status_of:
        figured["status"] = measured.marks.status_right / measured.marks.status_of
    if measured.events is not None:
        figured["events"] = measured.events.found.f1 or 0.0
        figured["whole_events"] = measured.events.found.whole_f1 or 0.0
    return figured
