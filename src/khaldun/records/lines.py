"""The claims interchange: what one line of JSONL holds (the stable contract). Names are fixed: add, never rename.

Field order is the order written. Every object that carries a value carries `evidence` (code points into the report
line's text) and, where a rule made or changed it, `rules`. null = unknown, zero = said to be none. Dates are
inclusive days. Readers of the contract ignore fields they don't know.
"""

from __future__ import annotations

import msgspec

from khaldun.records.annotations import Status
from khaldun.records.base import Span
from khaldun.records.facts import Candidate, DeathsOf, Fallback


def _null() -> msgspec.Raw:
    return msgspec.Raw(b"null")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the contract's objects: unknown fields are ignored on reading."""


class BlockLine(Line, frozen=True, kw_only=True):
    start: int
    end: int
    reason: str | None = None


class SentenceLine(Line, frozen=True, kw_only=True):
    """What became of a sentence: "claims", "excluded" (with the reason) or "none"."""

    start: int
    end: int
    disposition: str
    reason: str | None = None


class SoftwareLine(Line, frozen=True, kw_only=True):
    version: str
    reader: str
    gazetteer: str
    registry: str
    codebook: str


class StatedLine(Line, frozen=True, kw_only=True):
    """Where a value of the report's metadata comes from."""

    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class ReportLine(Line, frozen=True, kw_only=True, tag_field="kind", tag="report"):
    id: str
    name: str
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    original_publisher: str | None = None
    published: str | None = None
    republished: bool = False
    dateline: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    metadata: dict[str, StatedLine] = {}
    text: str
    blocks: tuple[BlockLine, ...] = ()
    sentences: tuple[SentenceLine, ...] = ()
    warnings: tuple[str, ...] = ()
    software: SoftwareLine | None = None


class ReportRef(Line, frozen=True, kw_only=True):
    id: str | None = None
    name: str


class SourceLine(Line, frozen=True, kw_only=True):
    name: str
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class DateLine(Line, frozen=True, kw_only=True):
    """Inclusive days, with ACLED's time precision."""

    start: str
    end: str
    precision: int | None = None
    anchor: str | None = None
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class PlaceLine(Line, frozen=True, kw_only=True):
    quote: str | None = None
    name: str | None = None
    gazetteer_id: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: int | None = None
    where_prec: int | None = None
    geometry: msgspec.Raw = msgspec.field(default_factory=_null)
    unresolved: bool = False
    fallback: Fallback | None = None
    candidates: tuple[Candidate, ...] = ()
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class ActorLine(Line, frozen=True, kw_only=True):
    quote: str | None = None
    id: str | None = None
    name: str | None = None
    type: str | None = None
    stance: str | None = None
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class CountLine(Line, frozen=True, kw_only=True):
    low: int | None = None
    best: int | None = None
    high: int | None = None
    unbounded: bool = False
    group: str | None = None
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class DeathLine(Line, frozen=True, kw_only=True):
    of: DeathsOf = "unknown"
    low: int | None = None
    best: int | None = None
    high: int | None = None
    unbounded: bool = False
    group: str | None = None
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class QuantityLine(Line, frozen=True, kw_only=True):
    what: str
    low: int | None = None
    best: int | None = None
    high: int | None = None
    unbounded: bool = False
    group: str | None = None
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class WeaponLine(Line, frozen=True, kw_only=True):
    quote: str
    class_: str = msgspec.field(name="class")
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class ConfidenceLine(Line, frozen=True, kw_only=True):
    claim: float | None = None
    date: float | None = None
    place: float | None = None
    actor1: float | None = None
    actor2: float | None = None
    fatalities: float | None = None


class CodingLine(Line, frozen=True, kw_only=True):
    """The claim under the codebook: the cells that ACLED's table has beyond the contract's own fields.

    `excluded` names the rule that keeps the claim out of the event table, `merged_into` the id of the claim whose
    row it became part of. `event_date` is the row's one day (the middle of a longer period), `country` the country
    whose forces count as at home (ISO alpha-3). `actor1` … `assoc_actor2` are the names as the codebook writes them
    ("Civilians (Mali)"; several joined by "; "), `notes` what the codebook wants said beside the report's words.
    """

    codebook: str
    event_date: str | None = None
    country: str | None = None
    actor1: str | None = None
    assoc_actor1: str | None = None
    actor2: str | None = None
    assoc_actor2: str | None = None
    notes: tuple[str, ...] = ()
    disorder_type: str | None = None
    inter1: str | None = None
    inter2: str | None = None
    interaction: str | None = None
    civilian_targeting: str | None = None
    time_precision: int | None = None
    geo_precision: int | None = None
    fatalities: int | None = None
    excluded: str | None = None
    merged_into: str | None = None
    rules: tuple[str, ...] = ()


class ClaimLine(Line, frozen=True, kw_only=True, tag_field="kind", tag="claim"):
    id: str = ""
    report: ReportRef
    event_type: str | None = None
    sub_event_type: str | None = None
    status: Status = "asserted"
    ongoing: bool = False
    background: bool = False
    trigger: Span | None = None
    sources: tuple[SourceLine, ...] = ()
    date: DateLine | None = None
    place: PlaceLine | None = None
    actor1: ActorLine | None = None
    assoc_actor1: tuple[ActorLine, ...] = ()
    actor2: ActorLine | None = None
    assoc_actor2: tuple[ActorLine, ...] = ()
    fatalities: CountLine | None = None
    deaths: tuple[DeathLine, ...] = ()
    injured: CountLine | None = None
    quantities: tuple[QuantityLine, ...] = ()
    weapons: tuple[WeaponLine, ...] = ()
    notes: str = ""
    confidence: ConfidenceLine = ConfidenceLine()
    optional: bool = False
    tellings: tuple[Span, ...] = ()
    group: str | None = None
    coding: CodingLine | None = None
    rules: tuple[str, ...] = ()
    method: str = ""


class FailureLine(Line, frozen=True, kw_only=True, tag_field="kind", tag="failure"):
    name: str
    stage: str
    error: str
    message: str
    advice: str = ""


ContractLine = ReportLine | ClaimLine | FailureLine
